"""What python-calamine does not tell of an .xls: errors in cells, hidden rows, the 1904 calendar.

The container is read by [MS-CFB], the records by [MS-XLS]; a contradiction raises ``ValueError``,
``IndexError`` or ``struct.error``.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_LAST_SECTOR = 0xFFFFFFFA
_ENTRY = 128
_IN_HEADER = 109  # sectors of the table that the header itself names
_FORMULA, _EOF, _DATEMODE, _FILEPASS = 0x0006, 0x000A, 0x0022, 0x002F
_BOUNDSHEET, _BOOLERR, _ROW, _BOF = 0x0085, 0x0205, 0x0208, 0x0809
_HIDDEN_ROW = 0x20
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


class Container:
    """The streams of an OLE2 file, by name."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("sector size")
        self._sector, self._mini_sector = 1 << shift, 1 << mini_shift
        directory, self._mini_below, mini_table, _, more, _ = struct.unpack_from(
            "<I4xIIIII", content, 48
        )
        self._table = self._words(self._table_sectors(more))
        entries = b"".join(map(self._at, self._chain(directory, self._table)))
        self._places = dict(map(_place, struct.iter_unpack(f"{_ENTRY}s", entries)))
        self._mini_table = self._words(self._chain(mini_table, self._table))

    def names(self) -> set[str]:
        """The names of its streams and storages."""
        return set(self._places)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream."""
        start, size = self._places[name]
        if size >= self._mini_below:
            return b"".join(map(self._at, self._chain(start, self._table)))[:size]
        small = b"".join(map(self._at, self._chain(self._places["Root Entry"][0], self._table)))
        wide = self._mini_sector
        chain = self._chain(start, self._mini_table)
        return b"".join(small[place * wide : (place + 1) * wide] for place in chain)[:size]

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        return self._content[start : start + self._sector]

    def _words(self, sectors: Iterator[int]) -> tuple[int, ...]:
        found = b"".join(map(self._at, sectors))
        return struct.unpack_from(f"<{len(found) // 4}I", found)

    def _table_sectors(self, more: int) -> Iterator[int]:
        """The sectors of the table of sectors: some in the header, the others in a chain."""
        yield from self._used(struct.unpack_from(f"<{_IN_HEADER}I", self._content, 76))
        for _ in range(len(self._content) // self._sector):
            if more > _LAST_SECTOR:
                return
            *sectors, more = self._words(iter([more]))
            yield from self._used(sectors)

    @staticmethod
    def _used(sectors: "tuple[int, ...] | list[int]") -> Iterator[int]:
        return (sector for sector in sectors if sector <= _LAST_SECTOR)

    def _chain(self, sector: int, table: tuple[int, ...]) -> Iterator[int]:
        for _ in range(len(table) + 1):
            if sector > _LAST_SECTOR:
                return
            yield sector
            sector = table[sector]
        raise ValueError("a chain without an end")


def _place(entry: tuple[bytes]) -> tuple[str, tuple[int, int]]:
    (content,) = entry
    (length,) = struct.unpack_from("<H", content, 64)
    name = content[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return name, struct.unpack_from("<II", content, 116)


@dataclass
class SheetFacts:
    """What a sheet has beside values; rows and columns counted from 0."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)


@dataclass
class BookFacts:
    """What an .xls has beside values; ``sheets`` in the order of the tabs, of every kind."""

    is_1904: bool = False
    is_encrypted: bool = False
    sheets: list[SheetFacts] = field(default_factory=list)


def read_facts(stream: bytes) -> BookFacts:
    """Read the records of a Workbook stream."""
    facts, places = BookFacts(), list[int]()
    for kind, record in _records(stream, 0):
        if kind == _BOUNDSHEET:
            places.append(struct.unpack_from("<I", record)[0])
        elif kind == _DATEMODE:
            facts.is_1904 = record[:1] == b"\1"
        elif kind == _FILEPASS:
            facts.is_encrypted = True
            return facts
    facts.sheets = [_sheet_facts(stream, place) for place in places]
    return facts


def _records(stream: bytes, place: int) -> Iterator[tuple[int, memoryview]]:
    """The records from a place to the end of that part; charts inside it are passed over."""
    view, depth = memoryview(stream), 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, view[place + 4 : place + 4 + length]
        place += 4 + length


def _sheet_facts(stream: bytes, place: int) -> SheetFacts:
    facts = SheetFacts()
    for kind, record in _records(stream, place):
        if kind == _ROW:
            if struct.unpack_from("<H", record, 12)[0] & _HIDDEN_ROW:
                facts.hidden_rows.add(struct.unpack_from("<H", record)[0])
        elif kind == _BOOLERR:
            row, column, code, is_error = struct.unpack_from("<HH2xBB", record)
            if is_error:
                facts.errors[row, column] = _ERRORS.get(code, "#N/A")
        elif kind == _FORMULA and record[12:14] == b"\xff\xff" and record[6] == 2:
            row, column = struct.unpack_from("<HH", record)
            facts.errors[row, column] = _ERRORS.get(record[8], "#N/A")
    return facts
