/* The keys of a story's page; templates/annotator/_story_keys.html explains them (`?`). */

const isTyping = ({ target }) => target.matches?.("input:not([type=radio]), textarea, select");
const STANCES = { a: "affirms", r: "refutes", q: "queries", m: "mentions" };
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const cellOf = (element) => element.closest?.("#matrix td, #matrix tbody th") ?? null;
const rowOf = (cell) => cell.closest("tr");
/** The one claim of one's own in a cell. */
const ownIn = (cell) => {
  const own = cell.querySelectorAll("[data-placement]");
  return own.length === 1 ? own[0] : null;
};

const ANYWHERE = {
  "?": () => document.getElementById("keys").showModal(),
  j: (page) => page.step(1),
  k: (page) => page.step(-1),
  t: (page) => page.focusCell(page.rows?.rows[0]?.cells[0]),
  u: (page) => page.focusCell(nextUnread(page)),
  c: () => {
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
  Enter: (page, cell) => cell.querySelector("a.words, a.text")?.click(),
  o: (page, cell) => page.show(rowOf(cell).querySelector("a.text").href),
  e: (page, cell) => page.show(rowOf(cell).querySelector("a.text").href, "text"),
  s: (page, cell) => {
    if (!page.mayPlace || !cell.matches("td.silent, td.unread")) return;
    const values = { statement: rowOf(cell).dataset.statement, article: page.articleOf(cell) };
    page.send(page.root.dataset.readUrl, "mine" in cell.dataset ? { ...values, unread: "1" } : values);
  },
  S: (page, cell) => page.mayPlace && page.send(page.root.dataset.readUrl, { statement: rowOf(cell).dataset.statement }),
  x: (page, cell) => {
    const own = ownIn(cell);
    if (own) page.send(placementUrl(page, own, "delete/"), {});
  },
};

const placementUrl = (page, own, rest = "") =>
  page.root.dataset.placeUrl.replace(/place\/$/, `placements/${own.dataset.placement}/${rest}`);

/** While a claim or a statement is in the panel. */
const IN_PANEL = {
  "/": (page) => page.panel.querySelector("#typed")?.focus(),
  n: (page) => page.panel.querySelector("#wording")?.select(),
  e: (page) => page.panel.querySelector("#text")?.select(),
  v: (page) => page.panel.querySelector("#verdict")?.focus(),
  S: (page) => {
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
  return () => form.requestSubmit(button);
}

function commandOf(page, event) {
  const { key, target } = event;
  const cell = cellOf(target);
  const name = key.length === 1 && key !== "S" ? key.toLowerCase() : key;
  if (STANCES[name]) return stance(page, STANCES[name], cell);
  if (/^[1-9]$/.test(name)) {
    const proposal = page.panel.querySelectorAll('[data-place-form] input[name="statement"]')[name - 1];
    return proposal ? () => ((proposal.checked = true), proposal.focus()) : null;
  }
  if (cell && ARROWS[name]) return () => page.focusCell(neighbour(cell, ...ARROWS[name]));
  if (target.matches(".matrix-wrap") && ARROWS[name]) return () => ANYWHERE.t(page);
  if (cell && target === cell && IN_CELL[name]) return () => IN_CELL[name](page, cell);
  if (page.panel.hasChildNodes() && IN_PANEL[name]) return () => IN_PANEL[name](page);
  return ANYWHERE[name] ? () => ANYWHERE[name](page) : null;
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
    const isUndo = key.toLowerCase() === "z";
    if (!page.mayPlace || (!isUndo && key.toLowerCase() !== "y")) return;
    event.preventDefault();
    page.undo(!isUndo || event.shiftKey);
    return;
  }
  const command = altKey ? null : commandOf(page, event);
  if (!command) return;
  event.preventDefault();
  command();
}

export function answerStoryKeys(page) {
  document.addEventListener("keydown", (event) => answer(page, event));
  document.querySelector('[data-command="help"]').addEventListener("click", () => ANYWHERE["?"](page));
}
