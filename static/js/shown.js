/* A label or an origin can be switched off, in the text and in the list alike: one style sheet made here does it, so
   that what an answer brings in is hidden too. The next article, whose menu is another one, begins with everything
   shown. */

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(sheet);

export class Shown {
  /** `menu` holds a checkbox a label or origin, named after the data attribute that it switches. */
  constructor(menu, changed) {
    this.menu = menu;
    menu.addEventListener("change", () => {
      this.#apply();
      changed();
    });
    this.#apply();
  }

  /** Switch on again what a label and an origin switch off. Returns the names of what was off. */
  reveal(label, origin) {
    const meant = { label: String(label), origin };
    const off = [...this.menu.querySelectorAll("input:not(:checked)")].filter(({ name, value }) => meant[name] === value);
    for (const one of off) one.checked = true;
    if (off.length) this.menu.dispatchEvent(new Event("change"));
    return off.map(({ labels }) => labels[0].textContent.trim());
  }

  #apply() {
    const off = [...this.menu.querySelectorAll("input:not(:checked)")];
    const which = off.map(({ name, value }) => `[data-${name}="${CSS.escape(value)}"]`).join(", ");
    sheet.replaceSync(
      off.length
        ? `#text mark:is(${which}) { border-color: transparent; background: none; }
           #text mark:is(${which})::before { content: none; }
           #span-list li:is(${which}) { display: none; }`
        : "",
    );
  }
}
