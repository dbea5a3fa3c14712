/* The panel of the chosen span: read from the server when a span is chosen or has changed. Its forms go through the
   outbox. */

import { ask, untilLeft } from "./page.js";

const PATIENCE = 5_000; // milliseconds until a panel counts as not to be had
const REST = 120; // milliseconds that a choice must last before its panel is asked for

export class Detail {
  /** `send(span, change)` puts a form's change of the shown span into the outbox, `isWaiting(span)` tells whether a
      change of it is there. */
  constructor(box, spansUrl, { send, isWaiting }) {
    this.box = box;
    this.spansUrl = spansUrl;
    this.isWaiting = isWaiting;
    this.shown = null;
    this.left = untilLeft();
    box.addEventListener("submit", (event) => {
      const form = event.target.closest("[data-outbox]");
      if (!form) return;
      event.preventDefault();
      const { csrfmiddlewaretoken, edit, seen, ...fields } = Object.fromEntries(new FormData(form, event.submitter));
      // A button's own address reads as the page's where it has none.
      const url = event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : form.action;
      send(this.shown.uid, { url, edit, fields, verb: form.dataset.outbox });
    });
  }

  /** Show a span, or none with null: one that is not saved yet has no panel. What is shown stays if it is the
      same version of the same span. */
  show(span) {
    if (this.later?.uid !== span?.uid) this.later = null;
    if (!span?.entry) span = null;
    if (span && this.shown?.uid === span.uid && this.shown.version === span.version) return;
    const isOther = this.shown?.uid !== span?.uid;
    if (isOther) this.box.dispatchEvent(new CustomEvent("detail:left"));
    this.shown = span && { uid: span.uid, version: span.version };
    if (isOther) {
      this.hasFailed = false;
      this.box.replaceChildren();
      this.tellsOf = null;
    }
    clearTimeout(this.waiting);
    if (span) this.waiting = setTimeout(() => this.#read(span.uid), isOther ? REST : 0);
  }

  /** Do something with a span as soon as its panel is there, by `act(uid, keys)`; `later` until then, whose `keys`
      those that are pressed meanwhile are put into. */
  whenShown(uid, act, keys) {
    if (this.tellsOf === uid) {
      act(uid, keys);
      return;
    }
    this.later = { uid, act, keys };
    this.retry();
  }

  /** Ask once more for a panel that could not be had. */
  retry() {
    if (this.hasFailed) this.refresh();
  }

  /** Read it anew: something beside the span itself has changed. */
  refresh() {
    if (this.shown) this.#read(this.shown.uid);
  }

  /** Whether a field holds what is not sent yet; one that has the focus may have been emptied just now. */
  #isTyping() {
    const fields = [...this.box.querySelectorAll("[data-typed]")];
    return fields.some((field) => field === document.activeElement || field.value !== field.defaultValue);
  }

  async #read(uid) {
    this.reading?.abort();
    this.reading = new AbortController();
    const { signal } = this.reading;
    this.hasFailed = false;
    try {
      const inTime = AbortSignal.any([signal, this.left, AbortSignal.timeout(PATIENCE)]);
      const answer = await ask(`${this.spansUrl}${uid}/detail/`, { signal: inTime });
      if (!answer.ok) {
        this.#fail(); // It is gone, or the server in trouble: its entry or the bar will say so.
        return;
      }
      const html = await answer.text();
      if (signal.aborted || this.shown?.uid !== uid) return;
      // What is being typed, or waits, will be saved, and then all of it is read again.
      if (this.#isTyping() || (this.tellsOf === uid && this.isWaiting(uid))) return;
      const hadFocus = this.box.contains(document.activeElement);
      htmx.swap(this.box, html, { swapStyle: "innerHTML" });
      // Keys go on to the form of which they just changed something.
      if (hadFocus && document.activeElement === document.body) this.box.querySelector("form[tabindex]")?.focus();
      this.tellsOf = uid;
      this.box.dispatchEvent(new CustomEvent("detail:shown"));
      const { later } = this;
      this.later = null;
      later?.act(uid, later.keys);
    } catch (error) {
      if (error.name === "AbortError") return;
      if (!(error instanceof TypeError) && error.name !== "TimeoutError") throw error;
      this.#fail(); // Offline: the bar says so.
    }
  }

  #fail() {
    this.hasFailed = true;
    this.box.dispatchEvent(new CustomEvent("detail:failed"));
  }
}
