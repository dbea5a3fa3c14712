/* From a selection to a tag: which words are meant, the palette beside them, and the label that is held ready. */

import { rangeOf, select, selectedRange, selectionEnds, textBetween } from "./offsets.js";
import { untilLeft } from "./page.js";
import { Palette } from "./palette.js";
import { sentenceAt, snapToWords, tidyRange, trimRange, wordAt } from "./words.js";

const TOUCH_SETTLES = 350; // milliseconds without a change until a selection made by touch is taken as made
const THIRD_CLICK = 600; // milliseconds in which a third click follows what two have tagged

export class Tagging {
  /** `desk` is the workspace, `palette` the element of the palette. */
  constructor(desk, palette) {
    this.desk = desk;
    this.wholeWords = true;
    this.armed = null; // the label that is held ready
    this.palette = new Palette(palette, (label, range) => {
      this.leavePalette();
      if (range) desk.changes.tag(label, range);
      else this.useLabel(label);
    });
    for (const chip of desk.labelBar) {
      // A press must not take the selection away.
      chip.addEventListener("pointerdown", (event) => event.preventDefault());
      chip.addEventListener("click", () => this.useLabel(chip.dataset.label));
    }
    desk.text.addEventListener("pointerup", ({ altKey, pointerType }) => {
      this.freehand = altKey; // Until the next selection: its end says what it was meant to be.
      if (pointerType === "mouse") queueMicrotask(() => this.#selectionMade());
    });
    desk.text.addEventListener("mousedown", (event) => {
      if (event.detail === 3) this.#takeSentence(event);
      // Who drags over words amid a selection wants these, where the browser would carry all of them away.
      else if (event.detail < 2 && !event.button && !event.shiftKey && !desk.byTouch) document.getSelection().removeAllRanges();
    });
    const signal = untilLeft();
    document.addEventListener("selectionchange", () => this.#settle(), { signal });
    const follow = () => {
      const { isOpen, range } = this.palette;
      if (isOpen && range) this.palette.place(this.#boxOf(range));
    };
    addEventListener("resize", follow, { signal });
  }

  /** What is selected, rounded off as the person wants it, or null. */
  wanted() {
    const { text } = this.desk;
    const range = selectedRange(text);
    if (!range) return null;
    if (!this.freehand && this.wholeWords) return this.snapped(range);
    return trimRange(textBetween(text, range.start, range.end), range);
  }

  snapped(range) {
    const { text, language } = this.desk;
    const tidy = tidyRange(textBetween(text, range.start, range.end), range);
    return tidy && snapToWords(text, tidy, language);
  }

  /** A label's key or chip: tags the selection or the word at the caret; without either it is held ready. */
  useLabel(label) {
    const { text, language, caret, byKeyboard, changes } = this.desk;
    const word = caret.isActive && byKeyboard && wordAt(text, caret.offset, language);
    if (this.relabelling) {
      this.relabelling = false;
      changes.relabel(label);
    } else if (selectedRange(text)) changes.tag(label);
    else if (word) changes.tag(label, word);
    else this.arm(this.armed === label ? null : label);
  }

  /** Hold a label ready for the next selection; none with null. */
  arm(label) {
    const { labels, labelBar, root } = this.desk;
    this.armed = label;
    if (label) this.desk.say(`${labels.get(label).name}: ${root.dataset.held}`);
    for (const chip of labelBar) {
      chip.setAttribute("aria-pressed", String(chip.dataset.label === label));
    }
  }

  /** Whether the next label's key is for the span in hand; the bar shows it. */
  get relabelling() {
    return this.desk.root.classList.contains("relabelling");
  }

  set relabelling(isSo) {
    this.desk.root.classList.toggle("relabelling", isSo);
  }

  /** Type the name of a label: for the selection, or to hold it ready. */
  findLabel() {
    const { labelBar, root } = this.desk;
    if (!labelBar.length) {
      this.desk.explain(root.dataset.noLabels);
      return;
    }
    const range = this.wanted();
    this.palette.open(range, range ? this.#boxOf(range) : labelBar[0].getBoundingClientRect(), true);
  }

  /** Close it; who was typing into it goes on in the text, with the selection that was there. */
  leavePalette() {
    const { hasFocus } = this.palette;
    this.palette.close();
    if (hasFocus) this.desk.intoText();
  }

  /** Keys have moved the caret, and what they select is rounded off. */
  followKeys() {
    this.freehand = false;
    this.relabelling = false;
  }

  #boxOf({ start, end }) {
    return rangeOf(this.desk.text, start, end).getBoundingClientRect();
  }

  #selectionMade() {
    if (this.desk.borders.byKeys) return;
    const range = this.wanted();
    if (!range) return;
    this.relabelling = false;
    if (this.armed) {
      this.desk.changes.tag(this.armed, this.#withinSentence(this.armed, range));
      this.#passOverClick();
    } else this.palette.open(range, this.#boxOf(range));
  }

  /** A claim that is dragged over with its label held ready ends with its sentence. */
  #withinSentence(label, range) {
    const { labels, text, language } = this.desk;
    if (labels.get(label).kind !== "claim") return range;
    const sentence = sentenceAt(text, range.start, language);
    return { start: range.start, end: Math.min(range.end, sentence.end) };
  }

  /** The press that selected ends as a click, which would let go of what was just tagged. */
  #passOverClick() {
    const { text } = this.desk;
    this.draggedAt = performance.now();
    const stop = (event) => event.stopImmediatePropagation();
    text.addEventListener("click", stop, { capture: true });
    setTimeout(() => text.removeEventListener("click", stop, { capture: true }));
  }

  /** A triple click takes the sentence, where the browser would take the paragraph. */
  #takeSentence(event) {
    event.preventDefault();
    const { text, language, changes } = this.desk;
    if (this.armed && event.timeStamp - this.draggedAt < THIRD_CLICK) changes.step("undo"); // The word of two clicks.
    const ends = selectionEnds(text);
    if (!ends) return;
    const { start, end } = sentenceAt(text, Math.min(ends.anchor, ends.focus), language);
    select(text, start, end);
  }

  /** A selection made by touch settles without a pointer event of ours; the mouse and keys say themselves when. */
  #settle() {
    const { text, byTouch, byKeyboard } = this.desk;
    clearTimeout(this.settling);
    if (byTouch && !byKeyboard) this.settling = setTimeout(() => this.#selectionMade(), TOUCH_SETTLES);
    if (!selectedRange(text) && !this.palette.hasFocus) this.palette.close();
  }
}
