"""Which rows of a sheet hold records, and what the other rows are: nothing is left out unsaid."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from khuyencong.text import clean_line, fold

from .cells import shown
from .columns import Column
from .headings import (
    COUNTER,
    SEARCHED_ROWS,
    Header,
    Heading,
    Vocabulary,
    find_header,
    unexplained,
)
from .reading import Broken, Cell, Row, SheetInfo

SAMPLES = 3
# The sheet of the portal's own templates that tells how to fill them in, and its first words.
GUIDE, GUIDE_TITLE = "Hướng dẫn", "Hướng dẫn ghi danh sách"
TOLD_ROWS = 200  # rows that hold no record are shown word for word, as far as these go
TOTAL = re.compile(
    r"(tong|tong cong|tong so|cong|cong tong)"
    r"( (toan tinh|chung|kinh phi|cac|nguon|nam|phan|muc)\b.*| [ivx\d]+| \(.*\)|: ?\d.*)?[ :.]*"
)
# What the first words under a table are where people sign it.
SIGNATURE = re.compile(
    r"((tm|kt|tl|tuq|thua lenh)\b[. ].*|noi nhan\b.*|\((da )?ky\b.*|nguoi (lap|ky|duyet|kiem)\b.*|"
    r"lap (bieu|bang)|thu truong\b.*|ke toan( truong)?|(pho )?(giam doc|chu tich|truong phong)\b.*)"
)
SECTION = re.compile(r"[ivx]+|[a-h]|\d+\.\d+", re.IGNORECASE)
COLUMN_NUMBER = re.compile(r"\(?(\d{1,2}|[a-h])\)?(\s*=.*)?", re.IGNORECASE)

TITLE, HEADINGS, NUMBERS, TOTALS, SECTIONS, OUTSIDE = (
    "Tiêu đề của tệp",
    "Tên cột",
    "Số thứ tự của cột",
    "Dòng tổng",
    "Tên nhóm",
    "Ngoài bảng (chữ ký, ghi chú)",
)


@dataclass(frozen=True)
class SourceRow:
    """A row that holds a record: its cells by the name of their column."""

    sheet: int
    number: int
    cells: Mapping[str, Cell]


@dataclass
class Layout:
    """How a sheet was read: kept with the import, and told on its preview."""

    sheet: int
    name: str
    header: Header | None = None
    is_known: bool = False
    is_1904: bool = False
    skipped: str = ""  # why nothing of it was read
    notes: list[str] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)  # rows without a record, by what they are
    told: list[tuple[int, str, str]] = field(default_factory=list)
    records: int = 0
    used: set[int] = field(default_factory=set)  # places under which something stands
    samples: dict[int, list[str]] = field(default_factory=dict)  # by place, to recognise it by

    def tell(self, row: Row, what: str) -> None:
        self.others[what] += 1
        if len(self.told) < TOLD_ROWS:
            words = " | ".join(filter(None, (clean_line(shown(one)) for one in row.cells)))
            self.told.append((row.number, what, words[:200]))

    @property
    def width(self) -> int:
        """How many columns the table takes, with what stands beside it under no heading."""
        headings = self.header.headings if self.header else ()
        return max({-1, *self.used, *(one.place for one in headings)}) + 1

    def asked(self, columns: Mapping[str, Column]) -> list[Heading]:
        """The headings that a person must explain before the sheet can be read."""
        if self.header is None:
            return []
        return list(unexplained(self.header, columns, self.used))

    def as_json(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "name": self.name,
            "header": self.header.as_json() if self.header else None,
            "skipped": self.skipped,
            "notes": self.notes,
            "others": dict(self.others),
            "told": self.told,
            "records": self.records,
            "samples": {str(place): some for place, some in self.samples.items()},
            "width": self.width,
        }


class Sheet:
    """One sheet of a file, on its way from rows to records."""

    def __init__(
        self, place: int, info: SheetInfo, rows: Iterable[Row], vocabulary: Vocabulary
    ) -> None:
        self.columns = vocabulary.columns
        self.layout = Layout(place, info.name, is_1904=info.is_1904, notes=list(info.notes))
        self._rows = iter(rows)
        self._first = list(islice(self._rows, SEARCHED_ROWS))
        self._merged = _Merged(info)
        if info.is_hidden:
            self.layout.skipped = "Trang tính đang ẩn nên không đọc. Bỏ ẩn nếu cần nhập."
        elif not self._first:
            self.layout.skipped = "Trang tính trống."
        else:
            self._find_header(info, vocabulary)
        self._sample()
        self._names = {one.place: one.name for one in self._headings() if one.name}
        self._required = {name for name, one in self.columns.items() if one.required}
        self._keys = {name for name, one in self.columns.items() if one.is_key}
        self._is_signed = False

    def _find_header(self, info: SheetInfo, vocabulary: Vocabulary) -> None:
        header, is_known = find_header(info, self._first, vocabulary)
        title = shown(self._first[0].cells[0])
        if info.name == GUIDE and title.startswith(GUIDE_TITLE):
            self.layout.skipped = "Trang hướng dẫn của mẫu nên không đọc."
        elif header is None:
            self.layout.skipped = "Không thấy hàng tên cột nào."
        else:
            self.layout.header, self.layout.is_known = header, is_known

    def _sample(self) -> None:
        """What stands under each heading, as far as the first rows show it."""
        header = self.layout.header
        for row in self._first:
            if header is None or row.number <= header.last_row:
                continue
            for place, cell in enumerate(row.cells):
                some = self.layout.samples.setdefault(place, [])
                if cell is not None and len(some) < SAMPLES:
                    some.append(clean_line(shown(cell))[:60])
        self.layout.used = {place for place, some in self.layout.samples.items() if some}

    def _headings(self) -> tuple[Heading, ...]:
        return self.layout.header.headings if self.layout.header else ()

    def records(self) -> Iterator[SourceRow]:
        """The rows that hold records; the layout tells of all others."""
        header = self.layout.header
        if header is None:
            return
        for row in chain(self._first, self._rows):
            if row.number < header.first_row:
                self.layout.tell(row, TITLE)
            elif row.number <= header.last_row:
                self.layout.tell(row, HEADINGS)
            else:
                filled = self._merged.fill(row)
                if what := self._other(filled):
                    self.layout.tell(row, what)
                    continue
                self.layout.records += 1
                yield self._record(filled)

    def _other(self, row: Row) -> str:
        """What a row under the headings is, if it holds no record."""
        filled = [(place, one) for place, one in enumerate(row.cells) if one is not None]
        self.layout.used |= {place for place, _ in filled}
        named = {self._names[place]: one for place, one in filled if place in self._names}
        if self._is_repeated_header(filled):
            return HEADINGS
        if self.layout.records == 0 and _are_column_numbers([one for _, one in filled]):
            return NUMBERS
        texts = [fold(clean_line(one)) for _, one in filled if isinstance(one, str)]
        essential = self._required & named.keys()
        is_numbered = isinstance(named.get(COUNTER), int)
        if not is_numbered and len(essential) < 2 and any(map(TOTAL.fullmatch, texts[:2])):
            return TOTALS
        if self._is_section(named, texts):
            return SECTIONS
        if len(texts) == len(filled) and self._is_signature(texts, essential):
            return OUTSIDE
        return "" if self._holds_record(row, named, essential) else OUTSIDE

    def _holds_record(self, row: Row, named: Mapping[str, Cell], essential: set[str]) -> bool:
        """A signature or a note has words here and there; a record has what makes it one."""
        others = {name: one for name, one in named.items() if name not in {*essential, COUNTER}}
        if isinstance(named.get(COUNTER), int):
            return bool(essential or others)
        if len(essential) > 1 or (essential and len(self._required) == 1):
            return True
        if self._keys & named.keys() and len(essential | others.keys()) > 1:
            return True
        if essential:
            return bool(others)
        return any(not isinstance(one, str) for one in others.values())

    def _is_signature(self, texts: list[str], essential: set[str]) -> bool:
        """Where a table is signed, and the names that stand below: rows of words, unnumbered."""
        if SIGNATURE.fullmatch(texts[0]):
            self._is_signed = True
            return True
        return self._is_signed and (len(essential) < 2 or COUNTER in self._names.values())

    def _is_section(self, named: Mapping[str, Cell], texts: list[str]) -> bool:
        """ "II | Khuyến công địa phương": a numeral and a name over the rows of a group."""
        counter = named.get(COUNTER)
        is_numeral = isinstance(counter, str) and SECTION.fullmatch(counter.strip(" ."))
        return bool(is_numeral and len(texts) == 2 and len(self._required & named.keys()) < 2)

    def _is_repeated_header(self, filled: Sequence[tuple[int, Cell]]) -> bool:
        headings = {one.place: fold(one.text) for one in self._headings()}
        words = [(place, fold(clean_line(one))) for place, one in filled if isinstance(one, str)]
        same = [place for place, word in words if word and word in headings.get(place, "")]
        return len(filled) > 2 and len(same) == len(filled)

    def _record(self, row: Row) -> SourceRow:
        cells = {
            self._names[place]: cell
            for place, cell in enumerate(row.cells)
            if place in self._names and self._names[place] != COUNTER
        }
        return SourceRow(self.layout.sheet, row.number, cells)


def _are_column_numbers(cells: Sequence[Cell]) -> bool:
    """(1) (2) (3): how forms number their columns."""
    if len(cells) < 3 or any(isinstance(one, Broken) for one in cells):
        return False
    if not all(COLUMN_NUMBER.fullmatch(shown(one).strip()) for one in cells):
        return False
    numbers = [int(found[0]) for one in cells if (found := re.findall(r"\d+", shown(one)))]
    return numbers == sorted(numbers) and len({*numbers}) == len(numbers) and numbers[:1] <= [2]


class _Merged:
    """Cells merged over several rows: the value belongs to each of them."""

    def __init__(self, info: SheetInfo) -> None:
        self._starting: dict[int, list[tuple[int, int]]] = {}
        for first_row, first, last_row, _ in info.merged:
            if last_row > first_row:
                self._starting.setdefault(first_row, []).append((first - 1, last_row))
        self._open: dict[int, tuple[int, Cell]] = {}

    def fill(self, row: Row) -> Row:
        cells = list(row.cells)
        for place, (last_row, value) in list(self._open.items()):
            if row.number > last_row:
                del self._open[place]
                continue
            cells += [None] * (place + 1 - len(cells))
            cells[place] = value
        for place, last_row in self._starting.get(row.number, ()):
            value = cells[place] if place < len(cells) else None
            self._open[place] = (last_row, value)
        return Row(row.number, tuple(cells), row.is_hidden)
