"""The plan file's keys, described once: what may stand where, and what to say about it.

Keys are read in the order of their table, so what others depend on comes first (a unit before its
figures). ``about`` is what a planner is told when a key is missing or still ``TODO``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

TODO = "TODO"  # stands for a value that is still to be decided


class Key(NamedTuple):
    """A key of a mapping: the ``kind`` of its value (a reader in ``values``) and its meaning."""

    kind: str
    about: str
    required: bool = False


class Keys(dict[str, Key]):
    """The keys that a mapping may have, in the order of reading; it must have the ``required`` ones."""

    def __init__(self, keys: Mapping[str, Key]) -> None:
        super().__init__(keys)
        self.required = tuple(name for name, key in keys.items() if key.required)


_SOURCE = Key("source", "数据来源：sources 里的一个键")
_NOTE = Key("text", "说明")

PLAN = Keys(
    {
        "plan": Key("text", "规划名称", True),
        "region": Key("text", "地区"),
        "baseline_year": Key("year", "基期年，如 2015（指2015年末）", True),
        "target_year": Key("year", "目标年，如 2020", True),
        "direction": Key("direction", "目标等于基期或没有基期时的方向：正向或逆向"),
        "sources": Key("sources", "资料来源"),
        "source": _SOURCE,
        "series": Key("series", "相对目标所比较的数列"),
        "method": Key("method", "本规划自己的评价方法"),
        "indicators": Key("indicators", "指标", True),
    }
)

SOURCE = Keys(
    {
        "title": Key("text", "资料名称", True),
        "issuer": Key("text", "发布单位"),
        "date": Key("text", "发布日期"),
        "url": Key("text", "网址"),
        "note": _NOTE,
    }
)

MEASURE = Keys(
    {
        "baseline": Key("figure", "基期值；没有则写 {missing: 原因}"),
        "target": Key("target", "目标值，如 50、≥99、＞30、≤3、30-40", True),
        "milestones": Key("figures", "中期目标，如 {2022: 60}"),
        "observations": Key("figures", "各期观测值，如 {2016: 37.4, 2018H1: 38.7}"),
    }
)

INDICATOR = Keys(
    {
        "name": Key("text", "指标名称", True),
        "id": Key("text", "短代号"),
        "of": Key("text", "上级指标的名称（其中：）"),
        "category": Key("text", "类别"),
        "unit": Key("unit", "单位"),
        "type": Key("type", "属性：约束性或预期性"),
        "baseline_year": Key("year", "本指标的基期年"),
        "target_year": Key("year", "本指标的目标年"),
        "direction": Key("direction", "方向：正向（越高越好）、逆向（越低越好）或适度（在区间内）"),
        "rule": Key("rule", "计算规则：linear、exponential 或 index"),
        "measure": Key("measure", "数值性质：stock（存量）、flow（流量）或 total（累计）"),
        "cumulative": Key("flag", "流量是否从1月1日起累计：true 或 false"),
        **MEASURE,
        "components": Key("components", "组成部分，如 {城市: {observations: …}}"),
        "published": Key("published", "公布值，如 {2018H1: {rate: 90}}"),
        "source": _SOURCE,
        "note": _NOTE,
    }
)

COMPONENT = Keys({name: key._replace(required=False) for name, key in MEASURE.items()})

FIGURE = Keys(
    {
        "value": Key("number", "数值"),
        "missing": Key("text", "缺数的原因"),
        "source": _SOURCE,
        "note": _NOTE,
    }
)

TARGET = Keys(
    {
        "value": Key("bound", "目标值"),
        "at_least": Key("reference", "相对目标：不低于 series 里的哪个数列"),
        "text": Key("text", "文字目标"),
        "missing": Key("text", "没有目标值的原因，如 未公开"),
        "source": _SOURCE,
        "note": _NOTE,
    }
)

PUBLISHED = Keys(
    {
        "rate": Key("number", "公布的进展率（%）"),
        "verdict": Key("verdict", "公布的评价"),
        "outlook": Key("outlook", "公布的后期预测"),
        "outcome": Key("outcome", "公布的完成情况"),
        "source": _SOURCE,
        "note": _NOTE,
    }
)

METHOD = Keys(
    {
        "name": Key("text", "方法名称"),
        "source": _SOURCE,
        "default_rule": Key("rule", "没有写 rule 的指标所用的规则"),
        "met": Key("text", "已达目标的评价用语"),
        "tiers": Key("tiers", "评价等级，从高到低"),
        "outlook_limit": Key("number", "提速倍数的界限"),
    }
)

TIER = Keys(
    {
        "from": Key("number", "进展率的下限（%）；最低一级不写"),
        "label": Key("text", "评价用语", True),
    }
)


# What planners may write for a key in their own language.
CHINESE = {
    "规划": "plan", "规划名称": "plan", "地区": "region", "基期年": "baseline_year", "目标年": "target_year",
    "指标": "indicators", "名称": "name", "指标名称": "name", "代号": "id", "类别": "category", "单位": "unit",
    "属性": "type", "类型": "type", "方向": "direction", "规则": "rule", "基期值": "baseline", "基期": "baseline",
    "目标值": "target", "目标": "target", "中期目标": "milestones", "观测值": "observations", "实际值": "observations",
    "来源": "source", "说明": "note", "备注": "note", "公布值": "published",
}  # fmt: skip

ALL_TABLES = (PLAN, SOURCE, INDICATOR, COMPONENT, FIGURE, TARGET, PUBLISHED, METHOD, TIER)


def names(kind: str | None = None) -> frozenset[str]:
    """Return the names of all keys, or of those whose values are of one kind.

    >>> "note" in names("text"), "baseline" in names("text"), "baseline" in names()
    (True, False, True)
    """
    return frozenset(name for keys in ALL_TABLES for name, key in keys.items() if kind in {None, key.kind})
