"""The later steps of the statement: what a rule says of a case, what that is worth, and how it is told.

Rules, their needs and their workings are written by the entries of :mod:`mzprog.core.rules`. What stands beside them
there as decisions (what is reached, tiers, outcomes) is said here once more, shortly; a differential test holds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from mzprog.core.method import DONE, NOT_ASSESSABLE, NOT_DONE, Method, Tier
from mzprog.core.quantity import fixed as fixed_text
from mzprog.core.ratio import first
from mzprog.core.results import NOT_BEGUN, AsOf
from mzprog.core.rules import ATTAINMENT, RULES, Rule, Terms, reached
from mzprog.core.working import WHOLE
from mzprog.panel.dialect import Dialect, literal
from mzprog.panel.exact import Condition, Exact, Factor, NotExact
from mzprog.panel.texts import DIGITS, PLACES, Sheet, signed
from mzprog.panel.working import Figures, working

# Said exactly; too near a boundary to say without roots and more digits; not said by the statement at all.
EXACT, NEAR, OTHER = "exact", "near", "other"
# The columns of a result: the region, then those of the CSV of `evaluate`.
RESULT = (
    "region", "file", "plan", "as_of", "name", "id", "of", "category", "type", "unit", "rule", "baseline", "target",
    "observed", "observed_annual", "observed_period", "planned", "progress_rate", "verdict", "target_met", "early",
    "outcome", "reason", "remarks", "working", "overall", "annual_growth", "hold", "carried", "judged", "responsible",
    "weight", "measure",
)  # fmt: skip
FLAGS = frozenset(["target_met", "early", "hold", "carried"])
SCALE = 8  # decimals of the points that a score adds up
_MOST_START = 10**9  # of a tier, as a quotient: what it is multiplied with must fit
_MONTHS = 5  # digits of a time in months
_GROWTH_BOUND = "1e-12"  # what a growth in doubles may be off, as a share: ten times what its four steps can be


class Written(NamedTuple):
    """A rule in SQL: when it can divide, its rate and the share of the whole as quotients, its working."""

    needs: str
    share: Exact
    whole: Exact
    working: str


def _figure(column: str) -> Exact:
    return Exact(column, DIGITS, Counter([Factor("unit_", PLACES + 1)]))


_A, _B, _T = _figure("a_"), _figure("b_"), _figure("t_")
_P = Exact("p_", DIGITS + _MONTHS + 1, Counter([Factor("unit_", PLACES + 1), Factor("span_", _MONTHS)]))
_RISING = Condition("rising_")
_MISSED = Condition("CASE WHEN rising_ THEN a_ < t_ ELSE a_ > t_ END")


def _terms(rule: Rule) -> Terms:
    """Return what a rule is written over: the columns of a case."""
    years, span = (Exact(column, _MONTHS, Counter([Factor("12", 2)])) for column in ("passed_", "span_"))
    if rule.timeless:
        return Terms(_A, Exact("0", 1), _T, _T, years, span, _RISING, False)
    return Terms(_A, _B, _T, _P, years, span, _RISING, False)


def written_rules(sheet: Sheet) -> dict[str, Written]:
    """Return the rules that can be written in whole numbers."""
    found = {}
    for name, rule in RULES.items():
        try:
            found[name] = _written(rule, sheet)
        except NotExact:
            continue
    return found


def _written(rule: Rule, sheet: Sheet) -> Written:
    terms = _terms(rule)
    needs = " AND ".join(f"({need.holds(terms).text})" for need in rule.needs) or "TRUE"
    planned = _T if rule.timeless else _P
    figures = Figures("a_shown_", "b_shown_", "t_text_", _A, _B, _T, planned, "passed_", "span_", "places_")
    conditions = {"rising": "rising_", "ended": "passed_ = span_", "above_zero": "t_ > 0"}
    share, whole = (Exact.of(part(terms)) for part in (rule.share, rule.whole))
    for value in (share, whole):
        _percent_fits(value)
    return Written(needs, share, whole, working(rule, figures, conditions, sheet))


def _percent_fits(value: Exact) -> None:
    """Raise :class:`NotExact` where a value in percent could not be compared, rounded and added up."""
    Exact(value.up, value.digits + SCALE + 3)
    Exact(value.down, value.down_digits + SCALE + 3)


def verdict_steps(asked: AsOf, method: Method, dialect: Dialect) -> Iterator[tuple[str, str, str]]:
    """Yield the steps that follow on the cases: name, what it does, SELECT."""
    sheet = Sheet(dialect)
    rules = written_rules(sheet)
    judged = _judged(method, sheet, dialect)
    result = _result(asked, rules, sheet, dialect)
    yield "applied_", "用哪条规则：没有到目标的路就看是否达标", _applied(asked, rules)
    yield "rated_", "进展率、总进度是整数的商：分子和分母", _rated(method, rules, dialect)
    yield "digits_", "要写出的数各有多少个末位：整数除法，逢半进位", f"SELECT *{sheet.digits()}\nFROM rated_"
    yield "texts_", "写成文字", f"SELECT *{sheet.texts()}\nFROM digits_"
    yield "judged_", "评价：商与界限交叉相乘来比；写出来会与评价矛盾的，不在这里算", judged
    yield "result_", "结果：evaluate 的各列", result


def _timeless(rules: Mapping[str, Written]) -> str:
    """Return the rules that leave time out, as they stand after IN."""
    return ", ".join(literal(name) for name in rules if RULES[name].timeless) or "''"


def _applied(asked: AsOf, rules: Mapping[str, Written]) -> str:
    nothing = literal(f"{asked}没有观测值" if asked.exact else f"{asked}年没有观测值")
    older = "CASE WHEN older_end_ > begin_ THEN '，最近的是' || older_words_ ELSE '' END"
    if asked.latest:
        begun, entry = f"begin_ >= {asked.period.end}", "end_ > begin_"
    else:
        begun, entry = f"begin_ >= {asked.period.end} OR coalesce(end_ <= begin_, FALSE)", "end_ IS NOT NULL"
    return f"""\
