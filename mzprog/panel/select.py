"""The one SELECT that assesses a long table: rows → figures of an indicator → its case → what the rules say of it.

Its steps are those of ``core``: what is asked (``bounds``), what a rule says (``progress``), what that is worth
(``method``). Rules are written by :mod:`mzprog.core.rules` themselves. The column ``status_`` says whether a row is
``exact``; rows too ``near`` a boundary, and ``other`` ones that the statement does not say, go through ``evaluate``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from mzprog.core.method import Method
from mzprog.core.plan import RELATIONS
from mzprog.core.results import AsOf
from mzprog.panel.dialect import Dialect, literal
from mzprog.panel.texts import NUMBER, PLACES, decimals, end_of, months_of, number, period_text, period_words, plain
from mzprog.panel.verdict import verdict_steps
from mzprog.planfile.load import MAX_INDICATORS
from mzprog.planfile.long import COLUMNS
from mzprog.planfile.values import IN_CHINESE

# What an indicator says of itself, and is the same in all its rows.
ATTRIBUTES = tuple(
    name for name in COLUMNS
    if name not in {"period", "value", "missing", "judged", "source", "note", "published"}
)  # fmt: skip
KEYS = ("region", "plan", "indicator")
# What only the readers of plan files say: a row that has it is theirs.
_THEIRS = ("component", "of", "parts", "tiers", "milestones", "quotas")
_BESIDE = ("missing", "judged", "note", "published")
_TEXTS = ("id", "category", "type", "unit", "responsible")
_YES_OR_NO = {"hold": ("", "false", "否"), "cumulative": ("", "false", "否", "true", "是")}
_RELATIVE = (*RELATIONS, "不低于", "高于", "不高于", "低于")
FILE = 1 << 40  # rows of a file, at most


class Step(NamedTuple):
    """A step of the statement: the name of its rows, what it does, and its SELECT."""

    name: str
    about: str
    select: str


class Question(NamedTuple):
    """What is asked: the ``columns`` that the table has, the time, the method, and in whose words.

    ``numbered``: the table says in which file and row (``file_``, ``row_``) each row stands; ``names`` says what its
    columns are called, where that is not by their keys.
    """

    columns: Collection[str]
    asked: AsOf
    method: Method
    dialect: Dialect
    numbered: bool = False
    names: Mapping[str, str] = {}


def statement(question: Question, table: str) -> str:
    """Return the SELECT over a table, which stands in it under its quoted name."""
    steps = list(_steps(question, table))
    *before, last = [
        f"-- {step.about}\n{step.name} AS (\n{step.select}\n)" if n < len(steps) - 1 else step.select
        for n, step in enumerate(steps)
    ]
    return "WITH\n" + ",\n".join(before) + f"\n-- {steps[-1].about}\n{last}\n"


def _steps(q: Question, table: str) -> Iterator[Step]:
    yield Step("entries_", "每一行：期从哪个月到哪个月，数是不是最平常的写法", _entries(q, table))
    yield Step("groups_", "每项指标一行：评估时点的数，和以前最近的一期", _groups(q))
    yield Step("said_", "基期、目标、方向、规则各是什么；空的写成空文字", _said(q))
    yield Step("read_", "读成数：都是以0.000001为单位的整数，不舍入", _read(q))
    yield Step("known_", "同一规划里一起看：重复、代号、已经开始的", _known(q))
    yield Step("case_", "这里能算的（mine_）：其他的写法由 mzprog 自己读", _case(q))
    yield from (Step(*step) for step in verdict_steps(q.asked, q.method, q.dialect))


def _column(q: Question, name: str) -> str:
    """Return a column of the table, or an empty one where the table has none."""
    return q.dialect.name_of(name) if name in q.columns else "CAST(NULL AS STRING)"


def _cell(q: Question, key: str) -> str:
    """Return a cell of the table as a text."""
    return f"CAST({q.dialect.name_of(q.names.get(key, key))} AS STRING)"


def _entries(q: Question, table: str) -> str:
    d, period = q.dialect, q.asked.period
    own = [f"{_cell(q, name)} AS {d.name_of(name)}" for name in ATTRIBUTES if name in q.columns]
    inner, value = d.trimmed(_cell(q, "period")), d.trimmed(_cell(q, "value"))
    first = f"file_ * CAST({FILE} AS BIGINT) + row_" if q.numbered else "CAST(0 AS BIGINT)"
    if q.asked.latest:
        inside = f"end_ <= {period.end}"
    elif q.asked.exact:
        inside = f"end_ = {period.end}"
    else:
        inside = f"end_ > {period.year * 12} AND end_ <= {period.end}"
    same = f" + CASE WHEN months_ = {period.months} THEN 16 ELSE 0 END" if q.asked.exact and not q.asked.latest else ""
    return f"""\
