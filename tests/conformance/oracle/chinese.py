"""The same plan with Chinese keys, values and periods, here and there, as people mix them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from typing import Any

KEYS = {
    "plan": "规划", "baseline_year": "基期", "target_year": "目标年", "direction": "方向", "series": "数列",
    "method": "方法", "indicators": "指标", "name": "名称", "id": "代号", "rule": "规则", "measure": "数值性质",
    "cumulative": "累计数", "hold": "保持", "baseline": "基期值", "target": "目标值", "milestones": "中期目标",
    "quotas": "年度计划", "observations": "实际值", "components": "组成", "value": "数值", "missing": "缺数",
    "judged": "判定", "period": "期", "text": "文字", "change": "变动", "growth": "年均增长", "times": "倍数",
    "about": "左右", "within": "容差", "at_least": "不低于", "above": "高于", "at_most": "不高于", "below": "低于",
    "plus": "加", "default_rule": "缺省规则", "met": "达标评价", "met_first": "达标优先", "tiers": "等级",
    "from": "下限", "label": "评价用语", "outcomes": "完成等级", "weight": "权重",
}  # fmt: skip
RULES = {
    "linear": "线性型", "exponential": "指数型", "index": "定基指数型", "log": "对数型", "completion": "完成程度",
}  # fmt: skip
TRUTH = {"true": "是", "false": "否"}
VALUES = {
    "measure": {"flow": "流量", "total": "累计量", "growth": "增速", "change": "累计变动", "cut": "累计降幅"},
    "rule": RULES, "default_rule": RULES, "cumulative": TRUTH, "hold": TRUTH, "met_first": TRUTH,
}  # fmt: skip
NAMES = ("components", "series")  # what stands in these are names of the plan's own
TIMES = ("observations", "milestones", "quotas")
QUARTERS = "一二三四"


def period_in_chinese(text: str) -> str:
    """Write a period as people do.

    >>> [period_in_chinese(text) for text in ("2018", "2018H2", "2018Q3", "2018-06")]
    ['2018年', '2018年下半年', '2018年三季度', '2018年6月']
    """
    year, part = text[:4], text[4:]
    if part.startswith("-"):
        return f"{year}年{int(part[1:])}月"
    words = {"": "", "H": "上半年" if part == "H1" else "下半年", "Q": f"{QUARTERS[int(part[-1:] or 1) - 1]}季度"}
    return f"{year}年{words[part[:1]]}"


def in_chinese(data: Any, random: Random, key: str = "", inside: str = "") -> Any:
    """Return a plan's data with about half of its keys, values and periods in Chinese."""
    if isinstance(data, Mapping):
        found = {}
        for name, item in data.items():
            turned = random.random() < 0.5
            word = name
            if turned and key not in NAMES:
                is_time = key in TIMES or inside == "series"
                word = period_in_chinese(name) if is_time else KEYS[name]
            found[word] = in_chinese(item, random, name, key)
        return found
    if isinstance(data, list):
        return [in_chinese(item, random, "", key) for item in data]
    if key in ("baseline_year", "target_year", "period") and random.random() < 0.5:
        return period_in_chinese(data)
    if random.random() < 0.5 and not re.search(r"\d", data):
        return VALUES.get(key, {}).get(data, data)
    return data