SELECT *, p_ IS NOT NULL AS on_path_,
  CASE WHEN rule_ IN ({_timeless(rules)}) OR p_ IS NOT NULL THEN rule_ ELSE {literal(ATTAINMENT)} END AS applied_,
  CASE WHEN rising_ THEN a_ >= t_ ELSE a_ <= t_ END AND NOT (sign_ IN ('>', '<') AND a_ = t_) AS met_
FROM (
  SELECT *, CASE WHEN b_ <> t_ AND (t_ > b_) = rising_ AND reason_ IS NULL
    THEN b_ * span_ + (t_ - b_) * passed_ END AS p_,
    least(greatest(t_places_ + 2, coalesce(a_places_, 0)), {PLACES + 2}) AS places_
  FROM (
    SELECT *, CASE WHEN {begun} THEN {literal(NOT_BEGUN)}
      WHEN NOT coalesce({entry}, FALSE) THEN {nothing} || {older} END AS reason_,
      {"CASE WHEN end_ > begin_ THEN end_ END" if asked.latest else "end_"} AS entry_
    FROM case_
  ) AS reasons_
) AS paths_"""


def _rated(method: Method, rules: Mapping[str, Written], dialect: Dialect) -> str:
    attained = first(_MISSED, lambda: reached(_A, _T, _RISING), lambda: Exact("1", 1))

    def column(part: Callable[[Written], str], other: str) -> str:
        cases = " ".join(f"WHEN {literal(name)} THEN {part(rule)}" for name, rule in rules.items())
        return f"CASE applied_ {cases} ELSE {other} END" if rules else other

    whole = dialect.whole
    return f"""\
SELECT *,
  CAST({column(lambda rule: rule.share.up, attained.up)} AS {whole}) AS up_,
  CAST({column(lambda rule: rule.share.down, attained.down)} AS {whole}) AS down_,
  CAST({column(lambda rule: rule.whole.up, "NULL")} AS {whole}) AS whole_up_,
  CAST({column(lambda rule: rule.whole.down, "NULL")} AS {whole}) AS whole_down_,
  {_rest_of_mine(method, rules, column(lambda rule: rule.needs, "TRUE"))} AS ours_,
  CASE WHEN b_text_ = '' THEN '0' ELSE b_text_ END AS b_shown_
