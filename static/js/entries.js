/* The entries of a review page: the list beside the text, and the chosen one in both. The entries' own data
   attributes say all that is known of a span and of the decision on it. */

import { bringIntoView, marksOf } from "./paint.js";

export class Entries {
  /** `onChoose(entry or null)` follows the choice. */
  constructor(root, text, onChoose) {
    this.list = root.querySelector("#span-list");
    this.text = text;
    this.onChoose = onChoose;
    this.chosen = null;
    this.list.addEventListener("click", (event) => {
      const entry = event.target.closest("[data-uid]");
      if (!entry || event.ctrlKey || event.metaKey || event.shiftKey) return; // As with every link: elsewhere.
      event.preventDefault();
      this.choose(entry.dataset.uid, true);
    });
    for (const where of [this.list, text]) {
      where.addEventListener("mouseover", ({ target }) => this.#hover(target.closest("[data-uid]")?.dataset.uid));
      where.addEventListener("mouseleave", () => this.#hover(null));
    }
    text.addEventListener("click", (event) => this.#clickOnMark(event));
  }

  get all() {
    return [...this.list.querySelectorAll("li[data-uid]")];
  }

  /** The entry of a span; of a correction the entry of the span that it corrects; null if there is none. */
  get(uid) {
    if (!uid) return null;
    return document.getElementById(`s-${uid}`) ?? this.list.querySelector(`[data-correction="${uid}"]`);
  }

  get current() {
    return this.get(this.chosen);
  }

  /** Choose a span, or none with null; `reveal` scrolls the text to it. */
  choose(uid, reveal = false) {
    for (const one of document.querySelectorAll(".chosen-span")) one.classList.remove("chosen-span");
    const entry = this.get(uid);
    this.chosen = entry?.dataset.uid ?? null;
    if (entry) {
      entry.classList.add("chosen-span");
      entry.scrollIntoView({ block: "nearest" });
      const marks = this.#marks(entry);
      for (const mark of marks) mark.classList.add("chosen-span");
      if (reveal && marks[0]) bringIntoView(marks[0]);
    }
    this.onChoose(entry);
    return entry;
  }

  /** Walk the entries in text order. */
  step(direction) {
    const entries = this.all;
    if (!entries.length) return;
    const at = entries.findIndex(({ dataset }) => dataset.uid === this.chosen);
    const next = at < 0 ? (direction > 0 ? 0 : entries.length - 1) : at + direction;
    this.choose(entries[Math.max(0, Math.min(next, entries.length - 1))].dataset.uid, true);
  }

  /** Go on to the next that is undecided, from the top again after the last; stay if all are decided. */
  nextUndecided() {
    const entries = this.all;
    const at = entries.findIndex(({ dataset }) => dataset.uid === this.chosen);
    const round = [...entries.slice(at + 1), ...entries.slice(0, at + 1)];
    const next = round.find((entry) => entry.matches(".undecided:not(.sending)"));
    if (next) this.choose(next.dataset.uid, true);
  }

  /** After a swap the choice is shown anew. */
  refresh() {
    this.choose(this.chosen);
  }

  /** Say at each span what was decided and waits, by the `fields` of the outbox's items; the last of several. */
  showWaiting(items) {
    for (const line of this.list.querySelectorAll("[data-waits]")) line.remove();
    for (const entry of this.list.querySelectorAll(".sending")) entry.classList.remove("sending");
    const last = new Map(items.filter(({ fields }) => fields.decision).map(({ span, fields }) => [span, fields]));
    for (const [uid, { decision, comment }] of last) {
      const entry = document.getElementById(`s-${uid}`);
      if (!entry) continue;
      entry.classList.add("sending");
      const line = Object.assign(document.createElement("span"), { className: "review" });
      line.dataset.waits = decision;
      line.textContent = [this.list.dataset[decision], comment].filter(Boolean).join(": ");
      entry.querySelector("a").append(line);
    }
  }

  #marks({ dataset }) {
    return [dataset.uid, dataset.correction].filter(Boolean).flatMap((uid) => [...marksOf(this.text, uid)]);
  }

  #clickOnMark({ target }) {
    if (!document.getSelection().isCollapsed) return;
    const uids = [];
    for (let mark = target.closest("mark"); mark; mark = mark.parentElement.closest("mark")) {
      const entry = this.get(mark.dataset.uid);
      if (entry && !uids.includes(entry.dataset.uid)) uids.push(entry.dataset.uid);
    }
    // A second click on the same place goes on to what lies around it.
    this.choose(uids.length ? uids[(uids.indexOf(this.chosen) + 1) % uids.length] : null);
  }

  #hover(uid) {
    if (uid === this.hovered) return;
    for (const one of document.querySelectorAll(".hovered-span")) one.classList.remove("hovered-span");
    this.hovered = uid;
    const entry = this.get(uid);
    if (!entry) return;
    entry.classList.add("hovered-span");
    for (const mark of this.#marks(entry)) mark.classList.add("hovered-span");
  }
}
