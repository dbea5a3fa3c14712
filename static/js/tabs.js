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
