"""Office packages: the part that everything hangs on tells a document from a workbook, wherever it lies."""

from __future__ import annotations

from mzprog.core.problems import Refusal
from mzprog.tables import docx, xlsx
from mzprog.tables.grid import Grid
from mzprog.tables.package import Package

_KINDS = {"document": docx.read, "workbook": xlsx.read}
_SAVE_AS = "请用 Excel、Word 或 WPS 打开，另存为 .xlsx 或 .docx 后再导入"


def read(data: bytes) -> list[Grid]:
    """Return the tables of a .docx or .xlsx. Raises :class:`Refusal`."""
    package = Package(data)
    main = package.main()
    if "content.xml" in package:
        raise Refusal("not-a-table", f"这是 OpenDocument 文件（.ods、.odt）；{_SAVE_AS}")
    if main.endswith(".bin"):
        raise Refusal("not-a-table", f"这是二进制工作簿（.xlsb）；{_SAVE_AS}")
    root = package.part(main) if main else None
    if root is not None and root.tag in _KINDS:
        return _KINDS[root.tag](package, main, root)
    raise Refusal("not-a-table", "这是压缩包，里面不是 Word 或 Excel 的内容；请解开后导入其中的文件")
