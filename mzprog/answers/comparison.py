"""``report`` of several plans: who is ahead, who lags, which indicators lag everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from mzprog.answers.evaluate import tone
from mzprog.answers.narrative import good_count
from mzprog.answers.overview import score_cell
from mzprog.core.method import NOT_ASSESSABLE
from mzprog.core.period import period_words
from mzprog.core.results import Assessment, Row
from mzprog.core.wording import cells, method_line, reason_lines, share_text
from mzprog.questions.outlook import forecast_class
from mzprog.render.document import GOOD, UNKNOWN, Bar, Cell, Column, Document, Group, Overview, Part, Section, Table

TITLE = "规划实施情况对比报告"


class Standing(NamedTuple):
    """How one plan stands: its ``name`` in the comparison, and how many of its assessed rows are well.

    ``page`` is the file of its own report, where there is one beside the comparison.
    """

    name: str
    assessment: Assessment
    good: int
    assessed: int
    page: str = ""

    @property
    def share(self) -> Fraction:
        """The share of well rows among the assessed ones, in percent."""
        return Fraction(100 * self.good, self.assessed) if self.assessed else Fraction(0)


class Shared(NamedTuple):
    """An indicator that several plans have under one name: each plan's row, the best first."""

    name: str
    rows: tuple[tuple[Standing, Row], ...]

    @property
    def lags_everywhere(self) -> bool:
        """Whether two or more plans can assess it and none of them is well."""
        found = [row.verdict not in s.assessment.method.good_labels for s, row in self.rows if not row.reason]
        return len(found) > 1 and all(found)


def standings(assessments: Sequence[Assessment], pages: Sequence[str] = ()) -> list[Standing]:
    """Return the plans, the one with the largest share of well rows first, with the ``pages`` of their own."""
    titles = [a.plan.title for a in assessments]
    found = []
    for number, assessment in enumerate(assessments, 1):
        title, counts, method = assessment.plan.title, assessment.summary, assessment.method
        name = f"{title}（{number}）" if titles.count(title) > 1 else title
        assessed = counts.total - counts.by_verdict[NOT_ASSESSABLE]
        page = pages[number - 1] if pages else ""
        found.append(Standing(name, assessment, good_count(counts, method), assessed, page))
    return sorted(found, key=lambda s: -s.share)


def shared(found: Sequence[Standing]) -> list[Shared]:
    """Return the indicators that two or more plans have, by name."""
    rows: dict[str, list[tuple[Standing, Row]]] = {}
    for standing in found:
        for row in standing.assessment.rows:
            rows.setdefault(row.indicator.name, []).append((standing, row))
    order = [Shared(name, tuple(sorted(pairs, key=_by_rate))) for name, pairs in rows.items() if len(pairs) > 1]
    return sorted(order, key=lambda item: not item.lags_everywhere)


def _by_rate(pair: tuple[Standing, Row]) -> tuple[bool, Fraction]:
    rate = pair[1].rate
    return rate is None, -(rate or Fraction(0))


def document(
    assessments: Sequence[Assessment], date: str | None = None, bodies: Sequence[str] = (), pages: Sequence[str] = ()
) -> Document:
    """Return the comparison of several plans; ``date`` and whose indicators (``bodies``) stand under its title.

    ``pages`` are the files of the plans' own reports, where they lie beside it.
    """
    found = standings(assessments, pages)
    common = shared(found)
    asked = assessments[0].as_of.period
    lead = (
        f"评估时点：{period_words(asked)}",
        f"规划：{len(found)}个",
        *([f"责任单位：{'、'.join(bodies)}"] if bodies else []),
        *([f"编制日期：{date}"] if date else []),
    )
    parts: list[Part] = [
        Section("一、评估方法", tuple(_methods(found)), prose=True),
        Section("二、总体对比", (_ahead(found),), prose=True),
        _counts(found),
        Overview(f"{_top(found)}的指标所占比例", (), tuple(_bar(s, _top(found)) for s in found), Fraction(100)),
        Section("三、各规划的滞后指标", tuple(_lagging(s) for s in found)),
        Section("四、共有指标对比", _common_lines(common, _top(found)), prose=True),
        *([_common_table(common)] if common else []),
        Section("五、无法评估的指标", tuple(_unknown(found)) or ("各规划的指标都可以评估。",)),
    ]
    return Document(TITLE, tuple(parts), lead)


