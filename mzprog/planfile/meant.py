"""What was meant by a key that is none: it stands in the wrong place, or a comma in a figure made it."""

from __future__ import annotations

import re

from mzprog.core.problems import quoted
from mzprog.planfile.keys import CHINESE, COMPONENT, INDICATOR, TARGET, TARGET_FORMS, Keys
from mzprog.planfile.yaml import Node, Scalar

_YEAR = re.compile("(?:19|20)[0-9]{2}")
# What a key with a year in it is called in tables, where the year and the figure go, and how.
_DATED = (
    (re.compile("基期|基数|基准|现状"), "baseline: {{value: …, period: {0}}}"),
    (re.compile("目标|计划|规划|任务"), "target（目标年的）或 milestones: {{{0}: …}}（中间各年的）"),
    (re.compile(""), "observations: {{{0}: …}}"),
)


def elsewhere(name: str, keys: Keys) -> str:
    """Say where a key belongs that stands in an indicator and is one of its target's, or the other way round."""
    if keys is INDICATOR and CHINESE.get(name, name) in TARGET_FORMS:
        return f"；它写在目标值里，如 target: {{{name}: …}}"
    if keys is INDICATOR and CHINESE.get(name, name) == "judged":
        return "；它写在观测值里，如 observations: {2023: {judged: 达到}}"
    year = _YEAR.search(name) if keys in (INDICATOR, COMPONENT) else None
    if year:
        return f"；带年份的数写作 {next(form for word, form in _DATED if word.search(name)).format(year[0])}"
    inside = keys is TARGET and CHINESE.get(name, name) in INDICATOR
    return "；它写在指标里，与 target 并列" if inside else ""


def of_thousands(entry: tuple[Scalar, Node]) -> str | None:
    """Say what parted a figure with thousands in braces: {2022: 1,500} is 1, and a key 500 without a value."""
    key, value = entry
    if not re.match(r"[0-9]{3}(?![0-9])", key.text) or not isinstance(value, Scalar) or value.text:
        return None
    return f'{quoted(key.text)}前面的逗号把一个数分成了两项；花括号里带千位逗号的数要加引号，如 "1,234"，或不写逗号'
