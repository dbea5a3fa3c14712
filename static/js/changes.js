/* What changes a layer: spans made, changed and deleted, steps taken back. All of it goes into the outbox. */

import { select, textBetween } from "./offsets.js";
import { newUid } from "./outbox.js";
import { trimRange } from "./words.js";

export class Changes {
  /** `desk` is the workspace. */
  constructor(desk) {
    this.desk = desk;
  }

  /** Put a change into the outbox, with the version of the text; a submission that waits is called off by it. */
  send(change) {
    this.desk.closing.callOff();
    this.#keepInSight(change);
    this.desk.outbox.add({ ...change, fields: { ...change.fields, text: this.desk.root.dataset.text } });
  }

  /** What is tagged is seen, although its label was switched off; what was said of the last change is not. */
  #keepInSight({ fields, paint }) {
    const { shown, root } = this.desk;
    const names = shown.reveal(fields.label, paint.verb === "accept" && "suggested");
    this.desk.explain(names.length ? `${root.dataset.shownAgain}: ${names.join(", ")}` : "");
  }

  /** Make a span of the selection, or of the range given. */
  tag(label, range = this.desk.tagging.wanted()) {
    this.desk.tagging.palette.close();
    if (!range) return;
    this.desk.linking.settle();
    const { colour, name, kind } = this.desk.labels.get(label);
    const same = kind === "entity" && this.#same(label, range); // Of claims, two may be made in the same words.
    const uid = same || newUid();
    if (!same) {
      this.send({
        url: this.desk.spansUrl,
        span: uid,
        fields: { uid, label, start: range.start, end: range.end },
        paint: { verb: "make", colour, name, quote: textBetween(this.desk.text, range.start, range.end), ...range },
      });
    }
    select(this.desk.text, range.end, range.end);
    this.desk.spans.choose(uid);
  }

  /** The span that is this very one already, saved or not. */
  #same(label, { start, end }) {
    const { spans, outbox: { standing } } = this.desk;
    const there = [...spans.list.querySelectorAll(`[data-start="${start}"][data-end="${end}"]`)];
    const uids = [...there.map(({ dataset }) => dataset.uid), ...standing.map(({ span }) => span)];
    return uids.find((uid) => {
      const span = spans.get(uid);
      const isGoing = standing.some((item) => item.span === uid && item.paint.verb === "delete");
      return span?.label === label && `${span.ranges}` === `${start},${end}` && !isGoing;
    });
  }

  /** Make an entity of the span in hand. */
  makeEntity() {
    const span = this.desk.inHand;
    if (this.desk.labels.get(span?.label)?.kind !== "entity") return;
    this.change(span, { new: "on" }, { verb: "link" }, { url: `${this.desk.spansUrl}${span.uid}/link/` });
  }

  relabel(label) {
    const { colour, name } = this.desk.labels.get(label) ?? {};
    this.change(this.desk.inHand, { label }, { verb: "relabel", colour, name });
  }

  /** Give a span other borders; of several stretches the outermost follow, and what lies beyond, or has no words
      left, is left out. */
  move(span, range) {
    const { text } = this.desk;
    const hasWords = ([start, end]) => trimRange(textBetween(text, start, end), { start, end });
    if (!hasWords([range.start, range.end])) return;
    const kept = span.ranges
      .map(([start, end]) => [Math.max(start, range.start), Math.min(end, range.end)])
      .filter(hasWords);
    if (!kept.length) kept.push([range.start, range.end]);
    if (range.start < span.start) kept[0][0] = range.start;
    if (range.end > span.end) kept.at(-1)[1] = range.end;
    this.#cover(span, kept);
  }

  #cover(span, stretches) {
    stretches.sort(([one], [other]) => one - other);
    const quote = stretches.map(([start, end]) => textBetween(this.desk.text, start, end)).join(" … ");
    const ranges = stretches.map((stretch) => stretch.join("-")).join(" ");
    const colour = this.desk.labels.get(span.label)?.colour ?? "slate";
    this.change(span, { ranges }, { verb: "change", colour, quote });
  }

  /** The selection becomes a further stretch of the chosen span, one with those that it reaches out of; the stretch
      that holds all of it is taken out. */
  addFragment() {
    const span = this.desk.inHand;
    if (!span) return;
    const range = this.desk.borders.byKeys ? null : this.desk.tagging.wanted(); // What is selected then is the span.
    const apart = ([start, end]) => end <= range.start || start >= range.end;
    const holds = ([start, end]) => start <= range.start && range.end <= end;
    const stretches = range ? span.ranges.filter(apart) : [];
    if (range && !span.ranges.some(holds)) {
      const borders = span.ranges.filter((stretch) => !apart(stretch)).flat().concat(range.start, range.end);
      stretches.push([Math.min(...borders), Math.max(...borders)]);
    }
    if (!stretches.length) {
      this.desk.explain(this.desk.root.querySelector("[data-command=fragment]").title);
      return;
    }
    this.#cover(span, stretches);
    document.getSelection().collapseToEnd();
  }

  /** Undo or redo the last step of this layer; one that was refused is given up. */
  step(verb) {
    const { outbox, root } = this.desk;
    const last = outbox.items.findLast(({ paint }) => paint.verb !== "own note");
    if (verb === "undo" && last?.refused && !last.isPast) {
      outbox.giveUp(last.edit);
      this.desk.explain(`${root.dataset.discarded}: ${last.paint.quote ?? last.paint.name}`);
      return;
    }
    const url = `${this.desk.articleUrl}${verb}/`;
    const name = this.desk.root.querySelector(`[data-step=${verb}]`).firstChild.textContent.trim();
    this.send({ url, span: null, fields: {}, paint: { verb, name } });
    if (!this.desk.inHand) this.desk.spans.choose(null); // It was taken back before it was saved.
  }

  note(uid, note) {
    const span = this.desk.spans.get(uid);
    const made = !span && this.desk.outbox.items.find((item) => item.span === uid && item.paint.verb === "make");
    // One that was refused keeps it, for when it is sent again.
    if (made) this.desk.outbox.keep({ ...made, fields: { ...made.fields, note } });
    else this.change(span ?? this.gone(uid), { note }, { verb: "note" });
  }

  /** A span that went while somebody wrote about it: what was written waits, and the server says why. */
  gone(uid) {
    return { uid, version: 1, quote: "" };
  }

  /** Send a change of a span, to its own address unless another one is given. */
  change(span, fields, paint, { url = span && `${this.desk.spansUrl}${span.uid}/`, edit } = {}) {
    if (!span) return;
    this.send({
      url,
      edit,
      span: span.uid,
      fields: { ...fields, seen: span.version },
      paint: { quote: span.quote, ...paint },
    });
  }

  remove() {
    const span = this.desk.inHand;
    if (!span) return;
    this.desk.spans.choose(null);
    select(this.desk.text, span.start, span.start); // From where one goes on.
    if (!this.desk.text.contains(document.activeElement)) this.desk.text.focus({ preventScroll: true });
    this.send({
      url: `${this.desk.spansUrl}${span.uid}/delete/`,
      span: span.uid,
      fields: { seen: span.version },
      paint: { verb: "delete", name: this.desk.root.dataset.deleted, quote: span.quote },
    });
  }
}
