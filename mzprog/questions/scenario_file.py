"""A file of scenarios (方案) → each assessed: what is assumed under a name, with the places of what is wrong.

.. code-block:: yaml

    方案一: {每千名老年人口养老床位数: 45}
    方案二: {每千名老年人口养老床位数: +2, 养老床位数.target: 9}
"""

from __future__ import annotations

from functools import partial

from mzprog.core.problems import PlanError, Refusal
from mzprog.core.results import Assessment
from mzprog.planfile.reader import Reader
from mzprog.planfile.yaml import read_tree
from mzprog.planfile.yaml_tree import Node
from mzprog.questions.assumption import amount, subject
from mzprog.questions.replacement import Change, replaced
from mzprog.questions.scenario import WhatIf, again

AS_IS = "现状"


def read_scenarios(data: bytes, file: str, before: Assessment) -> tuple[WhatIf, ...]:
    """Assess the plan of ``before`` under each scenario of a YAML file: names, each with ``指标: 值``.

    Names and values are those of :func:`mzprog.questions.scenario.whatif`. Raises :class:`PlanError` with every
    problem of the file.
    """
    tree, problems = read_tree(data, file, "一个方案，如 方案一: {指标: 值}")
    reader = Reader(file, {})
    reader.problems += problems
    found = []
    entries = reader.entries(tree, "方案: {指标: 值}")
    if not entries and not reader.problems:
        reader.problem(tree, "empty", "文件里没有方案；请写成 方案一: {指标: 值}")
    for name, (key, value) in entries.items():
        if name == AS_IS:
            reader.problem(key, "reserved-name", f"“{AS_IS}”指规划原来的数；请给方案另起名称")
        found.append(_scenario(reader, name, value, before))
    if reader.problems:
        raise PlanError(reader.problems)
    return tuple(found)


def _scenario(reader: Reader, name: str, node: Node, before: Assessment) -> WhatIf:
    """Make the assumptions of one scenario one after the other; one that fails is a problem at its place."""
    plan, changes = before.plan, list[Change]()
    known = len(reader.problems)
    entries = reader.entries(node, "指标: 值")
    if not entries and len(reader.problems) == known:
        reader.problem(node, "empty", f"方案“{name}”里没有假设；请写成 指标: 值")
    for key, value in entries.values():
        about, new = reader.parsed(key, partial(subject, plan)), reader.text(value)
        if about is None or new is None:
            continue
        try:
            plan, change = replaced(plan, before.as_of, about, amount(new))
        except Refusal as refusal:
            reader.problem(value, refusal.code, refusal.message)
        else:
            changes.append(change)
    return WhatIf(before, again(before, plan), tuple(changes), name)
