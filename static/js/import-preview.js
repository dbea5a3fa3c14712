/* The preview of an import: a range of a staged text is selected with mouse or keyboard, and cut out or kept.
   The switches beside the paragraphs and the fields need no script of ours: htmx sends them. */

import { Caret } from "./caret.js";
import { select, selectedRange } from "./offsets.js";

const bar = document.getElementById("cut-bar");
const texts = [...document.querySelectorAll("[data-staged]")];

/** The staged text that holds the selection, with the range in code points, or null. */
function selected() {
  for (const text of texts) {
    const range = text.contains(document.getSelection().anchorNode) && selectedRange(text);
    if (range) return { text, ...range };
  }
  return null;
}

/** Cut the selected range out, or keep it; the server sends the text back as it is then. */
async function change(verb) {
  const found = selected();
  if (!found) return;
  const { text, start, end } = found;
  const hadFocus = document.activeElement === text;
  const url = verb === "cut" ? text.dataset.cutUrl : text.dataset.keepUrl;
  bar.hidden = true;
  await window.htmx.ajax("POST", url, { source: text, target: text, swap: "innerHTML", values: { range: `${start}-${end}` } });
  if (hadFocus) select(text, start, start);
}

function place() {
  const found = selected();
  bar.hidden = !found;
  if (!found) return;
  const boxes = document.getSelection().getRangeAt(0).getClientRects();
  const last = boxes[boxes.length - 1];
  if (!last) return;
  const { width, height } = bar.getBoundingClientRect();
  bar.style.left = `${Math.max(8, Math.min(last.right - width / 2, innerWidth - width - 8))}px`;
  bar.style.top = `${last.bottom + 8 + height > innerHeight ? last.top - height - 8 : last.bottom + 8}px`;
}

for (const text of texts) {
  const caret = new Caret(text, text.parentElement.querySelector("[data-caret]"), text.lang, (words) => {
    document.getElementById("status").textContent = words;
  });
  text.addEventListener("keydown", (event) => {
    if (event.target !== text) return; // A key on a switch is the switch's.
    if (caret.isActive && caret.move(event)) event.preventDefault();
    else if (["x", "Delete", "Backspace"].includes(event.key) && !event.ctrlKey && !event.metaKey) change("cut");
    else if (event.key === "k" && !event.ctrlKey && !event.metaKey) change("keep");
  });
}

/* Of a text's answer only the paragraphs that changed are put into the page, as htmx would take seconds for
   thousands of them; the rest of the answer is htmx's. The switch that has the focus keeps it. No switch has an id:
   htmx would look for each of them among all elements. */
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { target } = detail;
  if (!detail.shouldSwap || !target.matches("[data-staged]")) return;
  const answer = new DOMParser().parseFromString(detail.serverResponse, "text/html");
  const sent = [...answer.querySelectorAll("p[data-start]")];
  if (sent.length !== target.children.length) return;
  for (const paragraph of sent) paragraph.remove();
  detail.serverResponse = answer.body.innerHTML;
  detail.swapOverride = "none";
  // Not before: htmx finds the rest's places from the switch that was pressed.
  target.addEventListener("htmx:afterSwap", () => putChanged(target, sent), { once: true });
});

function putChanged(text, sent) {
  for (const [at, shown] of [...text.children].entries()) {
    const paragraph = sent[at];
    if (paragraph.isEqualNode(withoutTraces(shown))) continue;
    const [start] = shown.querySelector("button:focus")?.value.split("-") ?? [];
    shown.replaceWith(paragraph);
    window.htmx.process(paragraph);
    if (start) paragraph.querySelector(`button[value^="${start}-"]`)?.focus();
  }
}

/** A paragraph as it was sent: a request leaves classes of htmx's on its switch. */
function withoutTraces(paragraph) {
  for (const one of paragraph.querySelectorAll("[class*=htmx-]")) {
    one.classList.remove("htmx-request", "htmx-settling", "htmx-swapping", "htmx-added");
  }
  return paragraph;
}

// What the fields say goes along with the import: it passes over nothing that is wrong, or not saved yet.
document.addEventListener("formdata", ({ target, formData }) => {
  if (!target.matches("[data-import]")) return;
  for (const draft of document.querySelectorAll("form[data-draft]")) {
    formData.append(`draft-${draft.dataset.draft}`, new URLSearchParams(new FormData(draft)));
  }
});

document.addEventListener("selectionchange", place);
addEventListener("scroll", place, { passive: true });
// A press on the bar must not take the selection away.
bar.addEventListener("pointerdown", (event) => event.preventDefault());
bar.querySelector("[data-cut]").addEventListener("click", () => change("cut"));
bar.querySelector("[data-keep]").addEventListener("click", () => change("keep"));
