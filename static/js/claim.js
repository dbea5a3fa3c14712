/* The form of a claim in the panel: each change is saved at once, one-letter keys choose, Escape leads back to
   the text. What is typed for a quantity or a date is read by the server before it is saved. */

import { meaningsOf } from "./chosenkeys.js";
import { newUid } from "./outbox.js";
import { ask } from "./page.js";

const REST = 150; // milliseconds without a key until the bank is asked
const PATIENCE = 5_000; // milliseconds until a value is sent as it is

const isText = (element) => element.matches?.('input[type="text"]');

export class ClaimForm {
  /** `box` is the panel that holds the form, `leave()` gives the focus back to the text, `onAsking()` is told when
      something begins to be asked about, and when it no longer is. */
  constructor(box, { leave, onAsking }) {
    this.box = box;
    this.leave = leave;
    this.onAsking = onAsking;
    this.unread = new Map(); // what is asked about now: the field, and its value
    box.addEventListener("keydown", (event) => this.#key(event));
    box.addEventListener("change", ({ target }) => this.#changed(target));
    box.addEventListener("input", ({ target }) => {
      if (isText(target)) target.dataset.typed = "true";
      if (target.name === "claimant_name") this.#search(target);
    });
    // Each save is an edit of its own, even if the panel has not been read again since the last one.
    box.addEventListener("submit", ({ target }) => {
      if (target.matches("[data-claim]")) target.elements.edit.value = newUid();
    }, true);
    box.addEventListener("formdata", ({ target, formData }) => {
      for (const field of target.querySelectorAll('input[type="text"], input:checked')) {
        // What can't be read, or nobody knows yet, stays in its field, and the others are saved without it.
        if (field.getAttribute("aria-invalid") === "true" || this.unread.has(field)) formData.delete(field.name);
        else {
          delete field.dataset.typed;
          const was = target.elements[`was-${field.name}`];
          if (!was || was.value === field.value) continue;
          was.remove(); // From now on something else stands.
          if (field.checked) formData.delete(was.name); // The list of what waits tells of words alone.
        }
      }
    });
  }

  get form() {
    return this.box.querySelector("[data-claim]");
  }

  /** Go into the form: to what accepts the proposals, or to the form itself. The `keys` that were pressed before it
      was there are pressed again, up to the first that it has no use for. Returns whether it had one for all. */
  enter(keys) {
    (this.form?.querySelector("[data-accept-all]") ?? this.form)?.focus();
    this.form?.scrollIntoView({ block: "nearest" });
    return keys.every((event) => this.#pressAgain(event));
  }

  /** Whether it was of use. */
  #pressAgain(early) {
    const { activeElement } = document;
    this.again = new KeyboardEvent("keydown", early);
    if (!activeElement.dispatchEvent(this.again)) return true;
    if (early.key === "Enter" && activeElement.matches("button")) return !activeElement.click();
    if (!isText(activeElement)) return false;
    // Unlike a value that is set, what is inserted so is a change when the field is left.
    return early.key === "Backspace" ? document.execCommand("delete") : document.execCommand("insertText", false, early.key);
  }

  #key(event) {
    const { target, key } = event;
    if (event === this.again) event.stopPropagation(); // It was never meant for the desk.
    const form = target.closest("[data-claim]");
    if (!form || event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "Escape") {
      event.stopPropagation();
      if (isText(target)) form.focus();
      else this.leave();
    } else if (isText(target)) this.#keyInText(event, form);
    else if (key === "Enter" && target === form) this.#take(event, form.querySelector("[data-accept-all]"));
    else if (key === "ArrowDown" || key === "ArrowUp") this.#walkClaimants(event);
    else if (key.length === 1) {
      const control = (meaning) => form.querySelector(`[data-key="${CSS.escape(meaning.toLowerCase())}"]`);
      this.#take(event, meaningsOf(event).map(control).find(Boolean));
    }
  }

  async #keyInText(event, form) {
    const { key, target } = event;
    const isName = target.name === "claimant_name";
    if (key !== "Enter" && !(isName && key === "ArrowDown")) return;
    event.preventDefault();
    if (isName) await Promise.allSettled([this.looking]); // Nobody is chosen of those found before.
    if (document.activeElement !== target) return; // Somebody went on meanwhile.
    const first = isName && this.box.querySelector("[data-claimants] button");
    if (key === "ArrowDown") first?.focus();
    else if (first) first.click();
    else form.focus(); // Which changes the field, and that saves it.
  }

