/* What is suggested: dashed in the text, a list beside it, and one of them in hand to accept or to refuse.
   The list comes from the server after the text is shown; the text itself is never changed by it. */

import { drawnRangeOf, rangeOf, selectionEnds } from "./offsets.js";
import { ask } from "./page.js";
import { bringIntoView, revealIn } from "./paint.js";

export class Suggestions {
  /** `send(change)` puts a change into the outbox, `isBusy()` tells whether changes wait there, `hold()` is called
      when one of them is taken in hand, `say(words)` tells a listener. */
  constructor(box, text, { send, isBusy, hold, say, labels }) {
    Object.assign(this, { box, text, send, isBusy, hold, say, labels });
    this.list = box.querySelector("[data-list]");
    this.count = document.getElementById("suggestion-count");
    this.all = box.querySelector("[data-accept-all]");
    this.current = null;
    this.ranges = new WeakMap(); // by entry, as long as their paragraphs stand
    this.dashed = new Highlight();
    this.inHand = new Highlight();
    this.inHand.priority = 1;
    CSS.highlights.set("suggested", this.dashed);
    CSS.highlights.set("suggested-now", this.inHand);
    this.list.addEventListener("click", ({ target }) => this.take(target.closest("[data-suggestion]")));
    this.all.addEventListener("click", () => this.accept(this.entries.filter((one) => one.dataset.label === this.current?.dataset.label)));
    text.addEventListener("click", () => this.#clickInText());
    requestIdleCallback(() => this.read(), { timeout: 500 });
  }

  /** Whether the list is what the server said last: suggestions, or why there are none. */
  get isRead() {
    return this.reading === null;
  }

  /** What is in hand, for those who hear the page. */
  get words() {
    return this.current?.textContent.replace(/\s+/g, " ").trim();
  }

  get entries() {
    return [...this.list.querySelectorAll("[data-suggestion]")];
  }

  /** Read the list. A change that is on its way makes it an old one: its answer has the list read again. */
  async read() {
    this.reading?.abort();
    const { signal } = (this.reading = new AbortController());
    if (this.isBusy()) return;
    let answer;
    let html;
    try {
      answer = await ask(this.box.dataset.url, { signal });
      html = await answer.text();
    } catch (error) {
      if (error instanceof TypeError || error.name === "AbortError") return; // Offline: the bar says so.
      throw error;
    }
    if (this.isBusy()) return;
    this.reading = null;
    if (!answer.ok) {
      this.list.textContent = this.box.dataset.failed;
      return;
    }
    this.#keepFocus(() => {
      this.list.innerHTML = html; // htmx would tell of each element that goes, and has nothing to see to in it.
      this.current = null;
      this.#show();
    });
  }

  /** Hold one of them, or none with null. */
  take(entry) {
    this.current = entry;
    if (entry) this.hold();
    this.#show();
    if (!entry) return;
    revealIn(this.list, entry);
    bringIntoView(rangeOf(this.text, Number(entry.dataset.start), Number(entry.dataset.end)));
    this.say(this.words);
  }

  /** The next one in the text, from the one in hand or from the caret; the first again after the last. */
  step() {
    const { entries } = this;
    const from = this.current ? Number(this.current.dataset.start) : (selectionEnds(this.text)?.focus ?? 0) - 1;
    this.take(entries.find(({ dataset }) => Number(dataset.start) > from) ?? entries[0] ?? null);
  }

  /** Tag what is in hand, or all of those given, as one step. */
  accept(entries = this.current ? [this.current] : []) {
    if (!entries.length) return this.step();
    const { label } = entries[0].dataset;
    const { colour, name } = this.labels.get(label) ?? {};
    const places = entries.map(({ dataset: { start, end, entity } }) => {
      const place = `${start}-${end}`;
      return entity ? `${place}:${entity}` : place;
    });
    this.#settle(entries);
    this.send({
      url: `${this.box.dataset.url}accept/`,
      span: null,
      fields: { label, places: places.join(" ") },
      paint: { verb: "accept", colour, name },
    });
  }

  refuse() {
    if (!this.current) return this.step();
    const { label, start, end } = this.current.dataset;
    this.#settle([this.current]);
    this.send({
      url: `${this.box.dataset.url}refuse/`,
      span: null,
      fields: { label, start, end },
      paint: { verb: "refuse", name: this.labels.get(label)?.name },
    });
  }

  /** After an answer: what was tagged by hand is no longer asked, and what was taken back may be asked again. */
  follow({ paint }) {
    const isDecided = ["accept", "refuse"].includes(paint.verb) && !this.entries.length;
    if (this.reading || isDecided || ["undo", "redo", "batch", "delete"].includes(paint.verb)) this.read();
    else if (paint.verb === "make") {
      const under = this.entries.filter(({ dataset }) => Number(dataset.start) < paint.end && Number(dataset.end) > paint.start);
      if (under.includes(this.current)) this.current = null; // What was tagged is in hand, not the next one.
      this.#settle(under);
    } else this.#show();
  }

  /** They are decided: take the next one in hand if one of them was. */
  #settle(entries) {
    const wasInHand = entries.includes(this.current);
    const rest = this.entries.filter((entry) => !entries.includes(entry));
    const next = wasInHand
      ? rest.find(({ dataset }) => Number(dataset.start) >= Number(this.current.dataset.start))
      : this.current;
    this.#keepFocus(() => {
      for (const entry of entries) entry.remove();
      if (wasInHand) this.take(next ?? null);
      else this.#show();
    });
  }

  /** Who was at an entry that goes is at the one in hand then, or in the text. */
  #keepFocus(change) {
    const hadFocus = this.list.contains(document.activeElement);
    change();
    if (!hadFocus || this.list.contains(document.activeElement)) return;
    (this.current?.querySelector("button") ?? this.text).focus({ preventScroll: true });
  }

  /** Where an entry's words stand. */
  #range(entry) {
    const known = this.ranges.get(entry);
    if (known?.startContainer.isConnected && known.endContainer.isConnected) return known;
    const { start, end } = entry.dataset;
    const range = drawnRangeOf(this.text, Number(start), Number(end));
    this.ranges.set(entry, range);
    return range;
  }

  #show() {
    const { entries } = this;
    this.count.textContent = entries.length || "";
    this.all.disabled = !this.current;
    this.dashed.clear();
    this.inHand.clear();
    for (const entry of entries) {
      entry.classList.toggle("in-hand", entry === this.current);
      this.dashed.add(this.#range(entry));
    }
    if (this.current) this.inHand.add(this.#range(this.current));
  }

  #clickInText() {
    const ends = selectionEnds(this.text);
    if (!ends || ends.anchor !== ends.focus) return;
    const here = this.entries.find(
      ({ dataset }) => Number(dataset.start) <= ends.focus && ends.focus < Number(dataset.end),
    );
    this.take(here ?? null);
  }
}
