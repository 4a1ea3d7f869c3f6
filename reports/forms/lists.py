"""Danh sách đề án: one row a đề án, with its years, its money and who received it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

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


def rows_of_list(
    definition: Definition, part: SheetPart, sums: Sums, is_plan: bool
) -> Iterator[Row]:
    """The đề án that count, by year and code; of one source those with money of it."""
    entries = _entries(sums, is_plan)
    codes = _with_money(definition, part, sums, is_plan)
    if not part.where:
        codes |= {code for code, entry in entries.items() if entry.years}
    _name(entries, codes, sums)
    ordered = sorted(codes, key=lambda code: (min(entries[code].years, default=0), sort_key(code)))
    for number, code in enumerate(ordered, 1):
        cells = tuple(
            _cell(column, part, sums, code, entries[code], number, is_plan)
            for column in definition.columns
            if column.holds is not Holds.LABEL
        )
        yield Row(code, entries[code].title, cells)


def _entries(sums: Sums, is_plan: bool) -> dict[str, Entry]:
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
    return Cell(plain, _texts(entry, number)[column.holds])


def _texts(entry: Entry, number: int) -> Mapping[Holds, Any]:
    years = sorted(entry.years)
    return {
        Holds.NUMBER: str(number),
        Holds.UNIT: "",
        Holds.YEARS: "–".join(str(year) for year in dict.fromkeys((years[0], years[-1]))),
        Holds.FACILITIES: "; ".join(sorted(entry.facilities, key=sort_key)),
    }
