/* How long an article was really worked on: the page in sight, in the window in use, and keys or pointer too. What the
   server has not kept (it is away, somebody else has signed in, no work has begun yet) is told once more later; what it
   has kept, although its answer never came, it knows by the page that tells. */

import { newUid } from "./outbox.js";
import { headersOfNow, untilLeft } from "./page.js";

const IDLE_AFTER = 60_000; // milliseconds without a sign of life until time stops
const TELL_EVERY = 60; // seconds
const AT_ONCE = 3600; // seconds that the server takes

/** Keep time for an address until the article is left. */
export function keepTime(url) {
  const signal = untilLeft();
  let lastSign = performance.now(); // No clock of the machine, which may be set.
  const page = newUid();
  let seconds = 0;
  let kept = 0; // of them, as far as the server has said
  let sinceTold = 0;
  const tell = async () => {
    const told = Math.min(seconds - kept, AT_ONCE);
    const all = kept + told;
    sinceTold = 0;
    if (!told) return;
    const headers = { "HX-Request": "true", ...headersOfNow() };
    const body = new URLSearchParams({ seconds: told, page, kept });
    const answer = await fetch(url, { method: "POST", headers, body, keepalive: true }).catch(() => null);
    if (answer?.status === 204) kept = Math.max(kept, all);
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
