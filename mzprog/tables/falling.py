"""Names that say that lower is better: 失业率, PM2.5浓度, maternal mortality; but not 投诉办结率, emissions avoided."""

from __future__ import annotations

import re

_BAD = (
    "死亡率|死亡人数|死亡数|死亡人口|失业率|发病率|患病率|发生率|感染率|复发率|漏损率|产销差|损失率|辍学率|失学率|空置率|"
    "贫困率|贫困发生率|贫困人口|犯罪率|发案|投诉|事故|能耗|能源消耗|电耗|水耗|用水量|用水总量|耗水|能源消费总量|煤炭消费|碳排放|排放量|排放强度|排放总量|浓度|"
    "劣[VⅤ五]|超标|违法|负债率|不良率|不良贷款率|近视率|肥胖率|吸烟率|恩格尔|基尼|差距"
)
# What may follow and only counts it: 劣V类水体比例, 事故死亡人数, 用水量上限.
_COUNTS = (
    "率|量|数|人数|人次|人口|起数|次数|件|户数|总量|总数|总额|强度|系数|比例|比|占比|水平|指数|值|控制|规模|增速|增长率|"
    "死亡|受伤|伤亡|发生|案件|事件|类|水体|断面|水质|浓度|排放|消费|消耗|年均|平均|上限|时间|指标|以上|建筑|面积"
)
_CHINESE = re.compile(f"(?P<word>{_BAD})(?:{_COUNTS})*(?:[（(][^（()）]*[）)])?$")
_ENGLISH = re.compile(
    "mortality|unemployment|poverty|incidence|prevalence|emission|stunting|wasting|malnutrition|dropout|drop-out|deaths|"
    "accidents|casualt|losses|non-revenue water|deficit|vacancy|crime|illiteracy",
    re.IGNORECASE,
)
_TURNED = re.compile(
    r"reduc|decreas|declin|avoid|avert|prevent|sav(?:ed|ing)|mitigat|treated|abate|cut\b|lifted|coverage|surveillance|"
    "reported|reporting|control|response",
    re.IGNORECASE,
)
_USED = re.compile("耗|用水|消费")


def falling(name: str) -> str:
    """Return the word of a name that says lower is better; "" where there is none, or it is turned round.

    >>> falling("城镇登记失业率（%）"), falling("投诉办结率"), falling("用水量下降"), falling("GHG emissions avoided")
    ('失业率', '', '', '')
    >>> falling("劣V类水体比例"), falling("Maternal mortality ratio")
    ('劣V', 'mortality')
    """
    found = _CHINESE.search(name)
    if found:
        return found["word"]
    latin = _ENGLISH.search(name)
    return latin[0] if latin and not _TURNED.search(name) else ""


def is_use(word: str) -> bool:
    """Tell whether a word is about what is used up: a plan may let that grow.

    >>> is_use("用水量"), is_use("失业率")
    (True, False)
    """
    return _USED.search(word) is not None
