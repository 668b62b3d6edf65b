"""What must stand any input: one line a target, its inputs and the check that may only refuse in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis.strategies import SearchStrategy

from fuzz import inputs
from mzprog import outlook_records
from mzprog import scenario as whatif
from mzprog.assessment import evaluate
from mzprog.document import Document
from mzprog.forecast import look_ahead
from mzprog.method import NOT_ASSESSABLE
from mzprog.period import parse_period
from mzprog.plan_file import parse_plan
from mzprog.problems import PlanError, Problem, Refusal, visible
from mzprog.quantity import MAX_DIGITS, MAX_EXPONENT, literal, parse_bound, parse_number
from mzprog.records import record, table_records
from mzprog.render import csv, markdown, plain, table
from mzprog.render import json as json_text
from mzprog.results import Assessment
from mzprog.scenario_file import read_scenarios
from mzprog.selection import select
from mzprog.sweep import sweep
from mzprog.views import outlook
from mzprog.views import whatif as questions
from mzprog.views.evaluation import document
from mzprog.yaml_reader import read_tree
from mzprog.yaml_tree import scalars


class Target(NamedTuple):
    """Inputs, and a check that raises on what must not be; refusals in words are as good as results."""

    inputs: SearchStrategy[Any]
    check: Callable[[Any], object]


def in_words(sentence: str) -> None:
    """Hold a sentence for a planner to be one printable line with Chinese in it."""
    assert any("\u4e00" <= c <= "\u9fff" for c in sentence), sentence
    assert visible(sentence) == sentence
    assert len(sentence) < 500, sentence


def refused(error: PlanError | Refusal, data: bytes = b"") -> None:
    """Hold a refusal to be made of such sentences, each problem at a place that the file has."""
    text = data.decode("utf-8", "replace")
    lines = 1 + sum(text.count(end) for end in "\n\r\x85\u2028\u2029")
    for found in [error] if isinstance(error, Refusal) else error.problems:
        in_words(found.message)
        if isinstance(found, Problem):
            assert 1 <= (found.line or 0) <= lines and (found.column or 0) >= 1, found


def read_number(text: str) -> None:
    try:
        value = parse_number(text, "张")
    except Refusal as refusal:
        return refused(refusal)
    assert value.is_finite() and len(value.as_tuple().digits) <= MAX_DIGITS and abs(value.adjusted()) <= MAX_EXPONENT
    assert parse_number(literal(value)) == value
    return None


def read_bound(text: str) -> None:
    try:
        bound = parse_bound(text)
    except Refusal as refusal:
        return refused(refusal)
    assert (bound.low, bound.high) != (None, None)
    assert bound.operator != "-" or (bound.low or 0) < (bound.high or 0)
    return None


def read_period(text: str) -> None:
    try:
        period = parse_period(text)
    except Refusal as refusal:
        return refused(refusal)
    assert parse_period(str(period)) == period
    return None


def read_yaml(data: bytes) -> None:
    try:
        root, problems = read_tree(data, "x.yaml")
    except PlanError as error:
        return refused(error, data)
    refused(PlanError(problems), data)
    for scalar in scalars(root):
        assert visible(scalar.text) == scalar.text
    return None


def use_plan(data: bytes) -> None:
    """Read a plan file; what can be read is assessed at many times and shown in every format."""
    try:
        plan = parse_plan(data, "x.yaml")
    except PlanError as error:
        assert error.problems
        return refused(error, data)
    for period in plan.periods[:2]:
        show(evaluate(plan, as_of=str(period)))
    for year in (2018, plan.target_year):
        show(evaluate(plan, year))
    return None


def show(assessment: Assessment) -> None:
    """Hold an assessment to the promises of its JSON, and draw it in every format."""
    selection = select(assessment, explain=True)
    read = json.loads(json_text.render(record(selection)))
    assert len(read["indicators"]) == sum(read["summary"]["by_verdict"].values())
    for row in read["indicators"]:
        unknown = row["verdict"] == NOT_ASSESSABLE
        assert bool(row["reason"]) == unknown, row
        assert {row[key] is None for key in ("progress_rate", "target_met", "working")} == {unknown}, row
    csv.render(table_records(selection))
    draw(document(selection))


def draw(shown: Document) -> None:
    """Draw a document in every format for people; a terminal gets no line that it must break itself."""
    plain.render(shown)
    markdown.render(shown)
    for width in (40, 80):
        assert "\x1b" not in table.render(shown, width, False)


def ask(question: tuple[bytes, str, str]) -> None:
    """Ask a plan what if and how far; a value in words of its own is made, saved and swept, or refused."""
    data, place, value = question
    try:
        plan = parse_plan(data, "x.yaml")
    except PlanError:
        return
    item = plan.indicators[0]
    name = f"{item.name}/{item.components[0].name}" if item.components else item.name
    before = evaluate(plan, 2018)
    for text in (value, f"{name}{place}={value}"):
        try:
            found = whatif.whatif(plan, [text], 2018)
            parse_plan(whatif.saved(data, found).encode())
            draw(questions.document(found))
            draw(questions.sweep_document(sweep(before, text)))
        except (Refusal, PlanError) as error:
            refused(error, data)
    for ahead in (look_ahead(before), look_ahead(evaluate(plan, plan.target_year - 1))):
        json_text.render(outlook_records.record(ahead))
        draw(outlook.document(ahead))


def compare(data: bytes) -> None:
    try:
        found = read_scenarios(data, "x.yaml", WUHAN)
    except PlanError as error:
        return refused(error, data + b"\n")  # YAML puts a value that is not there at all on a line of its own
    draw(questions.scenarios_document(found))
    return None


WUHAN = evaluate(parse_plan(inputs.FILES[-1]), 2018)
TARGETS = {
    "numbers": Target(inputs.figures, read_number),
    "targets": Target(inputs.figures, read_bound),
    "periods": Target(inputs.periods, read_period),
    "yaml": Target(inputs.plan_files, read_yaml),
    "plans": Target(inputs.plan_files, use_plan),
    "questions": Target(inputs.questions, ask),
    "scenarios": Target(inputs.scenarios, compare),
}
