/* Runs in each page before its own scripts, and times what a person sees. Playwright puts it there; no policy
   of the page's forbids that.

   "Painted" is told so: an observer sees the first <mark> come into the document; the next
   requestAnimationFrame is in the frame that draws it (no frame comes before the stylesheets that hold up
   rendering are there); a message posted from that callback is handled after the frame's painting. It is not
   told earlier than the browser's own entry "first-contentful-paint". */

(() => {
  const bench = (window.bench = {});

  const afterPaint = (act) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => act(performance.now());
      port2.postMessage(null);
    });

  /** Milliseconds from the navigation's start to the first painted mark. */
  bench.painted = new Promise((resolve) => {
    const painted = () =>
      afterPaint((now) => {
        const tell = () => {
          const [entry] = performance.getEntriesByName("first-contentful-paint");
          if (entry) resolve(Math.max(now, entry.startTime));
          else setTimeout(tell, 1);
        };
        tell();
      });
    const observer = new MutationObserver(() => {
      if (!document.querySelector("mark")) return;
      observer.disconnect();
      painted();
    });
    observer.observe(document, { childList: true, subtree: true });
  });

  /** Until the next article has been fetched. */
  bench.fetchedAhead = () =>
    new Promise((resolve) => {
      const observer = new PerformanceObserver((entries) => {
        if (!entries.getEntriesByName(document.querySelector("[rel=next]").href).length) return;
        observer.disconnect();
        resolve();
      });
      observer.observe({ type: "resource", buffered: true });
    });

  /** Waits for a key press: bench.next is the milliseconds until another article's first mark is painted. */
  bench.watchNext = () => {
    const left = document.getElementById("workspace");
    bench.next = new Promise((resolve) => {
      const watch = ({ timeStamp: pressed }) => {
        const observer = new MutationObserver(() => {
          const shown = document.getElementById("workspace");
          if (shown === left || !shown?.querySelector("mark")) return;
          observer.disconnect();
          afterPaint((now) => resolve(now - pressed));
        });
        observer.observe(document.body, { childList: true, subtree: true });
      };
      addEventListener("keydown", watch, { capture: true, once: true });
    });
  };

  /** Waits for a key press and what follows: {frames, shown, saved}, the latter two in milliseconds.

     Shown: the new span is painted, as a highlight on its way or already as a mark; `frames` counts the frames
     up to that one, so 1 is the next. Saved: the page says "All saved" again. On a page without the desk's
     script only the next frame is told. */
  bench.watchKey = () => {
    const marks = document.getElementsByTagName("mark");
    const before = marks.length;
    const word = document.querySelector("#save-state:not([hidden])"); // Shown by the desk's script.
    const isShown = () =>
      !word || marks.length > before || [...CSS.highlights].some(([name, { size }]) => /^pending-/.test(name) && size);
    bench.key = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error("What follows a key press did not come.")), 30_000);
      const seen = { frames: 0, shown: 0, saved: 0 };
      addEventListener(
        "keydown",
        ({ timeStamp: pressed }) => {
          const tell = () => seen.shown && (seen.saved || !word) && resolve(seen);
          const look = () => {
            seen.frames += 1;
            if (!isShown()) {
              requestAnimationFrame(look);
              return;
            }
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => {
              seen.shown = performance.now() - pressed;
              tell();
            };
            port2.postMessage(null);
          };
          requestAnimationFrame(look);
          if (!word) return;
          const observer = new MutationObserver(() => {
            if (word.textContent !== word.dataset.saved) return;
            observer.disconnect();
            seen.saved = performance.now() - pressed;
            tell();
          });
          observer.observe(word, { childList: true, characterData: true, subtree: true });
        },
        { capture: true, once: true },
      );
    });
  };

  /** Milliseconds of a fetch, following no redirect. */
  bench.fetched = async (path) => {
    const began = performance.now();
    const response = await fetch(path, { redirect: "manual" });
    await response.text();
    return performance.now() - began;
  };
})();
