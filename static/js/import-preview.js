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

/* The switch that has the focus keeps it. None has an id: htmx looks for each id of an answer among all elements,
   which in a text of thousands of paragraphs takes minutes. */
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const focused = detail.target.matches("[data-staged]") && detail.target.querySelector("button:focus");
  if (!focused) return;
  const [start] = focused.value.split("-");
  const again = () => detail.target.querySelector(`button[value^="${start}-"]`)?.focus();
  detail.target.addEventListener("htmx:afterSwap", again, { once: true });
});

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
