/* A caret in the text that is not an input: it walks by character, word, line, sentence and paragraph, and
   with Shift it extends the selection. The browser's own selection is its only state. */

import {
  codePoints,
  offsetOf,
  paragraphAt,
  select,
  selectionEnds,
  textBetween,
  textLength,
  unitsAfter,
} from "./offsets.js";
import { untilLeft } from "./page.js";
import { bringIntoView } from "./paint.js";
import { brief, sentenceAt, sentenceStarts, wordAt } from "./words.js";

const isMac = navigator.platform.startsWith("Mac"); // There Alt with ← and → walks words; elsewhere it goes back.

export class Caret {
  /** `text` holds the paragraphs, `cursor` is drawn where the caret stands, `say(words)` tells a listener. */
  constructor(text, cursor, language, say) {
    this.text = text;
    this.cursor = cursor;
    this.language = language;
    this.say = say;
    const signal = untilLeft();
    const follow = () => {
      this.last = selectionEnds(this.text) ?? this.last;
      this.draw();
    };
    document.addEventListener("selectionchange", follow, { signal });
    text.addEventListener("focus", () => this.enter());
    text.addEventListener("blur", follow); // A selection of this very moment has not been told of yet.
    addEventListener("resize", () => this.draw(), { signal });
  }

  /** Whether keys go to the caret. */
  get isActive() {
    return document.activeElement === this.text && selectionEnds(this.text) !== null;
  }

  /** Where it stands, in code points, or null. */
  get offset() {
    return selectionEnds(this.text)?.focus ?? null;
  }

  /** Move by an arrow, a page, Home or End with its modifiers; whether the key was one of these. */
  move(event) {
    const step = this.#stepOf(event);
    if (!step) return false;
    this.enter(); // Something else may have been selected since.
    const before = selectionEnds(this.text);
    const alter = event.shiftKey ? "extend" : "move";
    if (typeof step === "function") {
      const focus = step(before.focus);
      select(this.text, event.shiftKey ? before.anchor : focus, focus);
    } else {
      const [direction, unit, times = 1] = step;
      for (let left = times; left > 0; left -= 1) document.getSelection().modify(alter, direction, unit);
      if (!selectionEnds(this.text)) select(this.text, before.anchor, before.focus);
    }
    this.#scrollIntoView();
    this.#tell(event, before.focus);
    return true;
  }

  /** The whole text becomes the selection, where the browser would take the page. */
  selectAll() {
    select(this.text, 0, textLength(this.text));
  }

  /** Go on to the next paragraph, with words in it, that is like this; whether there is one. */
  toNext(isLikeThis) {
    let paragraph = paragraphAt(this.text, this.offset ?? 0).nextElementSibling;
    while (paragraph && !(paragraph.textContent.trim() && isLikeThis(paragraph))) {
      paragraph = paragraph.nextElementSibling;
    }
    if (!paragraph) return false;
    this.text.focus({ preventScroll: true });
    const start = Number(paragraph.dataset.start);
    select(this.text, start, start);
    this.#scrollIntoView();
    return true;
  }

  /** Draw the caret where the selection ends, or hide it. */
  draw() {
    const shown = this.isActive;
    this.cursor.hidden = !shown;
    if (!shown) return;
    const box = this.#box();
    const frame = this.cursor.offsetParent?.getBoundingClientRect();
    if (!box || !frame) return;
    this.cursor.style.insetInlineStart = "auto";
    this.cursor.style.left = `${box.left - frame.left}px`;
    this.cursor.style.top = `${box.top - frame.top}px`;
    this.cursor.style.height = `${box.height}px`;
  }

