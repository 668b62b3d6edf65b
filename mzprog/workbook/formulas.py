"""The steps of an assessment as spreadsheet formulas over the cells of one row; the rules write their own.

A formula names cells by short words in braces: ``{a}`` the value compared, ``{b}`` the baseline,
``{t}`` the bound of the target, ``{y}`` of ``{span}`` years passed, ``{p}`` the planned value. Spreadsheets
compute in binary, so whatever is compared is rounded to ten decimals first.
"""

from __future__ import annotations

from typing import NamedTuple

from mzprog.core.method import DIFFICULT, DONE, EARLY, FEASIBLE, NOT_ASSESSABLE, NOT_DONE, UNPREDICTABLE, WITH_EFFORT
from mzprog.core.rules import ATTAINMENT, TITLES, Rule, Terms
from mzprog.core.symbols import Symbol

ATTAINED = TITLES[ATTAINMENT]
REFUSED = "不适用"
ENDED = "—"  # instead of a forecast


class Shape(NamedTuple):
    """What decides the formulas of a row: its rule, which bounds its target has.

    ``ranged`` targets are judged by attainment alone; ``mark`` is what stands beside a target that is met before
    the end (提前完成, 目前达标 or nothing). ``met_apart``: met targets have a label of their own.
    ``level``: the figures are levels.
    ``partly``: a flow without a baseline whose entry is no whole year, so that its yearly rate is no attainment yet;
    ``named``: a plan asked for the rule.
    """

    rule: Rule
    floor: bool
    ceiling: bool
    strict: bool
    ranged: bool
    mark: str
    milestones: bool
    met_apart: bool
    level: bool = True
    partly: bool = False
    named: bool = True

    @property
    def terms(self) -> Terms:
        """The cells as the terms of a rule."""
        a, b, t, p, y, span = map(Symbol, ("{a}", "{b}", "{t}", "{p}", "{y}", "{span}"))
        return Terms(a, b, t, p, y, span, self.floor, self.milestones)


def row_formulas(shape: Shape) -> dict[str, str]:
    """Return the formulas of a row, without their ``=``, by the name of their cell.

    >>> from mzprog.core.rules import LINEAR
    >>> shape = Shape(LINEAR, True, False, False, False, EARLY, False, False)
    >>> row_formulas(shape)["rate"][:58]
    'IF({applied}="线性型",ROUND(({a}-{b})/({p}-{b})*100,10),IF({a'
    """
    met = -1 if shape.met_apart else 0
    rate = f"{shape.rule.share(shape.terms)}*100"
    found = {
        "met": _met(shape),
        "applied": _applied(shape),
        "planned": _by_rule(shape, _planned(shape), _bound(shape)),
        "rate": _by_rule(shape, f"ROUND({rate},10)", _attained(shape)),
        "verdict": _verdict("{rate}", "{met}", "LOOKUP({rate},{starts},{labels})"),
        "severity": f'IF(ISNUMBER({{rate}}),IF({{met}},{met},ROWS({{starts}})-MATCH({{rate}},{{starts}},1)),"")',
        "multiple": _multiple(shape),
        "outcome": _outcome(shape.mark),
        "outlook": _outlook(shape.mark, _class(shape)),
    }
    return found | (_milestones(shape) if shape.milestones else {})


def _by_rule(shape: Shape, named: str, attained: str) -> str:
    """Return one value under the named rule, another under attainment, none under neither."""
    otherwise = f'IF({{applied}}="{ATTAINED}",{attained},"")'
    return otherwise if shape.ranged else f'IF({{applied}}="{shape.rule.title}",{named},{otherwise})'


def _verdict(known: str, met: str, label: str) -> str:
    return f'IF(ISNUMBER({known}),IF({met},{{met_label}},{label}),"{NOT_ASSESSABLE}")'


def parent_formulas(mark: str) -> dict[str, str]:
    """Return the formulas of a row whose components are on another sheet: the worst of them decides.

    ``mark`` stands beside a target that is met before the end.
    ``{rates}``, ``{severities}``, ``{mets}`` and ``{outlooks}`` are the components' cells.
    """
    worst = (
        f'IF(COUNTIF({{outlooks}},"{UNPREDICTABLE}")>0,"{UNPREDICTABLE}",'
        f'IF(COUNTIF({{outlooks}},"{DIFFICULT}")>0,"{DIFFICULT}",'
        f'IF(COUNTIF({{outlooks}},"{WITH_EFFORT}")>0,"{WITH_EFFORT}","{FEASIBLE}")))'
    )
    return {
        "severity": 'IF(COUNT({rates})<ROWS({rates}),"",MAX({severities}))',
        "rate": 'IF(ISNUMBER({severity}),SUMPRODUCT(MIN({rates}+({severities}<{severity})*1E+99)),"")',
        "met": "IF(ISNUMBER({severity}),AND({mets}),FALSE)",
        "verdict": _verdict("{severity}", "{severity}<0", "INDEX({labels},ROWS({labels})-{severity})"),
        "outcome": _outcome(mark),
        "outlook": _outlook(mark, worst),
    }


def _known(shape: Shape) -> str:
    """Return the test that there is something to compare."""
    bounds = [name for name, there in (("{low}", shape.floor), ("{high}", shape.ceiling)) if there]
    return f"AND({{y}}>0,{','.join(f'ISNUMBER({cell})' for cell in ('{a}', *bounds))})"