def _methods(found: Sequence[Standing]) -> list[str]:
    """Return each method that is used, with the plans that use it where there are several."""
    users: dict[str, list[str]] = {}
    for standing in found:
        users.setdefault(f"{method_line(standing.assessment.method)}。", []).append(standing.name)
    if len(users) == 1:
        return list(users)
    return [f"{'、'.join(names)}：{line}" for line, names in users.items()]


def _ahead(found: Sequence[Standing]) -> str:
    told = f"各规划按可评估指标中{_top(found)}的比例排序。"
    found = [s for s in found if s.assessed]
    if not found:
        return f"{told}各规划的指标目前都不能评估。"
    first, last = found[0], found[-1]
    if first.share == last.share:
        return f"{told}各规划同为{share_text(first.good, first.assessed)}。"
    told += f"最高的是{first.name}（{share_text(first.good, first.assessed)}）"
    return f"{told}，最低的是{last.name}（{share_text(last.good, last.assessed)}）。"


def _top(found: Sequence[Standing]) -> str:
    """Return what a well row is called: the first tier's label, where all methods have the same."""
    labels = {s.assessment.method.tiers[0].label for s in found}
    return labels.pop() if len(labels) == 1 else "最高一档"


def _counts(found: Sequence[Standing]) -> Table:
    labels = list(dict.fromkeys(label for s in found for label in s.assessment.method.labels))
    labels.sort(key=lambda label: label == NOT_ASSESSABLE)
    columns = (
        Column("规划", flexible=True),
        Column("指标数", right=True),
        *(Column(label, right=True) for label in labels),
        Column(f"{_top(found)}占比", right=True),
        Column("提前完成", right=True),
        Column("完成率", right=True),
        Column("综合得分", right=True),
    )
    rows = []
    for s in found:
        counts = s.assessment.summary
        completion = "—" if counts.completion is None else share_text(counts.done, counts.outcomes)
        numbers = (counts.total, *(counts.by_verdict.get(label, "—") for label in labels))
        texts = (*map(str, numbers), share_text(s.good, s.assessed), str(counts.early), completion)
        rows.append((Cell(s.name, link=s.page), *map(Cell, texts), score_cell(counts.score)))
    return Table(columns, (Group("", tuple(rows)),), "各规划的评价", 1, wide=True)


def _bar(s: Standing, top: str) -> Bar:
    """Return the bar of a plan's share of well rows; of a plan with no row that can be assessed, what says so."""
    if not s.assessed:
        return Bar(s.name, None, "没有可评估的指标", UNKNOWN, "", "")
    share = share_text(s.good, s.assessed)
    return Bar(s.name, s.share, f"{share}（{s.good}/{s.assessed}）", GOOD, share.removesuffix("%"), f"{top}占比")


def _lagging(s: Standing) -> str:
    names = [f"{cells(row).name} {cells(row).rate}（{row.verdict}）" for row in s.assessment.lagging]
    return "\n".join([f"{s.name}：{f'{len(names)}项' if names else '没有滞后的指标'}", *names])


def _common_lines(common: Sequence[Shared], top: str) -> tuple[str, ...]:
    if not common:
        return ("各规划没有名称相同的指标。",)
    everywhere = [item.name for item in common if item.lags_everywhere]
    told = (
        f"在各规划中都没有达到{top}的指标：{'、'.join(everywhere)}。" if everywhere else "没有在各规划中均滞后的指标。"
    )
    return (f"名称相同的指标有{len(common)}项。{told}",)


def _common_table(common: Sequence[Shared]) -> Table:
    columns = (
        Column("规划", flexible=True),
        Column("基期", right=True),
        Column("目标", right=True),
        Column("实际", right=True),
        Column("进展率", right=True),
        Column("评价", choose=True),
        Column("预测或完成情况"),
    )
    groups = tuple(Group(item.name, tuple(_common_row(*pair) for pair in item.rows)) for item in common)
    return Table(columns, groups, "共有指标的进展", 2, head="指标", wide=True)


def _common_row(standing: Standing, row: Row) -> tuple[Cell, ...]:
    text, method, period = cells(row), standing.assessment.method, row.deciding.period
    return (
        Cell(standing.name),
        Cell(text.baseline),
        Cell(text.target),
        Cell(text.observed, str(period) if period and period.months < 12 else ""),
        Cell(text.rate),
        Cell(text.verdict, text.mark, tone(row.verdict, method)),
        Cell(row.outcome or forecast_class(row, method) or "—"),
    )


def _unknown(found: Sequence[Standing]) -> list[str]:
    reasons = [(s.name, reason_lines(s.assessment)) for s in found]
    return ["\n".join([name, *lines]) for name, lines in reasons if lines]
