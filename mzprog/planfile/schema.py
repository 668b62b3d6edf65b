"""The plan file as JSON Schema (draft-07) for editors, from the tables that the reader goes by.

A schema knows less than the reader: a unit that stands elsewhere, the order of years, whether a name
is unique. Where it cannot know it says nothing: no correct figure may be flagged.
"""

from __future__ import annotations

from typing import Any

from mzprog.core.plan import FALLING, RISING
from mzprog.planfile.keys import (
    BASELINE,
    COMPONENT,
    FIGURE,
    INDICATOR,
    LIMIT,
    METHOD,
    MILESTONE,
    OBSERVATION,
    OPEN,
    PLAN,
    PUBLISHED,
    SOURCE,
    TARGET,
    TARGET_FORMS,
    TIER,
    Keys,
)
from mzprog.planfile.load import MAX_INDICATORS
from mzprog.planfile.values import CHOICES, IN_CHINESE, MAX_TEXTS

Schema = dict[str, Any]

# Figures as planners type them (`quantity`), full-width characters included, as ECMA regular expressions.
_DIGIT = "[0-9０-９]"
_SIGN = "[+＋\\-－\u2212]"
_DASH = "[-－~～–—〜至]"
_NUMBER = (
    f"{_SIGN}?(?=[.．]?{_DIGIT})(?:{_DIGIT}{{1,3}}(?:[,，]{_DIGIT}{{3}})+|{_DIGIT}*)"
    f"(?:[.．]{_DIGIT}+)?(?:[eEｅＥ]{_SIGN}?{_DIGIT}+)?"
)
# A unit may be any text; it begins with none of a number's characters, or after a blank (21.66 1/10万).
_UNIT = "(?:\\s*[^0-9０-９.．,，+＋\\-－\u2212~～–—〜至\\s].*|\\s+[0-9０-９].*)?"
_WORDS = "(?!.*(?:以上|以下|以内|左右)\\s*$)"
_FIGURE = f"^\\s*{_WORDS}{_NUMBER}{_UNIT}\\s*$"
_OPERATOR = "(?:[>＞<＜][=＝]|[≥≧≤≦>＞<＜])"
_BOUND = f"^\\s*{_WORDS}(?:{_OPERATOR}?\\s*{_NUMBER}{_UNIT}|{_NUMBER}{_UNIT}\\s*{_DASH}\\s*{_NUMBER}{_UNIT})\\s*$"
_YEAR = "[12１２][0-9０-９]{3}"
_PART = "(?:[HhＨ][12１２]|[QqＱ][1-4１-４]|[-－](?:[0０][1-9１-９]|[1１][0-2０-２]))"
_MONTH = "[0-9０-９]{1,2}"
_MONTHS = f"年(?:{_MONTH}月?{_DASH})?{_MONTH}月(?:份|[底末])?"
_QUARTERS = "第?[一二三四1-4１-４]季度|前[二两三23２３]季度"
_SPOKEN = f"(?:年?[底末]|年?度|年全年|年)?|年?(?:[上下]半年|{_QUARTERS})|{_MONTHS}|年{_PART}"
_PERIOD = f"^\\s*(?:截至|截止|到)?{_YEAR}(?:{_PART}|{_SPOKEN})?\\s*$"

_TEXT: Schema = {"type": ["string", "number", "boolean"], "pattern": "\\S", "not": {"enum": sorted(OPEN)}}


def _words(kind: str) -> list[Any]:
    """Return the words of a choice as an editor gives them: YAML turns a bare true into a boolean."""
    options = CHOICES[kind]
    return [*options, *(value for value in options.values() if isinstance(value, bool)), *IN_CHINESE.get(kind, {})]


def _mapping(keys: Keys, properties: Schema | None = None, **more: Any) -> Schema:
    """Return the schema of a mapping with known keys, in both languages; ``properties`` replaces some of them."""
    known = {}
    for name, key in keys.items():
        own = (properties or {}).get(name, {"allOf": [{"$ref": f"#/definitions/{key.kind}"}]})
        known[name] = {"description": f"{key.chinese}：{key.about}", **own}
        known[key.chinese] = {"description": f"{name}：{key.about}", **own}
    needed = [_either(keys, name) for name in keys.required]
    return {
        "type": "object",
        "properties": known,
        "additionalProperties": False,
        **({"allOf": needed} if needed else {}),
        **more,
    }


