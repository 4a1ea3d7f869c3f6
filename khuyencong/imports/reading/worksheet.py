"""The rows of one sheet of an .xlsx, from its XML as it is unpacked."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from .markup import LONGEST_TOKEN, Depth, local, parse
from .serials import day_of, day_of_iso, number_of
from .strings import Collected, SharedStrings, unescaped
from .values import Broken, Limits, RawCell, RawRow, RefusedFile, damaged
from .workbook import is_true

_MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
LAST_ROW = 1_048_576
_LETTERS = re.compile("[A-Z]{1,3}")
_TAG = re.compile(rb"<(?:\w{1,20}:)?(?:row|mergeCell)\s[^>]*>")
_NUMBER = re.compile(rb"\sr=[\"'](\d{1,7})[\"']")
_IS_HIDDEN = re.compile(rb"\shidden=[\"'](1|true)[\"']")
_AREA = re.compile(rb"\sref=[\"']([A-Z]{1,3})([1-9]\d{0,6}):([A-Z]{1,3})([1-9]\d{0,6})[\"']")
_TOO_MERGED = "Trang “{}” có hơn {} vùng ô gộp. Bỏ gộp ô (Unmerge Cells), lưu lại, rồi tải lên."


@lru_cache(maxsize=1024)
def column_of(letters: str) -> int:
    """``A`` is 1, ``XFD`` is 16384, what names no column is 0."""
    if not _LETTERS.fullmatch(letters):
        return 0
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@dataclass
class Outline:
    """What must be known of a sheet before its rows: merged ranges, rows that are hidden."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)


def outline(pieces: Iterable[bytes], name: str, limits: Limits) -> Outline:
    """Search a sheet for merged ranges, which stand behind the rows, and hidden rows with cells."""
    found, rest = Outline(), b""
    for piece in pieces:
        text = rest + piece
        for tag in _TAG.finditer(text):
            _note(found, tag[0])
        begun = text.rfind(b"<")
        rest = text[begun:] if begun > text.rfind(b">") else b""
        if len(rest) > LONGEST_TOKEN:
            raise damaged(f"ở trang “{name}”")
        if len(found.merged) > limits.merged:
            raise RefusedFile(_TOO_MERGED.format(name, limits.merged))
    return found


def _note(found: Outline, tag: bytes) -> None:
    if area := _AREA.search(tag):
        left, top, right, bottom = (part.decode() for part in area.groups())
        found.merged.append((int(top), column_of(left), int(bottom), column_of(right)))
    elif not tag.endswith(b"/>") and _IS_HIDDEN.search(tag) and (number := _NUMBER.search(tag)):
        found.hidden_rows.append(int(number[1]))


def unresolved(formula: str) -> Broken:
    """A formula without a stored result."""
    shown = f" (={formula[:60]})" if formula else ""
    return Broken(
        f"Ô chứa công thức chưa có kết quả{shown}. Mở tệp bằng Excel, lưu lại, rồi tải lên."
    )


def failed(error: str) -> Broken:
    """A cell that shows an error."""
    return Broken(f"Ô có lỗi {error[:20]}.")