SELECT *, end_ * 32 + months_{same} AS order_, valued_ AND {inside} AS inside_,
  valued_ AND end_ <= {period.end} AS before_,
  theirs_ OR (beside_ AND {inside}) OR (valued_ AND NOT {d.like("value_", NUMBER)}) OR (period_ <> '' AND end_ IS NULL)
    OR (valued_ AND period_ = '') AS odd_
FROM (
  SELECT *, {end_of("period_", "months_")} AS end_ FROM (
    SELECT {", ".join(own)},
      {inner} AS period_, {months_of(inner, d)} AS months_,
      {value} AS value_, {value} <> '' AS valued_,
      {_theirs(q, inner, value)}, {first} AS first_
    FROM {d.name_of(table)}
  ) AS texts_
) AS rows_"""


def _theirs(q: Question, period: str, value: str) -> str:
    """Return which rows only the readers of plan files read, and which say something beside their figure."""
    d = q.dialect
    text = {key: d.trimmed(_cell(q, key)) for key in _BESIDE if key in q.columns}
    said = [f"{text[key]} <> ''" for key in ("judged", "published") if key in text]
    said += [f"NOT {plain(text[key], d)}" for key in ("missing", "note") if key in text]
    if "missing" in text:
        said.append(f"({text['missing']} <> '' AND ({value} <> '' OR {period} = ''))")
    beside = " OR ".join(f"{text[key]} <> ''" for key in ("missing", "note") if key in text)
    return f"{' OR '.join(said) or 'FALSE'} AS theirs_, {beside or 'FALSE'} AS beside_"


def _bits(d: Dialect) -> list[str]:
    """Return what sets a bit for each period of an indicator: as many bits as entries say that none is there twice.

    Periods that lie decades apart can share a bit; such an indicator goes through the readers of plan files.
    """
    return [
        f"CASE WHEN months_ = 12 THEN {d.bit('(end_ % 744) / 12')} END",
        f"CASE WHEN months_ = 1 AND end_ % 124 < 62 THEN {d.bit('end_ % 124')} END",
        f"CASE WHEN months_ = 1 AND end_ % 124 >= 62 THEN {d.bit('end_ % 124 - 62')} END",
        f"CASE WHEN months_ = 3 THEN {d.bit('(end_ % 120) / 3')} "
        f"WHEN months_ = 6 THEN {d.bit('40 + (end_ % 120) / 6')} END",
    ]


def _groups(q: Question) -> str:
    own = [q.dialect.name_of(name) for name in ATTRIBUTES if name in q.columns]
    twice = " + ".join(f"coalesce(bit_count(bit_or({bit})), 0)" for bit in _bits(q.dialect))
    return f"""\
SELECT {", ".join(own)},
  max_by(value_, order_) FILTER (WHERE inside_) AS a_text_, max(order_) FILTER (WHERE inside_) AS at_,
  max(end_ * 32 + months_) FILTER (WHERE before_) AS older_,
  max(CASE WHEN odd_ THEN 1 ELSE 0 END) AS odd_,
  {twice} <> count(end_) AS twice_,
  min(first_) AS first_
