"""What can be seen of the text of a Word document: hidden text is not, superscript is raised, text boxes are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from mzprog.tables.grid import raised, tidy

PICTURES = frozenset(["drawing", "pict", "object"])
_WRAPPERS = frozenset(["sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "sect", "sub-section"])
_DELETED = frozenset(["del", "moveFrom"])
_UNSEEN = frozenset(["pPr", "rPr", "tbl", "sdtPr", "rt", "Fallback", "txbxContent", *_DELETED, *PICTURES])
_FOOTNOTES = frozenset(["footnoteReference", "endnoteReference"])
_OFF = frozenset(["0", "false", "off"])
_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-"}
# Characters of the Symbol font that Word's own dialogue puts in.
_SYMBOLS = {"F0B3": "≥", "F0A3": "≤", "F03E": ">", "F03C": "<", "F0B0": "°", "F0B1": "±", "F02D": "-", "F025": "%"}


class Look(NamedTuple):
    """How text is shown; None where nothing is said of it."""

    raised: bool | None = None
    hidden: bool | None = None
    struck: bool | None = None

    def under(self, own: Look) -> Look:
        """Return this look where ``own`` says nothing."""
        return Look(*(theirs if mine is None else mine for mine, theirs in zip(own, self, strict=True)))


def is_on(properties: Element | None, *tags: str) -> bool | None:
    """Tell whether one of these properties is on: its value is none of those that say off; None where none is there."""
    found = [] if properties is None else [item for item in map(properties.find, tags) if item is not None]
    return any(item.get("val", "1") not in _OFF for item in found) if found else None


def children(element: Element, tags: Iterable[str]) -> Iterator[Element]:
    """Yield the children with these tags, also those inside content controls and insertions."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from children(child, tags)


def tables_within(element: Element) -> Iterator[Element]:
    """Yield the tables within a block, in cells and in text boxes."""
    if all(table is element for table in element.iter("tbl")):
        return
    for child in element:
        if child.tag == "tbl":
            yield child
        if child.tag not in _DELETED and not _is_repeated(child, element):
            yield from tables_within(child)


def _is_repeated(child: Element, parent: Element) -> bool:
    """Tell whether a part says for older programs what the one before it says already."""
    said = (next(other.iter("txbxContent"), None) for other in parent if other.tag == "Choice")
    return child.tag == "Fallback" and any(box is not None for box in said)


class Text:
    """Reads paragraphs, by the styles of a document."""

    def __init__(self, styles: Element | None) -> None:
        self._styles = {} if styles is None else {item.get("styleId", ""): item for item in styles.iterfind("style")}
        self._looks: dict[str, Look] = {"": Look()}

    def lines(self, paragraph: Element) -> tuple[list[str], bool]:
        """Return the lines of a paragraph and of the text boxes on it, and whether something is struck out."""
        pieces = list(self._pieces(paragraph, self._style(paragraph.find("pPr/pStyle"))))
        lines = [line for line in map(tidy, "".join(text for text, _ in pieces).split("\n")) if line]
        struck = any(out and text.strip() for text, out in pieces)
        if next(paragraph.iter("txbxContent"), None) is None:
            return lines, struck
        for box in _boxes(paragraph):
            said, out = self.lines_within(box)
            lines += said
            struck = struck or out
        return lines, struck

    def lines_within(self, element: Element) -> tuple[list[str], bool]:
        """Return the lines of a cell or a text box, tables in it apart, and whether something is struck out."""
        lines: list[str] = []
        struck = False
        for paragraph in children(element, {"p"}):
            said, out = self.lines(paragraph)
            lines += said
            struck = struck or out
        return lines, struck

    def _style(self, reference: Element | None, depth: int = 0) -> Look:
        name = "" if reference is None else reference.get("val", "")
        if name not in self._looks:
            style = self._styles.get(name)
            based = Look() if style is None or depth > 9 else self._style(style.find("basedOn"), depth + 1)
            self._looks[name] = based if style is None else based.under(_look(style.find("rPr")))
        return self._looks[name]

    def _run(self, properties: Element, look: Look) -> Look:
        """Return how a run is shown: as it says itself, else as its style, else as its paragraph."""
        return look.under(self._style(properties.find("rStyle"))).under(_look(properties))

    def _pieces(self, element: Element, look: Look) -> Iterator[tuple[str, bool]]:
        """Yield the text of what can be seen in a paragraph, text boxes apart, and whether it is struck out."""
        for child in element:
            if child.tag in _UNSEEN:
                continue
            if child.tag == "t":
                text = child.text or ""
                yield raised(text) if look.raised else text, bool(look.struck)
            elif child.tag in _BREAKS:
                yield _BREAKS[child.tag], False
            elif child.tag == "sym":
                yield _SYMBOLS.get(child.get("char", "").upper(), "\ufffd"), False
            elif child.tag in _FOOTNOTES:
                yield "*", False
            elif child.tag == "r":
                properties = child.find("rPr")
                own = look if properties is None or not len(properties) else self._run(properties, look)
                if not own.hidden:
                    yield from self._pieces(child, own)
            else:
                yield from [("/", False)] if child.tag == "den" else []
                yield from self._pieces(child, look._replace(raised=True) if child.tag == "sup" else look)


def _boxes(element: Element) -> Iterator[Element]:
    """Yield the contents of the text boxes in a paragraph."""
    for child in element:
        if child.tag == "txbxContent":
            yield child
        elif child.tag not in _DELETED and not _is_repeated(child, element):
            yield from _boxes(child)


def _look(properties: Element | None) -> Look:
    place = None if properties is None else properties.find("vertAlign")
    superscript = None if place is None else place.get("val") == "superscript"
    return Look(superscript, is_on(properties, "vanish"), is_on(properties, "strike", "dstrike"))
