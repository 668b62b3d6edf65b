"""From a plan and a time to what is said of each indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mpmath import mpf

from tests.conformance.oracle import rules
from tests.conformance.oracle.chains import chained, entry_of, of_the_year
from tests.conformance.oracle.method import NOT_ASSESSABLE, Method
from tests.conformance.oracle.reading import (
    CHAINED,
    Data,
    Period,
    Target,
    Terms,
    number,
    period,
    read_target,
    value,
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What is said of a row. A row that cannot be assessed (无法评估) has that verdict, and nothing else counts."""

    verdict: str
    rule: str | None = None
    progress_rate: mpf | None = None
    overall: mpf | None = None
    annual_growth: mpf | None = None
    planned: mpf | None = None
    observed: mpf | None = None
    observed_period: str | None = None
    target_met: bool | None = None
    early: bool = False
    outcome: str | None = None
    hold: bool = False
    carried: bool = False
    ended: bool = False
    kept: bool = False  # what is to be kept or can be left again: never met early
    weight: mpf | None = None

    @property
    def assessable(self) -> bool:
        return self.verdict != NOT_ASSESSABLE


CANNOT = Answer(NOT_ASSESSABLE)


@dataclass(frozen=True)
class Asked:
    """The time of an assessment: a year to look into, or exactly one period; ``latest`` takes older figures too."""

    plan: Data
    period: Period
    exact: bool
    latest: bool

    def entry(self, row: Data, begin: int) -> tuple[str, bool] | None:
        """Return the entry to assess and whether it is older than what was asked for."""
        entries = {text: period(text) for text in row.get("observations", {})}
        if not self.latest:
            end, year = self.period.end, self.period.year
            inside = [text for text, p in entries.items() if (p.end == end if self.exact else p.year == year)]
            named = [text for text in inside if self.exact and entries[text] == self.period]
            return (max(named or inside, key=entries.__getitem__), False) if inside else None
        found = [
            text for text, p in entries.items()
            if begin < p.end <= self.period.end and entry_of(row, text) != "missing"
        ]  # fmt: skip
        if not found:
            return None
        text = max(found, key=entries.__getitem__)
        older = entries[text].end < self.period.end if self.exact else entries[text].year < self.period.year
        return text, older


def assess(plan: Data, year: int | None = None, as_of: str | None = None, latest: bool = False) -> list[Answer]:
    """Assess every indicator of a plan."""
    asked = Asked(plan, period(as_of or str(year)), as_of is not None, latest)
    return [_row(asked, row) for row in plan["indicators"]]


def _row(asked: Asked, row: Data) -> Answer:
    method = Method(asked.plan.get("method", {}), row.get("tiers"))
    weight = number(row["weight"]) if "weight" in row else None
    if "components" not in row:
        return replace(_part(asked, row, method), weight=weight)
    own = [{**row, **part} for part in row["components"].values()]
    answers = [_part(asked, part, method) for part in own]
    if not all(answer.assessable for answer in answers):
        return replace(CANNOT, weight=weight)
    deciding = min(answers, key=lambda a: (-method.severity(a.verdict), a.progress_rate))
    mets = [answer.target_met for answer in answers]
    met = False if False in mets else None if None in mets else True
    ended, kept = all(a.ended for a in answers), any(a.kept for a in answers)
    outcome = method.worst_outcome([a.outcome for a in answers]) if ended else None
    return replace(
        deciding, target_met=met, early=met is True and not ended and not kept, outcome=outcome, weight=weight,
        hold=met is True and any(a.hold for a in answers), carried=any(a.carried for a in answers),
    )  # fmt: skip


def _part(asked: Asked, row: Data, method: Method) -> Answer:
    plan = asked.plan
    baseline = row.get("baseline")
    own = baseline.get("period") if isinstance(baseline, Mapping) else None
    begin = period(own or row.get("baseline_year") or plan["baseline_year"]).end
    end = period(row.get("target_year") or plan["target_year"]).end
    entry = asked.entry(row, begin)
    if asked.period.end <= begin or entry is None or period(entry[0]).end <= begin:
        return CANNOT
    text, carried = entry
    time = period(text)
    ended = time.end >= end
    measure = row.get("measure", "stock")
    start = mpf(0) if measure == "total" else None if measure in CHAINED or baseline is None else value(baseline)
    terms = Terms(row, plan, start, mpf(end - begin) / 12, lambda name: _reference(plan, name, text))
    target = read_target(terms)
    if entry_of(row, text) == "judged":
        keep = rules.is_to_keep(measure, target, start, row.get("hold") == "true")
        budget = rules.is_budget(measure, target, start)
        words = target.absent is not None and not target.relative
        left = not words and (target.relative or not target.single)
        answer = _judged(row["observations"][text]["judged"], method, ended, keep, keep or budget or left)
        return replace(answer, observed_period=text, carried=carried)
    level = chained(row, begin, text)
    if target.absent or level is None:
        return CANNOT
    case = _case(row, target, level, start, (begin, text, end), method)
    observed = level if measure == "flow" else case.figure
    return replace(_answer(row, case, method, ended), observed=observed, observed_period=text, carried=carried)


