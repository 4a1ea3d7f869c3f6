"""An .ods: its one XML is read twice, first for what must be known of the sheets, then for rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from .archive import blocks, small_part
from .markup import Depth, parse
from .serials import day_of_iso, number_of
from .strings import Collected
from .values import (
    Limits,
    RawCell,
    RawRow,
    RefusedFile,
    SheetInfo,
    damaged,
    hidden_rows_note,
)
from .workbook import LONGEST_NAME, MACROS, Package
from .worksheet import LAST_ROW, failed, unresolved

CONTENT = "content.xml"
_WHERE = "ở phần nội dung"
_NAMESPACES = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _TEXT = f"{_NAMESPACES}table:1.0}}", f"{_NAMESPACES}text:1.0}}"
_OFFICE, _STYLE = f"{_NAMESPACES}office:1.0}}", f"{_NAMESPACES}style:1.0}}"
_ERROR_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
_TEXT_VALUES = {None, "string", "time"}
_SPACES = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}


@dataclass
class _Table:
    """What is known of a sheet once all of it has been seen."""

    name: str
    style: str
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)


class _Reader:
    """Handlers for ``content.xml``; finished rows gather in :attr:`rows` with their sheet."""

    def __init__(self, limits: Limits) -> None:
        self.tables: list[_Table] = []
        self.undisplayed: set[str] = set()
        self.rows: list[tuple[int, RawRow]] = []
        self._limits, self._depth, self.text = limits, Depth(limits), Collected(limits)
        self._style = ""
        self._number = self._rows_repeated = self._paragraphs = self._in_comment = 0
        self._is_hidden = False
        self._cell: dict[str, str] | None = None
        self._cells: list[RawCell] = []
        self._column = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth.enter()
        if name in _CELLS:
            if self._cell is not None:
                raise damaged(_WHERE)
            self._cell, self._paragraphs = attributes, 0
        elif name == f"{_TABLE}table-row":
            self._start_row(attributes)
        elif self._cell is not None:
            self._start_in_cell(name, attributes)
        elif name == f"{_TABLE}table":
            style = attributes.get(f"{_TABLE}style-name", "")
            self.tables.append(_Table(attributes.get(f"{_TABLE}name", "")[:LONGEST_NAME], style))
            self._number = 0
        elif name == f"{_STYLE}style":
            self._style = attributes.get(f"{_STYLE}name", "")
        elif attributes.get(f"{_TABLE}display") == "false":
            self.undisplayed.add(self._style)

    def _start_row(self, attributes: dict[str, str]) -> None:
        if not self.tables or self._cell is not None:
            raise damaged(_WHERE)
        self._rows_repeated = _repeated(attributes, "number-rows-repeated")
        self._is_hidden = attributes.get(f"{_TABLE}visibility") in {"collapse", "filter"}
        self._cells, self._column = [], 0

    def _start_in_cell(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_OFFICE}annotation":
            self._in_comment += 1
        elif self._in_comment:
            return
        elif name == f"{_TEXT}p":
            self.text.open = True
            if self._paragraphs:
                self.text.add("\n")
            self._paragraphs += 1
        elif name in _SPACES:
            count = int(attributes.get(f"{_TEXT}c", "1")[:6])
            self.text.add(_SPACES[name] * count)

    def end(self, name: str) -> None:
        """An element ends."""
        self._depth.leave()
        if name in _CELLS:
            self._end_cell(self._cell or {}, is_covered=name.endswith("covered-table-cell"))
            self._cell = None
        elif name == f"{_TABLE}table-row":
            self._end_row()
        elif name == f"{_OFFICE}annotation":
            self._in_comment -= 1
        elif name == f"{_TEXT}p":
            self.text.open = False

    def _end_cell(self, attributes: dict[str, str], *, is_covered: bool) -> None:
        repeated = _repeated(attributes, "number-columns-repeated")
        value = _typed(attributes, self.text.take())
        first, self._column = self._column, self._column + repeated
        self._merge(attributes, first + 1)
        if value is None or value == "" or is_covered:
            return
        if self._column > self._limits.columns:
            raise RefusedFile(
                f"Dòng {self._number + 1} có chữ ở cột thứ {self._column}; tối đa "
                f"{self._limits.columns} cột. Xóa ô ở xa bảng, lưu lại, rồi tải lên."
            )
        self._cells.extend([None] * (first - len(self._cells)))
        self._cells.extend([value] * repeated)

    def _merge(self, attributes: dict[str, str], column: int) -> None:
        wide = _repeated(attributes, "number-columns-spanned")
        high = _repeated(attributes, "number-rows-spanned")
        if wide * high > 1:
            top = self._number + 1
            self.tables[-1].merged.append((top, column, top + high - 1, column + wide - 1))

    def _end_row(self) -> None:
        first, self._number = self._number + 1, self._number + self._rows_repeated
        if not self._cells:
            return
        if self._rows_repeated > self._limits.rows or self._number > LAST_ROW:
            raise RefusedFile(
                f"Có hơn {self._limits.rows} dòng giống nhau từ dòng {first}. Xóa các dòng thừa."
            )
        numbers = range(first, self._number + 1)
        if self._is_hidden:
            self.tables[-1].hidden_rows.extend(numbers)
        place = len(self.tables) - 1
        self.rows.extend(
            (place, RawRow(number, self._cells, self._is_hidden)) for number in numbers
        )


def _repeated(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(f"{_TABLE}{name}", "1")
    if not text.isdecimal() or len(text) > 8:
        raise damaged(_WHERE)
    return max(1, int(text))


def _typed(attributes: dict[str, str], text: str) -> RawCell:
    formula = attributes.get(f"{_TABLE}formula")
    kind = attributes.get(f"{_OFFICE}value-type")
    if attributes.get(_ERROR_TYPE) == "error" or (formula and text.startswith(("#", "Err:"))):
        return failed(text)
    if formula is not None and kind is None and not text:
        return unresolved(formula.removeprefix("of:").removeprefix("="))
    if kind in _TEXT_VALUES:
        return text or attributes.get(f"{_OFFICE}string-value") or None
    if kind == "boolean":
        return attributes.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        return day_of_iso(attributes.get(f"{_OFFICE}date-value", ""))
    return number_of(attributes.get(f"{_OFFICE}value", ""))


def _read(package: Package) -> Iterator[_Reader]:
    """The reader after every block, so that its rows can be taken away."""
    reader = _Reader(package.limits)
    pieces = blocks(package.archive, package.find(CONTENT) or CONTENT)
    for _ in parse(pieces, _WHERE, reader.start, reader.end, reader.text.add):
        yield reader
        reader.rows.clear()


def read_ods(package: Package) -> Iterator[tuple[SheetInfo, Iterator[RawRow]]]:
    """Read an .ods. Raises RefusedFile for a password, for macros and for damage."""
    manifest = package.find("META-INF/manifest.xml")
    if manifest and b"encryption-data" in small_part(package.archive, manifest):
        raise RefusedFile("Tệp có mật khẩu. Bỏ mật khẩu, lưu lại, rồi tải lên.")
    if package.has("basic/", ".xml") or package.has("scripts/"):
        raise RefusedFile(MACROS)
    *_, seen = _read(package)
    rows = (placed for reader in _read(package) for placed in reader.rows)
    ahead = next(rows, None)

    def rows_of(place: int) -> Iterator[RawRow]:
        nonlocal ahead
        while ahead is not None and ahead[0] == place:
            yield ahead[1]
            ahead = next(rows, None)

    for place, table in enumerate(seen.tables):
        notes = hidden_rows_note(table.hidden_rows)
        hidden = table.style in seen.undisplayed
        yield SheetInfo(table.name, hidden, tuple(table.merged), False, notes), rows_of(place)
