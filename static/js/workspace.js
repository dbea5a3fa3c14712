/* The workspace: ties the text, the labels, the span list and the outbox together. Each has a module. */

import { fetchAhead } from "./ahead.js";
import { Borders } from "./borders.js";
import { Caret } from "./caret.js";
import { Changes } from "./changes.js";
import { ClaimForm } from "./claim.js";
import { Closing } from "./closing.js";
import { Detail } from "./detail.js";
import { Dialogs } from "./dialogs.js";
import { answerKeys } from "./keys.js";
import { Linking } from "./linking.js";
import { rangeOf, select, selectedRange, selectionEnds } from "./offsets.js";
import { Outbox } from "./outbox.js";
import { leave, untilLeft } from "./page.js";
import { fitPanel, outOfView, paintWaiting } from "./paint.js";
import { Relations } from "./relations.js";
import { SaveState } from "./savestate.js";
import { Shown, Tabs } from "./shown.js";
import { SpanList } from "./spanlist.js";
import { Suggestions } from "./suggestions.js";
import { Tagging } from "./tagging.js";
import { keepTime } from "./timekeeping.js";
import { brief } from "./words.js";

const PATIENCE = 5_000; // milliseconds until an article that could not be read anew is asked for once more

class Workspace {
  constructor(root) {
    this.root = root;
    const { user, layer, language, spansUrl, mayEdit } = root.dataset;
    this.mayEdit = mayEdit === "true";
    this.language = language;
    this.spansUrl = spansUrl;
    this.articleUrl = new URL("..", new URL(spansUrl, location.href)).pathname;
    this.text = root.querySelector("#text");
    this.labelBar = [...root.querySelectorAll("[data-label][data-hotkey]")];
    this.labels = new Map(this.labelBar.map(({ dataset }) => [dataset.label, { ...dataset }]));
    this.status = document.getElementById("status");
    this.byTouch = matchMedia("(pointer: coarse)").matches; // until a pointer says what it is
    this.cameAt = -Infinity; // in place of another article

    this.changes = new Changes(this);
    this.caret = new Caret(this.text, root.querySelector("#caret"), language, (words) => this.say(words, language));
    this.borders = new Borders(this.text, [...root.querySelectorAll("[data-handle]")], {
      snap: (range) => this.tagging.snapped(range),
      apply: ({ uid }, range) => this.changes.move(this.spans.get(uid), range),
    });
    this.detail = new Detail(root.querySelector("#span-detail"), this.spansUrl, {
      isWaiting: (uid) => this.outbox.waiting.some(({ span }) => span === uid),
      send: (uid, { url, edit, fields, verb }) => {
        this.changes.change(this.spans.get(uid) ?? this.changes.gone(uid), fields, { verb }, { url, edit });
      },
    });
    this.tabs = new Tabs(root.querySelector("[role=tablist]"));
    this.spans = new SpanList(root, this.text, this.labels, {
      waiting: () => this.outbox.standing,
      onChoose: (span) => this.showChosen(span),
    });
    this.spans.filter.addEventListener("change", () => this.afterChoice());
    this.detail.box.addEventListener("detail:shown", () => this.spans.keepInView());
    this.detail.box.addEventListener("detail:failed", () => this.giveUp());
    this.claim = new ClaimForm(this.detail.box, { leave: () => this.goBack(), onAsking: () => this.saveState.show() });
    this.detail.box.addEventListener("detail:left", () => this.claim.flush());
    this.linking = new Linking(this.detail.box, {
      onLeave: () => this.goBack(),
      openDialog: (url) => this.dialogs.open(url),
      makeNew: () => this.changes.makeEntity(),
      isComing: () => !this.detail.hasFailed && !this.outbox.failures,
      retry: () => this.detail.retry(),
      inHand: () => (selectedRange(this.text) ? null : this.spans.chosen), // A selection is what keys are for.
      signal: untilLeft(),
    });
    this.relations = new Relations(this, root.querySelector("#relation-bar"));
    this.shown = new Shown(root.querySelector("[data-shown]"), () => this.spans.refresh());
    this.outbox = new Outbox(`outbox:${user}:${layer}`, user, root.dataset);
    this.saveState = new SaveState(root, this.outbox, { claim: this.claim, read: () => this.readAnew() });
    root.addEventListener("htmx:beforeSwap", ({ target, detail }) => {
      if (target !== root || detail.boosted) return;
      detail.shouldSwap &&= !this.saveState.open; // It comes later in place of what somebody has begun meanwhile.
      if (detail.shouldSwap) this.claim.finish();
    });
    this.outbox.addEventListener("stale", () => this.saveState.reload(), { signal: untilLeft() });
    this.closing = new Closing(this);
    const follow = () => {
      paintWaiting(this.text, this.outbox.standing);
      if (this.mayEdit && this.inHand) this.borders.show(this.inHand);
      if (this.outbox.failures) this.giveUp();
      this.closing.goIfSaved();
    };
    this.outbox.addEventListener("change", follow, { signal: untilLeft() });
    const refused = () => {
      this.linking.settle();
      this.spans.refresh();
      if (this.suggestions?.isRead === false) this.suggestions.read(); // It waited for an answer.
    };
    this.outbox.addEventListener("refused", refused, { signal: untilLeft() });
    // An answer that comes after the article was left is of no use: its paragraphs are not on the page.
    this.outbox.addEventListener("answer", ({ detail }) => this.take(detail), { signal: untilLeft() });
    this.dialogs = new Dialogs(document.getElementById("dialog"), {
      send: (change) => this.changes.send(change),
      settle: () => this.explain(""),
    });
    this.outbox.flush();
    paintWaiting(this.text, this.outbox.standing);

    fitPanel(root);
    answerKeys(this);
    if (this.mayEdit) {
      this.listen();
      keepTime(root.dataset.timeUrl);
    }
    this.lookAhead();
    const wanted = new URLSearchParams(location.search).get("span");
    if (wanted) this.spans.choose(wanted, { reveal: true });
    // What is being typed goes to the outbox, which outlives the page.
    addEventListener("pagehide", () => this.claim.finish(), { signal: untilLeft() });
  }

