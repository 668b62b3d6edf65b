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

    from mzprog.core.assessment import evaluate as evaluate
    from mzprog.core.plan import Plan as Plan
    from mzprog.core.problems import PlanError as PlanError
    from mzprog.core.problems import Refusal as Refusal
    from mzprog.core.results import Assessment as Assessment
    from mzprog.planfile.load import load_plan as load_plan
    from mzprog.questions.outlook import outlook as outlook
    from mzprog.questions.scenario import whatif as whatif

# Imported when first used, so that `mzprog --version` starts as fast as Python itself.
_HOMES = {
    "Assessment": "core.results",
    "Plan": "core.plan",
    "PlanError": "core.problems",
    "Refusal": "core.problems",
    "evaluate": "core.assessment",
    "load_plan": "planfile.load",
    "outlook": "questions.outlook",
    "whatif": "questions.scenario",
}
__all__ = ["Assessment", "Plan", "PlanError", "Refusal", "__version__", "evaluate", "load_plan", "outlook", "whatif"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'mzprog' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"mzprog.{_HOMES[name]}"), name)
