/* Where sentences begin and end, by Intl.Segmenter; a full stop after “Gen.” or “Oct.” ends none. */

import { codePoints, paragraphAt, unitsAfter } from "./offsets.js";

const ABBREVIATION =
  /(?:^|[\s(“"‘'])(?:\p{Lu}|(?:\p{L}\.)+\p{L}|Adm|Apr|Aug|Brig|Capt|Cmdr|Co|Col|Corp|Dec|Dr|Feb|Fr|Gen|Gov|Hon|Inc|Jan|Jr|Jul|Jun|Lt|Ltd|Maj|Mar|Messrs|Mr|Mrs|Ms|Mt|No|Nov|Oct|Prof|Rep|Rev|Sen|Sept?|Sgt|Sr|St|approx|ca|cf|vs)\.\s*$/u;
const segmenters = new Map();

/** The UTF-16 index at which each sentence of a string begins. */
export function sentenceStarts(string, language) {
  if (!segmenters.has(language)) {
    const known = Intl.Segmenter.supportedLocalesOf(language || []);
    segmenters.set(language, new Intl.Segmenter(known, { granularity: "sentence" }));
  }
  const starts = [];
  let joins = false;
  for (const { segment, index } of segmenters.get(language).segment(string)) {
    if (!joins) starts.push(index);
    joins = ABBREVIATION.test(segment);
  }
  return starts;
}

/** The sentence around an offset, without the white space after it; {start, end} in code points. */
export function sentenceAt(root, offset, language) {
  const paragraph = paragraphAt(root, offset);
  const string = paragraph.textContent;
  const base = Number(paragraph.dataset.start);
  const unit = unitsAfter(string, offset - base);
  const starts = sentenceStarts(string, language);
  const at = Math.max(0, starts.findLastIndex((start) => start <= unit));
  const sentence = string.slice(starts[at], starts[at + 1]).trimEnd();
  const start = base + codePoints(string.slice(0, starts[at]));
  return { start, end: start + codePoints(sentence) };
}
