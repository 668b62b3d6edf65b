"""Random valid plans of every kind, as data and as the text of a file; the same seed draws the same plan."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from tests.conformance.oracle.reading import ADDS_UP, CHAINED

RULES = ("linear", "exponential", "index", "log", "completion")
METHODS: Sequence[dict[str, Any]] = [
    {"default_rule": "exponential"},
    {"default_rule": "index"},
    {"default_rule": "completion", "met_first": "false",
     "tiers": [{"from": "110", "label": "超额"}, {"from": "100", "label": "达标"}, {"label": "欠账"}],
     "outcomes": [{"from": "110", "label": "超额完成"}, {"from": "100", "label": "完成"}, {"label": "未完成"}]},
    {"outcomes": [{"from": "110", "label": "超额完成"}, {"from": "100", "label": "完成"},
                  {"from": "95", "label": "基本完成"}, {"label": "未完成"}]},
    {"met": "已达目标", "tiers": [{"from": "95", "label": "正常"}, {"from": "60", "label": "偏慢"},
                              {"from": "0", "label": "缓慢"}, {"label": "倒退"}]},
    {"met_first": "false"},
]  # fmt: skip
LIMITS = [Fraction(1), Fraction(2, 5), Fraction(1), Fraction(11, 10), Fraction(3, 5), Fraction(19, 20)]


def text_of(time: tuple[int, int]) -> str:
    """Write the period of so many months that begins at a month count."""
    year, first = divmod(time[0], 12)
    part = {12: "", 6: f"H{first // 6 + 1}", 3: f"Q{first // 3 + 1}", 1: f"-{first + 1:02d}"}
    return f"{year}{part[time[1]]}"


def decimal(value: Fraction) -> str | None:
    """Write an exact value; None where it does not end within nine decimals."""
    scaled = value * 10**9
    if scaled.denominator != 1:
        return None
    digits = f"{abs(scaled.numerator):010d}"
    shown = f"{digits[:-9]}.{digits[-9:]}".rstrip("0").rstrip(".")
    return f"-{shown}" if value < 0 else shown


@dataclass
class Drawn:
    """A plan and the time that it is asked for."""

    plan: dict[str, Any]
    asked: dict[str, Any]


class Draw:
    """Draws one plan: its years, the time ``last`` (start, months) of its latest entries, and its rows."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        begin = self.random.choice([2015, 2020, 2020])
        self.years = self.random.choice([5, 5, 5, 3, 1])
        month, half = self.chance(0.12), self.chance(0.12)
        self.begin = begin * 12 + (6 if month else 12)
        self.end = (begin + self.years) * 12 + (6 if half else 12)
        self.years = (self.end - self.begin + 11) // 12
        words = (f"{begin}-06" if month else str(begin), f"{self.end // 12}H1" if half else str(self.end // 12 - 1))
        self.plan: dict[str, Any] = {"plan": "随机规划", "baseline_year": words[0], "target_year": words[1]}
        self.plan["direction"] = self.pick("正向", "正向", "逆向")
        fits = [m for m in (12, 12, 12, 12, 6, 3, 1) if self.end - self.end % m > self.begin]
        months = self.random.choice(fits)
        ends = [end for end in range(self.begin + 1, self.end + 1) if end % months == 0]
        chosen = self.end if self.end % months == 0 and self.chance(0.3) else self.random.choice(ends)
        self.steady: set[str] = set()  # rows that grow each year exactly as asked
        self.late = self.chance(0.05)  # asked after the end of the plan
        self.last = (chosen - months + 12 * self.late * self.years, months)
        if self.chance(0.45):
            self.plan["method"] = self.random.choice(METHODS)
        where = text_of(self.last)
        self.plan["series"] = {"全省平均": {where: self.amount(), where[:4]: self.amount()}}

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, *options: str) -> str:
        return self.random.choice(options)

    def amount(self, low: float = 0, high: float = 200, digits: int | None = None) -> str:
        digits = self.random.choice([0, 0, 1, 2]) if digits is None else digits
        return f"{self.random.uniform(low, high):.{digits}f}"

    def drawn(self) -> Drawn:
        rows = [self.row(number) for number in range(self.random.randint(1, 4))]
        rows.append({"name": "参照", "id": "x", "target": "≥1", "observations": {text_of(self.last): self.amount()}})
        self.plan["indicators"] = rows
        where = text_of(self.last)
        asked: dict[str, Any] = {"as_of": where} if self.chance(0.3) else {"year": int(where[:4])}
        if "as_of" in asked and self.chance(0.3):  # its last month, which ends together with it
            asked = {"as_of": text_of((sum(self.last) - 1, 1))}
        if self.chance(0.15):
            later = self.random.choice([0, 1])
            half = {"as_of": f"{int(where[:4]) + later}H2"} if self.chance(0.3) else None
            asked = {**(half or {"year": int(where[:4]) + later}), "latest": True}
        return Drawn(self.plan, asked)

    def row(self, number: int) -> dict[str, Any]:
        measure = self.pick("stock", "stock", "stock", "flow", "flow", *(() if self.late else ADDS_UP))
        row: dict[str, Any] = {"name": f"指标{number}"}
        if measure != "stock":
            row["measure"] = measure
        if measure != "stock" and self.chance(0.35):
            row["cumulative"] = "true"
        if self.chance(0.45):
            row["rule"] = self.pick(*RULES)
        self.aims(row)
        row["observations"] = self.entries(row)
        if "baseline" in row and measure == "stock" and self.chance(0.05):
            row["baseline"] = {"value": row["baseline"], "period": self.plan["baseline_year"]}
        self.extras(row)
        return row

    # What is asked

    def aims(self, row: dict[str, Any]) -> None:
        """Draw target, direction and, where there is one, the baseline; milestones and quotas."""
        measure = row.get("measure", "stock")
        size = {"growth": 9, "change": 30, "cut": 20, "total": 100}.get(measure, 150)
        bound = self.amount(1, size)
        if self.chance(0.12):
            bound = "0" if self.chance(0.3) else f"-{bound}"
        falls = self.chance(0.35)
        if measure not in ADDS_UP and self.chance(0.8):
            row["baseline"] = self.baseline(Fraction(bound), falls)
        form = self.pick(*["sign"] * 6, "plain", "plain", "strict", "range", "about", "relative", "moved", "words")
        self.target(row, form, bound, falls)
        if isinstance(row["target"], str) and form != "range" and self.chance(0.3) and self.years > 1:
            self.milestones(row, Fraction(bound))

    def baseline(self, bound: Fraction, falls: bool) -> str:
        chance = self.random.random()
        if chance < 0.08:
            return str(decimal(bound))
        if chance < 0.16:
            return self.pick("0", self.amount(-50, 0))
        ahead = falls != (chance < 0.26)
        low, high = (float(bound), float(bound) + 80) if ahead else (min(float(bound) / 4, float(bound) - 20), bound)
        return self.amount(low, float(high))

    def target(self, row: dict[str, Any], form: str, bound: str, falls: bool) -> None:
        direction = "逆向" if falls else "正向"
        row["target"] = f"{'≤' if falls else '≥'}{bound}"
        if form == "strict":
            row["target"] = f"{'<' if falls else '>'}{bound}"
        elif form == "plain":
            row |= {"target": bound, "direction": direction}
            start = row.get("baseline", "0" if row.get("measure") in ADDS_UP else None)
            if not falls and start is not None and Fraction(bound) > Fraction(start) and self.chance(0.7):
                del row["direction"]
        elif form == "range":
            high = decimal(Fraction(bound) + Fraction(self.amount(1, 20)))
            row |= {"target": f"{bound}-{high}", "direction": self.pick("正向", "逆向", "适度")}
            if row.get("measure") in ADDS_UP:
                row["direction"] = "正向"
        elif form == "about":
            row["target"] = {"about": bound}
            row["direction"] = "适度" if row.get("measure") not in ADDS_UP and self.chance(0.3) else direction
            if self.chance(0.8):
                row["target"]["within"] = self.pick("1", "0.5", "5%", "10%")
        elif form == "relative" and row.get("measure") not in ADDS_UP:
            row["target"] = {
                self.pick(*(("at_most", "below") if falls else ("at_least", "above"))): self.pick(
                    "全省平均", "参照", "x"
                )
            }
            if self.chance(0.3):
                row["target"]["plus"] = self.pick("1", "0.5")
        elif form == "moved" and Fraction(row.get("baseline", "0")) > 0:
            sign = "-" if falls else "+"
            row["target"] = self.random.choice([
                {"growth": self.amount(-8, -1) if falls else self.amount(1, 12)},
                {"change": f"{sign}{self.amount(1, 60)}%"}, {"change": f"{sign}{self.amount(1, 60)}"},
                {"times": "0.5" if falls else self.pick("2", "1.5")},
            ])  # fmt: skip
        elif form == "words" and self.chance(0.5):
            row["target"] = self.random.choice([{"text": "达到国家要求"}, {"missing": "未公开"}])

    def milestones(self, row: dict[str, Any], bound: Fraction) -> None:
        """Draw yearly quotas or a path, most often on the way, sometimes turning, beyond the target or flat."""
        measure = row.get("measure", "stock")
        first, last = -(-self.begin // 12), (self.end - 1) // 12
        years = sorted(self.random.sample(range(first, last), min(last - first, self.random.randint(1, 2))))
        if not years or (measure == "total" and bound <= 0):
            return
        if measure == "total":
            if self.chance(0.5) and self.begin % 12 == 0:
                share = float(bound) / self.years
                row["quotas"] = {str(y): self.amount(share / 2, share * 1.6) for y in range(first, years[-1] + 1)}
                return
        start = Fraction(0 if measure in ADDS_UP else row.get("baseline", "0"))
        values = sorted(self.random.uniform(float(start), float(bound)) for _ in years)
        if bound < start:
            values.reverse()
        if measure != "total" and self.chance(0.25):
            values[0] += self.random.choice([-1, 1]) * abs(float(bound - start))
        texts = [f"{value:.2f}" for value in values]
        if measure != "total" and self.chance(0.1):
            texts[0] = str(decimal(start))
        sign = row["target"][0] if row["target"][0] in "≥≤" and self.chance(0.2) else ""
        row["milestones"] = {str(year): f"{sign}{text}" for year, text in zip(years, texts, strict=True)}

    # What was observed

    def entries(self, row: dict[str, Any]) -> dict[str, Any]:
        measure, cumulative = row.get("measure", "stock"), "cumulative" in row
        where = text_of(self.last)
        if re.fullmatch(r"[≥≤<>]?-?[\d.]+", str(row["target"])) and self.chance(0.2):
            self.steady.add(row["name"])
        found: dict[str, Any] = {}
        if measure in ADDS_UP and not (cumulative and measure != "growth"):
            start = self.last[0] - self.last[0] % 12 if cumulative else self.last[0]
            for time in self.cover(self.begin, start, cumulative):
                found[text_of(time)] = self.figure(row)
            self.break_up(row, found)
        else:
            for year in self.random.sample(range(self.begin // 12, self.last[0] // 12 + 1), 1):
                if year < self.last[0] // 12:
                    found[str(year)] = self.figure(row)
        found[where] = self.edge(row) or self.figure(row)
        if self.last[1] == 12 and not cumulative and self.chance(0.08) and measure in ADDS_UP:
            found |= {where: {"missing": "未统计"}, f"{where}H1": self.figure(row), f"{where}H2": self.figure(row)}
        if self.chance(0.03):
            found[where] = {"missing": "未统计"}
        if self.chance(0.05):
            del found[where]
        if self.chance(0.1):
            found[str(self.last[0] // 12 + 1)] = self.figure(row)
        if self.chance(0.04):
            found[where] = {"judged": self.pick("达到", "未达到", *self.labels())}
        return found

    def labels(self) -> list[str]:
        tiers = self.plan.get("method", {}).get("tiers", [{"label": "进展良好"}, {"label": "滞后"}])
        return [tier["label"] for tier in tiers]

    def cover(self, start: int, end: int, whole: bool) -> Iterator[tuple[int, int]]:
        """Yield periods one after the other from ``start`` to ``end``; only years where ``whole``."""
        while start < end:
            fits = [m for m in (12, 6, 3, 1) if start % m == 0 and start + m <= end]
            months = fits[0] if whole or self.chance(0.85) else self.random.choice(fits)
            yield start, months
            start += months

    def break_up(self, row: Mapping[str, Any], found: dict[str, Any]) -> None:
        """Make a gap, or say that a year is missing whose parts are there."""
        if found and self.chance(0.05):
            del found[self.random.choice(list(found))]
        years = [text for text in found if len(text) == 4]
        if years and "cumulative" not in row and self.chance(0.1):
            year = self.random.choice(years)
            parts = self.random.choice([["H1", "H2"], ["H1", "Q3", "Q4"], [f"-{n:02d}" for n in range(1, 13)]])
            found |= {year: {"missing": "未单独统计"}, **{f"{year}{part}": self.figure(row) for part in parts}}

    def figure(self, row: Mapping[str, Any]) -> str:
        """Return a figure, most often near what the target asks for; of a steady growth exactly that."""
        measure = row.get("measure", "stock")
        if row["name"] in self.steady and measure == "growth":
            return str(row["target"]).lstrip("≥≤<>")
        bound = re.search(r"-?[\d.]+", str(row["target"]))
        size = abs(float(bound.group())) if bound else 50.0
        if measure in CHAINED:
            steps = 1 if measure == "growth" or "cumulative" in row else self.years
            return self.amount(-size / steps, size * 2.2 / steps, 2)
        if measure == "total":
            steps = 1 if "cumulative" in row else self.years
            return self.amount(-size / 10 if self.chance(0.1) else 0, size * 1.6 / steps)
        if measure == "flow":
            return self.amount(0, size * 1.6 * self.last[1] / 12)
        start = float(row["baseline"]) if isinstance(row.get("baseline"), str) else size / 2
        low, high = sorted([start, size])
        return self.amount(low - (high - low) * 0.3 - 1, high + (high - low) * 0.3 + 1)

    def edge(self, row: Mapping[str, Any]) -> str | None:
        """Return a figure that lies exactly on a limit by some rule, or one unit beside it."""
        measure, target = row.get("measure", "stock"), row["target"]
        if not isinstance(target, str) or not re.fullmatch(r"[≥≤<>]?-?[\d.]+", target) or not self.chance(0.4):
            return None
        t, limit = Fraction(target.lstrip("≥≤<>")), self.random.choice(LIMITS)
        b = Fraction(row.get("baseline", "0")) if isinstance(row.get("baseline", "0"), str) else Fraction(0)
        passed = Fraction(self.last[0] + self.last[1] - self.begin, self.end - self.begin)
        p = b + (t - b) * passed
        falling = target[0] in "≤<" or row.get("direction") == "逆向"
        options = [b + (p - b) * limit, p * limit, t * limit, t, p, b]
        if falling:
            options += [p / limit, t / limit]
        if measure in ("growth", "total") or (measure in CHAINED and "cumulative" in row):
            options = [t, t * limit, t * limit * passed]
        value = decimal(self.random.choice(options))
        if value is None:
            return None
        unit = Fraction(1, 10 ** len(value.partition(".")[2]))
        return decimal(Fraction(value) + unit * self.random.choice([0, 0, 1, -1]))

    def extras(self, row: dict[str, Any]) -> None:
        """Draw what stands beside the figures: hold, limits and a weight of its own, components."""
        single = isinstance(row["target"], str) and "direction" not in row and row["target"][0] in "≥≤<>"
        if single and row.get("measure") in (None, "flow") and self.chance(0.1):
            row["hold"] = "true"
        tiers = self.plan.get("method", {}).get("tiers")
        if self.chance(0.05) and not tiers:
            limits = zip(("90", "50"), ("进展良好", "滞后"), strict=True)
            row["tiers"] = [*({"from": start, "label": label} for start, label in limits), {"label": "严重滞后"}]
        if self.chance(0.2):
            row["weight"] = self.pick("1", "2", "0.5")
        if self.chance(0.07) and not any("judged" in f for f in row["observations"].values() if isinstance(f, dict)):
            observations = row.pop("observations")
            other = {text: self.figure(row) if isinstance(f, str) else f for text, f in observations.items()}
            row["components"] = {"城市": {"observations": observations}, "农村": {"observations": other}}


def draw(seed: int) -> Drawn:
    """Return the plan of a seed."""
    return Draw(seed).drawn()


def written(data: Any) -> str:
    """Write data as YAML in one line, each scalar as plain as it may stand."""
    if isinstance(data, Mapping):
        return f"{{{', '.join(f'{written(key)}: {written(value)}' for key, value in data.items())}}}"
    if isinstance(data, list):
        return f"[{', '.join(map(written, data))}]"
    plain = re.fullmatch(r"[\w.≥≤+-][\w.%≥≤-]*", data)
    return str(data) if plain else json.dumps(data, ensure_ascii=False)


def file_of(plan: Mapping[str, Any]) -> bytes:
    """Return the bytes of a plan's file."""
    rows_key = "indicators" if "indicators" in plan else "指标"
    rows = [f"  - {written(row)}" for row in plan[rows_key]]
    head = [f"{key}: {written(value)}" for key, value in plan.items() if key != rows_key]
    return "\n".join([*head, f"{rows_key}:", *rows, ""]).encode()
