"""Which characters the bytes of a text stand for: by their mark, else UTF-8, else GB18030 (and with it GBK)."""

from __future__ import annotations

import re

from mzprog.core.problems import Refusal

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_STATED = re.compile(rb"<meta[^>]{0,200}charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w-]{2,20})", re.IGNORECASE)
# Of a page so many characters in a thousand may be unreadable; more is no page, or none that we can decode.
_LOST_PER_MILLE = 10


def decode(data: bytes) -> str:
    """Return text by its BOM, else as UTF-8, else as GBK. Raises :class:`Refusal`.

    >>> decode("指标".encode("gbk"))
    '指标'
    """
    body, encodings = _told(data)
    for encoding in encodings:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refusal("not-text", "读不出文字：文件不是 UTF-8 或 GBK 编码的文本，也不是 Word、Excel 或网页")


def decode_page(data: bytes) -> str:
    r"""Return the text of a page, as a browser does with "\ufffd" for a stray byte. Raises :class:`Refusal`.

    >>> decode_page("<table>指标".encode("gbk") + bytes([255]) + b"</table>")
    '<table>指标\ufffd</table>'
    >>> decode_page("\ufeff<meta charset=gbk>指标".encode() + bytes([255]))  # the mark knows better
    '<meta charset=gbk>指标\ufffd'
    """
    try:
        return decode(data)
    except Refusal:
        body, encodings = _told(data)
        stated = _STATED.search(body[:5000])
        if stated and len(encodings) > 1:
            encodings = ("utf-8",) if stated[1].lower() in {b"utf-8", b"utf8"} else ("gb18030",)
        text = min((body.decode(encoding, "replace") for encoding in encodings), key=lambda text: text.count("\ufffd"))
        if "\0" in text or text.count("\ufffd") * 1000 > len(text) * _LOST_PER_MILLE + 1000:
            raise
        return text


def _told(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return the bytes after the mark, and the encodings to try."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :], (encoding,)
    return data, ("utf-8", "gb18030")
