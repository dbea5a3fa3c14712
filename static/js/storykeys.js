/* The keys of a story's page; templates/annotator/_story_keys.html explains them (`?`). */

import { commandsByKey, meaningsOf } from "./chosenkeys.js";

const isTyping = ({ target }) => target.matches?.("input:not([type=radio]), textarea, select");
const STANCES = ["affirms", "refutes", "queries", "mentions"];
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const cellOf = (element) => element.closest?.("#matrix td, #matrix tbody th") ?? null;
const rowOf = (cell) => cell.closest("tr");
/** The one claim of one's own in a cell. */
const ownIn = (cell) => {
  const own = cell.querySelectorAll("[data-placement]");
  return own.length === 1 ? own[0] : null;
};

/** Everywhere on the page; annotator/keys.py names the commands and their keys. */
const ANYWHERE = {
  help: () => document.getElementById("keys").showModal(),
  next_claim: (page) => page.step(1),
  previous_claim: (page) => page.step(-1),
  table: (page) => page.focusCell(page.rows?.rows[0]?.cells[0]),
  unread: (page) => page.focusCell(nextUnread(page)),
  contested: () => {
    const show = document.querySelector('#filters [name="show"]');
    show.value = show.value === "contested" ? "" : "contested";
    show.form.requestSubmit();
  },
};

function nextUnread(page) {
  const unread = [...(page.rows?.querySelectorAll("td.unread") ?? [])];
  const here = cellOf(document.activeElement);
  const after = (cell) => here.compareDocumentPosition(cell) & Node.DOCUMENT_POSITION_FOLLOWING;
  return (here && unread.find((cell) => cell !== here && after(cell))) || unread[0];
}

/** In a cell of the table. */
const IN_CELL = {
  statement: (page, cell) => page.show(rowOf(cell).querySelector("a.text").href),
  wording: (page, cell) => page.show(rowOf(cell).querySelector("a.text").href, "text"),
  silent: (page, cell) => {
    if (!page.mayPlace || !cell.matches("td.silent, td.unread")) return;
    const values = { statement: rowOf(cell).dataset.statement, article: page.articleOf(cell) };
    page.send(page.root.dataset.readUrl, "mine" in cell.dataset ? { ...values, unread: "1" } : values);
  },
  all_read: (page, cell) => page.mayPlace && page.send(page.root.dataset.readUrl, { statement: rowOf(cell).dataset.statement }),
  take_away: (page, cell) => {
    const own = ownIn(cell);
    if (own) page.send(placementUrl(page, own, "delete/"), {});
  },
};

const placementUrl = (page, own, rest = "") =>
  page.root.dataset.placeUrl.replace(/place\/$/, `placements/${own.dataset.placement}/${rest}`);

/** While a claim or a statement is in the panel. */
const IN_PANEL = {
  find_statement: (page) => page.panel.querySelector("#typed")?.focus(),
  new_statement: (page) => page.panel.querySelector("#wording")?.select(),
  wording: (page) => page.panel.querySelector("#text")?.select(),
  verdict: (page) => page.panel.querySelector("#verdict")?.focus(),
  all_read: (page) => {
    const statement = page.panel.querySelector('[data-panel="statement"]')?.dataset.statement;
    if (statement && page.mayPlace) page.send(page.root.dataset.readUrl, { statement });
  },
};

/** A stance: of the claim in the cell that has the focus, else of the claim in the panel. */
function stance(page, value, cell) {
  const own = cell && ownIn(cell);
  if (own) return () => page.send(placementUrl(page, own), { stance: value });
  const button = page.panel.querySelector(`[data-place-form] [name="stance"][value="${value}"]`);
  const form = button?.form;
  if (!form || !(form.querySelector('[name="statement"]:checked') || form.elements.typed.value)) return null;
  return () => button.click(); // Of requestSubmit(button), htmx would not send the button.
}

/** What a key does where the focus is: in a cell, with the panel, or anywhere. */
function actOf(page, event) {
  const { key, target } = event;
  const cell = cellOf(target);
  const command = meaningsOf(event).map(page.commandOf).find(Boolean);
  if (STANCES.includes(command)) return stance(page, command, cell);
  if (/^[1-9]$/.test(key)) {
    const proposal = page.panel.querySelectorAll('[data-place-form] input[name="statement"]')[key - 1];
    return proposal ? () => ((proposal.checked = true), proposal.focus()) : null;
  }
  if (cell && ARROWS[key]) return () => page.focusCell(neighbour(cell, ...ARROWS[key]));
  if (target.matches(".matrix-wrap") && ARROWS[key]) return () => ANYWHERE.table(page);
  if (cell && target === cell && key === "Enter") return () => cell.querySelector("a.words, a.text")?.click();
  if (cell && target === cell && IN_CELL[command]) return () => IN_CELL[command](page, cell);
  if (page.panel.hasChildNodes() && IN_PANEL[command]) return () => IN_PANEL[command](page);
  return ANYWHERE[command] ? () => ANYWHERE[command](page) : null;
}

function neighbour(cell, down, right) {
  const row = rowOf(cell);
  const rows = row.parentElement.rows;
  const isLeftToRight = getComputedStyle(row).direction === "ltr";
  return rows[row.sectionRowIndex + down]?.cells[cell.cellIndex + (isLeftToRight ? right : -right)];
}

function answer(page, event) {
  if (document.querySelector("dialog[open]")) return;
  const { key, ctrlKey, metaKey, altKey } = event;
  if (key === "Escape") {
    if (isTyping(event)) event.target.blur();
    else page.close();
    return;
  }
  if (isTyping(event)) return;
  if (ctrlKey || metaKey) {
    const letter = meaningsOf(event).at(-1).toLowerCase();
    const isUndo = letter === "z";
    if (!page.mayPlace || (!isUndo && letter !== "y")) return;
    event.preventDefault();
    page.undo(!isUndo || event.shiftKey);
    return;
  }
  const act = altKey ? null : actOf(page, event);
  if (!act) return;
  event.preventDefault();
  act();
}

export function answerStoryKeys(page) {
  page.commandOf = commandsByKey(page.root);
  document.addEventListener("keydown", (event) => answer(page, event));
  document.querySelector('[data-command="help"]').addEventListener("click", () => ANYWHERE.help());
}