FROM applied_"""


def _rest_of_mine(method: Method, rules: Mapping[str, Written], needs: str) -> str:
    """Return whether a case that is read here can also be judged here."""
    known = ", ".join(map(literal, rules))
    judged = [
        "rising_ IS NOT NULL", f"rule_ IN ({known})", needs, "NOT (sign_ IN ('>', '<') AND a_ = t_)",
        f"NOT (rule_ IN ({_timeless(rules)}) AND (t_ = 0 OR a_ = 0))",
    ]  # fmt: skip
    if not method.met_first:
        judged.append(f"applied_ <> {literal(ATTAINMENT)}")
    if method.outcomes:
        judged.append("passed_ < span_")
    if any(max(Fraction(start or 0).as_integer_ratio()) > _MOST_START for start, _ in method.tiers):
        judged.append("FALSE")
    return (
        "mine_ AND rising_ IS NOT NULL AND (kind_ <> 'total' OR rising_) "
        f"AND rule_ IN ({known}) AND (reason_ IS NOT NULL OR ({' AND '.join(f'({one})' for one in judged)}))"
    )


def _judged(method: Method, sheet: Sheet, dialect: Dialect) -> str:
    share = Exact("up_", 30, Counter([Factor("down_", 30)]))
    whole = Exact("whole_up_", 30, Counter([Factor("whole_down_", 30)]))
    cases = [
        f"ELSE {literal(label)}" if start is None else f"WHEN {_at_least(start)} THEN {literal(label)}"
        for start, label in method.tiers
    ]
    near = [
        *_hidden((*WHOLE, *method.tiers), "rate_", "up_", "down_"),
        *_hidden(WHOLE, "overall_", "whole_up_", "whole_down_"),
    ]
    met = f"WHEN met_ THEN {literal(method.met_label)} " if method.met_first else ""
    near += _not_redone(share, sheet, dialect)
    ratio = "(CAST(a_ AS DOUBLE) / CAST(b_ AS DOUBLE))"
    grown = f"pow({ratio}, CAST(12 AS DOUBLE) / CAST(passed_ AS DOUBLE))"
    return f"""\
SELECT *, CASE {met}{" ".join(cases)} END AS label_, ({" OR ".join(near) or "FALSE"}) AS near_,
  abs(grown_ - 1) * 10000 + 0.5 AS growth_units_
FROM (
  SELECT *, CASE WHEN ours_ AND reason_ IS NULL THEN {sheet.fixed(share, "2", 100)} END AS rate_,
    CASE WHEN ours_ AND reason_ IS NULL AND applied_ <> {literal(ATTAINMENT)}
      THEN {sheet.fixed(whole, "2", 100)} END AS overall_,
    CASE WHEN kind_ = 'flow' AND applied_ <> 'completion' THEN {sheet.trimmed(_A, "places_")} ELSE a_text_ END
      AS a_shown_,
    CASE WHEN ours_ AND reason_ IS NULL AND a_ > 0 AND b_ > 0 THEN {grown} END AS grown_
  FROM texts_
) AS rates_"""


def _hidden(tiers: Sequence[Tier], text: str, up: str, down: str) -> Iterator[str]:
    """Yield when two decimals of a rate, its ``text``, would hide on which side of where a tier begins it is."""
    for start, _ in tiers:
        if start is not None:
            shown = fixed_text(start, 2)
            wrong = "FALSE" if Fraction(shown) >= Fraction(start) else "TRUE"
            yield f"coalesce({text} = {literal(shown)} AND ({_at_least(start, up, down)}) = {wrong}, FALSE)"


def _not_redone(share: Exact, sheet: Sheet, dialect: Dialect) -> Iterator[str]:
    """Yield when a working could not be done again from its steps, which then get more decimals elsewhere."""
    rate, whole = sheet.units(share, "2", 100), dialect.whole
    brought = f"CAST({sheet.units(_A, 'places_')} AS {whole}) * ({_A.down})"
    yield f"coalesce(kind_ = 'flow' AND {brought} <> abs(a_) * {sheet.scale('places_')}, FALSE)"
    steps = {"linear": [("TRUE", _A - _B, _P - _B)], "index": [("rising_", _A, _P), ("NOT rising_", _P, _A)]}
    for rule, ways in steps.items():
        for way, *parts in ways:
            up, down = (f"CAST({sheet.units(part, 'places_')} AS {whole})" for part in parts)
            again = dialect.divided(f"2 * 10000 * {up} + {down}", f"2 * {down}")
            wrong = f"coalesce(CAST({again} AS STRING) <> {rate}, p_ IS NOT NULL)"
            yield f"(applied_ = {literal(rule)} AND {way} AND {wrong})"


def _at_least(start: Decimal, up: str = "up_", down: str = "down_") -> str:
    """Return whether a rate is at least so many percent: no division, each side times the other's denominator."""
    numerator, denominator = Fraction(start).as_integer_ratio()
    return f"{up} * {100 * denominator} >= {numerator} * {down}"


