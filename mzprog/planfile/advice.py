"""YAML's own errors → one Chinese sentence with its place and what to write instead."""

from __future__ import annotations

import re

from mzprog.core.problems import visible
from mzprog.planfile.keys import PLAN

# libyaml's words, and what they mean to someone who writes a plan file.
_MEANINGS = {
    "found a tab character": "缩进用了制表符（Tab）；请改用空格",
    "mapping values are not allowed": "这一行缩进太多，或多了一个冒号；请与上一行的键左右对齐，文字里有“: ”时请加引号",
    "could not find expected ':'": "这一行缺少“: ”（半角冒号加空格）",
    "did not find expected key": "缩进与上文不一致，或前面的引号、括号没有写完",
    "did not find expected '-' indicator": "这一行没有对齐：同一项的各键左右对齐，新的一项以“- ”（减号加空格）开头",
    "did not find expected ',' or": "这一行或上一行的括号没有配对，或少了半角逗号“,”（全角的“，”不算）",
    "found unexpected end of stream": "前面某一行的引号没有配对，直到文件结束",
    "found unexpected document indicator": "引号没有配对",
    "found unknown escape character": "双引号里的反斜杠要写两个，或改用单引号",
    "did not find expected hexdecimal number": "双引号里的反斜杠要写两个，或改用单引号",
    "found invalid Unicode character escape code": "双引号里的反斜杠要写两个，或改用单引号",
    "did not find expected <document start>": "缩进与上文不一致，或前面的内容已经结束",
    "did not find expected alphabetic or numeric character": "文字以 * 或 & 开头时请加引号",
    "did not find expected node content": "括号里缺少内容，或多了符号",
    "block sequence entries are not allowed": "“-”不能写在这里；列表要另起一行",
    "block mapping": "缩进与上文不一致",
}
_LOOKED_AT = 2_000  # characters of a line: the patterns take time with its square
_NEEDS_QUOTES = re.compile(r"(?:^|[:\-,{\[])\s+([%@`>|*&!][^#\"'，]*)")
_CUT = re.compile(r"[{\[][^#\"']*\s(#)")
_NO_SPACE = re.compile(r"\s*(?:- *)?\w+(:)[^\s:/,}\]](?!.*: )")
_WIDE_COLON = re.compile(r"\s*(?:- *)?[\w-]+(：)(?!.*: )")


_A_KEY = re.compile(r"^[\"']?(\w+)[\"']?\s*[:：]", re.MULTILINE)


def looks_foreign(text: str) -> bool:
    """Tell whether a text that cannot be read is no plan file at all: no line of it begins with a plan's key.

    >>> looks_foreign("# 标题：一"), looks_foreign("规划: 甲")
    (True, False)
    """
    return not any(key in PLAN or key in PLAN.in_chinese for key in _A_KEY.findall(text))


def explain_syntax(error: Exception, text: str) -> tuple[int, int, str]:
    """Return line, column (from 1) and a Chinese sentence for an error that libyaml raised."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return 1, 1, "文件含有YAML不能读的字符"
    lines = [line[:_LOOKED_AT] for line in text.splitlines()] or [""]
    number = min(mark.line, len(lines) - 1)
    for near in dict.fromkeys([number, max(0, number - 1)]):
        found = _NEEDS_QUOTES.search(lines[near])
        if found and not lines[near].lstrip().startswith("#"):
            value = (re.split(r"[,}\]]", found[1])[0] if "{" in lines[near] or "[" in lines[near] else found[1]).strip()
            return near + 1, found.start(1) + 1, f'{_shown(value)} 在YAML中要加引号，写作 "{_shown(value)}"'
        cut = _CUT.search(lines[near])
        if cut and not lines[near].lstrip().startswith("#"):
            return near + 1, cut.start(1) + 1, "“#”之后被当作注释，括号因此没有写完；文字里有 # 时请加引号"
        wide = _WIDE_COLON.match(lines[near])
        if wide:
            return near + 1, wide.start(1) + 1, "“：”是全角冒号；键的后面要写半角冒号加空格“: ”"
        close = _NO_SPACE.match(lines[near])
        if close:
            return near + 1, close.start(1) + 1, "冒号后面要空一格，写作“键: 值”"
    column = mark.column + 1 if number == mark.line else len(lines[number]) + 1
    problem = str(getattr(error, "problem", "") or "")
    for words, meaning in _MEANINGS.items():
        if words in problem:
            return number + 1, column, meaning
    if "\t" in lines[number][: max(1, mark.column + 1)]:
        return number + 1, column, _MEANINGS["found a tab character"]
    return (
        number + 1,
        column,
        "读到这里读不通，多半是前面某一行的引号没有配对；请检查这一行和前面各行的引号、括号、冒号和缩进",
    )


def _shown(value: str) -> str:
    return visible(value if len(value) <= 20 else value[:20] + "…")
