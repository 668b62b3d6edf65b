"""Several tables of one form: read as one, where what stands around them says the same of all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mzprog.tables.brackets import brackets_of
from mzprog.tables.facts import table_title, unit_line
from mzprog.tables.grid import Cell, Row, tidy
from mzprog.tables.layout import Table, is_ours, labels_of
from mzprog.tables.titles import named_times
from mzprog.tables.words import is_note


def one_table(tables: Sequence[Table]) -> Table | None:
    """Return tables of the same form (一、经济发展, 二、社会发展) as one, each one's title a heading in it.

    None where their forms differ, where the same names stand in several (these are other plans), or where what
    is said of one is not true of another: its years, its unit, what brackets mean in it.
    """
    first = tables[0]
    if any(labels_of(table) != labels_of(first) or table.transposed or is_ours(table.leads) for table in tables):
        return None
    names = [
        name for table in tables for name in {tidy(c.text(r)) for c in table.of("name") for r in table.rows} if name
    ]
    if len(set(names)) < len(names) or differ(tables):
        return None
    rows = list(first.rows)
    for table in tables[1:]:
        line = next((line for line in reversed([*table.before, *_lead_texts(table)]) if not is_note(line)), table.place)
        width = max((cell.end for row in table.rows for cell in row.cells), default=1)
        rows += [Row(0, (Cell(line, 0, width),))] if line and len(line) <= 30 else []
        rows += table.rows
    notes = [line for table in tables[:-1] for line in table.after if is_note(line)]
    return first._replace(rows=tuple(rows), after=(*notes, *tables[-1].after))


def _lead_texts(table: Table) -> list[str]:
    return [row.texts[0] for row in table.leads if len(row.texts) == 1]


def differ(tables: Sequence[Table]) -> bool:
    """Tell whether the titles, unit lines and notes of tables say things that cannot all be true of one table.

    A table that says nothing of its own goes on with what was said before it; a unit does not go back.
    """
    titles = [named_times(f"{table_title(table) or ''} {table.place}") for table in tables]
    units = [] if tables[0].of("unit") else [unit_line(table) for table in tables]
    brackets = [brackets_of(table) for table in tables]
    return (
        _several(plans for plans, _ in titles)
        or _several(times for _, times in titles)
        or _several(units)
        or (any(units) and not units[0])
        or any(one.contradicts(other) for one in brackets for other in brackets)
    )


def _several(said: Iterable[object]) -> bool:
    return len({one for one in said if one}) > 1