def _case(
    row: Data, target: Target, level: mpf, start: mpf | None, times: tuple[int, str, int], method: Method
) -> rules.Case:
    measure = row.get("measure", "stock")
    begin, text, end = times
    time = period(text)
    passed = time.end - time.year * 12 if row.get("cumulative") == "true" else time.months
    elapsed, span = mpf(min(time.end, end) - begin) / 12, mpf(end - begin) / 12
    own, over = of_the_year(row, text) if measure == "flow" else (level, time.end >= end)
    case = rules.Case(
        measure, level, own, level, start, target, _milestones(row, begin), elapsed, span,
        partial=passed < 12, over=over, hold=row.get("hold") == "true", capped=method.met_first,
    )  # fmt: skip
    if measure == "flow":
        figure = level * 12 / passed
        return replace(case, figure=figure, level=figure)
    return replace(case, figure=case.shown(level, elapsed), own=case.shown(level, elapsed))


def _milestones(row: Data, begin: int) -> list[tuple[mpf, mpf]]:
    """Return the points of the path between its ends: milestones, or the running sum of yearly quotas."""
    figures = sorted(
        (period(text).end, figure) for text, figure in row.get("quotas", row.get("milestones", {})).items()
    )
    points, running = [], mpf(0)
    for end, figure in figures:
        found = value(figure)
        if found is not None:
            running += found
            points.append((mpf(end - begin) / 12, running if "quotas" in row else found))
    return points


def _reference(plan: Data, name: str, text: str) -> Any:
    """Return the value of a series or of another indicator in the same period, else the same year."""
    series = plan.get("series", {}).get(name)
    other: Data = next((row for row in plan["indicators"] if name in (row["name"], row.get("id"))), {})
    entries = other.get("observations", {}) if series is None else series
    found = text if text in entries else text[:4]
    if found not in entries or entry_of({"observations": entries}, found) != "value":
        return None
    scale = mpf(12) / period(found).months if series is None and other.get("measure") == "flow" else 1
    return value(entries[found]) * scale


def _judged(word: str, method: Method, ended: bool, keep: bool, kept: bool) -> Answer:
    if word in ("达到", "未达到"):
        met = word == "达到"
        verdict = method.met_label if met else method.lowest
        outcome = method.outcome(mpf(100 if met else 0), met) if ended else None
        return Answer(
            verdict, "judged", target_met=met, early=met and not ended and not kept, outcome=outcome,
            hold=keep and met, ended=ended, kept=kept,
        )  # fmt: skip
    return Answer(word, "judged", ended=ended, kept=kept)


def _answer(row: Data, case: rules.Case, method: Method, ended: bool) -> Answer:
    target, met = case.target, case.met
    form = row["target"] if isinstance(row["target"], Mapping) else {}
    rule, named = method.rule(row, case.measure, "growth" in form)
    found = rules.progress(case, rule, named)
    if found.rate is None:
        return CANNOT
    keep = rules.is_to_keep(case.measure, target, case.baseline, case.hold)
    kept = keep or case.budget or not target.single or target.relative
    growth = None
    if case.start is not None and min(case.start, case.level) > 0:
        growth = 100 * ((case.level / case.start) ** (1 / case.elapsed) - 1)
    outcome = None if met is None or not ended else method.outcome(rules.completed(case), met)
    return Answer(
        method.verdict(found.rate, met is True), found.rule, found.rate, found.overall, growth, found.planned,
        target_met=met, early=met is True and not ended and not kept,
        outcome=outcome, hold=keep and met is True, ended=ended, kept=kept,
    )  # fmt: skip


@dataclass(frozen=True)
class Counts:
    """What is said of a plan as a whole; ``completion`` and ``score`` are None where nothing counts."""

    target_met: int
    early: int
    completion: mpf | None
    score: mpf | None


def counts(plan: Data, answers: Sequence[Answer]) -> Counts:
    """Count the answers of a plan."""
    outcomes = [answer.outcome for answer in answers if answer.outcome is not None]
    done = Method(plan.get("method", {}), None).done
    completion = mpf(sum(outcome in done for outcome in outcomes)) / len(outcomes) if outcomes else None
    met, early = sum(a.target_met is True for a in answers), sum(a.early for a in answers)
    return Counts(met, early, completion, score(answers))


def score(answers: Sequence[Answer]) -> mpf | None:
    """Return the weighted score (综合得分) over what can be assessed."""
    weighted = any(answer.weight is not None for answer in answers)
    total, weights = mpf(0), mpf(0)
    for answer in answers:
        weight = (answer.weight or mpf(0)) if weighted else mpf(1)
        rate: Any = answer.progress_rate
        if answer.rule == "judged":
            rate = None if answer.target_met is None else mpf(100 if answer.target_met else 0)
        if rate is not None:
            total, weights = total + weight * min(max(rate, 0), 100), weights + weight
    return total / weights if weights else None