FROM entries_
GROUP BY {", ".join(own)}"""


def _said(q: Question) -> str:
    d = q.dialect
    texts = ", ".join(f"{d.trimmed(_column(q, name))} AS {d.name_of(name)}" for name in ATTRIBUTES)
    keys = ", ".join(d.trimmed(_column(q, name)) for name in KEYS)
    return f"""\
SELECT {texts}, a_text_, at_, older_, odd_, twice_, first_, count(*) OVER (PARTITION BY {keys}) AS variants_
FROM groups_"""


def _read(q: Question) -> str:
    d = q.dialect
    name = d.name_of
    sign = "CASE " + " ".join(
        f"WHEN left({name('target')}, {len(word)}) = {literal(word)} THEN {literal(meant)}"
        for word, meant in ((">=", "≥"), ("<=", "≤"), ("≥", "≥"), ("≧", "≥"), ("≤", "≤"), ("≦", "≤"), (">", ">"),
                            ("＞", ">"), ("<", "<"), ("＜", "<"))
    ) + " ELSE '' END"  # fmt: skip
    bare = (
        f"CASE WHEN left({name('target')}, 2) IN ('>=', '<=') THEN substr({name('target')}, 3) "
        f"WHEN sign_ <> '' THEN substr({name('target')}, 2) ELSE {name('target')} END"
    )
    begin, end = name("baseline_year"), name("target_year")
    return f"""\
SELECT *, {number("a_text_", d)} AS a_, {number("t_text_", d)} AS t_,
  CASE WHEN kind_ = 'total' AND b_text_ = '' THEN CAST(0 AS {d.whole})
    WHEN b_text_ <> '' THEN {number("b_text_", d)} END AS b_,
  {end_of(begin, "begin_months_")} AS begin_, {end_of(end, "target_months_")} AS due_,
  CAST((at_ - months_at_) / 32 AS INT) AS end_
FROM (
  SELECT *, {bare} AS t_text_, at_ % 32 - CASE WHEN at_ % 32 > 16 THEN 16 ELSE 0 END AS months_at_raw_,
    at_ % 32 AS months_at_,
    {name("baseline")} AS b_text_, {months_of(begin, d)} AS begin_months_, {months_of(end, d)} AS target_months_,
    {_word("measure", q, {"": "stock"})} AS kind_,
    {_word("rule", q, {"": q.method.default_rule})} AS rule_
  FROM (SELECT *, {sign} AS sign_ FROM said_) AS signs_
) AS parts_"""


def _word(column: str, q: Question, more: dict[str, str]) -> str:
    """Return the English word that a column says, in either language, and what an empty one stands for."""
    text = q.dialect.name_of(column)
    cases = {**more, **IN_CHINESE[column]}
    whens = " ".join(f"WHEN {literal(word)} THEN {literal(meant)}" for word, meant in cases.items())
    return f"CASE {text} {whens} ELSE {text} END"


def _known(q: Question) -> str:
    d = q.dialect
    name = d.name_of
    plan = f"PARTITION BY {name('region')}, {name('plan')}"
    relative = " OR ".join(f"instr({name('target')}, {literal(word)}) > 0" for word in _RELATIVE)
    apart = " AND ".join(
        [plain(name(key), d) for key in KEYS] + [f"{name('plan')} <> ''", f"{name('indicator')} <> ''"]
    )
    named, joined = ("FALSE", "read_") if "id" not in q.columns else _named_twice(d, plan)
    begun = f"begin_ < {q.asked.period.end}"
    own = "(left(b_text_, 1) = '{' AND (instr(b_text_, 'period') > 0 OR instr(b_text_, '期') > 0))"
    return f"""\
SELECT *, max(CASE WHEN together_ THEN 1 ELSE 0 END) OVER ({plan}) = 1 OR count(*) OVER ({plan}) > {MAX_INDICATORS}
    AS whole_plan_,
  max(CASE WHEN {begun} AND NOT {own} THEN 1 ELSE 0 END) OVER ({plan}) = 1 AS begun_,
  max(CASE WHEN begin_ IS NULL OR {own} THEN 1 ELSE 0 END) OVER ({plan}) = 1 AS unknown_begin_
