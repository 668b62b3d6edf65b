"""The benchmarks judge what they measured; nothing is timed here."""

from __future__ import annotations

from fractions import Fraction

import pytest

from benchmarks.measuring import Measured, report, run
from benchmarks.startup import STARTS, Start


@pytest.mark.parametrize("start", STARTS, ids=lambda start: start.name)
def test_a_broken_bound_is_told(start: Start) -> None:
    """A ratio at its bound holds, one above does not, and the table says which."""
    kept = Measured(start.name, start.bound, start.bound)
    broken = kept._replace(ratio=start.bound + Fraction(1, 100))
    assert (kept.broken, broken.broken) == (False, True)
    assert "超过上限" in report("启动", "", [broken], [])
    assert "超过上限" not in report("启动", "", [kept], [])


def test_a_failing_command_is_no_measurement() -> None:
    """A start that fails is quick, and must not count as one."""
    with pytest.raises(SystemExit, match="退出码3"):
        run("raise SystemExit(3)")
