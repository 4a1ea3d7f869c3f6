"""An .xls (Excel 97–2003): an OLE2 container, whose cells python-calamine reads."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from .serials import plain_day
from .values import Broken, RawCell, RawRow, RefusedFile, SheetInfo, damaged
from .workbook import MACROS
from .worksheet import failed

_ENTRY = 128  # bytes of a directory entry; its name stands first, in UTF-16
_PASSWORD = "Tệp có mật khẩu. Bỏ mật khẩu trong Excel, lưu lại, rồi tải lên."
_NOT_A_SHEET = "Đây là tệp Office cũ nhưng không phải bảng tính Excel. Hãy chọn tệp Excel (.xlsx)."
_WHERE = "(không đọc được như tệp .xls)"
_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}


def _has_entry(content: bytes, name: str) -> bool:
    """Whether the container has a stream or storage with this name."""
    sought = name.encode("utf-16-le") + b"\0\0"
    place = content.find(sought)
    while place >= 0:
        if place % _ENTRY == 0 and content[place + 64] == len(sought):
            return True
        place = content.find(sought, place + 1)
    return False


def read_ole(file: IO[bytes]) -> Iterator[tuple[SheetInfo, Iterator[RawRow]]]:
    """Read an .xls. Raises RefusedFile for a password, macros, another document, damage."""
    import python_calamine as calamine

    content = file.read()
    if _has_entry(content, "EncryptedPackage"):
        raise RefusedFile(_PASSWORD)
    if not _has_entry(content, "Workbook") and not _has_entry(content, "Book"):
        raise RefusedFile(_NOT_A_SHEET)
    if _has_entry(content, "_VBA_PROJECT_CUR"):
        raise RefusedFile(MACROS)
    del content
    file.seek(0)
    try:
        book = calamine.CalamineWorkbook.from_filelike(file)
        yield from _sheets(book, calamine)
    except calamine.PasswordError as error:
        raise RefusedFile(_PASSWORD) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise damaged(_WHERE) from error


def _sheets(book: Any, calamine: Any) -> Iterator[tuple[SheetInfo, Iterator[RawRow]]]:
    for place, about in enumerate(book.sheets_metadata):
        if about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(place)
        merged = tuple(
            (top + 1, left + 1, bottom + 1, right + 1)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        )
        hidden = about.visible != calamine.SheetVisibleEnum.Visible
        yield SheetInfo(about.name, hidden, merged), _rows(sheet)


def _rows(sheet: Any) -> Iterator[RawRow]:
    if sheet.start is None:
        return
    top, left = sheet.start
    before: list[RawCell] = [None] * left
    for number, cells in enumerate(sheet.iter_rows(), top + 1):
        yield RawRow(number, before + [_typed(cell) for cell in cells])


def _typed(cell: Any) -> RawCell:
    """A cell as the other formats give it. An .xls keeps no reason why it has no value."""
    match cell:
        case bool() | int():
            return cell
        case str():
            return failed(cell) if cell in _ERRORS else cell
        case float():
            return int(cell) if cell.is_integer() else cell
        case datetime():
            return plain_day(cell)
        case date():
            return cell
        case time():
            return cell.isoformat("seconds")
        case timedelta():
            return _typed(cell / timedelta(days=1))
    return Broken("Ô có giá trị không đọc được.")
