/* The keys of the review page; templates/admin/annotator/assignment/_keys.html explains them (`?`).

   A label's key means the label only while something is selected or corrected, so that it takes no key away. */

import { commandsByKey, meaningsOf } from "./chosenkeys.js";
import { rangeOf, selectedRange } from "./offsets.js";

const isTyping = ({ target }) => target.matches?.("input, textarea, select");

/** What every reader can do; annotator/keys.py names the commands and their keys. */
const READING = {
  help: () => document.getElementById("keys").showModal(),
  next_span: (desk) => desk.entries.step(1),
  previous_span: (desk) => desk.entries.step(-1),
  text: (desk) => desk.text.focus({ preventScroll: true }),
  next_work: () => document.querySelector('[data-command="next_work"]')?.click(),
  previous_work: () => document.querySelector('[data-command="previous_work"]')?.click(),
};

const DECIDING = {
  accept: (desk) => desk.decide("accepted"),
  reject: (desk) => desk.decide("rejected"),
  take_back: (desk) => desk.decide("undecided"),
  correct: (desk) => desk.startCorrecting(),
  comment: (desk) => desk.entries.current && document.getElementById("decision-comment").focus(),
  send_back: (desk) => {
    desk.root.querySelector("[data-return]").open = true;
    document.getElementById("return-message").focus();
  },
  find_label: (desk) => {
    const range = desk.selected();
    if (range) desk.palette.open(range, rangeOf(desk.text, range.start, range.end).getBoundingClientRect(), true);
  },
};

const CORRECTING = {
  turn_round: (desk) => desk.borders.turnRound(),
};

/** What a key does here: ends a correction, gives a label, decides, or walks. */
function actOf(desk, event) {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  if (ctrlKey || metaKey || altKey) return null;
  const meanings = meaningsOf(event);
  const command = meanings.map(desk.commandOf).find(Boolean);
  if (desk.mayReview) {
    if (desk.correcting && key === "Enter") return () => desk.decide("corrected");
    if (desk.correcting && CORRECTING[command]) return CORRECTING[command];
    const hotkeys = meanings.map((meaning) => meaning.toLowerCase());
    const chip = desk.labelBar.find(({ dataset }) => dataset.hotkey && hotkeys.includes(dataset.hotkey));
    if (chip && (desk.correcting || selectedRange(desk.text))) return () => desk.useLabel(chip.dataset.label);
    if (DECIDING[command]) return DECIDING[command];
  }
  // Enter on a link or a button is theirs.
  if (key === "Enter") return target.closest("a, button, summary") ? null : () => desk.entries.nextUndecided();
  return READING[command];
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
    const act = actOf(desk, event);
    if (!act) return;
    event.preventDefault();
    act(desk);
  }
}

export function answerReviewKeys(desk) {
  desk.commandOf = commandsByKey(desk.root);
  document.addEventListener("keydown", (event) => answer(desk, event));
  document.addEventListener("pointerdown", () => (desk.byKeyboard = false), true);
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.('[data-command="help"]')) READING.help();
  });
}
