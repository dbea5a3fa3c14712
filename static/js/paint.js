/* Shows what is on its way to the server, in the next frame: the words that a span gains and those that leave it by
   the CSS Custom Highlight API, other labels and deletions by classes on the marks. Called anew after every change
   and every answer; it starts from what the page says and what waits. */

import { drawnRangeOf } from "./offsets.js";
import { untilLeft } from "./page.js";

const FRAMES = 8; // that are watched after scrolling
const COLOUR = /\bc-(\w+)/;
const highlights = new Map();

const recolour = (mark, colour) => (mark.className = mark.className.replace(COLOUR, `c-${colour}`));

function highlight(name) {
  if (!highlights.has(name)) {
    highlights.set(name, new Highlight());
    CSS.highlights.set(name, highlights.get(name));
  }
  return highlights.get(name);
}

export function marksOf(root, uid) {
  return root.querySelectorAll(`mark[data-uid="${uid}"]`);
}

/** The stretches that an entry or a save writes as `10-42 50-61`, or with an entity as `10-42:7`. */
export const stretchesOf = (ranges) =>
  ranges.split(" ").map((stretch) => stretch.split("-").map((offset) => parseInt(offset, 10)));

/** What of some stretches lies in none of the others. */
const outside = (stretches, others) =>
  others.reduce((rest, [start, end]) => rest.flatMap(([from, to]) => {
    const either = [[from, Math.min(to, start)], [Math.max(from, end), to]];
    return either.filter(([first, last]) => first < last);
  }), stretches);

/** Paint the waiting items of a layer on its text. */
export function paintWaiting(root, items) {
  for (const one of highlights.values()) one.clear();
  for (const one of document.querySelectorAll(".going")) one.classList.remove("going");
  for (const mark of root.querySelectorAll("mark[data-was]")) {
    recolour(mark, mark.dataset.was);
    delete mark.dataset.was;
  }
  const paint = (name, stretches) => {
    for (const [start, end] of stretches) highlight(name).add(drawnRangeOf(root, start, end));
  };
  const changed = new Map(); // by span: {colour, stretches} as they will be, and whether it is `gone`
  for (const { paint: { verb, colour, start, end }, span, fields } of items) {
    if (verb === "accept") paint(`pending-${colour}`, stretchesOf(fields.places));
    if (!span) continue;
    const one = changed.get(span) ?? {};
    changed.set(span, one);
    if (verb === "make") one.stretches = [[start, end]];
    if (fields.ranges) one.stretches = stretchesOf(fields.ranges);
    one.colour = colour ?? one.colour;
    one.gone ||= verb === "delete";
    if (verb === "relabel") {
      for (const mark of marksOf(root, span)) {
        mark.dataset.was ??= mark.className.match(COLOUR)[1];
        recolour(mark, colour);
      }
    }
  }
  for (const [span, { colour, stretches, gone }] of changed) {
    if (gone) {
      for (const one of document.querySelectorAll(`[data-uid="${span}"]`)) one.classList.add("going");
    } else if (stretches) {
      const entry = document.getElementById(`s-${span}`);
      const drawn = entry ? stretchesOf(entry.dataset.ranges) : [];
      paint(`pending-${colour}`, outside(stretches, drawn));
      paint("leaving", outside(drawn, stretches));
    }
  }
}

// What an answer draws anew goes into the paragraphs and lists that stand: a new one that is out of sight would be as
// high as one that was never seen, and move all below it. htmx has nothing to see to in them, and would tell of each
// element that goes.
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const { target, fragment } = detail;
  if (!target.matches("#text > p, #span-list > ol")) return;
  const [drawn] = fragment.children;
  detail.shouldSwap = false;
  target.className = drawn.className;
  target.replaceChildren(...drawn.childNodes);
});

/** Keep the panel of spans below the bar, down to the end of the window, also while the head of the page is in sight
    above both. */
export function fitPanel(root) {
  const bar = root.querySelector(".toolbar");
  const panel = root.querySelector(".span-panel");
  const fit = () => panel.style.setProperty("--panel-top", `${Math.round(panel.getBoundingClientRect().top)}px`);
  // Labels may take several rows. The next article's bar is mostly as high: kept by what stays, its height is no
  // change, which would have the whole page styled once more.
  const measure = () => {
    if (bar.isConnected) document.documentElement.style.setProperty("--bar-height", `${bar.offsetHeight}px`);
    fit();
  };
  new ResizeObserver(measure).observe(bar);
  addEventListener("scroll", fit, { signal: untilLeft() });
}

/** Scroll a list to an entry, and nothing around it: the text that somebody reads must stay where it is. */
export function revealIn(list, entry) {
  const { top, bottom } = entry.getBoundingClientRect();
  const frame = list.getBoundingClientRect();
  const end = Math.min(frame.bottom, innerHeight);
  if (top < frame.top) list.scrollTop -= frame.top - top;
  else if (bottom > end) list.scrollTop += bottom - end;
}

/** How far a box of the text is from the middle of where it can be read, below the bar and above the panel that
    lies over a narrow page; 0 if it can be read where it is. What is taller than that is read from its start. */
export function outOfView({ top, bottom: foot }) {
  const start = Math.max(0, document.querySelector("[data-bar]").getBoundingClientRect().bottom);
  const panels = [...document.querySelectorAll(".inspector, .in-hand")];
  const over = panels.filter((one) => one.checkVisibility() && getComputedStyle(one).position === "fixed");
  const end = Math.min(innerHeight, ...over.map((one) => one.getBoundingClientRect().top));
  const bottom = Math.min(foot, top + end - start - 40);
  return top > start + 8 && bottom < end - 20 ? 0 : (top + bottom - start - end) / 2;
}

/** Scroll an element or a range of the text to where it can be read. What comes into view with it gets its height in
    the next frames; `place` puts it where it belongs. */
export function bringIntoView(words, place = () => {}, frames = FRAMES) {
  place();
  const isOff = outOfView(words.getBoundingClientRect()) !== 0;
  if (isOff) {
    (words.startContainer?.parentElement ?? words).scrollIntoView({ block: "center" });
    scrollBy({ top: outOfView(words.getBoundingClientRect()) });
  }
  const hasMoved = isOff || frames < FRAMES;
  if (hasMoved && frames) requestAnimationFrame(() => bringIntoView(words, place, frames - 1));
}
