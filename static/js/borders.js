/* Moving the borders of the chosen span: by two handles, or by keys on its range as a selection. */

import { offsetOf, rangeOf, select, selectedRange, selectionEnds } from "./offsets.js";
import { untilLeft } from "./page.js";

const RTL = /(?!\p{N})[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u; // Hebrew, Arabic and their kin; no number

/** The offset at a point of the window; null beside the text. */
export function offsetAtPoint(text, x, y) {
  const place = document.caretPositionFromPoint?.(x, y);
  if (place) return text.contains(place.offsetNode) ? offsetOf(text, place.offsetNode, place.offset) : null;
  const range = document.caretRangeFromPoint?.(x, y);
  return range && text.contains(range.startContainer)
    ? offsetOf(text, range.startContainer, range.startOffset)
    : null;
}

export class Borders {
  /** `snap(range)` rounds a range off, `apply(span, range)` saves it. */
  constructor(text, handles, { snap, apply }) {
    this.text = text;
    this.handles = handles;
    this.snap = snap;
    this.apply = apply;
    this.moved = new Highlight();
    CSS.highlights.set("border", this.moved);
    for (const handle of handles) {
      handle.addEventListener("pointerdown", (event) => this.#grab(event, handle));
    }
    if (handles.length) text.addEventListener("click", (event) => this.#putAt(event), { capture: true });
    // A selection that ends at a handle would run to the end of the text.
    const stepAside = (isAside) => handles.forEach((handle) => (handle.inert = isAside));
    text.addEventListener("pointerdown", () => stepAside(true));
    for (const end of ["pointerup", "pointercancel"]) {
      document.addEventListener(end, () => stepAside(false), { signal: untilLeft() });
    }
    // It tells after the layout, for the first time too: a paragraph that was just swapped in has until then the
    // height of one out of sight, which moves all below it.
    this.laidOut = new ResizeObserver(() => handles.forEach((handle) => this.#place(handle, this.span)));
  }

  /** Put the handles at the borders of a span; hide them without one. Another one's are moved no longer. */
  show(span) {
    this.span = span;
    if (this.byKeys?.uid !== span?.uid) this.byKeys = null;
    for (const handle of this.handles) handle.hidden = !span;
    this.laidOut.disconnect();
    if (span) this.laidOut.observe(this.text);
  }

  /** Make the span's range the selection, its end to be moved. */
  startByKeys(span) {
    this.byKeys = span;
    this.text.focus({ preventScroll: true });
    select(this.text, span.start, span.end);
  }

  /** The other border is to be moved. */
  turnRound() {
    const ends = selectionEnds(this.text);
    if (ends) select(this.text, ends.focus, ends.anchor);
  }

  /** Take the selection as the new range. */
  finishByKeys() {
    const range = selectedRange(this.text);
    const span = this.byKeys;
    this.cancel();
    if (range) this.apply(span, range);
  }

  /** A click puts the nearer border there, for who can't drag. */
  #putAt(event) {
    const span = this.byKeys;
    const at = span && !selectedRange(this.text) ? offsetAtPoint(this.text, event.clientX, event.clientY) : null;
    if (at === null) return;
    event.stopPropagation(); // It chooses no other span.
    const { start, end } = span;
    this.cancel();
    this.apply(span, this.snap(at - start < end - at ? { start: at, end } : { start, end: at }));
  }

  cancel() {
    this.byKeys = null;
    document.getSelection().removeAllRanges();
  }

  /** A handle stands at the outer edge of the first or the last letter, whichever way that one runs. */
  #place(handle, span) {
    const isStart = handle.dataset.handle === "start";
    const letter = isStart ? rangeOf(this.text, span.start, span.start + 1) : rangeOf(this.text, span.end - 1, span.end);
    const [box] = letter.getClientRects();
    if (!box || !handle.offsetParent) return; // On paper there are no handles.
    const paragraph = letter.startContainer.parentElement.closest("[data-start]");
    const isNeutral = !/[\p{L}\p{N}]/u.test(letter);
    const isRtl = isNeutral ? getComputedStyle(paragraph).direction === "rtl" : RTL.test(letter);
    const frame = handle.offsetParent.getBoundingClientRect();
    handle.dataset.side = isStart === isRtl ? "right" : "left";
    handle.style.left = `${box[handle.dataset.side] - frame.left}px`;
    handle.style.top = `${box.top - frame.top}px`;
    handle.style.height = `${box.height}px`;
  }

  #grab(event, handle) {
    event.preventDefault();
    const { span } = this;
    const isStart = handle.dataset.handle === "start";
    let range = { start: span.start, end: span.end };
    handle.setPointerCapture(event.pointerId);
    document.body.classList.add("moving-border");
    const follow = ({ clientX, clientY }) => {
      const offset = offsetAtPoint(this.text, clientX, clientY);
      if (offset === null) return;
      if (isStart && offset < span.end) range = { start: offset, end: span.end };
      if (!isStart && offset > span.start) range = { start: span.start, end: offset };
      this.moved.clear();
      this.moved.add(rangeOf(this.text, range.start, range.end));
    };
    const drop = ({ type, altKey }) => {
      handle.removeEventListener("pointermove", follow);
      document.body.classList.remove("moving-border");
      this.moved.clear();
      if (type !== "pointerup") return;
      const snapped = altKey ? range : this.snap(range);
      if (snapped.start !== span.start || snapped.end !== span.end) this.apply(span, snapped);
    };
    handle.addEventListener("pointermove", follow);
    handle.addEventListener("pointerup", drop, { once: true });
    handle.addEventListener("pointercancel", drop, { once: true });
  }
}
