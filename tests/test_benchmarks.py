"""The benchmark judges what it measured; nothing is timed here."""

from __future__ import annotations

from fractions import Fraction

import pytest

from benchmarks.startup import STARTS, Start, broken, report, run


@pytest.mark.parametrize("start", STARTS, ids=lambda start: start.name)
def test_a_broken_bound_is_told(start: Start) -> None:
    """A ratio at its bound holds, one above does not, and the table says which."""
    above = start.bound + Fraction(1, 100)
    assert not broken(start, start.bound)
    assert broken(start, above)
    assert "超过上限" in report({start: above})
    assert "超过上限" not in report({start: start.bound})


def test_a_failing_command_is_no_measurement() -> None:
    """A start that fails is quick, and must not count as one."""
    with pytest.raises(SystemExit, match="退出码3"):
        run("raise SystemExit(3)")
