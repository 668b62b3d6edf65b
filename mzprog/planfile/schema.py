"""The plan file as JSON Schema (draft-07) for editors, from the tables that the reader goes by.

A schema knows less than the reader: a unit that stands elsewhere, the order of years, whether a name
is unique. Where it cannot know it says nothing: no correct figure may be flagged.
"""

from __future__ import annotations

from typing import Any

from mzprog.core.plan import FALLING, RISING
from mzprog.planfile.keys import COMPONENT, FIGURE, INDICATOR, METHOD, PLAN, PUBLISHED, SOURCE, TARGET, TIER, TODO, Keys
from mzprog.planfile.load import MAX_INDICATORS
from mzprog.planfile.values import CHOICES

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
_PERIOD = f"^{_YEAR}(?:[HＨ][12１２]|[QＱ][1-4１-４]|[-－](?:[0０][1-9１-９]|[1１][0-2０-２]))?$"

_TEXT: Schema = {"type": ["string", "number", "boolean"], "pattern": "\\S", "not": {"const": TODO}}


def _words(options: dict[str, Any]) -> list[Any]:
    """Return the words as an editor gives them: YAML turns a bare true into a boolean."""
    return [*options, *(value for value in options.values() if isinstance(value, bool))]


def _mapping(keys: Keys, properties: Schema | None = None, **more: Any) -> Schema:
    """Return the schema of a mapping with known keys; ``properties`` replaces some of them."""
    known = {
        name: {"description": key.about, "allOf": [{"$ref": f"#/definitions/{key.kind}"}]} for name, key in keys.items()
    }
    for name, schema in (properties or {}).items():
        known[name] = {"description": keys[name].about, **schema}
    needed = list(keys.required)
    return {
        "type": "object",
        "properties": known,
        "additionalProperties": False,
        **({"required": needed} if needed else {}),
        **more,
    }


def _one_of(*names: str) -> Schema:
    return {"oneOf": [{"required": [name]} for name in names]}


def _by_period(schema: Schema) -> Schema:
    return {"type": "object", "patternProperties": {_PERIOD: schema}, "additionalProperties": False}


def _by_name(schema: Schema, **more: Any) -> Schema:
    return {"type": "object", "additionalProperties": schema, **more}


def _list(schema: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": schema, "minItems": 1, **more}


def _scalar(pattern: str) -> Schema:
    return {"type": ["number", "string"], "pattern": pattern}


def _indicator() -> Schema:
    return _mapping(
        INDICATOR,
        dependencies={
            "components": {"not": {"required": ["observations"]}},
            "cumulative": {"properties": {"measure": {"const": "flow"}}, "required": ["measure"]},
        },
    )


_FIGURES: Schema = _by_period({"$ref": "#/definitions/figure"})

# One for each kind of value that `keys` names.
_KINDS: dict[str, Schema] = {
    "text": _TEXT,
    "unit": _TEXT,
    "year": {"type": ["integer", "string"], "minimum": 1000, "maximum": 2999, "pattern": "^[12][0-9]{3}$"},
    "number": _scalar(_FIGURE),
    "bound": _scalar(_BOUND),
    "source": _TEXT,
    "reference": _TEXT,
    "verdict": _TEXT,
    "figure": {"anyOf": [_scalar(_FIGURE), _mapping(FIGURE, **_one_of("value", "missing"))]},
    "target": {"anyOf": [_scalar(_BOUND), _mapping(TARGET, **_one_of("value", "at_least", "text", "missing"))]},
    "figures": _FIGURES,
    "published": _by_period(_mapping(PUBLISHED)),
    "sources": _by_name(_mapping(SOURCE)),
    "series": _by_name(_FIGURES),
    "tiers": _list(_mapping(TIER)),
    "method": _mapping(METHOD),
    "components": _by_name(_mapping(COMPONENT), minProperties=1),
    "indicators": _list(_indicator(), maxItems=MAX_INDICATORS),
    **{kind: {"enum": _words(options)} for kind, options in CHOICES.items()},
}


def plan_schema() -> Schema:
    """Return the schema of a plan file.

    >>> plan_schema()["required"]
    ['plan', 'baseline_year', 'target_year', 'indicators']
    """
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "mzprog 规划文件",
        **_mapping(PLAN, properties={"direction": {"enum": [RISING, FALLING]}}),
        "definitions": _KINDS,
    }
