"""Danh sách đề án: one row a đề án, with its years, its money and who received it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import overload

from khuyencong.text import sort_key
from reports.figures import Unit
from reports.lines import Fact
from reports.tables import Cell, Row

from .definition import Definition, FormColumn, Holds, SheetPart, plain_where
from .sums import UNKNOWN_OF, Sums, column_of

BY_ACTIVITY = "de-an"


@dataclass
class Entry:
    """What the lines say of one đề án beside its money."""

    title: str
    years: set[int] = field(default_factory=set)
    facilities: set[str] = field(default_factory=set)


class ListRows(Sequence[Row]):
    """The đề án that count, by year and code; of one source those with money of it.

    A row is made when it is read: a page of a hundred does not pay for all the others.
    """

    def __init__(
        self,
        definition: Definition,
        part: SheetPart,
        sums: Sums,
        entries: dict[str, Entry],
        is_plan: bool,
    ) -> None:
        """``entries``: of the same lines, by ``entries_of``; those that it lacks are added."""
        self._part, self._sums, self._is_plan = part, sums, is_plan
        self._columns = [one for one in definition.columns if one.holds is not Holds.LABEL]
        _gather(definition, part, sums, is_plan)
        self._entries = entries
        codes = _with_money(definition, part, sums, is_plan)
        if not part.where:
            codes |= {code for code, entry in self._entries.items() if entry.years}
        _name(self._entries, codes, sums)
        self._codes = sorted(codes, key=self._in_order)

    def _in_order(self, code: str) -> tuple[int, str]:
        return min(self._entries[code].years, default=0), sort_key(code)

    def __len__(self) -> int:
        return len(self._codes)

    @overload
    def __getitem__(self, at: int) -> Row: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...

    def __getitem__(self, at: int | slice) -> Row | Sequence[Row]:
        places = range(len(self._codes))[at]
        return self._row(places) if isinstance(places, int) else tuple(map(self._row, places))

    def _row(self, place: int) -> Row:
        code = self._codes[place]
        entry = self._entries[code]
        cells = (
            _cell(column, self._part, self._sums, code, entry, place + 1, self._is_plan)
            for column in self._columns
        )
        return Row(code, entry.title, tuple(cells))


def _gather(definition: Definition, part: SheetPart, sums: Sums, is_plan: bool) -> None:
    """Ask what all columns print in one pass: by đề án and all that some column is narrowed by."""
    told = [_figure(column, is_plan) for column in definition.figures]
    keys = filter(None, (*told, *map(UNKNOWN_OF.get, told)))
    narrowed = dict.fromkeys(name for one in definition.figures for name in one.where)
    splits = dict.fromkeys((BY_ACTIVITY, *part.where, *narrowed))
    sums.gather((key for key in keys if key), tuple(splits))


def entries_of(sums: Sums, is_plan: bool) -> dict[str, Entry]:
    """Title, years and facilities from the supports that count."""
    flag = "in_plan" if is_plan else "in_result"
    names = ("activity_code", "activity_title", "line_year", "facility_name")
    rows = sums.rollup.lines.of(Fact.SUPPORT, {*names, flag}).filter(**{flag: True})
    found: dict[str, Entry] = {}
    for code, title, year, facility in rows.order_by().values_list(*names).distinct():
        entry = found.setdefault(code, Entry(title))
        entry.years.add(year)
        entry.facilities |= {facility} if facility else set()
    return found


def _with_money(definition: Definition, part: SheetPart, sums: Sums, is_plan: bool) -> set[str]:
    """The đề án of which some column has an amount, or knows that one is unknown."""
    found: set[str] = set()
    for column in definition.figures:
        key = _figure(column, is_plan)
        for name in filter(None, (key, UNKNOWN_OF.get(key))):
            where = {**part.where, **column.where}
            for (code, *members), value in sums.parts(name, (BY_ACTIVITY, *where)).items():
                if value and members == [*plain_where(where).values()]:
                    found.add(code)
    return found


def _name(entries: dict[str, Entry], codes: set[str], sums: Sums) -> None:
    """Money may be of another year than its đề án: name those that have no support here."""
    missing = codes - entries.keys()
    if not missing:
        return
    names = ("activity_code", "activity_title", "line_year")
    rows = sums.rollup.lines.of(Fact.FUNDING, names).order_by()
    for code, title, year in rows.values_list(*names).distinct():
        if code in missing:
            entries.setdefault(code, Entry(title)).years.add(year)


def _figure(column: FormColumn, is_plan: bool) -> str:
    return column.planned if is_plan else column.actual


def _cell(
    column: FormColumn,
    part: SheetPart,
    sums: Sums,
    code: str,
    entry: Entry,
    number: int,
    is_plan: bool,
) -> Cell:
    plain = column_of(column, Unit.DONG if column.is_figure else Unit.COUNT)
    if column.is_figure:
        key = _figure(column, is_plan)
        where = plain_where({BY_ACTIVITY: code, **part.where, **column.where})
        return sums.cell(plain, key, where) if key else Cell(plain, None)
    return Cell(plain, _text(column.holds, entry, number))


def _text(holds: Holds, entry: Entry, number: int) -> str:
    match holds:
        case Holds.NUMBER:
            return str(number)
        case Holds.YEARS:
            years = min(entry.years), max(entry.years)
            return "–".join(str(year) for year in dict.fromkeys(years))
        case Holds.FACILITIES:
            return "; ".join(sorted(entry.facilities, key=sort_key))
    return ""
