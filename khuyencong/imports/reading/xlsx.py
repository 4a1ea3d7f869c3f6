"""An .xlsx: its sheets one after the other, never a whole one in memory."""

from collections.abc import Iterator
from typing import IO

from .archive import blocks, open_archive
from .ods import CONTENT, read_ods
from .strings import SharedStrings, read_strings
from .values import Limits, RawRow, RefusedFile, SheetInfo, hidden_rows_note
from .workbook import Package, Sheet, Workbook, read_workbook
from .worksheet import Outline, SheetReader, outline, read_rows

_OTHER_ZIPS = {
    "xl/workbook.bin": "Tệp loại .xlsb chưa đọc được. Lưu lại thành .xlsx, rồi tải lên.",
    "word/document.xml": "Đây là tệp Word, không phải bảng tính. Hãy chọn tệp Excel (.xlsx).",
    "ppt/presentation.xml": "Đây là tệp PowerPoint, không phải bảng tính. Chọn tệp Excel (.xlsx).",
}
_NO_SHEET_IN_ZIP = (
    "Đây là tệp nén, bên trong không phải bảng tính. Giải nén, rồi tải từng tệp Excel (.xlsx) lên."
)

Sheets = Iterator[tuple[SheetInfo, Iterator[RawRow]]]


def read_zip(file: IO[bytes], limits: Limits) -> Sheets:
    """Read a ZIP that is a workbook. Raises RefusedFile for any other."""
    with open_archive(file, limits) as archive:
        package = Package(archive, limits)
        if package.find(CONTENT) and package.find("mimetype"):
            yield from read_ods(package)
            return
        for part, words in _OTHER_ZIPS.items():
            if package.find(part):
                raise RefusedFile(words)
        if not package.find("[Content_Types].xml"):
            raise RefusedFile(_NO_SHEET_IN_ZIP)
        yield from _read_xlsx(package)


def _read_xlsx(package: Package) -> Sheets:
    book = read_workbook(package)
    strings = SharedStrings()
    if book.strings_part:
        strings = read_strings(blocks(package.archive, book.strings_part), package.limits)
    notes = tuple(book.notes)
    for sheet in book.sheets:
        found = outline(blocks(package.archive, sheet.part), sheet.name, package.limits)
        yield _info(book, sheet, found, notes), _rows(package, book, strings, sheet)
        notes = ()


def _info(book: Workbook, sheet: Sheet, found: Outline, notes: tuple[str, ...]) -> SheetInfo:
    """What is said of a sheet; what concerns the whole file is said with the first one."""
    return SheetInfo(
        name=sheet.name,
        is_hidden=sheet.is_hidden,
        merged=tuple(found.merged),
        is_1904=book.is_1904,
        notes=(*notes, *hidden_rows_note(found.hidden_rows)),
    )


def _rows(
    package: Package, book: Workbook, strings: SharedStrings, sheet: Sheet
) -> Iterator[RawRow]:
    reader = SheetReader(sheet.name, strings, book.day_styles, book.is_1904, package.limits)
    pieces = blocks(package.archive, sheet.part)
    return read_rows(pieces, reader, f"ở trang “{sheet.name}”")
