/* Linking a span to an entity by keys: one key enters the panel's form, the next one chooses.

   Digits choose a candidate and Enter the first one, + makes a new entity, - unlinks, * shows every mention;
   letters look a name up. The choice that is pressed before the panel has come is kept for it. */

import { meaningsOf } from "./chosenkeys.js";

const CHOOSES = /^[1-9+*-]$/;
const DIGIT = /^[1-9]$/;

export class Linking {
  /**
   * `onLeave()` takes the focus back to the text, `openDialog(url)` shows a page in the dialog, `makeNew()` needs
   * no panel, `inHand()` is the uid of the span that a choice is for.
   */
  constructor(box, { onLeave, openDialog, makeNew, inHand, signal }) {
    Object.assign(this, { box, onLeave, openDialog, makeNew, inHand });
    this.early = null; // {span, key}: the choice for the panel that is waited for, "" until there is one.
    this.isStale = false; // A link is on its way, after which the panel is another one.
    box.addEventListener("keydown", (event) => this.#key(event));
    box.addEventListener("detail:shown", () => this.#arrived());
    box.addEventListener("click", (event) => this.#click(event));
    // Keys pressed while the panel is on its way are its own, not those of labels.
    document.addEventListener("keydown", (event) => this.#keepForLater(event), { capture: true, signal });
  }

  get form() {
    return this.box.querySelector("[data-linking]");
  }

  /** Go into the form, or wait for the panel that is on its way. */
  enter() {
    if (this.form && !this.isStale) this.form.querySelector("input[type=search]").focus();
    else if (this.inHand()) this.early = { span: this.inHand(), key: "" };
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
    if (!early || !this.form) return;
    this.early = null;
    if (early.span !== this.inHand()) return;
    this.enter();
    if (early.key) this.#press(early.key);
  }

  #keepForLater(event) {
    if (!this.early || this.early.key || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = meaningsOf(event).find((meaning) => CHOOSES.test(meaning) || meaning === "Enter");
    if (event.key === "Escape" || this.early.span !== this.inHand()) {
      this.early = null;
    } else if (key && !event.target.matches("input, textarea, select")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.early.key = key;
    }
  }

  #key(event) {
    if (!event.target.closest("[data-linking]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.#step(event.key === "ArrowDown" ? 1 : -1);
      return;
    }
    const key = meaningsOf(event).find((meaning) => this.#isChoice(meaning, event.target));
    if (!key) return;
    event.preventDefault();
    event.stopPropagation();
    this.#press(key);
  }

  /** Digits always choose; + - * are a name's own where one is being typed, and Enter is a button's. */
  #isChoice(key, target) {
    if (DIGIT.test(key)) return true;
    if (key === "Enter") return target.matches("input");
    return CHOOSES.test(key) && !target.value;
  }

  /** Do what a key stands for in the form, if it is there. */
  #press(key) {
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
