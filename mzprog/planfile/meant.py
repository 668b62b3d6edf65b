"""What was meant by a key that is none: it stands in the wrong place, or a comma in a figure made it."""

from __future__ import annotations

import re

from mzprog.core.problems import quoted
from mzprog.planfile.keys import CHINESE, INDICATOR, TARGET, TARGET_FORMS, Keys
from mzprog.planfile.yaml import Node, Scalar


def elsewhere(name: str, keys: Keys) -> str:
    """Say where a key belongs that stands in an indicator and is one of its target's, or the other way round."""
    if keys is INDICATOR and CHINESE.get(name, name) in TARGET_FORMS:
        return f"；它写在目标值里，如 target: {{{name}: …}}"
    if keys is INDICATOR and CHINESE.get(name, name) == "judged":
        return "；它写在观测值里，如 observations: {2023: {judged: 达到}}"
    inside = keys is TARGET and CHINESE.get(name, name) in INDICATOR
    return "；它写在指标里，与 target 并列" if inside else ""


def of_thousands(entry: tuple[Scalar, Node]) -> str | None:
    """Say what parted a figure with thousands in braces: {2022: 1,500} is 1, and a key 500 without a value."""
    key, value = entry
    if not re.match(r"[0-9]{3}(?![0-9])", key.text) or not isinstance(value, Scalar) or value.text:
        return None
    return f'{quoted(key.text)}前面的逗号把一个数分成了两项；花括号里带千位逗号的数要加引号，如 "1,234"，或不写逗号'