def _result(asked: AsOf, rules: Mapping[str, Written], sheet: Sheet, dialect: Dialect) -> str:
    name = dialect.name_of
    on_path = f"p_ IS NOT NULL AND applied_ NOT IN ({_timeless(rules)})"
    small = f"coalesce({on_path} AND abs(p_) < unit_ * span_ AND p_ % span_ <> 0, FALSE)"
    growth_near = (
        f"coalesce(abs(growth_units_ - round(growth_units_)) < grown_ * 1e4 * {_GROWTH_BOUND} + 1e-9 "
        "OR growth_units_ > 1e14, FALSE)"
    )
    columns = {
        **_told(asked, dialect),
        **_figures(on_path, growth_near, sheet, dialect),
        **_judgement(asked),
        "working": f"CASE WHEN reason_ IS NULL AND ours_ THEN {_workings(rules)} END",
    }
    shown = ",\n  ".join(f"{columns[key]} AS {name(key)}" for key in RESULT if key != "file")
    return f"""\
SELECT
  {shown},
  CASE WHEN NOT coalesce(ours_, FALSE) THEN {literal(OTHER)}
    WHEN coalesce(near_, FALSE) OR {small} OR {growth_near} THEN {literal(NEAR)} ELSE {literal(EXACT)} END AS status_,
  begun_, first_,
  CASE WHEN rate_ IS NOT NULL THEN {_points(dialect)} END AS points_,
  CASE WHEN rate_ IS NOT NULL THEN CAST(up_ AS STRING) || '/' || CAST(down_ AS STRING) END AS share_
FROM judged_"""


def _told(asked: AsOf, dialect: Dialect) -> dict[str, str]:
    """Return the columns that say what the table says."""
    name = dialect.name_of
    return {
        "region": f"nullif({name('region')}, '')",
        "plan": name("plan"),
        "as_of": literal(str(asked.period)),
        "name": name("indicator"),
        **{key: f"nullif({name(key)}, '')" for key in ("id", "of", "category", "type", "unit", "weight")},
        "baseline": "nullif(b_text_, '')",
        "target": name("target"),
        "remarks": "''",
        "judged": "CAST(NULL AS STRING)",
        "responsible": name("responsible"),
        "measure": "kind_",
    }


