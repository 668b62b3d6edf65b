"""The documentation shows what the program does: every command, file and example in it is tried."""

from __future__ import annotations

import doctest
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.documents import Block, Desk, blocks, matches, problems_of, same_json, steps, text

READMES = ("README.md", "README.en.md")
DOCUMENTS = [*READMES, *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md"))]
ALL = [*DOCUMENTS, "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"]

# What the reader is to type but the tests do not: set-up, other systems, files of other programs.
NOT_RUN = {"sh", "bat", "powershell", "text"}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_examples_do_what_is_shown(document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands print what is shown, plan files load (or, marked bad, do not), Python examples hold."""
    desk = Desk(tmp_path)
    monkeypatch.chdir(desk.place)
    faults = [f"{document}:{fault}" for block in blocks(text(document)) for fault in tried(block, desk)]
    assert not faults, "\n\n".join(faults)


def tried(block: Block, desk: Desk) -> Iterator[str]:
    """Yield what is wrong with one block."""
    if block.kind == "console":
        for step in steps(block):
            found = desk.run(step.command)
            if not matches(step.shown, found):
                yield f"{step.line}: $ {step.command}\n{found}"
    elif block.kind == "yaml" and block.words[:1] == ("scenario",):  # what a command beside it reads
        (desk.place / block.words[1]).write_text(block.text, "utf-8")
    elif block.kind == "yaml":
        bad = "bad" in block.words
        name = block.words[-1] if block.words[bad:] else "例.yaml"
        (desk.place / name).write_text(block.text, "utf-8")
        problems = problems_of(block.text, name)
        if bool(problems) != bad:
            yield f"{block.line}: {problems or 'nothing is wrong with it'}"
    elif block.kind == "json":
        found = desk.run(f"{' '.join(block.words)} 2>/dev/null")
        if not same_json(block.text, found):
            yield f"{block.line}: $ {' '.join(block.words)}\n{found}"
    elif block.kind == "pycon":
        yield from doctest_faults(block)
    elif block.kind not in NOT_RUN:
        yield f"{block.line}: a block of no known kind {block.kind!r}"


def doctest_faults(block: Block) -> Iterator[str]:
    test = doctest.DocTestParser().get_doctest(block.text, {}, "example", None, block.line - 1)
    told: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=told.append)
    assert test.examples
    if told:
        yield f"{block.line}: {''.join(told)}"


def test_readmes_have_the_same_commands() -> None:
    """What is typed is the same in both languages; comments are not."""
    typed = [
        [
            line
            for block in blocks(text(document))
            for line in ([s.command for s in steps(block)] if block.kind == "console" else block.text.splitlines())
            if not line.startswith(("#", "rem "))
        ]
        for document in READMES
    ]
    assert typed[0] == typed[1]


def test_untested_systems_are_marked() -> None:
    """Every block for Windows says that it was not tried there."""
    windows = [(name, b) for name in DOCUMENTS for b in blocks(text(name)) if b.kind in {"bat", "powershell"}]
    assert {*READMES, "docs/install.md"} <= {name for name, _ in windows}
    assert not [f"{name}:{b.line}" for name, b in windows if "未在 Windows 上测试" not in b.text]


@pytest.mark.parametrize("document", ALL)
def test_links_lead_somewhere(document: str) -> None:
    """Every link is to a file of the project and, where it names one, to a heading in it."""
    for target in re.findall(r"\]\(([^)]+)\)", text(document)):
        path, _, anchor = target.partition("#")
        file = (ROOT / document).parent / path if path else ROOT / document
        assert file.exists(), f"{document}: {target}"
        if anchor:
            assert anchor in anchors(file.read_text("utf-8")), f"{document}: {target}"


def anchors(page: str) -> set[str]:
    """Return the anchors that headings get: no punctuation, hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_index_lists_every_page() -> None:
    """`docs/README.md` leads to each page of the folder."""
    index = (ROOT / "docs/README.md").read_text("utf-8")
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert {page for page in pages if f"({page})" not in index} == set()
