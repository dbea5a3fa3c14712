/* The keys of the workspace. What they are called stands in annotator/keys.py and in the help (`?`). */

import { rangeOf, selectedRange } from "./offsets.js";

const isTyping = ({ target }) => target.matches?.("input, textarea, select, [contenteditable]");

/** The commands by key; each gets the workspace and the event. */
const COMMANDS = {
  "?": () => document.getElementById("keys").showModal(),
  j: (desk) => desk.spans.step(1, desk.caret.offset),
  k: (desk) => desk.spans.step(-1, desk.caret.offset),
  o: (desk) => desk.spans.chooseBeneath(),
  t: (desk) => desk.text.focus({ preventScroll: true }),
  n: () => document.querySelector('[data-command="next-article"]')?.click(),
  b: () => document.querySelector('[data-command="previous-article"]')?.click(),
  g: (desk) => desk.dialogs.open(document.querySelector('[data-command="guidelines"]').href),
  h: (desk) => desk.spans.chosen && desk.dialogs.open(`${desk.spansUrl}${desk.spans.chosen}/history/${location.search}`),
};

const EDITING = {
  "/": (desk) => {
    const range = desk.wanted();
    const box = range ? rangeOf(desk.text, range.start, range.end) : desk.labelBar[0];
    desk.palette.open(range, box.getBoundingClientRect(), true);
  },
  w: (desk) => {
    desk.wholeWords = !desk.wholeWords;
    desk.root.querySelector('[data-command="whole-words"]').setAttribute("aria-pressed", desk.wholeWords);
  },
  r: (desk) => {
    desk.relabelling = Boolean(desk.spans.chosen) && !desk.relabelling;
    desk.root.classList.toggle("relabelling", desk.relabelling);
  },
  e: (desk) => {
    const span = desk.spans.get(desk.spans.chosen);
    if (desk.borders.byKeys) desk.borders.turnRound();
    else if (span) desk.borders.startByKeys(span);
  },
  f: (desk) => desk.addFragment(),
  a: (desk) => desk.everyOccurrence(),
  u: (desk) => desk.dialogs.open(`${desk.spansUrl}deleted/`),
  m: (desk) => desk.spans.chosen && document.getElementById("span-note").focus(),
  x: (desk) => desk.remove(),
  Delete: (desk) => desk.remove(),
  Backspace: (desk) => desk.remove(),
};

/** The keys that the page's buttons stand for. */
const BUTTONS = {
  help: "?",
  guidelines: "g",
  delete: "x",
  borders: "e",
  fragment: "f",
  occurrences: "a",
  history: "h",
  deleted: "u",
  "whole-words": "w",
};

/** With Ctrl or Cmd: what every editor does. */
function editorCommand({ key, shiftKey, ctrlKey, metaKey }) {
  if (!ctrlKey && !metaKey) return null;
  if (key.toLowerCase() === "z") return shiftKey ? "redo" : "undo";
  return key.toLowerCase() === "y" ? "redo" : null;
}

function letGo(desk) {
  if (desk.palette?.isOpen) desk.palette.close();
  else if (desk.borders.byKeys) desk.borders.cancel();
  else if (selectedRange(desk.text)) document.getSelection().collapseToEnd();
  else if (desk.armed) desk.arm(null);
  else if (desk.relabelling) EDITING.r(desk);
  else desk.spans.choose(null);
}

function commandOf(desk, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (COMMANDS[key]) return COMMANDS[key];
  if (!desk.mayEdit) return null;
  if (EDITING[key]) return EDITING[key];
  const chip = desk.labelBar.find(({ dataset }) => dataset.hotkey && dataset.hotkey === key);
  if (!chip) return null;
  return () => {
    desk.useLabel(chip.dataset.label);
    desk.root.classList.toggle("relabelling", desk.relabelling);
  };
}

export function answerKeys(desk) {
  document.addEventListener("keydown", (event) => answer(desk, event));
  document.addEventListener("pointerdown", () => (desk.byKeyboard = false), true);
  document.addEventListener("click", (event) => {
    const command = event.target.closest?.("[data-command]")?.dataset.command;
    const act = COMMANDS[BUTTONS[command]] ?? EDITING[BUTTONS[command]];
    if (!act) return;
    event.preventDefault();
    act(desk, event);
  });
}

function answer(desk, event) {
  if (document.querySelector("dialog[open]")) return;
  desk.byKeyboard = true;
  if (event.key === "Escape") {
    if (isTyping(event)) event.target.blur();
    letGo(desk);
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && desk.mayEdit) {
    event.preventDefault();
    if (isTyping(event)) event.target.blur();
    desk.root.querySelector("[data-submit-form]").requestSubmit();
    return;
  }
  if (isTyping(event)) return;
  const step = desk.mayEdit && editorCommand(event);
  if (step) {
    event.preventDefault();
    desk.step(step);
    return;
  }
  if (event.key === "Enter" && desk.borders.byKeys) {
    event.preventDefault();
    desk.borders.finishByKeys();
    return;
  }
  if (event.key === "Enter" && desk.mayEdit && event.target === desk.text && selectedRange(desk.text)) {
    event.preventDefault();
    EDITING["/"](desk);
    return;
  }
  if (event.target === desk.text && desk.caret.move(event)) {
    event.preventDefault();
    desk.freehand = false;
    return;
  }
  const command = commandOf(desk, event);
  if (!command) return;
  event.preventDefault();
  command(desk, event);
}