FROM (
  SELECT read_.*, {name("of")} <> '' OR {named}
    OR (left({name("target")}, 1) = '{{' AND ({relative})) OR NOT ({apart}) AS together_
  FROM {joined}
) AS plans_"""


def _named_twice(d: Dialect, plan: str) -> tuple[str, str]:
    """Return whether an id is that of another row or its name, and from where to read that."""
    region, title, indicator, own = map(d.name_of, ("region", "plan", "indicator", "id"))
    names = f"SELECT DISTINCT {region} AS region_, {title} AS plan_, {indicator} AS name_ FROM said_"
    where = f"region_ = {region} AND plan_ = {title} AND name_ = {own} AND {own} <> {indicator}"
    return (
        f"({own} <> '' AND (name_ IS NOT NULL OR count(*) OVER ({plan}, {own}) > 1))",
        f"read_ LEFT JOIN ({names}) AS names_ ON {where}",
    )


def _case(q: Question) -> str:
    d = q.dialect
    name = d.name_of
    theirs = " AND ".join(f"{name(column)} = ''" for column in _THEIRS)
    clean = " AND ".join(plain(name(column), d) for column in _TEXTS)
    flags = " AND ".join(
        f"{name(column)} IN ({', '.join(map(literal, words))})" for column, words in _YES_OR_NO.items()
    )
    direction = name("direction")
    return f"""\
SELECT *,
  CASE WHEN end_ IS NOT NULL THEN {period_text("end_", "months_at_raw_", d)} END AS period_text_,
  CASE WHEN older_ IS NOT NULL THEN {period_words("CAST((older_ - older_ % 32) / 32 AS INT)", "(older_ % 32)", d)} END
    AS older_words_,
  CAST((older_ - older_ % 32) / 32 AS INT) AS older_end_,
  CAST(least(end_, due_) - begin_ AS INT) AS passed_, due_ - begin_ AS span_,
  CAST({10**PLACES} AS {d.whole}) AS unit_,
  CASE WHEN sign_ IN ('≥', '>') THEN TRUE WHEN sign_ IN ('≤', '<') THEN FALSE
    WHEN {direction} = '正向' THEN TRUE WHEN {direction} = '逆向' THEN FALSE WHEN t_ > b_ THEN TRUE END AS rising_,
  {decimals("t_text_")} AS t_places_, {decimals("a_text_")} AS a_places_,
  {decimals(name("weight"))} AS weight_places_,
  variants_ = 1 AND odd_ = 0 AND NOT twice_ AND NOT whole_plan_ AND (begun_ OR NOT unknown_begin_)
    AND {theirs} AND {flags}
    AND {clean}
    AND {_one_body(name("responsible"))}
    AND ({name("weight")} = '' OR ({d.like(name("weight"), NUMBER)} AND left({name("weight")}, 1) <> '-'))
    AND {direction} IN ('', '正向', '逆向') AND t_ IS NOT NULL AND (b_text_ = '' OR b_ IS NOT NULL)
    AND begin_ < due_ AND {_kinds(name("cumulative"))}
    AND NOT ({direction} = '逆向' AND sign_ IN ('≥', '>')) AND NOT ({direction} = '正向' AND sign_ IN ('≤', '<'))
    AS mine_
FROM known_"""


def _one_body(text: str) -> str:
    """Return whether a text names one responsible body, not several."""
    return " AND ".join(f"instr({text}, {literal(c)}) = 0" for c in "、；;")


def _kinds(cumulative: str) -> str:
    """Return which kinds of figures the statement reads: levels, whole years' amounts, and running totals."""
    running = f"{cumulative} IN ('true', '是')"
    return (
        f"((kind_ = 'stock' AND NOT {running}) OR (kind_ = 'total' AND {running} AND b_text_ = '') "
        f"OR (kind_ = 'flow' AND b_ IS NOT NULL AND (at_ IS NULL OR months_at_raw_ = 12)))"
    )
