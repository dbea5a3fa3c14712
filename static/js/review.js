/* The review page: ties the text, the list, the form and the outbox together. What the workspace has, it uses. */

import { Borders } from "./borders.js";
import { Caret } from "./caret.js";
import { Decision } from "./decision.js";
import { Entries } from "./entries.js";
import { rangeOf, select, selectedRange, selectionEnds, textBetween } from "./offsets.js";
import { newUid, Outbox } from "./outbox.js";
import { fitPanel, paintWaiting } from "./paint.js";
import { Palette } from "./palette.js";
import { answerReviewKeys } from "./reviewkeys.js";
import { SaveState } from "./savestate.js";
import { snapToWords, tidyRange, trimRange } from "./words.js";

class Review {
  constructor(root) {
    this.root = root;
    const { user, layer, language, mayReview } = root.dataset;
    this.mayReview = mayReview === "true";
    this.language = language;
    this.text = root.querySelector("#text");
    this.labelBar = [...root.querySelectorAll("[data-label][data-hotkey]")];
    this.labels = new Map(this.labelBar.map(({ dataset }) => [dataset.label, { ...dataset }]));
    this.status = document.getElementById("status");
    this.correcting = null;

    this.caret = new Caret(this.text, root.querySelector("#caret"), language, (words) => {
      this.status.textContent = words;
    });
    this.borders = new Borders(this.text, [], { snap: (range) => range, apply: () => this.decide("corrected") });
    const quoteIn = ({ start, end }) => textBetween(this.text, start, end);
    this.decision = new Decision(root, this.labels, quoteIn, (uid) => this.waitingFor(uid));
    this.entries = new Entries(root, this.text, (entry) => this.show(entry));
    this.outbox = new Outbox(`outbox:${user}:review-${layer}`, user);
    this.saveState = new SaveState(root, this.outbox);
    this.outbox.addEventListener("change", () => this.showWaiting());
    this.outbox.addEventListener("answer", ({ detail }) => this.take(detail));
    this.outbox.flush();
    this.showWaiting();

    fitPanel(root);
    answerReviewKeys(this);
    if (this.mayReview) this.listen();
    const wanted = new URLSearchParams(location.search).get("span");
    if (wanted) this.entries.choose(wanted, true);
    else this.entries.nextUndecided();
  }

  listen() {
    this.palette = new Palette(document.getElementById("palette"), (label, range) => this.useLabel(label, range));
    for (const chip of this.labelBar) {
      chip.addEventListener("pointerdown", (event) => event.preventDefault());
      chip.addEventListener("click", () => this.useLabel(chip.dataset.label));
    }
    this.text.addEventListener("pointerup", ({ altKey }) => queueMicrotask(() => this.selectionMade(altKey)));
    document.addEventListener("selectionchange", () => {
      this.proposeSelected();
      if (!selectedRange(this.text) && !this.palette.hasFocus) this.palette.close();
    });
    this.root.addEventListener("submit", (event) => this.submit(event));
    this.decision.correction.querySelector("summary").addEventListener("click", (event) => {
      event.preventDefault();
      if (this.correcting) this.stopCorrecting();
      else this.startCorrecting();
    });
  }

  /** What is selected without white space around it; `isWhole` rounds it off to whole words. */
  selected(isWhole = false) {
    const range = selectedRange(this.text);
    if (!range) return null;
    const quote = textBetween(this.text, range.start, range.end);
    if (!isWhole) return trimRange(quote, range);
    const tidy = tidyRange(quote, range);
    return tidy && snapToWords(this.text, tidy, this.language);
  }

  selectionMade(isFreehand) {
    const range = this.selected(!isFreehand);
    if (!range) return;
    if (this.correcting) this.decision.propose(range);
    else this.palette.open(range, rangeOf(this.text, range.start, range.end).getBoundingClientRect());
  }

  /** A label's key or chip: the right label of a correction, or of the selection, which was missed. */
  useLabel(label, range = null) {
    if (this.correcting) this.decision.proposeLabel(label);
    else this.addMissed(label, range ?? this.selected(!this.byKeyboard));
  }

  /** What was decided about a span last and waits: the fields that are sent. */
  waitingFor(uid) {
    return this.outbox?.waiting.findLast(({ span, fields }) => span === uid && fields.decision)?.fields;
  }

