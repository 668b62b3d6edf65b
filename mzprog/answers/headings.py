"""CSV for people: ``--heads 中文`` gives the columns Chinese heads, and their words Chinese names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mzprog.answers import against, since
from mzprog.core.rules import TITLES
from mzprog.planfile.values import WORDS

_HEADS = {
    "file": "文件", "plan": "规划", "as_of": "评估时点", "name": "指标", "id": "代号", "of": "上级指标",
    "category": "类别", "type": "属性", "unit": "单位", "rule": "规则", "baseline": "基期值", "target": "目标值",
    "observed": "实际值",
    "observed_annual": "折全年", "observed_period": "数据所属期", "planned": "应达值", "progress_rate": "进展率",
    "verdict": "评价", "target_met": "达到目标", "early": "提前完成", "outcome": "完成情况", "reason": "原因",
    "remarks": "备注", "working": "计算过程", "overall": "总进度", "annual_growth": "年均增速", "hold": "目前达标",
    "carried": "沿用", "judged": "人工判定", "responsible": "责任单位", "weight": "权重", "measure": "数值性质",
    "since": "上次时点", "since_change": "变化", "since_rate_change": "进展率变化", "kind": "变化", "indicator": "指标",
}  # fmt: skip
_WORDS: Mapping[str, Mapping[Any, str]] = {
    "rule": TITLES, "rule_before": TITLES, "measure": WORDS, "since_change": since.KINDS, "kind": against.KINDS,
}  # fmt: skip
_TRUTH = {True: "是", False: "否"}


def head(key: str) -> str:
    """Return the Chinese head of a column; those of an earlier time say so.

    >>> head("progress_rate"), head("since_verdict"), head("verdict_before")
    ('进展率', '上次评价', '上次评价')
    """
    own = key.removeprefix("since_").removesuffix("_before")
    return _HEADS[key] if key in _HEADS else f"上次{_HEADS[own]}"


def in_chinese(records: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the CSV's records with Chinese heads, rules and kinds by their names, truth as 是 and 否."""
    for record in records:
        yield {
            head(key): _TRUTH[value] if isinstance(value, bool) else _WORDS.get(key, {}).get(value, value)
            for key, value in record.items()
        }
