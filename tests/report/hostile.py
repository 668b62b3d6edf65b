"""Plans whose text would do harm in a page, a document or a spreadsheet that took it for its own."""

from __future__ import annotations

import json

TEXTS = (
    "=1+1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1",
    "-1+1",
    "<script>window.broken = 1</script>",
    "<img src=x onerror='window.broken = 1'>",
    "<b>粗</b><i>斜</i>",
    "]]>",
    "--><!--",
    "&lt;&amp;&#60;",
    "\"'`",
    "{a}{b}%s",
    "| a | b |\n|---|---|",
    "[点](javascript:alert(1)) ![图](http://example.invalid/x.png)",
    "=HYPERLINK(\"http://example.invalid\",\"点\")",
    "控\x07制\x00字\x1b符",
    "反\u202e向\u200b零",
    "_x0041_",
)  # fmt: skip


def _plan(title: str, names: tuple[str, ...]) -> bytes:
    source = {"title": names[0], "issuer": names[1], "url": names[-1], "note": names[2]}
    rows = []
    for number, text in enumerate(names):
        row = {"name": text, "category": text, "unit": text, "note": text, "baseline": 1, "target": 5}
        missing = {"missing": text}
        found = {"2017": missing, "2018": missing if number % 3 == 0 else {"value": 2, "note": text}}
        rows.append({**row, "observations": found})
    components = {names[0]: {"observations": {"2018": 2}}, names[1]: {"observations": {"2018": 3}}}
    rows.append({"name": f"分项{names[0]}", "baseline": 1, "target": 5, "components": components})
    plan = {"plan": title, "region": names[1], "baseline_year": 2015, "target_year": 2020, "sources": {"来源": source}}
    return json.dumps({**plan, "source": "来源", "indicators": rows}, ensure_ascii=False).encode()


HOSTILE_PLAN = _plan(TEXTS[4], TEXTS)
LONG_PLAN = _plan("很长的规划名称" * 43, ("很长的指标名称" * 43, "x" * 300, "字 " * 150))


def readable(text: str) -> str:
    """Return what a reader finds of a text in any format: line ends alike, and nothing that XML cannot hold."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\t\n" or " " <= c < "\ud800" or "\ue000" <= c < "\ufffe" or c > "\uffff")