class SheetReader:
    """Handlers for ``worksheet``; finished rows gather in :attr:`rows`."""

    def __init__(
        self, name: str, strings: SharedStrings, day_styles: set[str], is_1904: bool, limits: Limits
    ) -> None:
        self.rows: list[RawRow] = []
        self._where = f"ở trang “{name}”"
        self._strings, self._day_styles, self._is_1904 = strings, day_styles, is_1904
        self._columns = limits.columns
        self.text, self._depth = Collected(limits), Depth(limits)
        self._row_name = self._cell_name = self._value_name = self._suffix = ""
        self._number, self._is_hidden, self._in_row = 0, False, False
        self._cells: list[RawCell] = []
        self._filled: set[int] = set()
        self._cell: dict[str, str] | None = None
        self._column = 0
        self._value: str | None = None
        self._formula: str | None = None
        self._in_aid = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == self._cell_name:
            if self._cell is not None or not self._in_row:
                raise damaged(self._where)
            self._cell = attributes
            self._value = self._formula = None
        elif name == self._value_name:
            self.text.open = self._cell is not None
        elif name == self._row_name:
            self._start_row(attributes)
        elif not self._row_name:
            self._start_sheet(name)
        else:
            self._start_other(local(name))

    def _start_sheet(self, name: str) -> None:
        namespace, _, root = name.rpartition("}")
        if namespace not in _MAIN or root != "worksheet":
            raise damaged(self._where)
        self._row_name, self._cell_name = f"{namespace}}}row", f"{namespace}}}c"
        self._value_name = f"{namespace}}}v"

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", str(self._number + 1))
        is_next = number.isdecimal() and len(number) <= 7 and self._number < int(number) <= LAST_ROW
        if self._in_row or not is_next:
            raise damaged(f"{self._where}, sau dòng {self._number}")
        self._in_row = True
        self._number, self._is_hidden = int(number), is_true(attributes.get("hidden"))
        self._suffix = str(self._number)
        self._cells, self._filled, self._column = [], set(), 0

    def _start_other(self, name: str) -> None:
        self._depth.enter()
        if self._cell is None:
            return
        if name == "rPh":
            self._in_aid = True
        elif name == "f" or (name == "t" and not self._in_aid):
            self.text.open = True

    def end(self, name: str) -> None:
        """An element ends."""
        if name == self._cell_name:
            self._end_cell(self._cell or {})
            self._cell = None
        elif name == self._value_name:
            if self.text.open:
                self._value = self.text.take()
        elif name == self._row_name:
            self._in_row = False
            self.rows.append(RawRow(self._number, self._cells, self._is_hidden))
        else:
            self._end_other(local(name))

    def _end_other(self, name: str) -> None:
        self._depth.leave()
        if name == "rPh":
            self._in_aid = False
        elif self.text.open and name == "f":
            self._formula = self.text.take()
        elif self.text.open and name == "t":
            self._value = (self._value or "") + self.text.take()

    def _end_cell(self, attributes: dict[str, str]) -> None:
        """Put the value of a cell in its place; cells that only look are left out."""
        column = self._place(attributes.get("r"))
        value = self._typed(attributes)
        if value is None or value == "":
            return
        if column > self._columns:
            raise RefusedFile(
                f"Dòng {self._number} {self._where} có chữ ở cột thứ {column}; "
                f"tối đa {self._columns} cột. Xóa ô ở xa bảng, lưu lại, rồi tải lên."
            )
        if column in self._filled:
            raise damaged(f"{self._where}: dòng {self._number} có hai ô cùng chỗ")
        self._filled.add(column)
        self._cells.extend([None] * (column - len(self._cells)))
        self._cells[column - 1] = value

    def _place(self, reference: str | None) -> int:
        """The column of a cell, which is the next one where none is named."""
        if reference is None:
            self._column += 1
            return self._column
        letters = reference.removesuffix(self._suffix)
        self._column = column_of(letters)
        if not self._column or letters == reference:
            raise damaged(f"{self._where}, dòng {self._number}")
        return self._column

    def _typed(self, attributes: dict[str, str]) -> RawCell:
        kind, value = attributes.get("t", "n"), self._value
        if not value:
            is_empty_text = value is not None and kind == "str"
            return None if self._formula is None or is_empty_text else unresolved(self._formula)
        match kind:
            case "s":
                return self._strings[value]
            case "str" | "inlineStr":
                return unescaped(value)
            case "n":
                return self._amount(number_of(value), attributes)
            case "b":
                return is_true(value)
            case "e":
                return failed(value)
            case "d":
                return day_of_iso(value)
        raise damaged(f"{self._where}, dòng {self._number}")

    def _amount(self, number: int | float | Broken, attributes: dict[str, str]) -> RawCell:
        if attributes.get("s", "0") in self._day_styles and not isinstance(number, Broken):
            return day_of(number, self._is_1904)
        return number


def read_rows(pieces: Iterable[bytes], reader: SheetReader, where: str) -> Iterator[RawRow]:
    """The rows of a sheet, as many at a time as a block of its XML has."""
    for _ in parse(pieces, where, reader.start, reader.end, reader.text.add):
        yield from reader.rows
        reader.rows.clear()
