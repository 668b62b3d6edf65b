"""Words for two assessments side by side: what was, and what has become of it."""

from __future__ import annotations

from collections.abc import Iterator

from mzprog.core.results import Assessment, Tally


def moved(before: str, after: str) -> str:
    """Say what became of a text; a dash is nothing.

    >>> moved("滞后", "进展良好"), moved("滞后", "滞后"), moved("—", "50.00%")
    ('滞后 → 进展良好', '滞后（不变）', '无 → 50.00%')
    """
    if before == after:
        return f"{after}（不变）" if after != "—" else after
    return " → ".join("无" if text == "—" else text for text in (before, after))


def count_moves(before: Assessment, after: Assessment) -> Iterator[str]:
    """Yield the counts over the whole plan and of each type that has changed, with what became of each."""
    old, new = before.summary, after.summary
    yield f"{new.total}项指标：{_words(old, new)}"
    for word, now in after.by_type.items():
        then = before.by_type[word]
        if now != then:
            yield f"{word}{now.total}项：{_words(then, now)}"


def _words(before: Tally, after: Tally) -> str:
    then, now = tally_words(before), tally_words(after)
    return "，".join(
        f"{label}{count}项" if count == now[label] else f"{label}{count} → {now[label]}项"
        for label, count in then.items()
        if count or now[label]
    )


def tally_words(counts: Tally) -> dict[str, int]:
    """Return counts by what they count: the verdicts, then 提前完成 and 达到目标."""
    return {**counts.by_verdict, "提前完成": counts.early, "达到目标": counts.target_met}
