// The wide tables' search, filters and sorting. Without this script they are whole and in the plan's order.
"use strict";
const STEP = 300; // rows that a browser lays out at once without delay

for (const box of document.querySelectorAll(".table.wide")) {
  const table = box.querySelector("table");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const grouped = rows.some((row) => "group" in row.dataset);
  const groupCells = [];
  const filters = [];
  let limit = STEP;
  let order = rows.map((_, n) => n);

  for (const row of rows) {
    const cell = row.querySelector("td.group");
    if (cell) cell.remove();
    groupCells.push(cell || groupCells.at(-1));
  }

  // What a row says in a column; columns are counted as the reader sees them, the group's own first.
  const cells = rows.map((row) => [...row.cells]);
  const heads = columns(table.tHead);
  const valueOf = (n, column) =>
    grouped && column === 0 ? rows[n].dataset.group : (cells[n][column - (grouped ? 1 : 0)].firstChild?.textContent ?? "");

  function columns(head) {
    const [upper, lower] = head.rows;
    const below = lower ? [...lower.cells] : [];
    return [...upper.cells].flatMap((cell) => (cell.colSpan > 1 || (lower && cell.rowSpan === 1) ? below.splice(0, cell.colSpan) : [cell]));
  }

  function lay() {
    const words = search.value.trim().toLowerCase();
    const found = order.filter(
      (n) =>
        filters.every(({ column, select }) => select.value === "" || valueOf(n, column) === select.value) &&
        (words === "" || `${rows[n].dataset.group ?? ""} ${rows[n].textContent}`.toLowerCase().includes(words)),
    );
    const shown = found.slice(0, limit);
    for (const cell of body.querySelectorAll("td.group")) cell.remove();
    let first = null;
    for (const [place, n] of grouped ? shown.entries() : []) {
      if (place > 0 && rows[n].dataset.group === rows[shown[place - 1]].dataset.group) {
        first.rowSpan += 1;
      } else {
        first = groupCells[n].cloneNode(true);
        first.rowSpan = 1;
        rows[n].prepend(first);
      }
    }
    body.replaceChildren(...shown.map((n) => rows[n]));
    const all = found.length === rows.length ? `共${rows.length}项` : `显示${found.length}项，共${rows.length}项`;
    status.textContent = shown.length < found.length ? `${all}，先列出${shown.length}项` : all;
    more.hidden = shown.length === found.length;
  }

  const number = (text) => {
    const found = text.replaceAll(",", "").match(/-?\d+(\.\d+)?/);
    return found ? Number(found[0]) : NaN;
  };
  const collator = new Intl.Collator("zh");

  function sort(column, head) {
    const next = { none: "ascending", ascending: "descending", descending: "none" }[head.getAttribute("aria-sort")];
    for (const other of heads) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", next);
    const sign = next === "descending" ? -1 : 1;
    const figures = "figures" in head.dataset;
    const keys = rows.map((_, n) => (figures ? number(valueOf(n, column)) : valueOf(n, column)));
    const compare = (a, b) => {
      const [x, y] = [keys[a], keys[b]];
      if (!figures) return sign * collator.compare(x, y) || a - b;
      if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y) || a - b;
      return sign * (x - y) || a - b;
    };
    order = rows.map((_, n) => n);
    if (next !== "none") order.sort(compare);
    lay();
  }

  const element = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const tools = element("div", { className: "tools" });
  const status = element("span", {});
  status.setAttribute("role", "status");
  const more = element("button", { type: "button", className: "more", textContent: "全部列出" });
  more.addEventListener("click", () => {
    limit = Infinity;
    lay();
  });
  const search = element("input", { type: "search" });
  search.addEventListener("input", lay);
  const found = element("label", {});
  found.append("查找", search);
  tools.append(found);

  heads.forEach((head, column) => {
    const title = head.textContent;
    if ("choose" in head.dataset) {
      const label = document.createElement("label");
      const select = document.createElement("select");
      const values = [...new Set(rows.map((_, n) => valueOf(n, column)))];
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

  // What is printed is what was chosen, all of it.
  addEventListener("beforeprint", () => {
    const usual = limit;
    limit = Infinity;
    lay();
    limit = usual;
  });
  addEventListener("afterprint", lay);

  tools.append(status, more);
  box.prepend(tools);
  lay();
}