def _figures(on_path: str, growth_near: str, sheet: Sheet, dialect: Dialect) -> dict[str, str]:
    """Return the columns with figures, as they are written or with so many decimals."""
    level = sheet.trimmed(_T, "6")
    planned = f"CASE WHEN {on_path} THEN {sheet.trimmed(_P, '6')} ELSE {level} END"
    sign = "CASE WHEN grown_ < 1 AND floor(growth_units_) > 0 THEN '-' ELSE '' END"
    return {
        "observed": "CASE WHEN entry_ IS NOT NULL THEN a_text_ END",
        "observed_annual": f"CASE WHEN reason_ IS NULL AND kind_ = 'flow' THEN {sheet.trimmed(_A, '6')} END",
        "observed_period": "CASE WHEN entry_ IS NOT NULL THEN period_text_ END",
        "planned": f"CASE WHEN reason_ IS NULL THEN {planned} END",
        "progress_rate": "rate_",
        "overall": "overall_",
        "annual_growth": f"{sign} || CASE WHEN NOT {growth_near} THEN {_growth(dialect)} END",
    }


def _judgement(asked: AsOf) -> dict[str, str]:
    """Return the columns that say what a rate is worth."""
    ok = "reason_ IS NULL"
    kept = "met_ AND kind_ = 'stock' AND coalesce(CASE WHEN rising_ THEN b_ > t_ ELSE b_ < t_ END, FALSE)"
    carried = f"entry_ < {asked.period.end}" if asked.exact else f"entry_ <= {asked.period.year * 12}"
    outcome = f"CASE WHEN met_ THEN {literal(DONE)} ELSE {literal(NOT_DONE)} END"
    return {
        "rule": f"CASE WHEN {ok} THEN applied_ ELSE rule_ END",
        "verdict": f"CASE WHEN {ok} THEN label_ ELSE {literal(NOT_ASSESSABLE)} END",
        "target_met": f"CASE WHEN {ok} THEN met_ END",
        "early": f"{ok} AND met_ AND passed_ < span_ AND NOT ({kept})",
        "outcome": f"CASE WHEN {ok} AND passed_ = span_ THEN {outcome} END",
        "reason": "reason_",
        "hold": f"{ok} AND {kept}",
        "carried": f"coalesce({carried}, FALSE)" if asked.latest else "FALSE",
    }


def _growth(dialect: Dialect) -> str:
    """Return a growth with two decimals, which lies far enough from where it would be rounded otherwise."""
    digits = f"CAST(CAST(floor(growth_units_) AS {dialect.whole}) AS STRING)"
    size = f"greatest(length({digits}), 3)"
    padded = f"lpad({digits}, CAST({size} AS INT), '0')"
    return f"(substr({padded}, 1, CAST({size} - 2 AS INT)) || '.' || right({padded}, 2))"


def _points(dialect: Dialect) -> str:
    """Return what a row adds to a score, from 0 to 100, cut off after so many decimals."""
    full = 100 * 10**SCALE
    part = dialect.divided(f"up_ * CAST({full} AS {dialect.whole})", "down_")
    return f"CASE WHEN up_ <= 0 THEN 0 WHEN up_ >= down_ THEN CAST({full} AS {dialect.whole}) ELSE {part} END"


def _workings(rules: Mapping[str, Written]) -> str:
    """Return the working: that of the rule that was applied, or of what is applied by itself."""
    bound = "CASE WHEN b_ = t_ AND b_text_ <> '' THEN b_text_ ELSE t_text_ END"
    rate = "rate_ || '%'"
    reached_ = f"a_shown_ || CASE WHEN rising_ THEN ' ≥ ' ELSE ' ≤ ' END || {bound} || '，达标，记为' || {rate}"
    nothing = f"a_shown_ || CASE WHEN a_ < 0 THEN ' < ' ELSE ' > ' END || {bound} || '，目标为0，记为' || {rate}"
    a, t = signed("a_shown_"), signed(f"({bound})")
    quotient = f"CASE WHEN rising_ = (t_ > 0) THEN {a} || ' ÷ ' || {t} ELSE {t} || ' ÷ ' || {a} END || ' = ' || {rate}"
    attained = f"CASE WHEN NOT ({_MISSED.text}) THEN {reached_} WHEN t_ = 0 THEN {nothing} ELSE {quotient} END"
    cases = " ".join(f"WHEN {literal(n)} THEN {rule.working} || ' = ' || {rate}" for n, rule in rules.items())
    return f"CASE applied_ {cases} ELSE {attained} END"
