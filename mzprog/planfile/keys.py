"""The plan file's keys, described once: what may stand where, and what to say about it.

Keys are read in the order of their table, so what others depend on comes first (a unit before its
figures). Every key has one Chinese name and may be written so. ``about`` is what a planner is told when a key is
missing or still ``TODO`` (待定).
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

TODO = "TODO"  # stands for a value that is still to be decided
OPEN = frozenset([TODO, "待定"])


class Key(NamedTuple):
    """A key of a mapping: its ``chinese`` name, the ``kind`` of its value (a reader in ``values``), its meaning."""

    chinese: str
    kind: str
    about: str
    required: bool = False


class Keys(dict[str, Key]):
    """The keys that a mapping may have, in the order of reading; it must have the ``required`` ones."""

    def __init__(self, keys: Mapping[str, Key]) -> None:
        super().__init__(keys)
        self.required = tuple(name for name, key in keys.items() if key.required)
        self.in_chinese = {key.chinese: name for name, key in keys.items()}
        self.kinds = {name: key.kind for name, key in keys.items()}
        self.place = {name: place for place, name in enumerate(keys)}.__getitem__


_SOURCE = Key("来源", "source", "数据来源：sources 里的一个键")
_NOTE = Key("说明", "text", "说明")

PLAN = Keys(
    {
        "plan": Key("规划", "text", "规划名称", True),
        "region": Key("地区", "text", "地区"),
        "baseline_year": Key("基期", "time", "基期年，如 2015（指2015年末）或 2020-06", True),
        "target_year": Key("目标年", "time", "目标年，如 2020", True),
        "direction": Key("方向", "direction", "目标等于基期或没有基期时的方向：正向或逆向"),
        "sources": Key("资料", "sources", "资料来源"),
        "source": _SOURCE,
        "series": Key("数列", "series", "相对目标所比较的数列"),
        "types": Key("属性种类", "types", "约束性、预期性以外的属性，如 [倡导性]"),
        "method": Key("方法", "method", "本规划自己的评价方法"),
        "indicators": Key("指标", "indicators", "指标", True),
    }
)

SOURCE = Keys(
    {
        "title": Key("标题", "text", "资料名称", True),
        "issuer": Key("发布单位", "text", "发布单位"),
        "date": Key("日期", "text", "发布日期"),
        "url": Key("网址", "text", "网址"),
        "note": _NOTE,
    }
)

MEASURE = Keys(
    {
        "baseline": Key("基期值", "baseline", "基期值；没有则写 {missing: 原因}"),
        "target": Key("目标值", "target", "目标值，如 50、≥99、＞30、≤3、30-40、{growth: 7}、{change: +10}", True),
        "milestones": Key("中期目标", "milestones", "中期目标，如 {2022: 60}"),
        "quotas": Key("年度计划", "quotas", "累计量各年的计划数，如 {2021: 4, 2022: 5}"),
        "observations": Key("实际值", "observations", "各期观测值，如 {2016: 37.4, 2018H1: 38.7}"),
    }
)

INDICATOR = Keys(
    {
        "name": Key("名称", "text", "指标名称", True),
        "id": Key("代号", "text", "短代号"),
        "of": Key("上级", "text", "上级指标的名称（其中：）"),
        "parts": Key("合计", "flag", "下级各项之和是否应等于本项：true 或 false"),
        "category": Key("类别", "text", "类别"),
        "unit": Key("单位", "unit", "单位"),
        "type": Key("属性", "type", "属性：约束性或预期性，或规划的 types 里的一种"),
        "responsible": Key("责任单位", "texts", "责任单位，一个或几个"),
        "weight": Key("权重", "weight", "综合得分里的权重"),
        "baseline_year": Key("基期", "time", "本指标的基期"),
        "target_year": Key("目标年", "time", "本指标的目标年"),
        "direction": Key("方向", "direction", "方向：正向（越高越好）、逆向（越低越好）或适度（在区间内）"),
        "rule": Key("规则", "rule", "计算规则：linear、exponential、index、log 或 completion"),
        "measure": Key(
            "数值性质", "measure",
            "stock（存量）、flow（流量）、total（累计量）、growth（增速）、change（累计变动）或 cut（累计降幅）",
        ),
        "cumulative": Key("累计数", "cumulative", "数是否累计：流量和增速从1月1日起，其他从基期起；true 或 false"),
        "hold": Key("保持", "flag", "目标是否要一直保持：true 或 false"),
        "tiers": Key("等级", "tiers", "本指标自己的评价界限，用语同规划的"),
        **MEASURE,
        "components": Key("组成", "components", "组成部分，如 {城市: {observations: …}}"),
        "published": Key("公布值", "published", "公布值，如 {2018H1: {rate: 90}}"),
        "source": _SOURCE,
        "note": _NOTE,
        "causes": Key("原因", "remarked", "滞后的原因，写进报告"),
        "actions": Key("措施", "remarked", "要采取的措施，写进报告"),
    }
)  # fmt: skip

COMPONENT = Keys({name: key._replace(required=False) for name, key in MEASURE.items()})

_FIGURE = {
    "value": Key("数值", "number", "数值"),
    "missing": Key("缺数", "text", "缺数的原因"),
    "source": _SOURCE,
    "note": _NOTE,
}
FIGURE = Keys(_FIGURE)
MILESTONE = Keys({**_FIGURE, "value": Key("数值", "bound", "数值")})
BASELINE = Keys({**_FIGURE, "period": Key("期", "time", "这个基期值自己的时点")})
OBSERVATION = Keys({**_FIGURE, "judged": Key("判定", "judged", "人工判定：达到、未达到，或评价方法的一个用语")})

TARGET = Keys(
    {
        "value": Key("数值", "bound", "目标值"),
        "growth": Key("年均增长", "rate", "年均增长百分之几，如 7 或 ≥6.5"),
        "change": Key("变动", "change", "比基期变动多少，如 +10 或 -13.5%"),
        "times": Key("倍数", "times", "基期的几倍，如 2（翻一番）"),
        "about": Key("左右", "number", "左右：大约多少"),
        "within": Key("容差", "within", "左右：差多少也算达到，如 1 或 5%"),
        "at_least": Key("不低于", "reference", "不低于哪个数列或指标"),
        "above": Key("高于", "reference", "高于哪个数列或指标"),
        "at_most": Key("不高于", "reference", "不高于哪个数列或指标"),
        "below": Key("低于", "reference", "低于哪个数列或指标"),
        "plus": Key("加", "number", "与所比较的数相差多少，如 1"),
        "text": Key("文字", "text", "文字目标，如 达到国家要求"),
        "missing": Key("缺数", "text", "没有目标值的原因，如 未公开"),
        "source": _SOURCE,
        "note": _NOTE,
    }
)
# A target has exactly one of these.
TARGET_FORMS = (
    "value", "growth", "change", "times", "about", "at_least", "above", "at_most", "below", "text", "missing",
)  # fmt: skip

PUBLISHED = Keys(
    {
        "rate": Key("进展率", "number", "公布的进展率（%）"),
        "overall": Key("总进度", "number", "公布的总进度（%）"),
        "completion": Key("完成程度", "number", "公布的完成程度（%）：实际值除以目标值"),
        "growth": Key("年均增速", "number", "公布的年均增速（%）"),
        "verdict": Key("评价", "verdict", "公布的评价"),
        "outlook": Key("后期预测", "outlook", "公布的后期预测"),
        "outcome": Key("完成情况", "outcome", "公布的完成情况"),
        "source": _SOURCE,
        "note": _NOTE,
    }
)

METHOD = Keys(
    {
        "name": Key("名称", "text", "方法名称"),
        "source": _SOURCE,
        "default_rule": Key("缺省规则", "rule", "没有写 rule 的指标所用的规则"),
        "met": Key("达标评价", "text", "已达目标的评价用语"),
        "met_first": Key("达标优先", "flag", "达到目标的是否一律用达标的用语；false 时也按进展率分级"),
        "tiers": Key("等级", "tiers", "评价等级，从高到低"),
        "outcomes": Key("完成等级", "outcomes", "期末完成情况的等级，从高到低"),
        "outlook_limits": Key("预测界限", "limits", "后期预测各级的提速倍数界限，从低到高"),
        "outlook_limit": Key("预测界限值", "number", "提速倍数的界限"),
    }
)

TIER = Keys(
    {
        "from": Key("下限", "number", "进展率的下限（%）；最低一级不写"),
        "label": Key("评价用语", "text", "评价用语", True),
    }
)

LIMIT = Keys(
    {
        "to": Key("上限", "number", "提速倍数的上限（含）；最后一级不写"),
        "label": Key("评价用语", "text", "预测用语", True),
    }
)

ALL_TABLES = (PLAN, SOURCE, INDICATOR, COMPONENT, FIGURE, MILESTONE, BASELINE, OBSERVATION, TARGET, PUBLISHED, METHOD,
              TIER, LIMIT)  # fmt: skip

# Other words that planners write for a key; told, not read.
NEAR = {
    "规划名称": "plan", "基期年": "baseline_year", "指标名称": "name", "类型": "type", "目标": "target",
    "观测值": "observations", "备注": "note", "基期数": "baseline", "基数": "baseline", "现状": "baseline",
    "现状值": "baseline", "目标数": "target", "规划值": "target", "任务数": "target", "实际": "observations",
    "完成": "observations", "完成数": "observations", "完成值": "observations", "计量单位": "unit", "性质": "type",
    "指标属性": "type", "指标类别": "category", "责任部门": "responsible", "牵头单位": "responsible",
    "target_value": "target", "actual": "observations", "actuals": "observations", "base": "baseline",
}  # fmt: skip

# What a document publishes of an indicator in figures; the other values are words.
PUBLISHED_FIGURES = tuple(name for name, key in PUBLISHED.items() if key.kind == "number")

CHINESE = {key.chinese: name for keys in ALL_TABLES for name, key in keys.items()}
NAMES = {name: key.chinese for keys in reversed(ALL_TABLES) for name, key in keys.items()}
_WORD = r"“[^”]*”|[a-z][a-z_]+:?"
_SAID_TWICE = r"“[^”]*”|([\w: ]+)（\1）"


def is_key(written: str, name: str) -> bool:
    """Tell whether a key of a file is the one of that English name.

    >>> is_key("baseline", "baseline"), is_key("基期值", "baseline"), is_key("目标值", "baseline")
    (True, True, False)
    """
    return written == name or CHINESE.get(written) == name


def in_chinese(message: str, words: Mapping[str, str]) -> str:
    """Return a sentence with Chinese names for the keys and values in it; what is quoted stays.

    >>> in_chinese("请写 {change: +10} 或 measure: change，得到“change”", {"change": "累计变动"})
    '请写 {变动: +10} 或 数值性质: 累计变动，得到“change”'

    What then only says the same in brackets goes.

    >>> in_chinese("请写 measure: total（累计量）", {"total": "累计量"})
    '请写 数值性质: 累计量'
    """

    def named(found: re.Match[str]) -> str:
        word = found[0]
        if word.endswith(":"):
            return NAMES.get(word[:-1], word[:-1]) + ":"
        return words.get(word) or NAMES.get(word, word)

    return re.sub(_SAID_TWICE, lambda found: found[1] or found[0], re.sub(_WORD, named, message))


def names(kind: str | None = None) -> frozenset[str]:
    """Return the names of all keys in both languages, or of those whose values are of one kind.

    >>> "note" in names("text"), "baseline" in names("text"), "基期值" in names()
    (True, False, True)
    """
    return frozenset(
        word
        for keys in ALL_TABLES
        for name, key in keys.items()
        if kind in {None, key.kind}
        for word in (name, key.chinese)
    )
