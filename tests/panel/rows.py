"""Random rows of long tables: boundaries made on purpose, of the kinds that ministries have most."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

from tests.conformance.oracle.draw import decimal

SHARES = [Fraction(n, 10000) for n in (0, 4000, 10000, 3999, 4001, 9999, 10001, 11000, -2500, 33335, 66665)]
SIZES = ("0.5", "7", "37", "100", "2500", "0.000001", "999999999999", "123456789.25", "0", "-4", "-0.75")
TARGETS = ("{}", "{}", "{}", "≥{}", ">{}", "≤{}", "<{}", "≧{}", "＞{}", ">={}", "<={}", "＜{}")
RULES = ("", "", "linear", "index", "completion", "线性型", "定基指数型", "完成程度", "exponential", "log")
HEAD = ("region", "plan", "indicator", "type", "category", "unit", "weight", "responsible", "rule", "measure",
        "cumulative", "hold", "direction", "baseline_year", "baseline", "target_year", "target", "milestones",
        "period", "value", "missing", "judged")  # fmt: skip
PERIODS = ("2021", "2022", "2021H1", "2022H2", "2022Q3", "2022-05", "2022-12", "2023", "2025", "2020", "2022年")


class Drawing:
    """Draws indicators; the same seed draws the same."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def rows(self, count: int) -> Iterator[dict[str, str]]:
        """Yield the rows of so many indicators, twenty to a plan."""
        for number in range(count):
            item = self.indicator(number)
            for period, figure in self.entries(item):
                yield dict.fromkeys(HEAD, "") | item | figure | {"period": period}

    def indicator(self, number: int) -> dict[str, str]:
        pick = self.random.choice
        kind = pick(["", "", "", "", "flow", "total", "存量", "流量"])
        chance = self.random.random
        bases = SIZES if kind != "total" else ("",)
        target = pick(TARGETS).format(pick([size for size in SIZES if chance() < 0.9 or size != "0"] or ["1"]))
        return {
            "region": pick(["", "武汉市", "天门市"]) if number % 20 == 0 else "县",
            "plan": f"规划{number // 20}",
            "indicator": f"指标{number % 20}",
            "type": pick(["约束性", "预期性", "", "倡导性"]),
            "category": pick(["养老", ""]),
            "unit": pick(["张", "%", ""]),
            "weight": pick(["", "1", "2.5"]),
            "responsible": pick(["", "民政局", "民政局、财政局"]),
            "rule": pick(RULES),
            "measure": kind,
            "cumulative": "true" if kind == "total" and chance() < 0.8 else "",
            "hold": "是" if chance() < 0.03 else "",
            "direction": self.direction(target),
            "baseline_year": pick(["2020", "2020", "2020", "2020-06", "2020H1", "2021"]),
            "baseline": pick(bases) if chance() < 0.93 else "",
            "target_year": pick(["2025", "2025", "2025", "2022", "2025H1", "2024-03"]),
            "target": target,
            "milestones": "2023=40" if chance() < 0.03 else "",
        }

    def direction(self, target: str) -> str:
        if target[0] in "≥>≧＞":
            return self.random.choice(["", "正向"])
        if target[0] in "≤<＜":
            return self.random.choice(["", "逆向"])
        return self.random.choice(["", "正向", "逆向", "正向"])

    def entries(self, item: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield an indicator's entries, some of them gaps."""
        periods = self.random.sample(PERIODS, self.random.randint(1, 3))
        if "2022" in periods and "2022年" in periods:
            periods.remove("2022年")
        for period in periods:
            lot = self.random.random()
            if lot < 0.03:
                yield period, {"missing": "未统计"}
            elif lot < 0.05:
                yield period, {"judged": "达到"}
            elif lot < 0.08:
                yield period, {}
            else:
                yield period, {"value": self.figure(item, period)}

    def figure(self, item: dict[str, str], period: str) -> str:
        """Return a figure: on a limit, one unit beside it, or anywhere."""
        if self.random.random() < 0.4:
            return self.random.choice(SIZES) if self.random.random() < 0.5 else f"{self.random.uniform(-9, 300):.2f}"
        target = Fraction(item["target"].lstrip("≥>≧＞≤<＜="))
        start = Fraction(item["baseline"] or "0")
        passed = Fraction(self.random.choice([1, 2, 3, 4, 5]), 5)
        planned = start + (target - start) * passed
        share = self.random.choice(SHARES)
        values = [start + (planned - start) * share, planned * share, target * share, target, start, planned]
        text = decimal(self.random.choice(values))
        if text is None or len(text.partition(".")[2]) > 6:
            return f"{self.random.uniform(0, 100):.3f}"
        unit = Fraction(1, 10 ** len(text.partition(".")[2]))
        return decimal(Fraction(text) + unit * self.random.choice([0, 0, 0, 1, -1])) or text
