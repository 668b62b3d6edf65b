"""mzprog: how far each indicator of a plan has come (规划指标进展评估).

>>> from mzprog import load_plan, evaluate
>>> assessment = evaluate(load_plan("plans/wuhan.yaml"), 2018)
>>> dict(assessment.summary.by_verdict)
{'进展良好': 16, '滞后': 6, '严重滞后': 1, '无法评估': 0}
"""

from __future__ import annotations

__version__ = "0.1.0"

# What type checkers take for typing's own; importing that would double the time of `mzprog --version`.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from mzprog.analysis.forecast import outlook as outlook
    from mzprog.analysis.scenario import whatif as whatif
    from mzprog.assessment import evaluate as evaluate
    from mzprog.plan import Plan as Plan
    from mzprog.plan_file.load import load_plan as load_plan
    from mzprog.problems import PlanError as PlanError
    from mzprog.problems import Refusal as Refusal
    from mzprog.results import Assessment as Assessment

# Imported when first used, so that `mzprog --version` starts as fast as Python itself.
_HOMES = {
    "Assessment": "results",
    "Plan": "plan",
    "PlanError": "problems",
    "Refusal": "problems",
    "evaluate": "assessment",
    "load_plan": "plan_file.load",
    "outlook": "analysis.forecast",
    "whatif": "analysis.scenario",
}
__all__ = ["Assessment", "Plan", "PlanError", "Refusal", "__version__", "evaluate", "load_plan", "outlook", "whatif"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'mzprog' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"mzprog.{_HOMES[name]}"), name)
