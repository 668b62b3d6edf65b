"""Plain text for mails, pipes and files: the only import of tabulate."""

from __future__ import annotations

from tabulate import tabulate

from mzprog.render.document import Cell, Document, Part, Section, Table


def render(document: Document) -> str:
    """Return a document as aligned text; rows are never cut, lines as long as they need to be."""
    blocks = [document.title, *document.lead, *map(_block, document.parts)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _block(part: Part) -> str:
    if isinstance(part, Table):
        caption = [part.title] if part.title else []
        return "\n\n".join([*caption, _table(part, "simple"), *part.notes])
    if not isinstance(part, Section):
        return ""
    lines = [f"- {line}" if part.title and not part.prose else line for line in part.lines]
    lines = [line.replace("\n", "\n    ") for line in lines]
    return "\n".join(([f"{part.title}："] if part.title else []) + lines)


def _table(table: Table, form: str) -> str:
    rows = []
    for group in table.groups:
        if group.title:
            rows.append([f"【{group.title}】", *[""] * (len(table.columns) - 1)])
        rows += [[joined(cell, "\n") for cell in row] for row in group.rows]
    return tabulate(
        rows,
        headers=[column.title for column in table.columns],
        tablefmt=form,
        colalign=["right" if column.right else "left" for column in table.columns] if rows else None,
        disable_numparse=True,
    )


def joined(cell: Cell, newline: str) -> str:
    """Return a cell's text with what stands under it on the same line."""
    text = f"{cell.text} {cell.under}" if cell.under else cell.text
    return text.replace("\n", newline)
