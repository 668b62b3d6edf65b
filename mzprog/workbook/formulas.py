"""The rules as spreadsheet formulas: the same steps as ``rules``, over the cells of one row.

A formula names cells by short words in braces: ``{a}`` the value compared, ``{b}`` the baseline,
``{t}`` the bound of the target, ``{y}`` of ``{span}`` years passed, ``{p}`` the planned value. Spreadsheets
compute in binary, so whatever is compared is rounded to ten decimals first.
"""

from __future__ import annotations

from typing import NamedTuple

from mzprog.core.method import EARLY, FEASIBLE, NOT_ASSESSABLE, UNPREDICTABLE, WITH_EFFORT
from mzprog.core.rules.rule import Rule

ATTAINED = "达标"
REFUSED = "不适用"


class Shape(NamedTuple):
    """What decides the formulas of a row: its rule, which bounds its target has.

    ``ranged`` targets are judged by attainment alone; ``steady`` ones are not left again once met.
    ``met_apart``: met targets have a label of their own.
    """

    rule: Rule
    floor: bool
    ceiling: bool
    strict: bool
    ranged: bool
    steady: bool
    milestones: bool
    met_apart: bool


def row_formulas(shape: Shape) -> dict[str, str]:
    """Return the formulas of a row, without their ``=``, by the name of their cell.

    >>> from mzprog.core.rules import RULES
    >>> shape = Shape(RULES["linear"], True, False, False, False, True, False, False)
    >>> row_formulas(shape)["rate"][:58]
    'IF({applied}="线性型",ROUND(({a}-{b})/({p}-{b})*100,10),IF({a'
    """
    met = -1 if shape.met_apart else 0
    rate = shape.rule.formula.rate(shape.floor, shape.milestones)
    found = {
        "met": _met(shape),
        "applied": _applied(shape),
        "planned": _by_rule(shape, _planned(shape), _bound(shape)),
        "rate": _by_rule(shape, f"ROUND({rate},10)", _attained(shape)),
        "verdict": _verdict("{rate}", "{met}", "LOOKUP({rate},{starts},{labels})"),
        "severity": f'IF(ISNUMBER({{rate}}),IF({{met}},{met},ROWS({{starts}})-MATCH({{rate}},{{starts}},1)),"")',
        "multiple": _multiple(shape),
        "outcome": _outcome(shape.steady),
        "outlook": _outlook(shape.steady, _class(shape)),
    }
    return found | (_milestones(shape) if shape.milestones else {})


def _by_rule(shape: Shape, named: str, attained: str) -> str:
    """Return one value under the named rule, another under attainment, none under neither."""
    otherwise = f'IF({{applied}}="{ATTAINED}",{attained},"")'
    return otherwise if shape.ranged else f'IF({{applied}}="{shape.rule.title}",{named},{otherwise})'


def _verdict(known: str, met: str, label: str) -> str:
    return f'IF(ISNUMBER({known}),IF({met},{{met_label}},{label}),"{NOT_ASSESSABLE}")'


def parent_formulas(steady: bool) -> dict[str, str]:
    """Return the formulas of a row whose components are on another sheet: the worst of them decides.

    ``{rates}``, ``{severities}``, ``{mets}`` and ``{outlooks}`` are the components' cells.
    """
    worst = (
        f'IF(COUNTIF({{outlooks}},"{UNPREDICTABLE}")>0,"{UNPREDICTABLE}",'
        f'IF(COUNTIF({{outlooks}},"{WITH_EFFORT}")>0,"{WITH_EFFORT}","{FEASIBLE}"))'
    )
    return {
        "severity": 'IF(COUNT({rates})<ROWS({rates}),"",MAX({severities}))',
        "rate": 'IF(ISNUMBER({severity}),SUMPRODUCT(MIN({rates}+({severities}<{severity})*1E+99)),"")',
        "met": "IF(ISNUMBER({severity}),AND({mets}),FALSE)",
        "verdict": _verdict("{severity}", "{severity}<0", "INDEX({labels},ROWS({labels})-{severity})"),
        "outcome": _outcome(steady),
        "outlook": _outlook(steady, worst),
    }


def _known(shape: Shape) -> str:
    """Return the test that there is something to compare."""
    bounds = [name for name, there in (("{low}", shape.floor), ("{high}", shape.ceiling)) if there]
    return f"AND({{y}}>0,{','.join(f'ISNUMBER({cell})' for cell in ('{a}', *bounds))})"


def _reached(shape: Shape, low: str, high: str, strict: bool) -> str:
    above = f"ROUND({{a}}-{low},10){'>' if strict else '>='}0"
    below = f"ROUND({{a}}-{high},10){'<' if strict else '<='}0"
    if shape.floor and shape.ceiling:
        return f"AND({above},{below})"
    return above if shape.floor else below


def _met(shape: Shape) -> str:
    return f"IF({_known(shape)},{_reached(shape, '{low}', '{high}', shape.strict)},FALSE)"


