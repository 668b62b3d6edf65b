"""Office packages: the part that everything hangs on tells a document from a workbook."""

from __future__ import annotations

from mzprog.core.problems import Refusal
from mzprog.tables import docx, xlsx
from mzprog.tables.grid import Grid
from mzprog.tables.package import Package

_KINDS = {"word/": docx.read, "xl/": xlsx.read}
_SAVE_AS = "请用 Excel、Word 或 WPS 打开，另存为 .xlsx 或 .docx 后再导入"


def read(data: bytes) -> list[Grid]:
    """Return the tables of a .docx or .xlsx. Raises :class:`Refusal`."""
    package = Package(data)
    main = package.main()
    if "content.xml" in package:
        raise Refusal("not-a-table", f"这是 OpenDocument 文件（.ods、.odt）；{_SAVE_AS}")
    if main.endswith(".bin"):
        raise Refusal("not-a-table", f"这是二进制工作簿（.xlsb）；{_SAVE_AS}")
    for folder, reader in _KINDS.items():
        if main.startswith(folder):
            return reader(package)
    raise Refusal("not-a-table", "这是压缩包，里面不是 Word 或 Excel 的内容；请解开后导入其中的文件")
