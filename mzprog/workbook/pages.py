"""The sheets beside a workbook's table: counts, sources, method."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from mzprog.answers.narrative import method_lines
from mzprog.core.method import NOT_ASSESSABLE, Method
from mzprog.core.quantity import literal
from mzprog.core.results import Assessment
from mzprog.core.stated import figures_of, source_key
from mzprog.core.tally import Tally
from mzprog.core.wording import figure_text
from mzprog.workbook.sheets import FIGURE, HEAD, INPUT, NAME, TITLE, Entry, Formula, Sheet, area, letters
from mzprog.workbook.values import usual_limits

_TIERS = 4  # the row of the first threshold
_LOWEST = Decimal("-1E+300")  # stands for a tier without a threshold


class Names:
    """The names of one plan's sheets, after ``lead`` where a workbook holds several plans."""

    def __init__(self, lead: str = "") -> None:
        self.table, self.parts, self.milestones, self.counts, self.sources, self.method = (
            lead + name for name in ("评估表", "分项", "中期目标", "汇总", "来源", "方法")
        )


class MethodPage:
    """Where the method stands: thresholds and labels rise from the lowest tier, as a look-up needs them."""

    def __init__(self, sheet: str, method: Method) -> None:
        self.sheet, self.method = sheet, method
        self.tiers = tuple(reversed(method.tiers))
        self.met, self.unknown, self.limit = (_TIERS + len(self.tiers) + n for n in range(3))

    @property
    def addresses(self) -> dict[str, str]:
        """The addresses that the table's formulas use."""
        rows = range(_TIERS, _TIERS + len(self.tiers))
        return {
            "starts": area(self.sheet, 0, rows),
            "labels": area(self.sheet, 1, rows),
            "met_label": self._cell(self.met),
            "limit": self._cell(self.limit),
        }

    @property
    def labels(self) -> list[tuple[str, str]]:
        """Each verdict with the address it stands at."""
        found = [(tier.label, self._cell(_TIERS + n)) for n, tier in enumerate(self.tiers)]
        return [*found, (self.method.met_label, self._cell(self.met)), (NOT_ASSESSABLE, self._cell(self.unknown))]

    def _cell(self, row: int) -> str:
        return f"'{self.sheet}'!$B${row + 1}"


def method_sheet(page: MethodPage, assessment: Assessment, follows: bool) -> Sheet:
    """Return the method: thresholds and labels that the formulas read, and the rules in words.

    Where no row ``follows`` a change, the thresholds do not look as if they may be changed.
    """
    method, style = page.method, INPUT if follows else FIGURE
    own = Entry(method.met) if method.met else Entry(Formula(f"B{_TIERS + len(page.tiers)}", method.met_label))
    rows: list[tuple[Entry, ...]] = [
        (Entry("评价方法", TITLE),),
        (Entry("名称"), Entry(method.name, NAME)),
        (Entry("依据"), Entry(method.source, NAME)),
        (Entry("进展率下限（%）", HEAD), Entry("评价", HEAD)),
    ]
    for tier in page.tiers:
        lowest = tier.start is None
        rows.append(
            (
                Entry(
                    _LOWEST if tier.start is None else tier.start,
                    FIGURE if lowest else style,
                    ';"以下"' if lowest else "",
                ),
                Entry(tier.label),
            )
        )
    rows += [
        (Entry("达到目标"), own),
        (Entry("没有进展率"), Entry(NOT_ASSESSABLE)),
        *_limits(method, style),
        (),
        *((Entry(""), Entry(line, NAME)) for line in method_lines(assessment)),
        (Entry(""), Entry("电子表格按二进制计算，所以各进展率先保留10位小数，再与上面的下限比较。", NAME)),
    ]
    return Sheet(page.sheet, tuple(rows), (18, 90), heads=0)


def _limits(method: Method, style: str) -> Iterator[tuple[Entry, ...]]:
    """Yield the limits of forecasts: the one that formulas read, or each with its class."""
    if usual_limits(method):
        yield Entry("提速倍数的界限"), Entry(method.outlook_limits[0].to or Decimal(0), style)
        return
    for to, label in method.outlook_limits:
        yield Entry("提速倍数的界限"), Entry(f"{label}：{'其余' if to is None else f'不超过{literal(to)}'}", NAME)


def counts_sheet(name: str, assessment: Assessment, column: Callable[[str], str]) -> Sheet:
    """Return the counts of the whole plan, its types and its categories, live over the table's columns."""
    columns = {key: column(key) for key in ("type", "category", "verdict")}
    labels = assessment.method.labels
    head = tuple(Entry(text, HEAD) for text in ("范围", "指标数", *labels))
    rows: list[tuple[Entry, ...]] = [(Entry(f"{assessment.plan.title}：汇总", TITLE),), head]

    def add(scope: str, counts: Tally, test: str) -> None:
        row = len(rows) + 1
        test = test.format(name=f"$A{row}")
        cells = [Entry(Formula(f"SUMPRODUCT({test}*1)", Decimal(counts.total)), FIGURE)]
        for number, label in enumerate(labels):
            said = f"EXACT({columns['verdict']},{letters(2 + number)}$2)"
            cells.append(Entry(Formula(f"SUMPRODUCT({test}*{said})", Decimal(counts.by_verdict[label])), FIGURE))
        rows.append((Entry(scope, NAME), *cells))

    add("全部指标", assessment.summary, f'({columns["verdict"]}<>"")')
    for word, counts in assessment.by_type.items():
        add(word, counts, f"EXACT({columns['type']},{{name}})")
    for word, counts in assessment.by_category.items():
        add(word, counts, f"EXACT({columns['category']},{{name}})")
    return Sheet(name, tuple(rows), (30, 10, *(12 for _ in labels)), heads=2)


def sources_sheet(name: str, assessment: Assessment) -> Sheet:
    """Return the documents that figures come from, then where each figure stands."""
    plan = assessment.plan
    numbers = {key: f"[{n}]" for n, key in enumerate(plan.sources, 1)}
    rows: list[tuple[Entry, ...]] = [
        tuple(Entry(text, HEAD) for text in ("来源", "标题", "发布机构", "日期", "网址", "说明"))
    ]
    for key, source in plan.sources.items():
        texts = (numbers[key], source.title, source.issuer, source.date, source.url, source.note)
        rows.append(tuple(Entry(text or "", NAME) for text in texts))
    rows += [(), tuple(Entry(text, HEAD) for text in ("来源", "指标", "数据", "数值", "", "说明"))]
    rows += [tuple(Entry(text, NAME) for text in texts) for texts in _figures(assessment, numbers)]
    return Sheet(name, tuple(rows), (12, 48, 22, 14, 16, 56))


def _figures(assessment: Assessment, numbers: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    plan, last = assessment.plan, assessment.as_of.period.end
    for item in plan.indicators:
        for part in item.measures:
            for key, period, words, figure in figures_of(part):
                if key != "observations" or (period and period.end <= last):
                    number = numbers.get(source_key(plan, item, figure), "未注明")
                    yield number, item.name, f"{part.name or ''}{words}", figure_text(figure), "", figure.note or ""
