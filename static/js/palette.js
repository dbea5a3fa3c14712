/* The palette beside a selection: labels by mouse, by arrow keys or by typing a part of their names. */

/** Letters as they are compared: without case and marks. */
const folded = (letters) => letters.trim().normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

export class Palette {
  /** `choose(labelId, range)` is called with the label that was picked, and the range it was opened for. */
  constructor(element, choose) {
    this.element = element;
    this.filter = element.querySelector("input");
    this.buttons = [...element.querySelectorAll("[data-palette-label]")];
    this.taken = element.querySelector("output");
    this.choose = choose;
    element.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-palette-label]");
      if (button) this.#pick(button);
    });
    // The selection in the text must outlive a press on a button.
    element.addEventListener("pointerdown", (event) => {
      if (event.target !== this.filter) event.preventDefault();
    });
    for (const change of ["input", "focus"]) this.filter.addEventListener(change, () => this.#narrow());
    element.addEventListener("keydown", (event) => this.#key(event));
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** Whether the person is typing into it; the browser then forgets what is selected in the text. */
  get hasFocus() {
    return this.element.contains(document.activeElement);
  }

  /** Show it for a range, below a box of the page or above where there is no room. `focus`: type at once. */
  open(range, box, focus = false) {
    this.range = range;
    this.element.hidden = false;
    this.filter.value = "";
    this.#narrow();
    if (focus) this.filter.focus({ preventScroll: true });
    this.place(box);
  }

  /** Move it to a box of the page. */
  place(box) {
    const { element } = this;
    const { width, height } = element.getBoundingClientRect();
    const frame = element.offsetParent.getBoundingClientRect(); // It scrolls with the text.
    const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - width - 8));
    const below = box.bottom + 18;
    const top = below + height < innerHeight ? below : Math.max(8, box.top - height - 12);
    element.style.left = `${left - frame.left}px`;
    element.style.top = `${top - frame.top}px`;
  }

  close() {
    this.element.hidden = true;
  }

  get #shown() {
    return this.buttons.filter((button) => !button.hidden);
  }

  /** Show what is called so, and tell what Enter takes here: a name that begins so, or else the first. */
  #narrow() {
    const wanted = folded(this.filter.value);
    for (const button of this.buttons) button.hidden = !folded(button.textContent).includes(wanted);
    const shown = this.#shown;
    this.first = shown.find((button) => folded(button.textContent).startsWith(wanted)) ?? shown[0];
    const told = this.first ? `${this.first.firstChild.data.trim()} ↵` : this.taken.dataset.none;
    this.taken.textContent = this.hasFocus ? told : "";
  }

  #key(event) {
    const shown = this.#shown;
    const at = shown.indexOf(document.activeElement);
    if (event.key === "Enter" && event.target === this.filter) {
      event.preventDefault();
      if (this.first) this.#pick(this.first);
    } else if (["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      const next = at + (event.key === "ArrowDown" ? 1 : -1);
      (shown[next] ?? this.filter).focus();
    }
  }

  #pick(button) {
    this.close();
    this.choose(button.dataset.paletteLabel, this.range);
  }
}
