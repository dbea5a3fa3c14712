/* The keys of the review page; templates/admin/annotator/assignment/_keys.html explains them (`?`).

   A label's key means the label only while something is selected or corrected, so that it takes no key away. */

import { rangeOf, selectedRange } from "./offsets.js";

const isTyping = ({ target }) => target.matches?.("input, textarea, select");

const COMMANDS = {
  "?": () => document.getElementById("keys").showModal(),
  j: (desk) => desk.entries.step(1),
  k: (desk) => desk.entries.step(-1),
  Enter: (desk) => desk.entries.nextUndecided(),
  t: (desk) => desk.text.focus({ preventScroll: true }),
  n: () => document.querySelector('[data-command="next"]')?.click(),
  b: () => document.querySelector('[data-command="previous"]')?.click(),
};

const DECIDING = {
  a: (desk) => desk.decide("accepted"),
  x: (desk) => desk.decide("rejected"),
  u: (desk) => desk.decide("undecided"),
  c: (desk) => desk.startCorrecting(),
  m: (desk) => desk.entries.current && document.getElementById("decision-comment").focus(),
  r: (desk) => {
    desk.root.querySelector("[data-return]").open = true;
    document.getElementById("return-message").focus();
  },
  "/": (desk) => {
    const range = desk.selected();
    if (range) desk.palette.open(range, rangeOf(desk.text, range.start, range.end).getBoundingClientRect(), true);
  },
};

function commandOf(desk, { key, ctrlKey, metaKey, altKey, target }) {
  if (ctrlKey || metaKey || altKey) return null;
  const name = key.length === 1 ? key.toLowerCase() : key;
  if (desk.mayReview) {
    if (desk.correcting && name === "Enter") return () => desk.decide("corrected");
    if (desk.correcting && name === "e") return () => desk.borders.turnRound();
    const chip = desk.labelBar.find(({ dataset }) => dataset.hotkey && dataset.hotkey === name);
    if (chip && (desk.correcting || selectedRange(desk.text))) return () => desk.useLabel(chip.dataset.label);
    if (DECIDING[name]) return DECIDING[name];
  }
  // Enter on a link or a button is theirs.
  if (name === "Enter" && target.closest("a, button, summary")) return null;
  return COMMANDS[name];
}

/** Ctrl ↵ returns from within the message, and accepts the whole elsewhere. */
function finish(desk, target) {
  const form = target.closest("[data-return] form") ?? desk.root.querySelector("[data-accept-form]");
  form?.requestSubmit();
}

function letGo(desk, event) {
  if (isTyping(event)) event.target.blur();
  if (desk.palette?.isOpen) desk.palette.close();
  else if (desk.correcting) desk.stopCorrecting();
  else if (selectedRange(desk.text)) document.getSelection().collapseToEnd();
}

function answer(desk, event) {
  if (document.querySelector("dialog[open]")) return;
  desk.byKeyboard = true;
  if (event.key === "Escape") letGo(desk, event);
  else if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    finish(desk, event.target);
  } else if (!isTyping(event)) {
    if (event.target === desk.text && desk.caret.move(event)) {
      event.preventDefault();
      return;
    }
    const command = commandOf(desk, event);
    if (!command) return;
    event.preventDefault();
    command(desk);
  }
}

export function answerReviewKeys(desk) {
  document.addEventListener("keydown", (event) => answer(desk, event));
  document.addEventListener("pointerdown", () => (desk.byKeyboard = false), true);
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.('[data-command="help"]')) COMMANDS["?"](desk);
  });
}
