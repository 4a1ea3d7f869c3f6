"""What a file is, by its content: a table that can be read, or why it is refused."""

import re
from collections.abc import Iterator
from typing import IO

from .delimited import TextTable
from .values import Limits, RawRow, RefusedFile, SheetInfo
from .xls import read_ole
from .xlsx import read_zip

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHOOSE = "Hãy chọn tệp Excel (.xlsx), LibreOffice (.ods) hoặc CSV."
_OTHERS = {
    b"%PDF-": f"Đây là tệp PDF, không phải bảng tính. {_CHOOSE}",
    b"\x89PNG": f"Đây là tệp ảnh, không phải bảng tính. {_CHOOSE}",
    b"\xff\xd8\xff": f"Đây là tệp ảnh, không phải bảng tính. {_CHOOSE}",
    b"GIF8": f"Đây là tệp ảnh, không phải bảng tính. {_CHOOSE}",
    b"II*\0": f"Đây là tệp ảnh, không phải bảng tính. {_CHOOSE}",
    b"MM\0*": f"Đây là tệp ảnh, không phải bảng tính. {_CHOOSE}",
    b"{\\rtf": f"Đây là tệp văn bản RTF, không phải bảng tính. {_CHOOSE}",
    b"Rar!": f"Đây là tệp nén RAR. Giải nén trước. {_CHOOSE}",
    b"7z\xbc\xaf": f"Đây là tệp nén 7z. Giải nén trước. {_CHOOSE}",
    b"\x1f\x8b": f"Đây là tệp nén gzip. Giải nén trước. {_CHOOSE}",
}
_OLD_BIFF = re.compile(rb"\t[\x00\x02\x04]\x04?[\x04\x06]\x00")
_MARKUP = re.compile(r"\s*<(\?xml|!doctype|!--|html|head|meta|table|body|style|svg|workbook)", re.I)
_SPREADSHEET_2003 = "urn:schemas-microsoft-com:office:spreadsheet"
_TOO_OLD = "Tệp Excel đời quá cũ (trước 1997). Mở bằng Excel, lưu thành .xlsx, rồi tải lên."
_XML_2003 = "Tệp loại “XML Spreadsheet 2003”. Mở bằng Excel, lưu thành .xlsx, rồi tải lên."
_HTML = (
    "Đây là trang web (HTML), không phải tệp Excel, dù tên tệp có thể là .xls. "
    "Mở bằng Excel, lưu thành .xlsx, rồi tải lên."
)
_XML = f"Đây là tệp XML, không phải bảng tính. {_CHOOSE}"
_TEXT_AS_EXCEL = "Tên tệp là Excel nhưng nội dung là chữ; được đọc như CSV."
_EXCEL_NAMES = (".xls", ".xlsx", ".xlsm", ".ods")
_START = 64 * 1024


def sheets_of(
    file: IO[bytes], name: str, limits: Limits
) -> Iterator[tuple[SheetInfo, Iterator[RawRow]]]:
    """The sheets of a file, each with its rows, which must be taken before the next sheet.

    The name is used for a note only. Raises RefusedFile.
    """
    start = file.read(_START)
    file.seek(0)
    if start.startswith(_ZIP):
        yield from read_zip(file, limits)
    elif start.startswith(_OLE):
        yield from read_ole(file)
    else:
        _refuse_others(start)
        notes = (_TEXT_AS_EXCEL,) if name.lower().endswith(_EXCEL_NAMES) else ()
        table = TextTable(file, limits)
        yield table.info(notes), table.rows()


def _refuse_others(start: bytes) -> None:
    for sign, words in _OTHERS.items():
        if start.startswith(sign):
            raise RefusedFile(words)
    if _OLD_BIFF.match(start):
        raise RefusedFile(_TOO_OLD)
    text = _as_text(start)
    if not text.strip("\ufeff\0 \t\r\n"):
        raise RefusedFile("Tệp rỗng. Hãy chọn lại tệp.")
    markup = _MARKUP.match(text.lstrip("\ufeff"))
    if not markup:
        return
    if _SPREADSHEET_2003 in text:
        raise RefusedFile(_XML_2003)
    is_html = re.search("<(html|table|head|body|meta)|doctype html", text, re.I)
    raise RefusedFile(_HTML if is_html else _XML)


def _as_text(start: bytes) -> str:
    """Enough of the text to see markup, whatever the encoding."""
    is_wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    return start.decode("utf-16" if is_wide else "utf-8", "ignore")