def _either(keys: Keys, name: str) -> Schema:
    """Return the schema of a mapping that has a key, by its one name or the other."""
    return {"anyOf": [{"required": [name]}, {"required": [keys[name].chinese]}]}


def _one_of(keys: Keys, *names: str) -> Schema:
    return {"oneOf": [_either(keys, name) for name in names]}


def _by_period(schema: Schema) -> Schema:
    return {"type": "object", "patternProperties": {_PERIOD: schema}, "additionalProperties": False}


def _by_name(schema: Schema, **more: Any) -> Schema:
    return {"type": "object", "additionalProperties": schema, **more}


def _list(schema: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": schema, "minItems": 1, **more}


def _scalar(pattern: str) -> Schema:
    return {"type": ["number", "string"], "pattern": pattern}


def _forms(keys: Keys, *names: str, bare: str = _FIGURE) -> Schema:
    """Return the schema of what is a figure (``bare``), or a mapping that says it in one of some ways."""
    return {"anyOf": [_scalar(bare), _mapping(keys, **_one_of(keys, *names))]}


# Figures stand in the components where an indicator has some.
_BOTH: Schema = {"allOf": [_either(INDICATOR, "components"), _either(INDICATOR, "observations")]}
_FIGURES: Schema = _by_period({"$ref": "#/definitions/figure"})
_TEXTS: Schema = {"anyOf": [_TEXT, _list(_TEXT, maxItems=MAX_TEXTS)]}
_ASKED: Schema = _scalar("^\\s*\\S.*$")  # what stands in a target's own forms is told by the reader

# One for each kind of value that `keys` names.
_KINDS: dict[str, Schema] = {
    **{kind: {"enum": _words(kind)} for kind in CHOICES},
    "outlook": _TEXT,
    "outcome": _TEXT,
    "text": _TEXT,
    "texts": _TEXTS,
    "types": _TEXTS,
    "type": _TEXT,
    "unit": _TEXT,
    "time": {"type": ["integer", "string"], "minimum": 1000, "maximum": 2999, "pattern": _PERIOD},
    "number": _scalar(_FIGURE),
    "weight": _scalar(_FIGURE),
    "bound": _scalar(_BOUND),
    "rate": _ASKED,
    "change": _ASKED,
    "times": _ASKED,
    "within": _ASKED,
    "source": _TEXT,
    "reference": _TEXT,
    "verdict": _TEXT,
    "judged": _TEXT,
    "figure": _forms(FIGURE, "value", "missing"),
    "baseline": _forms(BASELINE, "value", "missing"),
    "target": _forms(TARGET, *TARGET_FORMS, bare=_BOUND),
    "milestones": _by_period(_forms(MILESTONE, "value", "missing", bare=_BOUND)),
    "quotas": _FIGURES,
    "observations": _by_period(_forms(OBSERVATION, "value", "missing", "judged")),
    "published": _by_period(_mapping(PUBLISHED)),
    "sources": _by_name(_mapping(SOURCE)),
    "series": _by_name(_FIGURES),
    "remarked": {"anyOf": [_TEXTS, _by_period(_TEXTS)]},
    "tiers": _list(_mapping(TIER)),
    "outcomes": _list(_mapping(TIER)),
    "limits": _list(_mapping(LIMIT)),
    "method": _mapping(METHOD),
    "components": _by_name(_mapping(COMPONENT), minProperties=1),
    "indicators": _list(_mapping(INDICATOR, **{"not": _BOTH}), maxItems=MAX_INDICATORS),
    "cumulative": {"enum": _words("flag")},
}


def plan_schema() -> Schema:
    """Return the schema of a plan file.

    >>> [either["anyOf"][1]["required"][0] for either in plan_schema()["allOf"]]
    ['规划', '基期', '目标年', '指标']
    """
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "mzprog 规划文件",
        **_mapping(PLAN, properties={"direction": {"enum": [RISING, FALLING]}}),
        "definitions": _KINDS,
    }
