"""Office packages: a zip of XML parts, opened without trusting either.

Every part is bounded while it is unpacked, and XML that defines entities is refused, so neither a
zip bomb nor an external entity gets anywhere.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from mzprog.core.problems import Refusal

MAX_PART = 40_000_000
MAX_PARTS = 100_000_000
MAX_ELEMENTS = 850_000
MAX_ALL_ELEMENTS = 2_500_000
MAX_DEPTH = 200

# What a zip that is none, or one of a kind that no office program writes, makes the library raise.
_ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, OverflowError)

_DAMAGED = Refusal("damaged", "文件已损坏或不完整，读不下去；请用 Word、Excel 或 WPS 打开后另存一份")
_TOO_LARGE = Refusal(
    "too-large", f"文件解压后太大或层次太多（最多{MAX_PART // 1_000_000}MB），不像一张表；请只留下要导入的表另存一份"
)


class Package:
    """A zip of parts; how much is unpacked in all is bounded too.

    Some writers name parts with backslashes or in another case than they refer to them: both are one name here.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _ZIP_FAULTS:
            raise _DAMAGED from None
        self._parts = {_plain(info.filename): info for info in self._zip.infolist()}
        self._left = MAX_PARTS
        self._elements_left = MAX_ALL_ELEMENTS

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._parts

    def part(self, name: str) -> Element:
        """Return the XML of a part. Raises :class:`Refusal`."""
        root, count = counted_xml(self._unpacked(name), min(MAX_ELEMENTS, self._elements_left))
        self._elements_left -= count
        return root

    def _unpacked(self, name: str) -> bytes:
        info = self._parts.get(_plain(name))
        if info is None:
            raise _DAMAGED
        if info.flag_bits & 1:
            raise Refusal("encrypted", "文件有密码；请先用密码打开，取消密码后另存一份")
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise _DAMAGED
        try:
            with self._zip.open(info) as stream:
                data = stream.read(min(MAX_PART, self._left) + 1)
        except _ZIP_FAULTS:
            raise _DAMAGED from None
        self._left -= len(data)
        if len(data) > MAX_PART or self._left < 0:
            raise _TOO_LARGE
        return data

    def related(self, name: str = "") -> dict[str, tuple[str, str]]:
        """Return what a part (the package itself) refers to: id → kind (last word of its type) and part."""
        folder, base = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", base + ".rels")
        if relations not in self:
            return {}
        found = {}
        for item in self.part(relations):
            target = item.get("Target", "").replace("\\", "/")
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[item.get("Id", "")] = (item.get("Type", "").rpartition("/")[2], path)
        return found

    def main(self) -> str:
        """Return the name of the part that everything hangs on; "" where there is none."""
        return next((path for kind, path in self.related().values() if kind == "officeDocument"), "")


def parse_xml(data: bytes) -> Element:
    """Return the root of an XML document, all names without their namespaces. Raises :class:`Refusal`."""
    return counted_xml(data, MAX_ELEMENTS)[0]


def counted_xml(data: bytes, most: int) -> tuple[Element, int]:
    """Return the root of an XML document, and how many elements it has, ``most`` at most.

    A document type, and with it every entity, is refused; so are nesting and numbers of elements
    that no table has. Raises :class:`Refusal`.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    depth = count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > MAX_DEPTH or count > most:
            raise _TOO_LARGE
        builder.start(_local(tag), {_local(name): value for name, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_local(tag))

    def refuse(*_: object) -> None:
        raise Refusal("entities", "文件里的 XML 带有实体定义，可能是恶意文件，没有读")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # an encoding nobody knows
        if isinstance(error, Refusal):
            raise
        raise _DAMAGED from None
    return builder.close(), count


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _local(name: str) -> str:
    return name.rpartition("}")[2]
