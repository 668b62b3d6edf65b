// The wide table's filters and sorting. Without this script the table is whole and in the plan's order.
"use strict";
for (const box of document.querySelectorAll(".table.wide")) {
  const table = box.querySelector("table");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const groupCells = new Map();
  const original = new Map(rows.map((row, place) => [row, place]));
  const filters = [];
  let group = null;

  for (const row of rows) {
    const cell = row.querySelector("td.group");
    if (cell) group = cell;
    groupCells.set(row, group.cloneNode(true));
    if (cell) cell.remove();
  }

  // What a row says in a column; columns are counted as the reader sees them, the group's own first.
  const heads = columns(table.tHead);
  const valueOf = (row, column) =>
    column === 0 ? row.dataset.group : row.cells[column - (row.cells.length < heads.length ? 1 : 0)].firstChild.textContent;

  function columns(head) {
    const [upper, lower] = head.rows;
    const below = lower ? [...lower.cells] : [];
    return [...upper.cells].flatMap((cell) => (cell.colSpan > 1 || (lower && cell.rowSpan === 1) ? below.splice(0, cell.colSpan) : [cell]));
  }

  function lay() {
    for (const cell of body.querySelectorAll("td.group")) cell.remove();
    let first = null;
    let last = "";
    for (const row of body.rows) {
      row.hidden = filters.some(({ column, select }) => select.value !== "" && valueOf(row, column) !== select.value);
      if (row.hidden) continue;
      if (first && row.dataset.group === last) {
        first.rowSpan += 1;
      } else {
        first = groupCells.get(row).cloneNode(true);
        first.rowSpan = 1;
        row.prepend(first);
        last = row.dataset.group;
      }
    }
    const shown = rows.filter((row) => !row.hidden).length;
    status.textContent = shown === rows.length ? `共${rows.length}项` : `显示${shown}项，共${rows.length}项`;
  }

  const number = (text) => {
    const found = text.match(/-?\d+(\.\d+)?/);
    return found ? Number(found[0]) : NaN;
  };

  function sort(column, head) {
    const next = { none: "ascending", ascending: "descending", descending: "none" }[head.getAttribute("aria-sort")];
    for (const other of heads) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", next);
    const sign = next === "descending" ? -1 : 1;
    const keys = new Map(rows.map((row) => [row, valueOf(row, column)]));
    const figures = "figures" in head.dataset;
    const compare = (a, b) => {
      if (next === "none") return original.get(a) - original.get(b);
      if (!figures) return sign * keys.get(a).localeCompare(keys.get(b), "zh") || original.get(a) - original.get(b);
      const [x, y] = [number(keys.get(a)), number(keys.get(b))];
      if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y) || original.get(a) - original.get(b);
      return sign * (x - y) || original.get(a) - original.get(b);
    };
    body.append(...[...rows].sort(compare));
    lay();
  }

  const tools = document.createElement("div");
  tools.className = "tools";
  const status = document.createElement("span");
  status.setAttribute("role", "status");

  heads.forEach((head, column) => {
    const title = head.textContent;
    if ("choose" in head.dataset) {
      const label = document.createElement("label");
      const select = document.createElement("select");
      const values = [...new Set(rows.map((row) => valueOf(row, column)))];
      select.append(new Option("全部", ""), ...values.map((value) => new Option(value, value)));
      select.addEventListener("change", lay);
      label.append(title, select);
      tools.append(label);
      filters.push({ column, select });
    }
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(column, head));
    head.setAttribute("aria-sort", "none");
    head.append(button);
  });

  tools.append(status);
  box.prepend(tools);
  lay();
}
