/* The keys of the workspace, and the buttons that stand for them. */

import { commandsByKey, meaningsOf } from "./chosenkeys.js";
import { selectedRange } from "./offsets.js";
import { untilLeft } from "./page.js";

const FIELDS = "input:not([type=checkbox], [type=radio]), textarea, select";
const isTyping = ({ target }) => target.matches?.(FIELDS);

/** Whether Escape leads out of it, as out of the whole forms of links and claims. */
const isField = (element) => element?.closest(`${FIELDS}, [data-linking], [data-claim]`);

/** Go on to another span of the list, which comes in place of the suggestions. */
function walk(desk, direction) {
  const { chosen } = desk.spans;
  const { noneShown, firstShown, lastShown } = desk.root.dataset;
  desk.tabs.show(document.getElementById("spans-tab"));
  const span = desk.spans.step(direction, desk.caret.offset);
  if (!span) desk.explain(noneShown);
  else if (span.uid === chosen) desk.explain(direction < 0 ? firstShown : lastShown);
}

function turnTo(desk, which, noneLeft) {
  const link = desk.root.querySelector(`[rel=${which}]`);
  if (link) link.click();
  else desk.explain(noneLeft);
}

/** What every reader can do; each gets the workspace. annotator/keys.py names the commands and their keys. */
const READING = {
  help: () => document.getElementById("keys").showModal(),
  next_span: (desk) => walk(desk, 1),
  previous_span: (desk) => walk(desk, -1),
  around: (desk) => {
    if (!desk.spans.chooseBeneath()) desk.explain(desk.root.dataset.alone);
  },
  filter: (desk) => {
    desk.tabs.show(document.getElementById("spans-tab"));
    desk.spans.filter.focus();
  },
  text: (desk) => {
    desk.intoText();
    desk.caret.tellParagraph();
  },
  untagged: (desk) => {
    if (!desk.caret.toNext((paragraph) => !paragraph.querySelector("mark"))) {
      desk.explain(desk.root.dataset.allTagged);
      return;
    }
    desk.byKeyboard = true;
    desk.caret.tellParagraph();
  },
  next_article: (desk) => turnTo(desk, "next", desk.root.dataset.lastArticle),
  previous_article: (desk) => turnTo(desk, "prev", desk.root.dataset.firstArticle),
  guidelines: (desk) => desk.dialogs.open(document.querySelector('[data-command="guidelines"]').href),
  history: (desk) =>
    desk.whenSaved((uid) => desk.dialogs.open(`${desk.spansUrl}${uid}/history/${location.search}`)),
  show_tags: () => document.dispatchEvent(new CustomEvent("look:toggle", { detail: { tags: "hidden" } })),
};

/** Do something once the panel of the span in hand is there, and then what was pressed meanwhile. */
const inPanel = (desk, act) =>
  desk.whenShown((uid, keys) => {
    act();
    for (const event of keys) answer(desk, event);
  });

function ifSuggested(desk, act) {
  const { entries, isRead, list } = desk.suggestions;
  const { noneSuggested, notYetSuggested } = desk.root.dataset;
  if (entries.length) act();
  else desk.explain(isRead ? list.textContent.trim() || noneSuggested : notYetSuggested);
}