  #walkClaimants(event) {
    if (!event.target.closest("[data-claimants]")) return;
    event.preventDefault();
    const next = event.key === "ArrowDown" ? "nextElementSibling" : "previousElementSibling";
    (event.target[next] ?? this.form.querySelector('[name="claimant_name"]')).focus();
  }

  /** Do what a key stands for: choose, take back, accept, or go into a field. */
  #take(event, control) {
    if (!control) return;
    event.preventDefault();
    event.stopPropagation();
    if (control.type === "radio") {
      const chosen = control.checked ? this.form.querySelector(`[name="${control.name}"][value=""]`) : control;
      chosen.checked = true;
      this.form.requestSubmit();
    } else if (control.type === "submit") control.click();
    else {
      control.focus();
      control.select();
    }
  }

  async #changed(control) {
    const { form } = this;
    if (!form?.contains(control)) return;
    if (control.name === "claimant_name" && control.value && this.#isChoosing) return;
    if (!["quantity", "date"].includes(control.name) || this.isLeaving) form.requestSubmit();
    else if (await this.#isReadable(control)) this.#submitLate();
  }

  /** What was changed before is sent only now. */
  #submitLate() {
    this.isLate = true;
    this.form?.requestSubmit();
    this.isLate = false;
  }

  /** What is still asked about goes out as it is. */
  flush() {
    const { size } = this.unread;
    if (!size) return;
    this.unread.clear();
    this.#submitLate();
    this.onAsking();
  }

  /** What is typed goes out as it is, too. */
  finish() {
    this.isLeaving = true;
    if (document.activeElement?.matches("input, textarea")) document.activeElement.blur();
    this.isLeaving = false;
    this.flush();
  }

  /** Resolves when what was typed is read, and is in the outbox or refused. */
  async settled() {
    await this.checking;
    await new Promise((resolve) => setTimeout(resolve));
  }

  /** The field that holds what can't be read. */
  get refused() {
    return this.form?.querySelector('[aria-invalid="true"]') ?? null;
  }

  /** Whether the focus went from the name to the entities found by it: one of them will be chosen. */
  get #isChoosing() {
    return Boolean(document.activeElement.closest("[data-claimants]"));
  }

  /** Whether what was typed is to be saved; if the server does not understand it, say why beside the field. */
  async #isReadable(control) {
    const { value } = control;
    this.unread.set(control, value);
    this.onAsking();
    const asking = value && this.#whyNot(control);
    this.checking = Promise.all([this.checking, asking]);
    const why = await asking;
    if (this.unread.get(control) !== value) return false; // It went out as it was, or another value is asked about.
    this.unread.delete(control);
    this.onAsking();
    if (control.value !== value) return false; // What is typed now is asked about in its turn.
    const problem = control.form.querySelector(`[data-problem="${control.dataset.field}"]`);
    problem.hidden = !why;
    problem.textContent = why;
    control.setAttribute("aria-invalid", String(Boolean(why)));
    return !why;
  }

  /** Why the server can't read a value. What it can't be asked now, the outbox keeps, and it reads it later. */
  async #whyNot({ form, name, value }) {
    const url = `${form.dataset.valueUrl}?${new URLSearchParams({ [name]: value })}`;
    try {
      const answer = await ask(url, { signal: AbortSignal.timeout(PATIENCE) });
      return answer.ok ? (await answer.json()).why : "";
    } catch (error) {
      // Offline, which the bar says, or too slow.
      if (!(error instanceof TypeError) && error.name !== "TimeoutError") throw error;
      return "";
    }
  }

  #search(input) {
    const looking = new Promise((resolve) => setTimeout(resolve, REST)).then(async () => {
      // Another span was chosen meanwhile, or more was typed, which the last one looks up for all.
      if (!input.isConnected) return null;
      if (this.looking !== looking) return this.looking;
      const list = this.box.querySelector("[data-claimants]");
      list.replaceChildren();
      if (!input.value.trim()) return null;
      const url = `${this.form.dataset.claimantsUrl}?${new URLSearchParams({ q: input.value })}`;
      return htmx.ajax("GET", url, { target: list, swap: "innerHTML" });
    });
    this.looking = looking;
  }
}
