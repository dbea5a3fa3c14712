/* How long what is on the page lives. Going on to the next article swaps the workspace in place; what listens
   to the document or the window for one article must stop then, so it listens with `{ signal: untilLeft() }`.
   And how long the article was really worked on: the page in sight, and keys or pointer in use. */

const IDLE_AFTER = 60_000; // milliseconds without a sign of life until time stops
const TELL_EVERY = 60; // seconds

let lifetime = new AbortController();

/** The signal that comes when the article is left. */
export const untilLeft = () => lifetime.signal;

export function leave() {
  lifetime.abort();
  lifetime = new AbortController();
}

/** Keep time for an address until the page goes; `token` gives the CSRF token at sending. */
export function keepTime(url, token) {
  const signal = untilLeft();
  let lastSign = Date.now();
  let seconds = 0;
  const tell = () => {
    if (!seconds) return;
    const body = new URLSearchParams({ seconds: Math.min(seconds, 300), csrfmiddlewaretoken: token() });
    if (navigator.sendBeacon(url, body)) seconds = 0;
  };
  for (const sign of ["keydown", "pointerdown", "pointermove", "wheel", "touchmove"]) {
    addEventListener(sign, () => (lastSign = Date.now()), { passive: true, capture: true, signal });
  }
  const clock = setInterval(() => {
    if (document.visibilityState !== "visible" || Date.now() - lastSign > IDLE_AFTER) return;
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
