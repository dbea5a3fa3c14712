/* Linking a span to an entity by keys: one key enters the panel's form, the next one chooses.

   Digits choose a candidate and Enter the first one, + makes a new entity, - unlinks, * shows every mention;
   letters look a name up. What is pressed before the panel has come is kept for it, and a choice that is pressed
   before what was typed is looked up is made among what is found. */

import { meaningsOf } from "./chosenkeys.js";

const CHOOSES = /^[1-9+*-]$/;
const DIGIT = /^[1-9]$/;
const isDigit = (letter) => /^\p{Nd}$/u.test(letter); // of any script

export class Linking {
  /**
   * `onLeave()` takes the focus back to the text, `openDialog(url)` shows a page in the dialog, `makeNew()` needs
   * no panel, `inHand()` is the uid of the span that a choice is for, `isComing()` whether its panel is on its way,
   * `retry()` asks for it once more if it could not be had.
   */
  constructor(box, { onLeave, openDialog, makeNew, inHand, isComing, retry, signal }) {
    Object.assign(this, { box, onLeave, openDialog, makeNew, inHand, isComing, retry });
    this.early = null; // {span, key, typed}: what the panel on its way gets, a choice or a name; "" for none
    this.found = ""; // The candidates are those of this search.
    this.choice = null; // The key of a choice among candidates that are being looked up.
    this.isStale = false; // A link is on its way, after which the panel is another one.
    box.addEventListener("keydown", (event) => this.#key(event));
    box.addEventListener("detail:shown", () => this.#arrived());
    box.addEventListener("detail:left", () => this.#forgetOther());
    box.addEventListener("click", (event) => this.#click(event));
    box.addEventListener("input", () => (this.choice = null)); // Another name is looked up.
    box.addEventListener("htmx:afterRequest", ({ detail }) => this.#lookedUp(detail));
    // Keys pressed while the panel is on its way are its own, not those of labels.
    document.addEventListener("keydown", (event) => this.#keepForLater(event), { capture: true, signal });
  }

  get form() {
    return this.box.querySelector("[data-linking]");
  }

  get field() {
    return this.form.querySelector("input[type=search]");
  }

  /** Go into the form, or wait for the panel that is on its way. */
  enter() {
    if (this.form && !this.isStale) this.field.focus();
    else if (this.inHand()) {
      this.early = { span: this.inHand(), key: "", typed: "" };
      this.retry();
    }
  }

  /** Make a new entity: of the name that is typed in the form, else of what was tagged. */
  enterNew() {
    if (this.form && !this.isStale) this.#press("+");
    else this.makeNew();
  }

  /** What was sent will change nothing: the panel is as it was. */
  settle() {
    this.isStale = false;
    this.early = null;
  }

  #arrived() {
    const { early } = this;
    this.isStale = false;
    this.choice = null;
    this.found = this.form ? this.field.defaultValue : "";
    if (!early || !this.form) return;
    this.early = null;
    if (early.span !== this.inHand()) return;
    this.enter();
    if (early.typed) {
      this.field.value = early.typed;
      this.field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (early.key) this.#press(early.key);
  }

  /** The candidates are others, or it failed: then nothing is chosen of what was there before. */
  #lookedUp({ elt, successful, requestConfig }) {
    if (!this.form || elt !== this.field) return;
    const { q } = requestConfig.parameters;
    if (successful) this.found = q;
    if (q !== this.field.value) return; // The next answer is waited for.
    const { choice } = this;
    this.choice = null;
    if (successful && choice) this.#press(choice);
  }

  /** What was meant for a span is nothing to another one, nor to itself when it is chosen anew. */
  #forgetOther() {
    if (this.early && this.early.span !== this.inHand()) this.early = null;
  }

  #keepForLater(event) {
    const { early } = this;
    if (!early || early.key || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") this.early = null;
    else this.#forgetOther();
    if (!this.early) return;
    if (event.target.matches("input, textarea, select")) return;
    const { key } = event;
    const choice = this.#meanings(event).find((meaning) => this.#isChoice(meaning, { value: early.typed }));
    const isTyped = this.isComing() && (key.length === 1 || (key === "Backspace" && early.typed));
    if (!choice && !isTyped) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (choice) early.key = choice;
    else early.typed = key === "Backspace" ? early.typed.slice(0, -1) : early.typed + key;
  }

  /** What a key means where names are typed: letters and signs themselves, whatever stands at their place. */
  #meanings(event) {
    return isDigit(event.key) ? meaningsOf(event) : [event.key];
  }

  #key(event) {
    if (!event.target.closest("[data-linking]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.#isLookingUp) this.#step(event.key === "ArrowDown" ? 1 : -1);
      return;
    }
    const key = this.#meanings(event).find((meaning) => this.#isChoice(meaning, event.target));
    if (!key) return;
    event.preventDefault();
    event.stopPropagation();
    this.#press(key);
  }

  /** Digits always choose; + - * are a name's own where one is being typed, and Enter is a button's. */
  #isChoice(key, target) {
    if (DIGIT.test(key)) return true;
    if (key === "Enter") return !target.matches || target.matches("input");
    return CHOOSES.test(key) && !target.value;
  }

  get #isLookingUp() {
    return this.field.value !== this.found;
  }

  /** Do what a key stands for in the form, if it is there; a choice waits for what is being looked up. */
  #press(key) {
    if (this.#isLookingUp && (DIGIT.test(key) || key === "Enter")) {
      this.choice = key;
      return;
    }
    const button = this.#buttonOf(key);
    if (!button || button.disabled) return;
    if (button.matches("a")) {
      this.onLeave(); // To where the dialog gives the focus back.
      this.openDialog(button.href);
    } else {
      this.form.requestSubmit(button);
      this.isStale = true;
      this.onLeave();
    }
  }

  #buttonOf(key) {
    const find = (selector) => this.form.querySelector(selector);
    if (key === "+") return find("[data-new]");
    if (key === "-") return find("[data-unlink]");
    if (key === "*") return find("[data-mentions]");
    const choices = [...this.form.querySelectorAll("[data-choice]")];
    if (key === "Enter") return choices.find((choice) => !choice.disabled) ?? find("[data-new]");
    return choices[Number(key) - 1];
  }

  #step(direction) {
    const places = [...this.form.querySelectorAll("input[type=search], [data-choice]:enabled, [data-new]")];
    places[places.indexOf(document.activeElement) + direction]?.focus();
  }

  #click(event) {
    const link = event.target.closest("a[data-mentions]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.openDialog(link.href);
  }
}