def _reached(shape: Shape, low: str, high: str, strict: bool, found: str = "{a}") -> str:
    above = f"ROUND({found}-{low},10){'>' if strict else '>='}0"
    below = f"ROUND({found}-{high},10){'<' if strict else '<='}0"
    if shape.floor and shape.ceiling:
        return f"AND({above},{below})"
    return above if shape.floor else below


def _met(shape: Shape) -> str:
    return f"IF({_known(shape)},{_reached(shape, '{low}', '{high}', shape.strict, '{own}')},FALSE)"


def _applied(shape: Shape) -> str:
    """Return which rule applies: attainment where the named one cannot divide."""
    title = f'"{shape.rule.title}"'
    if shape.ranged:
        return f'IF({_known(shape)},"{ATTAINED}","")'
    level = ["NOT(ISNUMBER({b}))", "{b}>={t}" if shape.floor else "{b}<={t}"]
    needs = [need.holds(shape.terms._replace(p=Symbol(f"({_planned(shape)})"))) for need in shape.rule.needs]
    if shape.milestones and shape.rule.geometric:
        needs += ["{v0}*{b}>0", "{v1}*{b}>0"]
    divides = f"AND({','.join(map(str, needs))})" if needs else ""
    past = f"ROUND({_planned(shape)}-{{b}},10){'<=' if shape.floor else '>='}0"
    refused = f'"{REFUSED}"' if shape.named else f'"{ATTAINED}"'
    otherwise = f'IF({{met}},"{ATTAINED}",{refused})'
    named = f'IF({past},"{ATTAINED}",{title})'
    named = f"IF({divides},{named},{otherwise})" if divides else named
    return f'IF({_known(shape)},IF(OR({",".join(level)}),"{ATTAINED}",{named}),"")'


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


def _attained(shape: Shape) -> str:
    low, high = ("{bound}", "{bound}") if shape.milestones and not shape.ranged else ("{low}", "{high}")
    short, beyond = _missed(low, rising=True), _missed(high, rising=False)
    if shape.floor and shape.ceiling:
        missed = f"IF(ROUND({{a}}-{low},10)<0,{short},{beyond})"
    else:
        missed = short if shape.floor else beyond
    reached = _reached(shape, low, high, strict=False)
    if shape.partly and shape.floor and not shape.ceiling:
        return f"IF({{met}},100,{missed})"
    return f"IF({reached},100,{missed})"


def _missed(bound: str, rising: bool) -> str:
    """Return in percent how much of a missed bound is reached; for a negative one the quotient is turned."""
    parts = (f"{{a}}/{bound}", f"{bound}/{{a}}")
    above, below = parts if rising else parts[::-1]
    return f"IF({bound}>0,ROUND({above}*100,10),IF({bound}<0,ROUND({below}*100,10),0))"


def _milestones(shape: Shape) -> dict[str, str]:
    """Return the piece of the path that the row stands on, and what attainment compares with.

    ``{xs}`` and ``{vs}`` are the milestones' years and values, ``{passed}`` how many lie behind.
    """
    due = "SUMPRODUCT(--({xs}<={y}))"
    ahead = "{b}<{t}" if shape.floor else "{b}>{t}"
    planned = "{v0}+({v1}-{v0})*({y}-{x0})/({x1}-{x0})"
    past = f"ROUND({planned}-{{b}},10){'<=' if shape.floor else '>='}0"
    return {
        "passed": "SUMPRODUCT(--({xs}<{y}))",
        "x0": "IF({passed}=0,0,INDEX({xs},{passed}))",
        "v0": "IF({passed}=0,{b},INDEX({vs},{passed}))",
        "x1": "IF({passed}=ROWS({xs}),{span},INDEX({xs},{passed}+1))",
        "v1": "IF({passed}=ROWS({xs}),{t},INDEX({vs},{passed}+1))",
        "bound": (
            f"IF(ISNUMBER({{t}}),IF(ISNUMBER({{b}}),IF(AND({ahead},{past}),{planned},{{t}}),"
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
    stop = f"OR({{met}},{{y}}>={{span}},{{rate}}<=0,{_beyond(shape)})"
    return f'IF({{applied}}<>"{shape.rule.title}","",IF({stop},"",{times}))'


def _beyond(shape: Shape) -> str:
    """Return the test that the compared value is beyond the target, which its own figure may not have met yet."""
    return f"ROUND({{a}}-{{t}},10){'>' if shape.floor else '<'}0"


def _class(shape: Shape) -> str:
    times = f'IF({{multiple}}="","{UNPREDICTABLE}",IF({{multiple}}<={{limit}},"{FEASIBLE}","{WITH_EFFORT}"))'
    if not shape.ranged:
        times = f'IF({_beyond(shape)},"{FEASIBLE}",IF({{rate}}<=0,"{DIFFICULT}",{times}))'
    attained = f'"{UNPREDICTABLE}"' if shape.level else f'IF({{rate}}>=100,"{FEASIBLE}","{UNPREDICTABLE}")'
    return f'IF({{applied}}="{ATTAINED}",{attained},{times})'


def _outcome(mark: str) -> str:
    early = f'IF({{met}},"{mark}","")' if mark else '""'
    return f'IF(ISNUMBER({{rate}}),IF({{y}}>={{span}},IF({{met}},"{DONE}","{NOT_DONE}"),{early}),"")'


def _outlook(mark: str, otherwise: str) -> str:
    met = EARLY if mark == EARLY else FEASIBLE
    return f'IF({{y}}>={{span}},"{ENDED}",IF(ISNUMBER({{rate}}),IF({{met}},"{met}",{otherwise}),"{UNPREDICTABLE}"))'
