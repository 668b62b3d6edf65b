"""What must hold of the answer to any input: a value that keeps its promises, or a refusal in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

from fuzz.inputs import ROOT
from mzprog.answers import check as check_view
from mzprog.answers import evaluate as evaluation
from mzprog.answers import outlook, records, report, update
from mzprog.answers import reconcile as reconcile_view
from mzprog.answers import whatif as whatif_view
from mzprog.core.assessment import evaluate
from mzprog.core.method import NOT_ASSESSABLE
from mzprog.core.period import parse_period
from mzprog.core.plan import Plan
from mzprog.core.problems import PlanError, Problem, Refusal, visible
from mzprog.core.quantity import MAX_DIGITS, MAX_EXPONENT, literal, parse_bound, parse_number
from mzprog.core.results import Assessment, select
from mzprog.planfile.check import check
from mzprog.planfile.load import load_plan, parse_plan
from mzprog.planfile.write import written
from mzprog.planfile.yaml import Mapping, Node, Scalar, Sequence, read_tree
from mzprog.questions.outlook import look_ahead
from mzprog.questions.reconcile import reconcile
from mzprog.questions.scenario import read_scenarios, saved, whatif
from mzprog.questions.sweep import sweep
from mzprog.render import csv, docx, html, markdown, plain, table
from mzprog.render import json as json_text
from mzprog.render.document import Document
from mzprog.tables.draft import draft_plan
from mzprog.tables.facts import stated
from mzprog.tables.head import find_tables
from mzprog.tables.sources import read_grids
from mzprog.tables.update import compare
from mzprog.workbook import report as workbook
from mzprog.workbook import write as xlsx


@cache
def wuhan() -> Plan:
    return load_plan(ROOT / "plans" / "wuhan.yaml")


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


def scalars(node: Node) -> Iterator[Scalar]:
    """Yield every text in the tree, keys included, in file order."""
    pending = [node]
    while pending:
        here = pending.pop()
        if isinstance(here, Scalar):
            yield here
        elif isinstance(here, Sequence):
            pending.extend(reversed(here.items))
        elif isinstance(here, Mapping):
            for key, value in reversed(here.items):
                pending += [value, key]


def use_plan(data: bytes) -> None:
    """Read a plan file; what can be read is assessed at several times and shown by every command."""
    checked = check(data, "x.yaml")
    check_view.record(checked)
    draw(check_view.document([checked], problems=True))
    try:
        plan = parse_plan(data, "x.yaml")
    except PlanError as error:
        assert error.problems and checked.plan is None
        return refused(error, data)
    compared = reconcile(plan, plan.periods[:3])
    reconcile_view.record(compared)
    draw(reconcile_view.document(compared))
    for period in plan.periods[:2]:
        show(evaluate(plan, as_of=str(period)))
    for year in (2018, plan.target_year):
        show(evaluate(plan, year))
    return None


def show(assessment: Assessment) -> None:
    """Hold an assessment to the promises of its JSON, and draw it in every format."""
    selection = select(assessment, explain=True)
    read = json.loads(json_text.render(records.record(selection)))
    assert len(read["indicators"]) == sum(read["summary"]["by_verdict"].values())
    for row in read["indicators"]:
        unknown = row["verdict"] == NOT_ASSESSABLE
        assert bool(row["reason"]) == unknown, row
        assert {row[key] is None for key in ("progress_rate", "target_met", "working")} == {unknown}, row
    csv.render(records.table_records(selection))
    draw(evaluation.document(selection))
    ahead = look_ahead(assessment)
    json_text.render(outlook.record(ahead))
    draw(outlook.document(ahead))


def draw(shown: Document) -> None:
    """Draw a document in every format for people."""
    plain.render(shown)
    markdown.render(shown)
    for width in (40, 80):
        assert "\x1b" not in table.render(shown, width, False)


def report_plan(data: bytes) -> None:
    """Write the report and the workbook of what can be read."""
    try:
        plan = parse_plan(data, "x.yaml")
    except PlanError as error:
        return refused(error, data)
    assessment = evaluate(plan, 2018)
    shown = report.document(assessment)
    for renderer in (markdown, html, docx):
        assert renderer.render(shown)
    assert xlsx.render(workbook.workbook(assessment))
    return None


def ask(question: tuple[bytes, str, str]) -> None:
    """Ask a plan what if; a value in words of its own is assumed, saved and swept, or refused."""
    data, place, value = question
    try:
        plan = parse_plan(data, "x.yaml")
    except PlanError:
        return
    item = plan.indicators[0]
    name = f"{item.name}/{item.components[0].name}" if item.components else item.name
    for text in (value, f"{name}{place}={value}"):
        try:
            found = whatif(plan, [text], 2018)
            parse_plan(saved(data, found).encode())
            json_text.render(whatif_view.record(found))
            draw(whatif_view.document(found))
            tried = sweep(found.before, text)
            json_text.render(whatif_view.sweep_record(tried, ()))
            draw(whatif_view.sweep_document(tried))
        except (Refusal, PlanError) as error:
            refused(error, data)


def try_scenarios(data: bytes) -> None:
    try:
        found = read_scenarios(data, "x.yaml", evaluate(wuhan(), 2018))
    except PlanError as error:
        return refused(error, data + b"\n")  # YAML puts a value that is not there at all on a line of its own
    draw(whatif_view.scenarios_document(found))
    return None


def import_tables(data: bytes) -> None:
    """Import every table of a file, and bring each into a real plan; what is written is always YAML."""
    try:
        tables = find_tables(read_grids(data))
    except Refusal as refusal:
        return refused(refusal)
    for found in tables:
        try:
            text = written(draft_plan(found, stated(found), "表").map)
        except Refusal as refusal:
            refused(refusal)
            continue
        read_tree(text.encode(), "x.yaml")
        try:
            parse_plan(text.encode(), "x.yaml")
        except PlanError as error:
            refused(error, text.encode())
        try:
            draw(update.document(compare(wuhan(), found, parse_period("2019"), stated(found)), "x.yaml"))
        except Refusal as refusal:
            refused(refusal)
    return None
