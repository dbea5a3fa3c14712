/* Claims dragged onto statements: from the list by their grip or from another cell. Mouse, pen and touch. */

const FAR = 6; // pixels that tell a drag from a click

const rowAt = ({ clientX, clientY }) =>
  document.elementFromPoint(clientX, clientY)?.closest?.("#rows tr[data-statement]") ?? null;

/** What a press would drag: {claim, words, moved}; `moved` is the cell's claim if it comes from one. */
function dragged(target) {
  const waiting = target.closest?.("[data-waiting]");
  if (waiting) return { claim: waiting.dataset.waiting, words: waiting.querySelector("a").textContent };
  const placed = target.closest?.("[data-placement]");
  if (!placed) return null;
  return { claim: placed.dataset.claim, words: placed.querySelector(".words").textContent, moved: placed };
}

export function answerDragging(page) {
  let drag = null;
  let justDropped = false;

  const stop = () => {
    drag?.ghost?.remove();
    drag?.over?.classList.remove("drop-here");
    document.body.classList.remove("dragging");
    drag = null;
  };

  const start = () => {
    drag.ghost = Object.assign(document.createElement("div"), { className: "dragged", textContent: drag.words });
    document.body.append(drag.ghost);
    document.body.classList.add("dragging");
    document.getSelection().removeAllRanges();
  };

  page.root.addEventListener("pointerdown", (event) => {
    const found = event.button === 0 && dragged(event.target);
    // With a finger the list scrolls, but for its grip.
    if (!found || (event.pointerType === "touch" && !event.target.closest("[data-grip]"))) return;
    drag = { ...found, x: event.clientX, y: event.clientY };
  });

  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.ghost && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
    if (!drag.ghost) start();
    drag.ghost.style.left = `${event.clientX + 12}px`;
    drag.ghost.style.top = `${event.clientY + 12}px`;
    const row = rowAt(event);
    if (row === drag.over) return;
    drag.over?.classList.remove("drop-here");
    row?.classList.add("drop-here");
    drag.over = row;
  });

  document.addEventListener("pointerup", () => {
    if (!drag?.ghost) {
      drag = null;
      return;
    }
    justDropped = true; // The click that follows is none.
    setTimeout(() => (justDropped = false));
    const { claim, over, moved } = drag;
    const from = moved?.closest("tr");
    stop();
    if (over && over !== from) page.place(claim, over.dataset.statement, moved);
  });

  document.addEventListener("pointercancel", stop);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && stop());
  page.root.addEventListener("dragstart", (event) => event.preventDefault()); // The browser would drag the link.
  page.root.addEventListener(
    "click",
    (event) => {
      if (!justDropped) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
}
