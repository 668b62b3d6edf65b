"""Office packages: the part that everything hangs on tells a document from a workbook, wherever it lies."""

from __future__ import annotations

from mzprog.core.problems import Refusal
from mzprog.tables.grid import Grid
from mzprog.tables.package import Package

_SAVE_AS = "请用 Excel、Word 或 WPS 打开，另存为 .xlsx 或 .docx 后再导入"


def read(data: bytes) -> list[Grid]:
    """Return the tables of a .docx, .xlsx, .odt or .ods. Raises :class:`Refusal`."""
    package = Package(data)
    if "content.xml" in package and "mimetype" in package:
        return _open_document(package)
    main = package.main()
    if main.endswith(".bin"):
        raise Refusal("not-a-table", f"这是二进制工作簿（.xlsb）；{_SAVE_AS}")
    root = package.part(main) if main else None
    if root is not None and root.tag == "document":
        from mzprog.tables import docx  # each reader only where its form is read

        styles = dict(package.related(main).values()).get("styles", "")
        return docx.read(root, package.part(styles) if styles in package else None)
    if root is not None and root.tag == "workbook":
        from mzprog.tables import xlsx

        return xlsx.read(package, main, root)
    if "OFD.xml" in package:
        raise Refusal("not-a-table", "这是 OFD 版式文件；请从原来的 Word 或 Excel 文件导入")
    raise Refusal("not-a-table", "这是压缩包，里面不是 Word 或 Excel 的内容；请解开后导入其中的文件")


def _open_document(package: Package) -> list[Grid]:
    from mzprog.tables import odf

    manifest = "META-INF/manifest.xml"
    if manifest in package and next(package.part(manifest).iter("encryption-data"), None) is not None:
        raise Refusal("encrypted", "文件有密码；请先用密码打开，取消密码后另存一份")
    styles = [package.part("styles.xml")] if "styles.xml" in package else []
    return odf.read(package.part("content.xml"), *styles)