/** What changes a layer. */
const EDITING = {
  find_label: (desk) => desk.tagging.findLabel(),
  whole_words: (desk) => {
    const { tagging } = desk;
    tagging.wholeWords = !tagging.wholeWords;
    const button = desk.root.querySelector('[data-command="whole_words"]');
    button.setAttribute("aria-pressed", tagging.wholeWords);
    desk.say(tagging.wholeWords ? button.title : button.dataset.off);
  },
  relabel: (desk) => {
    const { tagging } = desk;
    tagging.relabelling = !tagging.relabelling;
    if (tagging.relabelling) desk.say(desk.root.dataset.relabelling);
  },
  borders: (desk) => {
    if (desk.borders.byKeys) desk.borders.turnRound();
    else {
      desk.borders.startByKeys(desk.inHand);
      desk.say(desk.root.dataset.moving);
    }
  },
  fragment: (desk) => desk.changes.addFragment(),
  as_reviewed: (desk) =>
    inPanel(desk, () => {
      const button = desk.detail.box.querySelector("[data-as-reviewed]");
      if (button) button.click();
      else desk.explain(desk.root.dataset.notAsked);
    }),
  occurrences: (desk) =>
    desk.whenSaved((uid) => desk.dialogs.open(`${desk.articleUrl}occurrences/?span=${uid}&scope=article`)),
  next_suggestion: (desk) => ifSuggested(desk, () => desk.suggestions.step()),
  accept: (desk) => ifSuggested(desk, () => desk.suggestions.accept()),
  refuse: (desk) => ifSuggested(desk, () => desk.suggestions.refuse()),
  deleted: (desk) => desk.dialogs.open(`${desk.spansUrl}deleted/`),
  note: () => document.getElementById("span-note").focus(),
  link: (desk) => desk.linking.enter(),
  new_entity: (desk) => desk.linking.enterNew(),
  claim: (desk) =>
    desk.whenShown((uid, keys) => {
      if (!desk.claim.enter(keys)) desk.explain(desk.root.dataset.leftOut);
    }),
  relation: (desk) => inPanel(desk, () => desk.relations.begin()),
  delete: (desk) => desk.changes.remove(),
};

/** What goes on while its key is held; all else is done once. */
const WALKS = ["next_span", "previous_span", "around", "untagged", "next_suggestion"].map(
  (name) => READING[name] ?? EDITING[name],
);

/** The commands on the span in hand, and the kind of label that each is about, if it is about one. */
const ABOUT = {
  around: "", history: "", relabel: "", borders: "", fragment: "", occurrences: "", note: "", relation: "", delete: "",
  as_reviewed: "", link: "entity", new_entity: "entity", claim: "claim",
};

/** Why a command can do nothing with the span in hand; nothing if it can. */
function unfit(desk, name) {
  if (name in ABOUT && !desk.inHand) return desk.root.dataset.noneInHand;
  const label = desk.labels.get(desk.inHand?.label);
  return ABOUT[name] && label && label.kind !== ABOUT[name] ? desk.root.dataset[`${ABOUT[name]}Only`] : "";
}

/** What a command does now, or says; nothing if there is none of that name. */
function actOf(desk, name) {
  const why = unfit(desk, name);
  return why ? () => desk.explain(why) : READING[name] ?? EDITING[name];
}

/** With Ctrl or Cmd: what every editor does. With Alt too it may be AltGr, which writes. */
function editorCommand(event) {
  if (event.altKey || (!event.ctrlKey && !event.metaKey)) return null;
  const letter = meaningsOf(event).at(-1).toLowerCase();
  if (letter === "a") return "all";
  if (letter === "z") return event.shiftKey ? "redo" : "undo";
  return letter === "y" ? "redo" : null;
}

/** Whether a panel or a dialog that a key asked for is on its way. */
const opensSoon = ({ detail, dialogs }) => Boolean(detail.later) || dialogs.isComing;

function letGo(desk) {
  if (desk.detail.later) desk.detail.later = null;
  else if (desk.dialogs.isComing) desk.dialogs.cancel();
  else if (desk.tagging?.palette.isOpen) desk.tagging.leavePalette();
  else if (desk.borders.byKeys) desk.borders.cancel();
  else if (selectedRange(desk.text)) document.getSelection().collapseToEnd();
  else if (desk.tagging?.armed) desk.tagging.arm(null);
  else if (desk.tagging?.relabelling) desk.tagging.relabelling = false;
  else desk.spans.choose(null);
}

