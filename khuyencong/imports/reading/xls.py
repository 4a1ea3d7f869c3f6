"""An .xls (Excel 97–2003): its values by python-calamine, the rest by :mod:`.biff`."""

import struct
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from .biff import BookFacts, Container, SheetFacts, read_facts
from .serials import plain_day
from .values import Broken, RawCell, RawRow, RefusedFile, SheetInfo, damaged, hidden_rows_note
from .workbook import MACROS
from .worksheet import failed

_PASSWORD = "Tệp có mật khẩu. Bỏ mật khẩu trong Excel, lưu lại, rồi tải lên."  # noqa: S105
_NOT_A_SHEET = "Đây là tệp Office cũ nhưng không phải bảng tính Excel. Hãy chọn tệp Excel (.xlsx)."
_WHERE = "(không đọc được như tệp .xls)"


def read_ole(file: IO[bytes]) -> Iterator[tuple[SheetInfo, Iterator[RawRow]]]:
    """Read an .xls. Raises RefusedFile for a password, macros, another document, damage."""
    import python_calamine as calamine

    try:
        facts = _facts(file.read())
        file.seek(0)
        book = calamine.CalamineWorkbook.from_filelike(file)
        yield from _sheets(book, facts, calamine)
    except calamine.PasswordError as error:
        raise RefusedFile(_PASSWORD) from error
    except (calamine.CalamineError, IndexError, OSError, ValueError, struct.error) as error:
        raise damaged(_WHERE) from error


def _facts(content: bytes) -> BookFacts:
    container = Container(content)
    names = container.names()
    if "EncryptedPackage" in names:
        raise RefusedFile(_PASSWORD)
    if not names & {"Workbook", "Book"}:
        raise RefusedFile(_NOT_A_SHEET)
    if "_VBA_PROJECT_CUR" in names:
        raise RefusedFile(MACROS)
    facts = read_facts(container.stream("Workbook" if "Workbook" in names else "Book"))
    if facts.is_encrypted:
        raise RefusedFile(_PASSWORD)
    return facts


def _sheets(
    book: Any, facts: BookFacts, calamine: Any
) -> Iterator[tuple[SheetInfo, Iterator[RawRow]]]:
    for place, (about, more) in enumerate(zip(book.sheets_metadata, facts.sheets, strict=True)):
        if about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(place)
        merged = tuple(
            (top + 1, left + 1, bottom + 1, right + 1)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        )
        last = sheet.end[0] if sheet.end else -1
        notes = hidden_rows_note(sorted(row + 1 for row in more.hidden_rows if row <= last))
        hidden = about.visible != calamine.SheetVisibleEnum.Visible
        yield SheetInfo(about.name, hidden, merged, facts.is_1904, notes), _rows(sheet, more)


def _rows(sheet: Any, facts: SheetFacts) -> Iterator[RawRow]:
    """The rows from the first on; calamine leaves out the columns before the first used one."""
    if sheet.start is None:
        return
    left = sheet.start[1]
    before: list[RawCell] = [None] * left
    wrong: dict[int, list[tuple[int, str]]] = {}
    for (row, column), error in facts.errors.items():
        wrong.setdefault(row, []).append((column, error))
    for row, values in enumerate(sheet.iter_rows()):
        cells = before + [_typed(value) for value in values]
        for column, error in wrong.get(row, ()):
            cells[column] = failed(error)
        yield RawRow(row + 1, cells, row in facts.hidden_rows)


def _typed(value: Any) -> RawCell:
    """A value as the other formats give it."""
    match value:
        case bool() | int():
            return value
        case str():
            return value or None
        case float():
            return int(value) if value.is_integer() else value
        case datetime():
            return plain_day(value)
        case date():
            return value
        case time():
            return value.isoformat("seconds")
        case timedelta():
            return _typed(value / timedelta(days=1))
    return Broken("Ô có giá trị không đọc được.")