  #stepOf({ key, ctrlKey, metaKey, altKey }) {
    const far = ctrlKey || metaKey;
    const sentence = altKey && !far;
    return {
      ArrowLeft: altKey && !isMac ? null : ["left", far || altKey ? "word" : "character"],
      ArrowRight: altKey && !isMac ? null : ["right", far || altKey ? "word" : "character"],
      ArrowUp: sentence ? this.#sentence(-1) : far ? this.#paragraph(-1) : ["backward", "line"],
      ArrowDown: sentence ? this.#sentence(1) : far ? this.#paragraph(1) : ["forward", "line"],
      PageUp: ["backward", "line", this.#linesInView()],
      PageDown: ["forward", "line", this.#linesInView()],
      Home: far ? () => 0 : ["backward", "lineboundary"],
      End: far ? () => textLength(this.text) : ["forward", "lineboundary"],
    }[key];
  }

  #linesInView() {
    return Math.max(1, Math.floor((0.7 * innerHeight) / parseFloat(getComputedStyle(this.text).lineHeight)));
  }

  #paragraph = (direction) => (offset) => {
    const here = paragraphAt(this.text, offset);
    const start = Number(here.dataset.start);
    if (direction < 0) {
      const target = start < offset ? here : (here.previousElementSibling ?? here);
      return Number(target.dataset.start);
    }
    const next = here.nextElementSibling;
    return next ? Number(next.dataset.start) : textLength(this.text);
  };

  #sentence = (direction) => (offset) => {
    if (direction < 0) return offset ? sentenceAt(this.text, offset - 1, this.language).start : 0;
    const paragraph = paragraphAt(this.text, offset);
    const string = paragraph.textContent;
    const base = Number(paragraph.dataset.start);
    const unit = unitsAfter(string, offset - base);
    const found = sentenceStarts(string, this.language).find((at) => at > unit);
    if (found !== undefined) return base + codePoints(string.slice(0, found));
    return this.#paragraph(direction)(offset);
  };

  /** The paragraph it stands in, for those who hear the page. */
  tellParagraph() {
    this.say(paragraphAt(this.text, this.offset).textContent.trim());
  }

  /** What a step came to, for those who hear the page: the selection, or another word, sentence or paragraph; within
      the same one, and where there is none, the letters that it passed. */
  #tell({ key, shiftKey, altKey, ctrlKey, metaKey }, before) {
    const { anchor, focus } = selectionEnds(this.text);
    const isUpDown = key === "ArrowUp" || key === "ArrowDown";
    const between = (one, other) => textBetween(this.text, Math.min(one, other), Math.max(one, other));
    if (shiftKey) this.say(brief(between(anchor, focus)));
    else if (isUpDown && (ctrlKey || metaKey)) this.tellParagraph();
    else {
      const unitAt = isUpDown && altKey ? sentenceAt : wordAt;
      const unit = unitAt(this.text, focus, this.language);
      const isSame = focus !== before && unit?.start === unitAt(this.text, before, this.language)?.start;
      this.say(unit && !isSame ? between(unit.start, unit.end) : between(before, focus));
    }
  }

  /** Coming in puts the caret, or the selection, where it was, or at the first paragraph that can be seen. */
  enter() {
    if (!selectionEnds(this.text) && this.last) {
      select(this.text, this.last.anchor, this.last.focus);
    } else if (!selectionEnds(this.text)) {
      const seen = [...this.text.children].find((one) => one.getBoundingClientRect().bottom > 120);
      const start = Number((seen ?? this.text.firstElementChild).dataset.start);
      select(this.text, start, start);
    }
    this.draw();
  }

  #box() {
    const { focusNode, focusOffset } = document.getSelection();
    const range = document.createRange();
    range.setStart(focusNode, focusOffset);
    const boxes = range.getClientRects();
    if (boxes.length) return boxes[0];
    // At a line end, which is not shown: beside the paragraph's first or last line.
    const offset = offsetOf(this.text, focusNode, focusOffset);
    const paragraph = paragraphAt(this.text, offset);
    range.selectNodeContents(paragraph);
    const lines = range.getClientRects();
    if (!lines.length) return paragraph.getBoundingClientRect();
    const isFirst = offset === Number(paragraph.dataset.start);
    const { left, right, top, bottom, height } = lines[isFirst ? 0 : lines.length - 1];
    const isRtl = getComputedStyle(paragraph).direction === "rtl";
    return { left: isFirst === isRtl ? right : left, top, bottom, height };
  }

  #scrollIntoView() {
    bringIntoView(this.cursor, () => this.draw());
  }
}
