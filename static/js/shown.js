/* What is shown. One of the lists beside the text, by its tab. A label or an origin can be switched off, in the text and
   in the list alike: one style sheet made here does it, so that what an answer brings in is hidden too. The next
   article, whose menu is another one, begins with everything shown. */

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(sheet);

let off = ""; // selects what is

/** Whether a mark of the text is not switched off. */
export const isShown = (mark) => !off || !mark.matches(off);

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
    const which = [...this.menu.querySelectorAll("input:not(:checked)")];
    off = which.map(({ name, value }) => `[data-${name}="${CSS.escape(value)}"]`).join(", ");
    sheet.replaceSync(
      off
        ? `#text mark:is(${off}) { border-color: transparent; background: none; box-shadow: none; cursor: inherit; }
           #text mark:is(${off})::before { content: none; }
           #span-list li:is(${off}) { display: none; }`
        : "",
    );
  }
}

/** A list of tabs, one of whose panels is shown: clicked, or walked with the arrows. */
export class Tabs {
  /** `list` holds the tabs; each names its panel by aria-controls. */
  constructor(list) {
    this.tabs = [...list.querySelectorAll("[role=tab]")];
    list.addEventListener("click", ({ target }) => this.show(target.closest("[role=tab]")));
    list.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const at = this.tabs.indexOf(event.target) + step;
      this.show(this.tabs.at(at % this.tabs.length));
      this.tabs.at(at % this.tabs.length).focus();
    });
  }

  show(shown) {
    if (!shown) return;
    for (const tab of this.tabs) {
      tab.setAttribute("aria-selected", String(tab === shown));
      tab.tabIndex = tab === shown ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = tab !== shown;
    }
  }
}
