"""What the targets are given: texts like those planners type, plan files broken by hand, and bytes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mzprog.planfile.keys import COMPONENT, FIGURE, INDICATOR, METHOD, PLAN, TARGET, Keys

ROOT = Path(__file__).parent.parent
FILES = tuple(path.read_bytes() for path in sorted(ROOT.glob("plans/*.yaml")))

DIRECTIONS = ("正向", "逆向", "适度")
OTHER_TARGETS = ("{at_least: 增速}", "{text: 保持稳定}", "{missing: 未公开}")
Draw = Any  # hypothesis: draws a value of any strategy

# What has broken readers before, or might: markup, escapes, marks that turn the writing direction.
TRICKY = (
    "", " ", "~", "null", "TODO", "no", "012", "1:30", "1_000", "0x1F", ".nan", "NaN", "Infinity", "-.inf", "五十",
    "1e999999999", "-1e-999999999", "1e100", "1e-100", "9" * 51, "9" * 300, "1,23", "1,234.5", "３７", "５０％", "50%%",
    "≥", "≥≥5", "30-40", "40-30", "-5--3", "5-", "--", "—",
    "% ", "@a", "`b`", "*a", "&a b", "!!python/name:os", "!<a%1b> b", "<<", "? a", "- - -", "[[[[[[[[", "{{{{{{{{",
    "}", "]", ",", "#", "'", '"', "\\", "\t", "---", "...", "%YAML 9.9", "%TAG ! x:", "|",
    "a: b: c", "年鉴 #3", "名称：5", "m²", "CO₂", "\U0001f600",
    "长" * 300, "[bold]x[/bold]", "[/b]", ":smile:", "=1+1", "@SUM(A1)",
    "\u202eabc\u202c", "\u200f", "\u2028", "\ufeff", "\ufffe", "\x1b[31mred", "\x00", "\x9b2J",
)  # fmt: skip

texts = st.one_of(st.sampled_from(TRICKY), st.text(max_size=20))
figures = st.one_of(
    st.text("0123456789０１２５９.．,，-－+~～—至≥≧≤＞<>=%％‰eEH张 \u3000", max_size=24),
    st.from_regex(r"[-+]?[0-9]{0,5}(\.[0-9]{0,4})?([eE][-+]?[0-9]{1,4})?", fullmatch=True),
    texts,
)
periods = st.one_of(
    st.from_regex(r"[0-9０-９]{0,5}[HQhqＨＱ年-]?[0-9０-９]{0,3}", fullmatch=True),
    st.builds(
        "{}{}".format, st.integers(1990, 2040), st.sampled_from(["", "H1", "H2", "Q1", "Q4", "-01", "-12", "-13"])
    ),
    texts,
)
times = st.sampled_from(
    ["2015", "2016", "2017H1", "2018", "2018H1", "2018Q3", "2018-06", "2019", "2020", "2021", "2025"]
)
sensible = st.one_of(
    st.integers(-3, 120).map(str),
    st.decimals(-10, 3000, places=2, allow_nan=False, allow_infinity=False).map(str),
    st.sampled_from(["0", "1e3", "1e100", "-1e-100", "1,234", "５０", "99.99999999999999999999999999"]),
)


def listed(items: SearchStrategy[str], least: int = 0, most: int = 4) -> SearchStrategy[str]:
    return st.lists(items, min_size=least, max_size=most).map(lambda found: f"[{', '.join(found)}]")


def mapped(keys: SearchStrategy[str], values: SearchStrategy[str], least: int = 0) -> SearchStrategy[str]:
    pairs = st.dictionaries(keys, values, min_size=least, max_size=5)
    return pairs.map(lambda found: "{" + ", ".join(f"{key}: {value}" for key, value in found.items()) + "}")


def fields(keys: Keys, always: tuple[str, ...] = ()) -> SearchStrategy[str]:
    """Draw a mapping with the keys of one of the tables that describe the plan file."""

    @st.composite
    def build(draw: Draw) -> str:
        few = draw(st.lists(st.sampled_from(sorted(set(keys) - LEFT_OUT)), max_size=3, unique=True))
        names = [name for name, key in keys.items() if key.required or name in always or name in few]
        if "components" in names:
            names.remove("observations")
        values = [draw(NAMED[name] if name in NAMED else KINDS[keys[name].kind]) for name in names]
        return "{" + ", ".join(f"{name}: {value}" for name, value in zip(names, values, strict=True)) + "}"

    return build()


_words = st.text("养老床位率比例城市农村abc", min_size=3, max_size=9)
_figure = st.one_of(sensible, sensible, fields(FIGURE, ("value",)), st.just("{missing: 未公开}"))
_bound = st.one_of(
    st.builds("'{}{}'".format, st.sampled_from(["≥", "≤", "＞", "<", ">="]), sensible),
    st.integers(3000, 9000).map(str),
    st.builds("'{}-{}', direction: {}".format, st.integers(0, 40), st.integers(41, 99), st.sampled_from(DIRECTIONS)),
)
_tiers = st.lists(st.integers(0, 150), unique=True, max_size=3).map(
    lambda starts: "".join(
        ["[", *(f"{{from: {n}, label: 级{n}}}, " for n in sorted(starts, reverse=True)), "{label: 末}]"]
    )
)

# What only goes with something else is left out, or stands with it.
LEFT_OUT = {"missing", "at_least", "text", "cumulative", "direction", "of", "published", "from"}
NAMED: dict[str, SearchStrategy[str]] = {
    "baseline_year": st.sampled_from(["2015", "2015", "2013", "1000"]),
    "target_year": st.sampled_from(["2020", "2020", "2025", "2999"]),
    "measure": st.sampled_from(["stock", "flow", "flow, cumulative: true", "total"]),
}
KINDS: dict[str, SearchStrategy[str]] = {
    "text": _words,
    "unit": st.sampled_from(["张", "万元", '"%"']),
    "number": sensible,
    "bound": sensible.map(lambda text: f"≥{text}"),
    "source": st.just("review"),
    "figure": _figure,
    "figures": mapped(times, _figure),
    "target": st.one_of(_bound, _bound, _bound, fields(TARGET, ("value",)), st.sampled_from(OTHER_TARGETS)),
    "sources": st.just("{review: {title: 评估报告}}"),
    "series": st.just("{增速: {2018: 6.1, 2019: {missing: 未公开}}}"),
    "tiers": _tiers,
    "method": st.deferred(lambda: fields(METHOD)),
    "direction": st.sampled_from(DIRECTIONS[:2]),
    "type": st.sampled_from(["约束性", "预期性"]),
    "rule": st.sampled_from(["linear", "exponential", "index"]),
    "time": st.sampled_from(["2014", "2015H1", "2016-06", "2019", "2021"]),
    "types": listed(_words, 1, 2),
    "texts": listed(_words, 1, 3),
    "remarked": _words,
    "flag": st.sampled_from(["true", "false"]),
    "cumulative": st.sampled_from(["true", "false"]),
    "weight": sensible,
    "measure": st.sampled_from(["stock", "flow", "total", "growth", "change", "cut"]),
    "baseline": _figure,
    "milestones": mapped(times, _figure),
    "quotas": mapped(times, _figure),
    "observations": mapped(times, _figure),
    "published": st.just("{2018H1: {rate: 90, verdict: 滞后}}"),
    "rate": sensible,
    "change": st.builds("'{}{}{}'".format, st.sampled_from(["+", "-"]), st.integers(0, 99), st.sampled_from(["", "%"])),
    "times": st.sampled_from(["2", "1.5", "0.5", "-1"]),
    "within": st.sampled_from(["1", "5%", "0"]),
    "judged": st.sampled_from(["达到", "未达到", "滞后", "大致达到"]),
    "reference": st.one_of(st.just("增速"), _words),
    "verdict": st.sampled_from(["进展良好", "滞后", "严重滞后"]),
    "outlook": st.sampled_from(["能提前完成", "能按期完成", "完成有困难"]),
    "outcome": st.sampled_from(["完成", "未完成"]),
    "outcomes": _tiers,
    "limits": st.just("[{to: 1.5, label: 可以完成}, {to: 3, label: 需努力}]"),
    "components": mapped(_words, st.deferred(lambda: fields(COMPONENT, ("observations",))), 1),
    "indicators": listed(st.deferred(lambda: fields(INDICATOR, ("baseline", "observations"))), 1),
}

# A whole plan file as its tables describe it; most can be assessed.
grown = fields(PLAN, ("sources", "series", "direction")).map(str.encode)


@st.composite
def broken(draw: Draw, files: SearchStrategy[bytes]) -> bytes:
    """Draw a plan file with a few values replaced and a few places cut or written over."""
    data: bytes = draw(files)
    odd = texts.map(lambda text: text.encode("utf-8", "surrogatepass"))
    for _ in range(draw(st.integers(0, 3))):
        values = [match.span(1) for match in re.finditer(rb": ?([^,{}\n]+)", data)]
        start, end = draw(st.sampled_from(values)) if values else (0, 0)
        data = data[:start] + draw(odd) + data[end:]
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(data)))
        data = data[:place] + draw(st.one_of(odd, st.binary(max_size=4))) + data[place + draw(st.integers(0, 40)) :]
    return data


plan_files = st.one_of(
    grown, broken(grown), broken(st.sampled_from(FILES)), st.binary(max_size=200),
    texts.map(lambda text: text.encode("utf-8", "replace")),
)  # fmt: skip

# A plan, a place in it and a value for it, of the forms that whatif takes and of any other.
_amounts = st.one_of(
    sensible,
    texts,
    st.builds("{}{}{}".format, st.sampled_from(["+", "-", "=", "≥", "<"]), figures, st.sampled_from(["", "%"])),
    st.builds("{}..{}/{}".format, sensible, sensible, sensible),
    st.sampled_from(["linear", "exponential", "index", "3-5"]),
)
questions = st.tuples(grown, st.sampled_from(["", "", ".target", ".baseline", ".rule"]), _amounts)
_subjects = st.sampled_from(["养老床位数", "每千名", "养老床位数.target", "比重/城市", "养老床位数.rule"])
scenarios = broken(mapped(_words, mapped(st.one_of(_subjects, _words), _amounts)).map(str.encode))
