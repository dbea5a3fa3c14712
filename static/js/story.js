/* A story's page: places claims, marks what was read, and puts the rows that changed into the matrix. */

import { newUid } from "./outbox.js";
import { answerDragging } from "./storydrag.js";
import { answerStoryKeys } from "./storykeys.js";

class StoryPage {
  constructor(root) {
    this.root = root;
    this.panel = document.getElementById("panel");
    this.tray = document.getElementById("tray");
    this.status = document.getElementById("status");
    this.mayPlace = root.dataset.mayPlace === "true";
    this.saves = 0; // that were answered
    root.addEventListener("click", (event) => this.#open(event));
    root.addEventListener("htmx:afterRequest", ({ detail }) => this.#answered(detail));
    root.addEventListener("htmx:responseError", (event) => this.#refused(event));
    root.addEventListener("htmx:configRequest", ({ detail }) => this.#tidy(detail));
    root.addEventListener("htmx:afterSettle", () => this.#followFilters());
    this.heads = new ResizeObserver(([{ target }]) => this.#leaveHeads(target));
    this.#followFilters();
    root.querySelector("#filters").addEventListener("change", ({ target }) => {
      if (target.name !== "q") target.form.requestSubmit();
    });
    answerStoryKeys(this);
    if (this.mayPlace) answerDragging(this);
  }

  get query() {
    return document.getElementById("comparison").dataset.query;
  }

  get rows() {
    return document.getElementById("rows");
  }

  /** The claims that wait, as they are listed. */
  get waiting() {
    return [...(this.tray?.querySelectorAll("[data-waiting]") ?? [])];
  }

  get chosenClaim() {
    return this.panel.querySelector('[data-panel="claim"]')?.dataset.claim ?? null;
  }

  /** The article of a cell's column. */
  articleOf(cell) {
    return document.querySelector("#matrix thead tr").cells[cell.cellIndex].dataset.article;
  }

  /** Choose the claim so many entries on in the list; the first, or the last, without one. */
  step(by) {
    const { waiting } = this;
    if (!waiting.length) return;
    const at = waiting.findIndex((entry) => "chosen" in entry.dataset);
    const next = at < 0 ? (by > 0 ? 0 : waiting.length - 1) : at + by;
    const entry = waiting[Math.min(Math.max(next, 0), waiting.length - 1)];
    this.choose(entry);
  }

  choose(entry) {
    for (const other of this.waiting) delete other.dataset.chosen;
    if (!entry) return;
    entry.dataset.chosen = "";
    entry.scrollIntoView({ block: "nearest" });
    this.show(entry.querySelector("a").href);
  }

  /** Read a claim or a statement into the panel. */
  async show(url, field) {
    this.shown = url;
    await htmx.ajax("GET", url, { target: this.panel, swap: "innerHTML", source: this.panel });
    this.tray?.querySelector("[data-chosen]")?.scrollIntoView({ block: "nearest" }); // Their list ends earlier now.
    if (field) this.panel.querySelector(`#${field}`)?.select();
  }

  close() {
    this.shown = null;
    this.panel.replaceChildren();
    this.choose(null);
  }

  /** Send a change that no form holds. */
  send(url, values) {
    const source = this.root;
    const fields = { edit: newUid(), actor: this.root.dataset.user, ...values };
    return htmx.ajax("POST", `${url}${this.query}`, { source, swap: "none", values: fields });
  }

  place(claim, statement, moved) {
    const stance = moved?.dataset.stance ?? "affirms";
    const values = { claim, statement, stance, uid: newUid() };
    return this.send(this.root.dataset.placeUrl, moved ? { ...values, moved: moved.dataset.placement } : values);
  }

  undo(again) {
    return this.send(again ? this.root.dataset.redoUrl : this.root.dataset.undoUrl, {});
  }

  #open(event) {
    if (event.target.closest("[data-close-panel]")) this.close();
    const claim = event.target.closest("#rows .claim");
    // The whole of a claim in its cell opens the article there, unless its words are being copied.
    if (claim && !event.target.closest("a") && document.getSelection().isCollapsed) {
      claim.querySelector("a.words").click();
      return;
    }
    const link = event.target.closest("[data-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const entry = link.closest("[data-waiting]");
    if (entry) this.choose(entry);
    else this.show(link.href);
  }

  /** A save's answer: rows that changed, the numbers of the page, and a sentence. */
  #answered({ xhr, successful, requestConfig }) {
    if (!successful || requestConfig.verb !== "post") return;
    this.saves += 1;
    const answer = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const pieces = answer.querySelector("[data-pieces]");
    if (!pieces) return;
    for (const number of answer.querySelectorAll("[data-numbers] [id]")) document.getElementById(number.id)?.replaceWith(number);
    const goOn = this.#keepCell();
    for (const row of pieces.querySelectorAll("tr[id]")) {
      const shown = document.getElementById(row.id);
      if (shown) shown.replaceWith(row);
      else this.rows?.prepend(row);
    }
    goOn();
    const { gone, said, placed } = pieces.dataset;
    for (const key of gone.split(" ").filter(Boolean)) document.getElementById(`statement-${key}`)?.remove();
    this.root.querySelector("#comparison > .empty")?.remove();
    this.status.textContent = said;
    if ("trayChanged" in pieces.dataset) this.#readTray();
    if (placed) this.#placed(placed);
    else if (gone) this.close();
    else if (this.shown) this.show(this.shown);
  }

  /** The claim waits no longer: go on to the next one. */
  async #placed(claim) {
    const entry = this.tray.querySelector(`[data-waiting="${claim}"]`);
    if (!entry) return this.shown ? this.show(this.shown) : null;
    const wasChosen = "chosen" in entry.dataset;
    if (this.panel.contains(document.activeElement)) document.activeElement.blur(); // Keys are for the next claim.
    const at = this.waiting.indexOf(entry);
    await this.#readTray();
    const next = this.waiting[at] ?? this.waiting.at(-1);
    if (wasChosen && next) this.choose(next);
    else if (wasChosen) this.close();
    else if (this.shown) await this.show(this.shown);
    return null;
  }

  async #readTray() {
    if (!this.tray) return;
    const chosen = this.chosenClaim;
    await htmx.ajax("GET", `${this.root.dataset.unplacedUrl}${this.query}`, { target: this.tray, source: this.tray });
    const entry = chosen && this.tray.querySelector(`[data-waiting="${chosen}"]`);
    if (entry) entry.dataset.chosen = "";
  }

  /** Say why not in the form that asked, where there is one; elsewhere the page says it. */
  #refused(event) {
    const { elt, xhr } = event.detail;
    const isPlain = (xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
    if (!isPlain || ![400, 409].includes(xhr.status)) return;
    const place = elt.closest?.("form")?.querySelector("[data-form-error]");
    if (place) {
      event.stopPropagation();
      place.textContent = xhr.responseText;
      place.hidden = false;
    }
    if (xhr.status === 409) this.#readAnew(place ? null : xhr.responseText);
  }

  /** Things moved on: show the rows, and what waits, as they stand now. What was `said` by the page stays said. */
  async #readAnew(said) {
    let saves;
    do {
      ({ saves } = this);
      await this.#readRows();
    } while (saves !== this.saves); // What was read may be older than a save that was answered meanwhile.
    await this.#readTray();
    if (!said) return;
    const box = document.getElementById("page-error");
    box.textContent = said;
    box.hidden = false;
  }

  async #readRows() {
    const shown = document.getElementById("comparison");
    const goOn = this.#keepCell();
    const { scrollLeft, scrollTop } = shown.querySelector(".matrix-wrap") ?? {};
    const url = document.getElementById("filters").action + this.query;
    await htmx.ajax("GET", url, { target: shown, swap: "outerHTML", source: shown });
    document.querySelector("#comparison .matrix-wrap")?.scrollTo(scrollLeft, scrollTop);
    goOn();
  }

  /** Return what gives the focus back to the cell that has it, once the rows are others. */
  #keepCell() {
    const cell = document.activeElement.closest?.("#matrix tr") && document.activeElement;
    if (cell?.cellIndex === undefined) return () => {};
    const { id } = cell.closest("tr");
    return () => !cell.isConnected && this.focusCell(document.getElementById(id)?.cells[cell.cellIndex]);
  }

  /** Empty filters stay out of the address. */
  #tidy(detail) {
    if (detail.elt.id !== "filters") return;
    for (const [name, value] of Object.entries(detail.parameters)) {
      if (value === "") delete detail.parameters[name];
    }
  }

  /** What is taken away as a file is what is shown. */
  #followFilters() {
    for (const link of this.root.querySelectorAll("[data-file]")) link.search = this.query;
    this.heads.disconnect();
    const head = document.querySelector("#matrix thead");
    if (head) this.heads.observe(head);
  }

  /** What has the focus comes to stand below the heads of the columns, which stay in sight. */
  #leaveHeads(head) {
    head.closest(".matrix-wrap").style.scrollPaddingTop = `${head.offsetHeight}px`;
  }

  focusCell(cell) {
    if (!cell) return;
    cell.tabIndex = -1;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

new StoryPage(document.getElementById("story"));
