/* The workspace: ties the text, the labels, the span list and the outbox together. Each has a module. */

import { fetchAhead, isStale } from "./ahead.js";
import { Borders } from "./borders.js";
import { Caret } from "./caret.js";
import { Changes } from "./changes.js";
import { ClaimForm } from "./claim.js";
import { Detail, Tabs } from "./detail.js";
import { Dialogs } from "./dialogs.js";
import { answerKeys } from "./keys.js";
import { keepTime, leave, untilLeft } from "./lifetime.js";
import { Linking } from "./linking.js";
import { Palette } from "./palette.js";
import { rangeOf, select, selectedRange, selectionEnds, textBetween } from "./offsets.js";
import { csrfToken, flushOthers, Outbox } from "./outbox.js";
import { outOfView, paintWaiting } from "./paint.js";
import { Relations } from "./relations.js";
import { SaveState } from "./savestate.js";
import { Suggestions } from "./suggestions.js";
import { Shown, SpanList, unsavedSpan } from "./spanlist.js";
import { sentenceAt, snapToWords, tidyRange, trimRange, wordAt } from "./words.js";

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
    this.wholeWords = true;
    this.armed = null;
    this.byTouch = matchMedia("(pointer: coarse)").matches; // until a pointer says what it is
    this.cameAt = -Infinity; // in place of another article

    this.changes = new Changes(this);
    this.caret = new Caret(this.text, root.querySelector("#caret"), language, (words) => this.say(words));
    this.borders = new Borders(this.text, [...root.querySelectorAll("[data-handle]")], {
      snap: (range) => this.snapped(range),
      apply: ({ uid }, range) => this.changes.move(this.spans.get(uid), range),
    });
    this.detail = new Detail(root.querySelector("#span-detail"), this.spansUrl, (uid, { url, edit, fields, verb }) => {
      this.changes.change(this.spans.get(uid), fields, { verb }, { url, edit });
    });
    this.tabs = new Tabs(root.querySelector("[role=tablist]"));
    const waiting = (uid) => this.outbox.standing.filter(({ span }) => span === uid);
    this.spans = new SpanList(root, this.text, this.labels, {
      waiting: (uid) => waiting(uid).map(({ fields }) => fields),
      unsaved: (uid) => unsavedSpan(uid, waiting(uid)),
      onChoose: (span) => this.showChosen(span),
    });
    this.detail.box.addEventListener("detail:failed", () => this.giveUp());
    this.claim = new ClaimForm(this.detail.box, () => this.text.focus({ preventScroll: true }));
    this.linking = new Linking(this.detail.box, {
      onLeave: () => this.text.focus({ preventScroll: true }),
      openDialog: (url) => this.dialogs.open(url),
      makeNew: () => this.changes.makeEntity(),
      isComing: () => !this.detail.hasFailed && !this.outbox.failures,
      inHand: () => (selectedRange(this.text) ? null : this.spans.chosen), // A selection is what keys are for.
      signal: untilLeft(),
    });
    this.relations = new Relations(this, root.querySelector("#relation-bar"));
    this.shown = new Shown(root.querySelector("[data-shown]"), () => this.spans.refresh());
    this.outbox = new Outbox(`outbox:${user}:${layer}`, user);
    this.saveState = new SaveState(root, this.outbox, flushOthers(this.outbox), () => this.claim.checking);
    const follow = () => {
      paintWaiting(this.text, this.outbox.standing);
      if (this.mayEdit && this.inHand) this.borders.show(this.inHand);
      if (this.outbox.failures) this.giveUp();
      this.submitIfSaved();
    };
    this.outbox.addEventListener("change", follow, { signal: untilLeft() });
    const refused = () => {
      this.linking.settle();
      this.spans.refresh();
    };
    this.outbox.addEventListener("refused", refused, { signal: untilLeft() });
    // An answer that comes after the article was left is of no use: its paragraphs are not on the page.
    this.outbox.addEventListener("answer", ({ detail }) => this.take(detail), { signal: untilLeft() });
    this.dialogs = new Dialogs(document.getElementById("dialog"), (change) => this.outbox.add(change));
    this.outbox.flush();
    paintWaiting(this.text, this.outbox.standing);

    // Labels may take several rows; what sticks below the bar must know.
    const bar = root.querySelector(".toolbar");
    new ResizeObserver(() => root.style.setProperty("--bar-height", `${bar.offsetHeight}px`)).observe(bar);
    answerKeys(this);
    if (this.mayEdit) {
      this.listen();
      keepTime(root.dataset.timeUrl, csrfToken);
    }
    this.lookAhead();
    const wanted = new URLSearchParams(location.search).get("span");
    if (wanted) this.spans.choose(wanted, { reveal: true });
    // What is being typed goes to the outbox, which outlives the page.
    addEventListener("pagehide", () => this.claim.finish(), { signal: untilLeft() });
    root.addEventListener("htmx:beforeRequest", (event) => this.goOn(event));
  }

  /** Another article is asked for: what is typed goes out first, and no submission that waits is dropped. */
  goOn(event) {
    if (!event.detail.boosted) return;
    this.isLeaving = true;
    if (this.saveState.isReloading) stop(); // Or it would come back.
    this.claim.finish();
    if (!this.submitting || event.target.matches("form")) return;
    event.preventDefault();
    this.isLeaving = false;
    this.saveState.insist();
  }

  listen() {
    this.suggestions = new Suggestions(this.root.querySelector("#suggestions"), this.text, {
      send: (change) => this.outbox.add(change),
      hold: () => {
        this.spans.choose(null);
        this.tabs.show(document.getElementById("suggestions-tab"));
      },
      labels: this.labels,
    });
    this.palette = new Palette(document.getElementById("palette"), (label, range) => {
      this.leavePalette();
      if (range) this.changes.tag(label, range);
      else this.useLabel(label);
    });
    const follow = () => {
      const { isOpen, range } = this.palette;
      if (isOpen && range) this.palette.place(rangeOf(this.text, range.start, range.end).getBoundingClientRect());
    };
    addEventListener("resize", follow, { signal: untilLeft() });
    for (const chip of this.labelBar) {
      // A press must not take the selection away.
      chip.addEventListener("pointerdown", (event) => event.preventDefault());
      chip.addEventListener("click", () => this.useLabel(chip.dataset.label));
    }
    this.text.addEventListener("pointerup", ({ altKey, pointerType }) => {
      this.freehand = altKey; // Until the next selection: its end says what it was meant to be.
      if (pointerType === "mouse") queueMicrotask(() => this.selectionMade());
    });
    // The browser would take the paragraph.
    this.text.addEventListener("mousedown", (event) => {
      if (event.detail !== 3) return;
      event.preventDefault();
      if (this.armed && event.timeStamp - this.draggedAt < 600) this.changes.step("undo"); // The word of two clicks.
      const ends = selectionEnds(this.text);
      if (!ends) return;
      const { start, end } = sentenceAt(this.text, Math.min(ends.anchor, ends.focus), this.language);
      select(this.text, start, end);
    });
    // A selection made by touch settles without a pointer event of ours; the mouse and keys say themselves when.
    const settle = () => {
      clearTimeout(this.settling);
      if (this.byTouch && !this.byKeyboard) this.settling = setTimeout(() => this.selectionMade(), 350);
      if (!selectedRange(this.text) && !this.palette.hasFocus) this.palette.close();
    };
    document.addEventListener("selectionchange", settle, { signal: untilLeft() });
    const form = this.root.querySelector("[data-change-form]");
    form.querySelector("select").addEventListener("change", ({ target }) => {
      this.changes.relabel(target.value);
      if (!this.byKeyboard) this.text.focus({ preventScroll: true }); // Or letters would choose in it again.
    });
    form.querySelector("textarea").addEventListener("change", ({ target }) => {
      this.changes.note(target.dataset.uid, target.value);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const button of this.root.querySelectorAll("[data-step]")) {
      button.addEventListener("click", () => this.changes.step(button.dataset.step));
    }
    this.keepOwnNote(this.root.querySelector("#own-note"));
    this.root.addEventListener("submit", (event) => this.submit(event), { capture: true });
  }

  /** The caret goes on where it was. */
  intoText() {
    this.text.focus({ preventScroll: true });
    this.byKeyboard = true;
  }

  /** Close it; who was typing into it goes on in the text, with the selection that was there. */
  leavePalette() {
    const { hasFocus } = this.palette;
    this.palette.close();
    if (hasFocus) this.intoText();
  }

  /** A note to self goes out like every change, and stands there again until it has. */
  keepOwnNote(field) {
    const verb = "own note";
    field.value = this.outbox.waiting.findLast(({ paint }) => paint.verb === verb)?.fields.note ?? field.value;
    const name = field.labels[0].textContent;
    field.addEventListener("change", () => {
      this.outbox.add({ url: field.form.action, span: null, fields: { note: field.value }, paint: { verb, name } });
    });
  }

  /** What is selected, rounded off as the person wants it, or null. */
  wanted() {
    const range = selectedRange(this.text);
    if (!range) return null;
    if (!this.freehand && this.wholeWords) return this.snapped(range);
    return trimRange(textBetween(this.text, range.start, range.end), range);
  }

  snapped(range) {
    const tidy = tidyRange(textBetween(this.text, range.start, range.end), range);
    return tidy && snapToWords(this.text, tidy, this.language);
  }

  /** A claim that is dragged over with its label held ready ends with its sentence. */
  withinSentence(label, range) {
    if (this.labels.get(label).kind !== "claim") return range;
    const sentence = sentenceAt(this.text, range.start, this.language);
    return { start: range.start, end: Math.min(range.end, sentence.end) };
  }

  selectionMade() {
    if (this.borders.byKeys) return;
    const range = this.wanted();
    if (!range) return;
    this.relabelling = false;
    if (this.armed) {
      this.changes.tag(this.armed, this.withinSentence(this.armed, range));
      this.passOverClick();
    } else this.palette.open(range, rangeOf(this.text, range.start, range.end).getBoundingClientRect());
  }

  /** The press that selected ends as a click, which would let go of what was just tagged. */
  passOverClick() {
    this.draggedAt = performance.now();
    const stop = (event) => event.stopImmediatePropagation();
    this.text.addEventListener("click", stop, { capture: true });
    setTimeout(() => this.text.removeEventListener("click", stop, { capture: true }));
  }

  /** A label's key or chip: tags the selection or the word at the caret; without either it is held ready. */
  useLabel(label) {
    if (this.relabelling) {
      this.relabelling = false;
      this.changes.relabel(label);
    } else if (selectedRange(this.text)) {
      this.changes.tag(label);
    } else if (this.caret.isActive && this.byKeyboard && wordAt(this.text, this.caret.offset, this.language)) {
      this.changes.tag(label, wordAt(this.text, this.caret.offset, this.language));
    } else {
      this.arm(this.armed === label ? null : label);
    }
  }

  arm(label) {
    this.armed = label;
    if (label) this.say(`${this.labels.get(label).name}: ${this.root.dataset.held}`);
    for (const chip of this.labelBar) {
      chip.setAttribute("aria-pressed", String(chip.dataset.label === label));
    }
  }

  /** Whether the next label's key is for the span in hand; the bar shows it. */
  get relabelling() {
    return this.root.classList.contains("relabelling");
  }

  set relabelling(isSo) {
    this.root.classList.toggle("relabelling", isSo);
  }

  /** The span that keys are about: the chosen one, which may be on its way to the server. */
  get inHand() {
    return this.spans.get(this.spans.chosen);
  }

  showChosen(span) {
    if (span?.uid !== this.told) this.relabelling = false;
    if (span) this.tabs.show(document.getElementById("spans-tab"));
    this.borders.show(this.mayEdit ? span : null);
    this.detail.show(span);
    this.relations?.draw();
    if (span && span.uid !== this.told) {
      this.say(`${this.spans.labelOf(span).name}: ${span.quote}`);
      const [box] = rangeOf(this.text, span.start, span.end).getClientRects();
      if (box) scrollBy({ top: Math.max(0, outOfView(box)) }); // A panel that has just come may lie over it.
    }
    this.told = span?.uid;
  }

  /** For those who hear the page. */
  say(words) {
    this.status.textContent = words;
  }

  /** Why keys change nothing here, where all can read it. */
  sayReadOnly() {
    document.getElementById("said").textContent = this.root.querySelector(".read-only").textContent.trim();
  }

  /** Do something with the chosen span as soon as it is saved. */
  whenSaved(act) {
    if (this.inHand?.entry) act(this.spans.chosen);
    else this.whenShown(act);
  }

  /** Do it as soon as its panel is there, which it is once it is saved. */
  whenShown(act) {
    if (this.spans.chosen) this.detail.whenShown(this.spans.chosen, act);
    if (this.outbox.failures) this.giveUp();
  }

  /** What was asked for cannot be shown now; keys are the desk's again. */
  giveUp() {
    if (this.detail.later) this.say(this.saveState.stateWord);
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
    if (!item.span) this.lookAhead(); // It may have changed other articles too.
    const { name, quote } = item.paint;
    this.say([this.saveState.savedWord, name, quote].filter(Boolean).join(": "));
  }

  lookAhead() {
    fetchAhead(this.root.querySelector("[rel=next]"));
  }

  /** Submitting, putting off and declining close the article: they wait until everything is saved, and read that must
      be; another change calls it off. */
  async submit(event) {
    const { target: form, submitter } = event;
    const mayGo = !this.outbox.items.length && !this.claim.unread && !this.claim.refused;
    if (mayGo || !form.matches("[data-closes]")) return;
    event.preventDefault();
    event.stopPropagation(); // htmx would send it.
    const go = () => form.requestSubmit(submitter);
    this.submitting = go;
    await this.claim.settled();
    this.submitting = this.claim.refused ? null : go;
    this.claim.refused?.focus();
    this.outbox.flush();
    this.submitIfSaved();
    if (this.submitting) this.saveState.insist();
  }

  submitIfSaved() {
    if (!this.submitting || this.outbox.items.length || this.claim.unread) return;
    const go = this.submitting;
    this.submitting = null;
    go();
  }
}

const start = () => new Workspace(document.getElementById("workspace"));

const check = async (shown) => {
  if ((await isStale(shown.root.dataset, shown.outbox)) && !shown.isLeaving) shown.saveState.reload();
};

let desk = start();

// The browser shows what it kept when somebody comes back.
if (performance.getEntriesByType("navigation")[0].type === "back_forward") check(desk);
addEventListener("pageshow", ({ persisted }) => persisted && check(desk));

// The next and the previous article come in place of this one.
document.addEventListener("htmx:load", ({ detail }) => {
  if (detail.elt.id !== "workspace") return;
  leave();
  desk = start();
  desk.cameAt = performance.now();
  check(desk);
});