  showWaiting() {
    paintWaiting(this.text, this.outbox.waiting);
    this.entries.showWaiting(this.outbox.waiting);
  }

  show(entry) {
    if (this.correcting && this.correcting !== entry?.dataset.uid) this.stopCorrecting();
    if (!this.correcting) this.decision.show(entry);
  }

  /** With keys the selection is the correction. The browser tells of it late: a quick Enter comes before. */
  proposeSelected() {
    const range = this.correcting && this.byKeyboard && this.selected();
    if (range) this.decision.propose(range);
  }

  startCorrecting() {
    const entry = this.entries.current;
    if (!entry || entry.dataset.gold) return;
    this.correcting = entry.dataset.uid;
    this.decision.correction.open = true;
    this.borders.startByKeys(this.decision.rangeOf(entry));
  }

  stopCorrecting() {
    const ends = selectionEnds(this.text);
    this.correcting = null;
    this.borders.cancel();
    if (ends) select(this.text, ends.focus, ends.focus);
    this.decision.show(this.entries.current);
  }

  /** Send a decision on the chosen span and go on to the next. */
  decide(decision) {
    const entry = this.entries.current;
    if (!entry || !this.mayReview) return;
    if (entry.dataset.gold) {
      this.decideOnGold(entry, decision);
      return;
    }
    const { uid, name } = entry.dataset;
    if (decision === "corrected") this.proposeSelected();
    const fields = this.decision.fields(entry, decision);
    if (this.correcting) this.stopCorrecting();
    this.decision.forget(uid);
    const quote = [quoteOf(entry), fields.comment].filter(Boolean).join(" – ");
    this.send(this.root.dataset.decideUrl, uid, fields, { verb: decision, name, quote });
    if (decision !== "undecided") this.entries.nextUndecided();
    this.decision.show(this.entries.current);
  }

  addMissed(label, range) {
    this.palette.close();
    if (!range) return;
    const uid = newUid();
    const { colour, name } = this.labels.get(label);
    const quote = textBetween(this.text, range.start, range.end);
    const fields = { uid, label, start: range.start, end: range.end };
    this.send(this.root.dataset.missedUrl, uid, fields, { verb: "make", colour, name, quote, ...range });
    select(this.text, range.end, range.end);
  }

  /** What stands in gold by itself is taken out; what is left of a deleted span may stay, as one missed. */
  decideOnGold(entry, decision) {
    const { uid, version, name, left } = entry.dataset;
    const { missedRemoveUrl, missedKeepUrl } = this.root.dataset;
    const paint = { name, quote: quoteOf(entry) };
    if (decision === "undecided") {
      this.send(missedRemoveUrl, uid, { span: uid, seen: version }, { verb: "delete", ...paint });
    } else if (decision === "accepted" && left) {
      this.send(missedKeepUrl, uid, { span: uid, seen: version }, { verb: "keep", ...paint });
    }
  }

  send(url, span, fields, paint) {
    this.outbox.add({ url, span, fields, paint });
  }

  /** Put an answer into the page, with the selection where it was. */
  take({ item, html }) {
    const ends = selectionEnds(this.text);
    htmx.swap(this.root, html, { swapStyle: "none" });
    if (ends) select(this.text, ends.anchor, ends.focus);
    this.showWaiting();
    this.entries.refresh();
    const progress = this.root.querySelector("#progress h2").textContent.trim();
    this.status.textContent = [this.saveState.savedWord, item.paint.quote, progress].filter(Boolean).join(": ");
  }

  /** Decisions go by the outbox; the steps of the whole wait until it is empty. */
  async submit(event) {
    const { target, submitter } = event;
    if (target.matches("[data-decision-form]")) {
      event.preventDefault();
      this.decide(submitter?.value || "undecided");
    } else if (submitter?.matches("[data-nothing-here]")) {
      event.preventDefault();
      const isSo = target.elements.is_so?.value ?? "";
      this.send(target.action, null, { is_so: isSo }, { verb: "nothing", name: submitter.textContent.trim() });
    } else if (target.matches("[data-step-form]") && this.outbox.items.length) {
      event.preventDefault();
      await this.outbox.flush();
      if (!this.outbox.items.length) target.submit();
      else this.saveState.insist();
    }
  }
}

const quoteOf = (entry) => entry.querySelector(".quote").textContent;

new Review(document.getElementById("review"));
