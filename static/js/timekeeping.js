/* How long an article was really worked on: the page in sight, in the window in use, and keys or pointer too. What the
   server has not kept (it is away, somebody else has signed in, no work has begun yet) is told once more later. */

import { headersOfNow, untilLeft } from "./page.js";

const IDLE_AFTER = 60_000; // milliseconds without a sign of life until time stops
const TELL_EVERY = 60; // seconds
const AT_ONCE = 3600; // seconds that the server takes

/** Keep time for an address until the article is left. */
export function keepTime(url) {
  const signal = untilLeft();
  let lastSign = performance.now(); // No clock of the machine, which may be set.
  let seconds = 0; // not told yet
  let sinceTold = 0;
  const tell = async () => {
    const told = Math.min(seconds, AT_ONCE);
    sinceTold = 0;
    if (!told) return;
    seconds -= told;
    const headers = { "HX-Request": "true", ...headersOfNow() };
    const body = new URLSearchParams({ seconds: told });
    const answer = await fetch(url, { method: "POST", headers, body, keepalive: true }).catch(() => null);
    if (answer?.status !== 204) seconds += told;
  };
  for (const sign of ["keydown", "pointerdown", "pointermove", "wheel", "touchmove"]) {
    addEventListener(sign, () => (lastSign = performance.now()), { passive: true, capture: true, signal });
  }
  const clock = setInterval(() => {
    const isInSight = document.visibilityState === "visible" && document.hasFocus();
    if (!isInSight || performance.now() - lastSign > IDLE_AFTER) return;
    seconds += 1;
    sinceTold += 1;
    if (sinceTold >= TELL_EVERY) tell();
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
