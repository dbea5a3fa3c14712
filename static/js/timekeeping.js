/* How long an article was really worked on: the page in sight, and keys or pointer in use. */

import { csrfToken } from "./csrf.js";
import { untilLeft } from "./lifetime.js";

const IDLE_AFTER = 60_000; // milliseconds without a sign of life until time stops
const TELL_EVERY = 60; // seconds

/** Keep time for an address until the article is left. */
export function keepTime(url) {
  const signal = untilLeft();
  let lastSign = performance.now(); // No clock of the machine, which may be set.
  let seconds = 0;
  const tell = () => {
    if (!seconds) return;
    const body = new URLSearchParams({ seconds: Math.min(seconds, 300), csrfmiddlewaretoken: csrfToken() });
    if (navigator.sendBeacon(url, body)) seconds = 0;
  };
  for (const sign of ["keydown", "pointerdown", "pointermove", "wheel", "touchmove"]) {
    addEventListener(sign, () => (lastSign = performance.now()), { passive: true, capture: true, signal });
  }
  const clock = setInterval(() => {
    if (document.visibilityState !== "visible" || performance.now() - lastSign > IDLE_AFTER) return;
    seconds += 1;
    if (seconds >= TELL_EVERY) tell();
  }, 1000);
  const rest = () => {
    if (document.visibilityState === "hidden") tell();
  };
  document.addEventListener("visibilitychange", rest, { signal });
  signal.addEventListener("abort", () => {
    clearInterval(clock);
    tell();
  });
}