def _applied(shape: Shape) -> str:
    """Return which rule applies: attainment where the named one cannot divide."""
    attained = f'IF({_attainable(shape)},"{ATTAINED}","{REFUSED}")'
    if shape.ranged:
        return f'IF({_known(shape)},{attained},"")'
    level = ["NOT(ISNUMBER({b}))", "{b}>={t}" if shape.floor else "{b}<={t}"]
    if shape.milestones:
        level.append("AND({v0}={b},{v1}={b})")
    named = f'"{shape.rule.title}"'
    needs = shape.rule.formula.needs
    if needs:
        named = f'IF({needs},{named},IF({{met}},"{ATTAINED}","{REFUSED}"))'
    return f'IF({_known(shape)},IF(OR({",".join(level)}),{attained},{named}),"")'


def _planned(shape: Shape) -> str:
    start, end, share = ("{v0}", "{v1}", "({y}-{x0})/({x1}-{x0})") if shape.milestones else ("{b}", "{t}", "{y}/{span}")
    if shape.rule.geometric:
        return f"{start}*({end}/{start})^({share})"
    return f"{start}+({end}-{start})*{share}"


def _bound(shape: Shape) -> str:
    """Return what is compared with under attainment."""
    if shape.floor and shape.ceiling:
        return "IF(ROUND({a}-{high},10)>0,{high},{low})"
    if shape.milestones:
        return "{bound}"
    return "{low}" if shape.floor else "{high}"


def _levels(shape: Shape) -> tuple[str, str]:
    """Return the cells of the bounds that attainment compares with."""
    return ("{bound}", "{bound}") if shape.milestones else ("{low}", "{high}")


def _attainable(shape: Shape) -> str:
    low, high = _levels(shape)
    short, beyond = f"AND({low}>0,{{a}}>=0)", f"{high}>=0"
    if shape.floor and shape.ceiling:
        return f"IF(ROUND({{a}}-{low},10)<0,{short},OR(ROUND({{a}}-{high},10)<=0,{beyond}))"
    return f"OR({_reached(shape, low, high, strict=False)},{short if shape.floor else beyond})"


def _attained(shape: Shape) -> str:
    low, high = _levels(shape)
    short, beyond = f"ROUND({{a}}/{low}*100,10)", f"ROUND({high}/{{a}}*100,10)"
    if shape.floor and shape.ceiling:
        missed = f"IF(ROUND({{a}}-{low},10)<0,{short},{beyond})"
    else:
        missed = short if shape.floor else beyond
    return f"IF({_reached(shape, low, high, strict=False)},100,{missed})"


def _milestones(shape: Shape) -> dict[str, str]:
    """Return the piece of the path that the row stands on, and what attainment compares with.

    ``{xs}`` and ``{vs}`` are the milestones' years and values, ``{passed}`` how many lie behind.
    """
    due = "SUMPRODUCT(--({xs}<={y}))"
    ahead = "{b}<{t}" if shape.floor else "{b}>{t}"
    return {
        "passed": "SUMPRODUCT(--({xs}<{y}))",
        "x0": "IF({passed}=0,0,INDEX({xs},{passed}))",
        "v0": "IF({passed}=0,{b},INDEX({vs},{passed}))",
        "x1": "IF({passed}=ROWS({xs}),{span},INDEX({xs},{passed}+1))",
        "v1": "IF({passed}=ROWS({xs}),{t},INDEX({vs},{passed}+1))",
        "bound": (
            f"IF(ISNUMBER({{t}}),IF(ISNUMBER({{b}}),IF(AND({ahead},{{v0}}={{b}},{{v1}}={{b}}),{{b}},{{t}}),"
            f'IF(OR({due}=0,{{y}}>={{span}}),{{t}},INDEX({{vs}},{due}))),"")'
        ),
    }


def _multiple(shape: Shape) -> str:
    """Return the 提速倍数, where the rule applies, the target is not met and there is progress and time."""
    if shape.ranged:
        return '""'
    if shape.rule.even:
        times = "ROUND(({t}-{a})/({span}-{y})/(({a}-{b})/{y}),10)"
    else:
        share = "({p}-{b})/({t}-{b})"
        times = f'IF(ROUND({share},12)<1,ROUND((1-{share}*{{rate}}/100)/({{rate}}/100*(1-{share})),10),"")'
    return f'IF({{applied}}<>"{shape.rule.title}","",IF(OR({{met}},{{y}}>={{span}},{{rate}}<=0),"",{times}))'


def _class(shape: Shape) -> str:
    times = f'IF({{multiple}}="","{UNPREDICTABLE}",IF({{multiple}}<={{limit}},"{FEASIBLE}","{WITH_EFFORT}"))'
    return f'IF({{applied}}="{ATTAINED}","{UNPREDICTABLE}",IF({{rate}}<=0,"{WITH_EFFORT}",{times}))'


def _outcome(steady: bool) -> str:
    early = f'IF({{met}},"{EARLY}","")' if steady else '""'
    return f'IF(ISNUMBER({{rate}}),IF({{y}}>={{span}},IF({{met}},"完成","未完成"),{early}),"")'


def _outlook(steady: bool, otherwise: str) -> str:
    met = EARLY if steady else FEASIBLE
    return f'IF({{y}}>={{span}},"—",IF(ISNUMBER({{rate}}),IF({{met}},"{met}",{otherwise}),"{UNPREDICTABLE}"))'
