/* How long what is on the page lives. Going on to the next article swaps the workspace in place; what listens
   to the document or the window for one article must stop then, so it listens with `{ signal: untilLeft() }`. */

let lifetime = new AbortController();

/** The signal that comes when the article is left. */
export const untilLeft = () => lifetime.signal;

export function leave() {
  lifetime.abort();
  lifetime = new AbortController();
}