/** What a key does here: the person's command for it, or the label that has it. */
function actOfKey(desk, written) {
  const key = written.length === 1 ? written.toLowerCase() : written;
  const name = ["Delete", "Backspace"].includes(key) ? "delete" : desk.commandOf(written);
  if (!desk.mayEdit && !READING[name]) return EDITING[name] || /^\d$/.test(key) ? () => desk.sayReadOnly() : null;
  const act = actOf(desk, name);
  if (act) return act;
  const chip = desk.labelBar.find(({ dataset }) => dataset.hotkey && dataset.hotkey === key);
  return chip ? () => desk.tagging.useLabel(chip.dataset.label) : null;
}

export function answerKeys(desk) {
  desk.commandOf = commandsByKey(desk.root);
  const signal = untilLeft();
  document.addEventListener("keydown", (event) => answer(desk, event), { signal });
  const pointed = ({ pointerType }) => Object.assign(desk, { byKeyboard: false, byTouch: pointerType !== "mouse" });
  document.addEventListener("pointerdown", pointed, { signal, capture: true });
  // Who goes on with something else wants no dialog over it.
  document.addEventListener("click", () => desk.dialogs.cancel(), { signal, capture: true });
  const click = (event) => {
    const name = event.target.closest?.("button[data-command], a[data-command=guidelines]")?.dataset.command;
    const act = actOf(desk, name);
    if (!act) return;
    event.preventDefault();
    act(desk);
  };
  document.addEventListener("click", click, { signal });
  const remember = ({ target, relatedTarget }) => {
    if (isField(target) && !isField(relatedTarget)) desk.cameFrom = relatedTarget;
  };
  document.addEventListener("focusin", remember, { signal });
}

function answer(desk, event) {
  if (document.querySelector("dialog[open]")) return;
  if (!isTyping(event) && desk.relations.answer(event)) return;
  if (event.key === "Escape") {
    if (isField(event.target) && !desk.tagging?.palette.isOpen) desk.goBack();
    else letGo(desk);
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    if (!desk.mayEdit) return desk.sayReadOnly();
    // Held, or pressed twice, it is not meant for an article that has just come; nor for one that is being left.
    if (event.repeat || performance.now() - desk.cameAt < 700 || desk.closing.isLeaving) return;
    if (opensSoon(desk)) return desk.explain(desk.root.dataset.opening);
    if (isTyping(event)) event.target.blur();
    desk.root.querySelector("[data-submit-form]").requestSubmit();
    return;
  }
  if (isTyping(event)) return;
  if (selectedRange(desk.text)) desk.detail.later = null;
  if (opensSoon(desk) && /^(.|Delete|Backspace|Enter)$/u.test(event.key) && !event.ctrlKey && !event.metaKey) {
    event.preventDefault(); // They are for what opens in a moment, not for the desk.
    if (!desk.detail.later?.keys?.push(event)) desk.explain(desk.root.dataset.opening);
    return;
  }
  const step = editorCommand(event);
  if (step === "all") {
    if (event.target !== desk.text) return;
    event.preventDefault();
    desk.caret.selectAll();
    return;
  }
  if (step) {
    event.preventDefault();
    if (desk.mayEdit) desk.changes.step(step);
    else desk.sayReadOnly();
    return;
  }
  if (event.key === "Enter" && desk.borders.byKeys) {
    event.preventDefault();
    desk.borders.finishByKeys();
    return;
  }
  if (event.key === "Enter" && desk.mayEdit && event.target === desk.text && selectedRange(desk.text)) {
    event.preventDefault();
    EDITING.find_label(desk);
    return;
  }
  if (event.target === desk.text && desk.caret.move(event)) {
    event.preventDefault();
    desk.byKeyboard = true;
    desk.tagging?.followKeys();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const act = meaningsOf(event).map((key) => actOfKey(desk, key)).find(Boolean);
  if (!act) return;
  event.preventDefault();
  desk.dialogs.cancel();
  if (!event.repeat || WALKS.includes(act)) act(desk);
}
