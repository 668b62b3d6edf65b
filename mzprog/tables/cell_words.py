"""What tables call the plan file's own words, beside the words that a plan file itself may use for them."""

from __future__ import annotations

from mzprog.core.plan import TOTAL
from mzprog.planfile.values import IN_CHINESE

CUMULATIVE = "流量（年初累计）"
SUMMED = "（累计数）"  # after any other measure
REMARKED = {"原因": "causes", "措施": "actions"}  # heads of notes in a table of our own, and their keys
# By the kind of a key's value: which word of the plan file another one means.
MEANT = {
    **IN_CHINESE,
    "type": {"约束": "约束性", "预期": "预期性", "约束性指标": "约束性", "预期性指标": "预期性"},
    "measure": {**IN_CHINESE["measure"], "累计": TOTAL},
}
