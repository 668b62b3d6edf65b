"""What if (如果……会怎样) by typing: the figures that are typed are assumed, and what becomes of them is shown."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request, send_file

from mzprog.answers.evaluate import tone
from mzprog.answers.one_row import forecast_text
from mzprog.answers.since import count_moves
from mzprog.core.assessment import assess
from mzprog.core.plan import Measure
from mzprog.core.problems import Refusal
from mzprog.core.quantity import decimals, literal
from mzprog.core.results import Assessment
from mzprog.core.wording import cells, observed_text, score_text
from mzprog.desk.folder import Refused
from mzprog.desk.pages import folder, seen
from mzprog.desk.view import View, times
from mzprog.planfile.write import Map, Text, written
from mzprog.questions.assumption import Amount, subject
from mzprog.questions.outlook import look_ahead
from mzprog.questions.scenario import Assumed, WhatIf, replaced
from mzprog.render.document import Cell

pages = Blueprint("assuming", __name__)
_MARK = "set:"  # before the name of an indicator, in the fields of a form
_SIGNS = "+-＋－−="
_SPECIAL = frozenset('"$`\\!%')


class Slider(NamedTuple):
    """The browser's own slider between baseline and target."""

    low: str
    high: str
    step: str
    value: str


class Field(NamedTuple):
    """A figure that can be typed: whose, what was typed, what is wrong with it."""

    name: str
    part: str
    now: str
    typed: str
    fault: str
    slider: Slider | None


class Line(NamedTuple):
    """A row of the page: its fields, and what becomes of it."""

    name: str
    fields: tuple[Field, ...]
    target: str
    changed: bool
    rate: str
    verdict: Cell
    ahead: str


@pages.get("/plan/<key>/whatif")
def whatif(key: str) -> str:
    """Show every row with a field for its figure, and what the figures that were typed make of the plan."""
    opened, view, before = seen(key)
    found, faults = _assumed(before, typed(request.args))
    lines = _lines(found, typed(request.args), faults)
    scores = [score_text(one.summary.score) for one in (found.before, found.after)]
    gone = faults.keys() - {field.name for line in lines for field in line.fields}
    return render_template(
        "whatif.html", opened=opened, view=view, lines=lines, gone={name: faults[name] for name in gone},
        counts=[*count_moves(found.before, found.after)], score=_became(*scores),
        command=command(folder().path(key), view, found), query=request.query_string.decode(),
        times=times([opened.plan], view.time.period),
    )  # fmt: skip


@pages.get("/plan/<key>/scenario.yml")
def scenario(key: str) -> Response:
    """Send what is assumed as a file for ``whatif --scenario``; ``.yml``, so that no folder takes it for a plan."""
    opened, _, before = seen(key)
    found, _ = _assumed(before, typed(request.args))
    if not found.changes:
        raise Refused("还没有改任何数，没有方案可存")
    made = Map({_label(change.indicator, change.component): Text(_amount(change.after)) for change in found.changes})
    text = written(Map({"方案": made}))
    return send_file(
        BytesIO(text.encode()), as_attachment=True, download_name=f"{opened.plan.title}-方案.yml", max_age=0
    )


def typed(args: Mapping[str, str]) -> dict[str, str]:
    """Return the figures that were typed, by the names that ``whatif`` knows."""
    return {key[len(_MARK) :]: said.strip() for key, said in args.items() if key.startswith(_MARK) and said.strip()}


def _assumed(before: Assessment, said: Mapping[str, str]) -> tuple[WhatIf, dict[str, str]]:
    """Assess the plan with the figures that were typed; what cannot be assumed is told by name."""
    plan, time, changes, faults = before.plan, before.as_of, list[Assumed](), dict[str, str]()
    for name, text in said.items():
        try:
            about = subject(plan, name)
            if about.place != "observations" or name != _label(about.named.indicator.name, about.named.component):
                raise Refused("规划里已没有这一项")
            plan, change = replaced(plan, time, about, Amount("=", text))
        except Refusal as refusal:
            faults[name] = refusal.message
        else:
            changes.append(change)
    return WhatIf(before, assess(plan, time, before.method), tuple(changes)), faults


def _label(name: str, component: str | None) -> str:
    return name if component is None else f"{name}/{component}"


def _lines(found: WhatIf, said: Mapping[str, str], faults: Mapping[str, str]) -> list[Line]:
    ahead_of = (look_ahead(one).rows for one in (found.before, found.after))
    old, new = ({one.row.indicator.name: forecast_text(one) for one in rows} for rows in ahead_of)
    named, lines = {change.indicator for change in found.changes}, []
    for before, after in zip(found.before.rows, found.after.rows, strict=True):
        then, now, name = cells(before), cells(after), after.indicator.name
        fields = tuple(
            Field(label := _label(name, r.measure.name), r.measure.name or "", observed_text(r),
                  said.get(label, ""), faults.get(label, ""), _slider(r.measure, observed_text(r)))
            for r in before.results
        )  # fmt: skip
        under = "；".join(filter(None, [now.mark, after.reason]))
        verdict = Cell(_became(then.verdict, now.verdict), under, tone(after.verdict, found.after.method))
        rate, ahead = _became(then.rate, now.rate), _became(old[name], new[name])
        changed = name in named or "→" in f"{rate}{verdict.text}{ahead}"
        lines.append(Line(now.name, fields, now.target, changed, rate, verdict, ahead))
    return lines


def _became(before: str, after: str) -> str:
    """Write before → after, or once what has not changed."""
    return after if before == after else f"{before or '无'} → {after or '无'}"


def _slider(measure: Measure, now: str) -> Slider | None:
    """Return the slider of a measure whose baseline and target are two levels."""
    target, start = measure.target, measure.baseline.value if measure.baseline else None
    bounds = {bound for bound in (target.low, target.high) if bound is not None}
    if start is None or len(bounds) != 1 or target.base or target.reference or bounds == {start}:
        return None
    end = bounds.pop()
    figures = [f.value for f in measure.observations.values() if f.value is not None]
    places = max(map(decimals, (start, end, *figures)))
    low, high = sorted((start, end))
    return Slider(literal(low), literal(high), literal(Decimal(1).scaleb(-places)), now if figures else literal(start))


def _amount(text: str) -> str:
    """Write a figure as ``--set`` and a scenario have it: a sign would change the figure that is there."""
    return f"={text}" if text[:1] in _SIGNS else text


def command(file: str, view: View, found: WhatIf) -> str:
    """Return the ``mzprog whatif`` that says the same."""
    if not found.changes:
        return ""
    made = [f"{_label(change.indicator, change.component)}={_amount(change.after)}" for change in found.changes]
    sets = [word for one in made for word in ("--set", one)]
    option = "--as-of" if view.time.exact else "--year"
    latest = ["--latest"] if view.time.latest else []
    words = ["mzprog", "whatif", file, option, str(view.time.period), *latest, *sets]
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    """Quote a word for a command line: where nothing in it is special, so that every shell reads it."""
    if shlex.quote(word) == word:
        return word
    return shlex.quote(word) if _SPECIAL & set(word) else f'"{word}"'
