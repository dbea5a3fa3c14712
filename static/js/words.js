/* Where words and sentences begin and end, by Intl.Segmenter, in the language of the article. A full stop after
   “Gen.” or “Oct.” ends no sentence, one after “U.S.” may. */

import { codePoints, paragraphAt, unitsAfter } from "./offsets.js";

const POSSESSIVE = /['’]s$/iu;
const abbreviation = (words) => new RegExp(`(?:^|[\\s(“"‘'])(?:${words})\\.\\s*$`, "u");
const BEFORE_MORE = abbreviation(
  "\\p{Lu}|Adm|Brig|Capt|Cmdr|Col|Dr|Fr|Gen|Gov|Hon|Lt|Maj|Messrs|Mme|Mr|Mrs|Ms|Mt|Nr|Prof|Rep|Rev|Sen|Sgt|St|approx|ca|cf|vs",
);
// These stand at the end of a sentence too: then what follows is a word that is no name.
const MAYBE_LAST = abbreviation(
  "(?:\\p{L}\\.)+\\p{L}|Apr|Aug|Co|Corp|Dec|Feb|Inc|Jan|Jr|Jul|Jun|Ltd|Mar|No|Nov|Oct|Sept?|Sr",
);
const OPENER =
  /^["“‘'(]*(?:A|After|An|And|As|At|But|For|He|Her|His|If|In|It|Its|On|She|That|The|Their|There|These|They|This|Those|We|When|While|With)\s/;
const GERMAN_DATE = /\d\.\s*\n(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)/; // A line end parts the two.
const segmenters = new Map();

function segmenter(language, granularity) {
  const key = `${granularity} ${language}`;
  if (!segmenters.has(key)) {
    let made;
    try {
      made = new Intl.Segmenter(language || undefined, { granularity });
    } catch (error) {
      // A language tag that this browser does not know: its own language will do.
      if (!(error instanceof RangeError)) throw error;
      made = new Intl.Segmenter(undefined, { granularity });
    }
    segmenters.set(key, made);
  }
  return segmenters.get(key);
}

/** The word around a UTF-16 index of a string as [from, to], or null. “Qadir’s” is the word “Qadir” and “’s”. */
function wordAround(string, index, language) {
  const found = segmenter(language, "word").segment(string).containing(Math.min(index, string.length - 1));
  if (!found?.isWordLike) return null;
  const from = found.index;
  const to = from + found.segment.length;
  const possessive = found.segment.match(POSSESSIVE);
  if (!possessive) return [from, to];
  const cut = from + possessive.index;
  return index < cut ? [from, cut] : [cut, to];
}

/** The range grown to whole words; what lies between words stays as it is. In and out: code points. */
export function snapToWords(root, { start, end }, language) {
  const first = paragraphAt(root, start);
  const firstText = first.textContent;
  const startUnit = unitsAfter(firstText, start - Number(first.dataset.start));
  const wordAtStart = wordAround(firstText, startUnit, language);

  const last = paragraphAt(root, end - 1);
  const lastText = last.textContent;
  const endUnit = unitsAfter(lastText, end - Number(last.dataset.start));
  const wordAtEnd = endUnit > 0 ? wordAround(lastText, endUnit - 1, language) : null;

  const grown = { start, end };
  if (wordAtStart && wordAtStart[0] < startUnit) {
    grown.start = start - codePoints(firstText.slice(wordAtStart[0], startUnit));
  }
  if (wordAtEnd && wordAtEnd[1] > endUnit) {
    grown.end = end + codePoints(lastText.slice(endUnit, wordAtEnd[1]));
  }
  return grown;
}

/** A stretch of a paragraph, by its UTF-16 indices: {start, end} in code points. */
function rangeIn({ dataset, textContent }, from, to) {
  const start = Number(dataset.start) + codePoints(textContent.slice(0, from));
  return { start, end: start + codePoints(textContent.slice(from, to)) };
}

/** The word at a caret, before it if there is none behind it; {start, end} in code points, or null. */
export function wordAt(root, offset, language) {
  const paragraph = paragraphAt(root, offset);
  const text = paragraph.textContent;
  const unit = unitsAfter(text, offset - Number(paragraph.dataset.start));
  const word = wordAround(text, unit, language) ?? (unit > 0 ? wordAround(text, unit - 1, language) : null);
  return word && rangeIn(paragraph, ...word);
}

// What Python's str.strip() takes off: JavaScript's own trim() knows U+FEFF, but not NEL or the separators.
const BLANK = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
// What a hasty hand selects along with a word. A full stop may be an abbreviation's, a quotation mark meant.
const HASTY = "[,;:،؛、，；：]";
const edges = (...classes) => {
  const either = `(?:${classes.join("|")})*`;
  return [new RegExp(`^${either}`, "u"), new RegExp(`${either}$`, "u")];
};
const BLANK_EDGES = edges(BLANK);
const HASTY_EDGES = edges(BLANK, HASTY);

/** A range of a text without what the edges take off it, or null if nothing is left. None of it is astral. */
function cutEdges(text, { start, end }, [leading, trailing]) {
  const left = text.match(leading)[0].length;
  if (left === text.length) return null;
  return { start: start + left, end: end - text.match(trailing)[0].length };
}

/** The range, whose text is given, without outer white space; null if nothing is left. */
export const trimRange = (text, range) => cutEdges(text, range, BLANK_EDGES);

/** The same without commas, colons and semicolons at either end, unless nothing else is there. */
export const tidyRange = (text, range) => cutEdges(text, range, HASTY_EDGES) ?? trimRange(text, range);

/** Words to be heard: of many the first and the last, which tell where a range begins and ends. */
export const brief = (words) => (words.length > 160 ? `${words.slice(0, 80)} … ${words.slice(-80)}` : words);

/** Whether a full stop ends no sentence, although the segmenter parts the text there. */
const goesOn = (before, after, language) =>
  BEFORE_MORE.test(before) ||
  (MAYBE_LAST.test(before) && !OPENER.test(after)) ||
  (/^de\b/.test(language) && GERMAN_DATE.test(`${before}\n${after}`));

/** The UTF-16 index at which each sentence of a string begins; blank lines are none. */
export function sentenceStarts(string, language) {
  const starts = [];
  let last = "";
  for (const { segment, index } of segmenter(language, "sentence").segment(string)) {
    if (!goesOn(last, segment, language) && (segment.trim() || !index)) starts.push(index);
    last = segment;
  }
  return starts;
}

/** The sentence around an offset, without the white space after it; {start, end} in code points. */
export function sentenceAt(root, offset, language) {
  const paragraph = paragraphAt(root, offset);
  const string = paragraph.textContent;
  const unit = unitsAfter(string, offset - Number(paragraph.dataset.start));
  const starts = sentenceStarts(string, language);
  const at = Math.max(0, starts.findLastIndex((start) => start <= unit));
  const sentence = string.slice(starts[at], starts[at + 1]).trimEnd();
  return rangeIn(paragraph, starts[at], starts[at] + sentence.length);
}
