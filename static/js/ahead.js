/* The next article is fetched ahead, so that going on is instant. The browser's cache keeps it for as long as
   the server says, and it is taken from there once: whoever comes back to an article reads it anew. It comes in
   place of the one before, of which it takes over nothing. */

import { ask, untilLeft } from "./page.js";

let ready = null; // the address that stands in the cache

/** Fetch where a link leads as soon as the browser has nothing better to do. What was fetched is forgotten. */
export function fetchAhead(link) {
  ready = null;
  const signal = untilLeft();
  if (link) requestIdleCallback(() => read(link.href, signal), { timeout: 2000 });
}

async function read(address, signal) {
  const headers = { "HX-Request": "true", "HX-Preloaded": "true" };
  try {
    const answer = await ask(address, { headers, signal, cache: "reload", priority: "low" });
    await answer.text();
    if (answer.ok) ready = address;
  } catch (error) {
    // Offline, or gone on already: it is fetched when it is asked for.
    if (!(error instanceof TypeError) && error.name !== "AbortError") throw error;
  }
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!detail.boosted) return;
  if (new URL(detail.path, location.href).href !== ready) detail.headers["Cache-Control"] = "no-cache";
  ready = null;
});

// By "outerHTML" htmx would give each element that has a namesake the attributes of that one first, and scroll at the
// end, when the new page must be laid out for it.
htmx.defineExtension("anew", {
  handleSwap(style, target, fragment, settling) {
    if (style !== "anew") return false;
    const elements = [...fragment.children];
    // Who is on an article that is read anew stays there.
    if (elements.at(-1).dataset?.spansUrl !== target.dataset.spansUrl) scrollTo(0, 0);
    target.replaceWith(...elements);
    settling.elts = elements;
    return elements;
  },
});
