"""The counts over rows, and their score (综合得分): what each row adds, added up."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import NamedTuple


class Score(NamedTuple):
    """综合得分: the weighted average of rates; ``left_out`` is the share of weight without one, ``unweighted`` rows."""

    value: Fraction | None
    left_out: Fraction
    unweighted: int = 0
    rows: int = 0


class Tally(NamedTuple):
    """Counts over rows: by verdict, of met targets, of those met early (提前完成), of outcomes; and the score."""

    total: int
    by_verdict: Mapping[str, int]
    target_met: int
    early: int
    done: int
    outcomes: int
    score: Score
    by_outcome: Mapping[str, int] = {}

    @property
    def completion(self) -> Fraction | None:
        """完成率: the share of 完成 among the rows with an outcome, once there are any."""
        return Fraction(self.done, self.outcomes) if self.outcomes else None


class Share(NamedTuple):
    """What a row adds to the counts that it belongs to; it has ``points`` unless the score leaves it out."""

    verdict: str
    met: bool
    early: bool
    outcome: str | None
    weight: Fraction | int | None
    points: Fraction | None


def tally(shares: Sequence[Share], labels: Iterable[str], outcomes: Iterable[str], of_done: Iterable[str]) -> Tally:
    """Add up what rows add to a count, by verdict and by outcome; ``of_done`` are the outcomes that count as done."""
    by_verdict, by_outcome = dict.fromkeys(labels, 0), dict.fromkeys(outcomes, 0)
    met = early = 0
    for share in shares:
        by_verdict[share.verdict] += 1
        met += share.met
        early += share.early
        if share.outcome is not None:
            by_outcome[share.outcome] += 1
    done = sum([by_outcome[label] for label in of_done])
    return Tally(len(shares), by_verdict, met, early, done, sum(by_outcome.values()), score(shares), by_outcome)


def score(shares: Sequence[Share]) -> Score:
    """Return the score (综合得分) of rows: Σ weight · points ÷ Σ weight, over what can be assessed."""
    gained: dict[int, int] = {}  # by denominator: whole numbers add up in no time
    counted: Fraction | int = 0
    whole: Fraction | int = 0
    for share in shares:
        weight, points = share.weight or 0, share.points
        whole += weight
        if points is not None:
            up, down = (points if weight == 1 else weight * points).as_integer_ratio()
            gained[down] = gained.get(down, 0) + up
            counted += weight
    unweighted = sum([share.weight is None for share in shares])
    if not counted:
        return Score(None, Fraction(1 if whole else 0), unweighted, len(shares))
    down = lcm(*gained)
    gain = Fraction(sum([part * (down // each) for each, part in gained.items()]), down)
    return Score(gain / counted, Fraction(whole - counted, whole), unweighted, len(shares))
