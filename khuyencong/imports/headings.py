"""Which column of a file is which: headings matched without case, accents, spaces and order."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from khuyencong.models import HeadingChoice
from khuyencong.text import MONEY_UNITS, clean_line, fold

from .cells import shown
from .columns import Column
from .reading import Cell, Row, SheetInfo

COUNTER = "#"  # the column of running numbers
COUNTER_WORDS = {"tt", "stt", "so tt", "so thu tu", "thu tu", "no"}
# Where the table may begin, and over how many rows its headings may stand.
SEARCHED_ROWS, DEEPEST = 60, 3
FEWEST = 2  # headings that make a header
FEWEST_TEXTS = 3  # in a header of which nothing is known
REPORT_COLUMN = "Cần sửa"  # what the portal itself adds to a file it sends back

_UNIT = re.compile(
    r"\b(?:(?P<thousand>1[.,]?000)\s*(?:dong|d|vnd)|(?P<scale>nghin|ngan|trieu|tr|ty|ti)\.?\s*"
    r"(?:dong|d|vnd)?|(?P<one>dong|vnd))\b"
)
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_MARKS = re.compile(r"[*:;.,\"“”]+")


def heading_key(heading: str) -> str:
    """What is compared of a heading: folded, without its unit of money and marks."""
    plain = fold(clean_line(heading))
    plain = _IN_BRACKETS.sub(lambda part: "" if is_unit(part[1]) else f" {part[1]} ", plain)
    return " ".join(_MARKS.sub(" ", plain).replace("/", " / ").split())


def is_unit(words: str) -> bool:
    return bool(_UNIT.fullmatch(re.sub(r"^(dvt|don vi tinh|don vi)\s*:?\s*", "", words.strip())))


def money_unit(heading: str) -> int | None:
    """How many đồng the numbers under a heading count in, where it says so."""
    plain = fold(clean_line(heading))
    parts = [part for part in _IN_BRACKETS.findall(plain) if _UNIT.search(part)]
    found = _UNIT.search(parts[-1]) if parts else None
    if found is None and re.search(r"\b(dvt|don vi tinh|don vi)\b", plain):
        found = _UNIT.search(plain)
    if found is None:
        return None
    if found["thousand"]:
        return 1000
    return MONEY_UNITS[found["scale"] or found["one"]]


@dataclass(frozen=True)
class Heading:
    """One column of the file: where, what it is called, and what it is read as.

    ``name`` is the column of the resource, ``COUNTER``, "" for one that is not read, or None for
    one that nobody explained yet. ``unit`` is None where nobody said what its numbers count in.
    """

    place: int  # from 0
    text: str
    name: str | None = None
    unit: int | None = None

    @property
    def letters(self) -> str:
        """As the spreadsheet names it: A, B, … AA."""
        return xl_col_to_name(self.place)

    def as_json(self) -> dict[str, Any]:
        return {"place": self.place, "text": self.text, "name": self.name, "unit": self.unit}


@dataclass(frozen=True)
class Header:
    """The rows of headings of a sheet, and the columns that they name."""

    first_row: int
    last_row: int
    headings: tuple[Heading, ...]

    @property
    def names(self) -> set[str]:
        return {one.name for one in self.headings if one.name}

    def as_json(self) -> dict[str, Any]:
        rows = {"first_row": self.first_row, "last_row": self.last_row}
        return {**rows, "headings": [one.as_json() for one in self.headings]}

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "Header":
        headings = tuple(Heading(**one) for one in stored["headings"])
        return cls(stored["first_row"], stored["last_row"], headings)


class Vocabulary:
    """What headings mean for one subject: its own, what offices use, what this office said."""

    def __init__(self, columns: Mapping[str, Column], choices: Iterable[HeadingChoice]) -> None:
        self.columns = columns
        self._names: dict[str, str] = dict.fromkeys(COUNTER_WORDS, COUNTER)
        self._names[heading_key(REPORT_COLUMN)] = ""
        for name, column in columns.items():
            for heading in (*column.also, column.column_name):
                self._names[heading_key(heading)] = name
        self._units: dict[str, int | None] = {}
        for choice in choices:
            self._names[choice.heading] = choice.column
            self._units[choice.heading] = choice.money_unit

    def heading(self, place: int, levels: Sequence[str], above: int | None) -> Heading:
        """What stands over a column; ``above`` is the unit that the rows over the table state."""
        joined = " ".join(levels)
        unit = next((found for one in reversed(levels) if (found := money_unit(one))), above)
        for written in dict.fromkeys((joined, *reversed(levels))):
            key = heading_key(written)
            if key in self._names:
                return Heading(place, joined, self._names[key], unit or self._units.get(key))
        return Heading(place, joined, None, unit)


def find_header(
    sheet: SheetInfo, rows: Sequence[Row], vocabulary: Vocabulary
) -> tuple[Header | None, bool]:
    """The header among the first rows of a sheet, and whether it was recognised.

    The one that names most columns; of equals the shallowest and highest. Where nothing is
    recognised, the row with most texts, for a person to explain.
    """
    by_number = {row.number: row for row in rows}
    filled = {number: _filled(sheet, row, by_number) for number, row in by_number.items()}
    best: Header | None = None
    for depth in range(1, DEEPEST + 1):
        for number in filled:
            header = _header(filled, number, depth, vocabulary)
            if header and (best is None or len(header.names) > len(best.names)):
                best = header
    if best and (len(best.names - {COUNTER}) >= FEWEST or _is_explained(best)):
        return _with_levels_above(best, sheet, filled, vocabulary), True
    texts = {number: sum(isinstance(one, str) for one in cells) for number, cells in filled.items()}
    likely = max(texts, key=lambda number: (texts[number], -number), default=None)
    if likely is None or texts[likely] < FEWEST_TEXTS:
        return None, False
    return _header(filled, likely, 1, vocabulary), False


def _with_levels_above(
    found: Header,
    sheet: SheetInfo,
    filled: Mapping[int, Sequence[Cell]],
    vocabulary: Vocabulary,
) -> Header:
    """A header from the top of the cells merged into its first row: a unit may stand there."""
    tops = [first for first, _, last, _ in sheet.merged if first < found.first_row <= last]
    depth = found.last_row - min(tops, default=found.first_row) + 1
    if not tops or depth > DEEPEST:
        return found
    whole = _header(filled, min(tops), depth, vocabulary)
    return whole if whole and whole.names >= found.names else found


def _is_explained(header: Header) -> bool:
    """Whether a person said of each of its headings what it means."""
    return all(one.name is not None for one in header.headings) and bool(header.names - {COUNTER})


def _filled(sheet: SheetInfo, row: Row, by_number: Mapping[int, Row]) -> tuple[Cell, ...]:
    """A row of headings with what is merged into it from the left and from above."""
    cells = list(row.cells)
    for first_row, first, last_row, last in sheet.merged:
        if not first_row <= row.number <= last_row or first_row not in by_number:
            continue
        source = by_number[first_row].cells
        value = source[first - 1] if first <= len(source) else None
        cells += [None] * (last - len(cells))
        for place in range(first - 1, last):
            cells[place] = value
    return tuple(cells)


def _header(
    filled: Mapping[int, Sequence[Cell]], number: int, depth: int, vocabulary: Vocabulary
) -> Header | None:
    levels = [filled[number + step] for step in range(depth) if number + step in filled]
    if len(levels) < depth:
        return None
    above = _unit_above(filled, number)
    seen: set[str] = set()
    headings = []
    for place, stacked in enumerate(zip_longest(*levels)):
        words = [clean_line(shown(one)) for one in stacked if not isinstance(one, int | float)]
        spoken = list(dict.fromkeys(filter(None, words)))
        if not spoken:
            continue
        heading = vocabulary.heading(place, spoken, above)
        if heading.name and heading.name in seen:
            heading = replace(heading, name=None)  # a second column of the same meaning: asked
        seen.add(heading.name or "")
        headings.append(heading)
    return Header(number, number + depth - 1, tuple(headings))


def _unit_above(filled: Mapping[int, Sequence[Cell]], number: int) -> int | None:
    """The unit of money that a line above the table states: "ĐVT: triệu đồng"."""
    for above in range(number - 1, 0, -1):
        for cell in filled.get(above, ()):
            if isinstance(cell, str) and re.search(r"\b(dvt|don vi tinh|don vi)\b", fold(cell)):
                return money_unit(cell)
    return None


def unexplained(header: Header, columns: Mapping[str, Column], used: set[int]) -> Iterator[Heading]:
    """The headings that a person must explain: unknown ones, and money without its unit.

    ``used`` are the places under which anything stands at all.
    """
    for one in header.headings:
        if one.place not in used:
            continue
        column = columns.get(one.name or "")
        if one.name is None or (column and column.is_money and one.unit is None):
            yield one


def remembered(subject: str, unit: Any) -> Iterable[HeadingChoice]:
    """What this office said before; what the department said holds for its units."""
    rows = HeadingChoice.objects.filter(subject=subject)
    return [*rows.filter(unit=None), *(rows.filter(unit=unit) if unit else [])]