  listen() {
    this.suggestions = new Suggestions(this.root.querySelector("#suggestions"), this.text, {
      send: (change) => this.changes.send(change),
      isBusy: () => this.outbox.waiting.length > 0,
      hold: () => {
        this.spans.choose(null);
        this.tabs.show(document.getElementById("suggestions-tab"));
      },
      say: (words) => this.say(words),
      labels: this.labels,
    });
    this.tagging = new Tagging(this, document.getElementById("palette"));
    const form = this.root.querySelector("[data-change-form]");
    form.querySelector("select").addEventListener("change", ({ target }) => {
      this.changes.relabel(target.value);
      this.afterChoice();
    });
    form.querySelector("textarea").addEventListener("change", ({ target }) => {
      this.changes.note(target.dataset.uid, target.value);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const button of this.root.querySelectorAll("[data-step]")) {
      button.addEventListener("click", () => this.changes.step(button.dataset.step));
    }
    this.keepOwnNote(this.root.querySelector("#own-note"));
  }

  /** The caret goes on where it was. */
  intoText() {
    this.text.focus({ preventScroll: true });
    this.caret.enter(); // It may have had the focus, while something else was selected.
    this.byKeyboard = true;
  }

  /** What was chosen from a list by mouse leaves it: letters would choose in it again. */
  afterChoice() {
    if (!this.byKeyboard) this.text.focus({ preventScroll: true });
  }

  /** Out of a field, to where one was. */
  goBack() {
    const { cameFrom } = this;
    cameFrom?.focus({ preventScroll: true });
    if (document.activeElement !== cameFrom || cameFrom === this.text) this.intoText();
  }

  /** A note to self goes out like every change, and stands there again until it has. */
  keepOwnNote(field) {
    const verb = "own note";
    const ofNote = ({ paint }) => paint.verb === verb;
    let was = this.outbox.waiting.findLast(ofNote)?.fields.note ?? field.defaultValue;
    field.value = was;
    const name = field.labels[0].textContent;
    field.addEventListener("change", () => {
      const fields = { note: field.value, was };
      was = field.value;
      this.changes.send({ url: field.form.action, span: null, fields, paint: { verb, name } });
    });
    // Another tab's, but not in place of what is being written here.
    const take = ({ detail: { item } }) => {
      if (!ofNote(item) || this.outbox.waiting.some(ofNote) || field.value !== was) return;
      was = item.fields.note;
      field.value = was;
    };
    this.outbox.addEventListener("answer", take, { signal: untilLeft() });
  }

  /** The span that keys are about: the chosen one, which may be on its way to the server. */
  get inHand() {
    return this.spans.get(this.spans.chosen);
  }

  showChosen(span) {
    if (this.tagging && span?.uid !== this.told) this.tagging.relabelling = false;
    if (span) this.tabs.show(document.getElementById("spans-tab"));
    this.borders.show(this.mayEdit ? span : null);
    this.detail.show(span);
    this.relations.draw();
    if (span && span.uid !== this.told) {
      if (span.entry) this.explain(""); // It was about another one; of what was just made it is new.
      this.say(`${this.spans.labelOf(span).name}: ${brief(span.quote)}`);
      const [box] = rangeOf(this.text, span.start, span.end).getClientRects();
      if (box) scrollBy({ top: Math.max(0, outOfView(box)) }); // A panel that has just come may lie over it.
    }
    this.told = span?.uid;
  }

  /** For those who hear the page; in its language, unless they are words of the text. */
  say(words, language) {
    this.status.lang = language || document.documentElement.lang;
    // The same once more would be no change, which nobody hears: a blank makes it one.
    this.status.textContent = this.status.textContent === words ? `${words}\u00a0` : words;
  }

  /** Why keys change nothing here, where all can read it. */
  sayReadOnly() {
    this.explain(this.root.querySelector(".read-only").textContent.trim());
  }

  /** Say below the lists, for all, why a key did nothing; no longer with no words. */
  explain(words) {
    const said = Object.assign(document.createElement("span"), { textContent: words });
    document.getElementById("said").replaceChildren(...(words ? [said] : []));
  }

  /** Do something with the chosen span as soon as it is saved. */
  whenSaved(act) {
    if (this.inHand?.entry) act(this.spans.chosen);
    else this.whenShown(act, null);
  }

  /** Do it as soon as its panel is there, which it is once it is saved; with the keys that are pressed meanwhile, if
      any are wanted. */
  whenShown(act, keys = []) {
    if (this.spans.chosen) this.detail.whenShown(this.spans.chosen, act, keys);
    if (this.outbox.failures) this.giveUp();
  }

  /** What was asked for cannot be shown now; keys are the desk's again. */
  giveUp() {
    if (this.detail.later) this.explain(this.root.dataset.unread);
    this.detail.later = null;
  }

  /** Put an answer into the page, with the selection where it was. */
  take({ item, html }) {
    const ends = selectionEnds(this.text);
    const wasInList = this.spans.list.contains(document.activeElement);
    htmx.swap(this.root, html, { swapStyle: "none" });
    if (ends) select(this.text, ends.anchor, ends.focus);
    paintWaiting(this.text, this.outbox.standing);
    this.spans.refresh();
    if (wasInList && document.activeElement === document.body) {
      (this.inHand?.entry?.querySelector("a") ?? this.text).focus({ preventScroll: true });
    }
    this.suggestions?.follow(item);
    if (!item.span || item.paint.verb === "relation") this.detail.refresh();
    if (!item.span || this.isAheadOld) this.lookAhead(); // It may have changed other articles too.
    if (this.outbox.waiting.length) return; // Not all is saved.
    const { verb, name, quote = "" } = item.paint;
    const words = [name, brief(quote)].filter(Boolean).join(": ");
    const isTold = document.getElementById("said").textContent || this.status.textContent === words;
    const next = ["accept", "refuse"].includes(verb) && this.suggestions?.words; // Which it would talk over.
    this.say([this.saveState.savedWord, !isTold && words, next].filter(Boolean).join(": "));
  }

  /** Have the article come in its own place, as it is now. Until the server answers, the one that is there stays. */
  async readAnew() {
    const { closing, root, saveState } = this;
    const signal = untilLeft();
    clearTimeout(this.again);
    if (!closing.isLeaving) {
      const source = root.querySelector("[data-bar]");
      signal.addEventListener("abort", () => htmx.trigger(source, "htmx:abort"));
      const headers = { "Cache-Control": "no-cache" };
      await htmx.ajax("GET", location.href, { source, target: root, swap: "anew settle:0ms show:none", headers }).catch(() => {});
    }
    if (signal.aborted) return;
    if (saveState.open) saveState.reload(); // As soon as what was begun meanwhile is done.
    else this.again = setTimeout(() => saveState.reload(), PATIENCE);
  }

  /** While changes wait, what is fetched would be old already: the answer to the last one has it fetched. */
  lookAhead() {
    this.isAheadOld = this.outbox.waiting.length > 0;
    fetchAhead(this.isAheadOld ? null : this.root.querySelector("[rel=next]"));
  }

}

const start = () => new Workspace(document.getElementById("workspace"));

let desk = start();
document.getElementById("unready").remove();

// The browser shows what it kept when somebody comes back.
addEventListener("pageshow", ({ persisted }) => persisted && desk.outbox.check());

// The next and the previous article come in place of this one.
document.addEventListener("htmx:load", ({ detail }) => {
  if (detail.elt.id !== "workspace") return;
  leave();
  desk = start();
  desk.cameAt = performance.now();
});
