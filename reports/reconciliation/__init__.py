"""Bảng đối soát: the same money told at six places, per source and year, to the đồng.

Assigned, planned, planned by a decision, disbursed, settled, published: where two neighbours
differ, the records that make the difference stand below, and what no record explains on top.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from reports.addresses import Address
from reports.editions import Edition, scope_columns
from reports.figures import FIGURES_BY_KEY
from reports.lines import Lines, RegisterLines
from reports.rollup import Rollup
from reports.sealing.copying import register_lines_of
from reports.sealing.lines import SealedLines
from reports.tables import Cell, Column, Row, Table

from .amounts import (
    RECORD,
    SOURCE,
    WHOLE,
    YEAR,
    Amounts,
    Place,
    by_place,
    by_record,
    stated,
    year_in_words,
)
from .pairs import GONE, PAIRS, PUBLISHED, REGISTER, Checked, Explained, Gap, Pair, column_of
from .tables import gaps_table


@dataclass(frozen=True)
class Reconciliation:
    """The money of a period at every place where it is told."""

    lines: Lines
    published: Lines | None
    stated: Mapping[Place, int]

    @cached_property
    def rollup(self) -> Rollup:
        return Rollup(self.lines)

    @cached_property
    def amounts(self) -> Mapping[str, Amounts]:
        """By figure: by source and year."""
        found = {key: by_place(self.rollup, key) for key in REGISTER}
        found[PUBLISHED] = self._published
        return {key: places for key, places in found.items() if any(places.values())}

    @property
    def _published(self) -> Amounts:
        return by_place(Rollup(self.published), "spent") if self.published else self.stated

    @cached_property
    def places(self) -> Sequence[Place]:
        """Every source with its years, in order."""
        order = {code: number for number, code in enumerate(self.sources)}
        return sorted(self._found, key=lambda at: (order[at[0]], at[1] is None, at[1] or WHOLE))

    @cached_property
    def _found(self) -> set[Place]:
        """Where there is anything at all."""
        return {place for amounts in self.amounts.values() for place in amounts if amounts[place]}

    @cached_property
    def sources(self) -> Mapping[Any, str]:
        """The names of the sources in the order of the catalogue."""
        codes = {source for source, _ in self._found}
        return dict(SOURCE.members(self.lines.period, codes))

    @cached_property
    def table(self) -> Table:
        """A row per source, its years below it."""
        columns = [column_of(key) for key in (*REGISTER, PUBLISHED) if key in self.amounts]
        rows = [row for source in self.sources for row in self._rows(source, columns)]
        title = f"Bảng đối soát {self.lines.period.label}"
        rules = (f"{column.label}: {column.rule}" for column in columns)
        return Table("doi-soat", title, SOURCE.label, tuple(columns), tuple(rows), None, (*rules,))

    def _rows(self, source: Any, columns: Sequence[Column]) -> Iterator[Row]:
        mine = [place for place in self.places if place[0] == source]
        yield self._row(source, self.sources[source], mine, columns, {SOURCE.slug: source})
        for place in mine:
            where = {SOURCE.slug: source, YEAR.slug: place[1]}
            if place[1] != WHOLE:
                label = year_in_words(place[1])
                yield self._row(place[1], label, [place], columns, where, level=1)

    def _row(
        self,
        code: Any,
        label: str,
        places: Sequence[Place],
        columns: Sequence[Column],
        where: Mapping[str, Any],
        level: int = 0,
    ) -> Row:
        cells = []
        for column in columns:
            value = sum(self.amounts[column.key].get(place, 0) for place in places)
            figure = FIGURES_BY_KEY.get(column.key)
            cells.append(Cell(column, value, figure.slug if figure else "", where))
        return Row(code, label, tuple(cells), level)

    @cached_property
    def checked(self) -> Sequence[Checked]:
        """The pairs both of whose sides somebody recorded; most unexplained first."""
        found = [
            Checked(pair, self._gaps(pair))
            for pair in PAIRS
            if pair.left in self.amounts and pair.right in self.amounts
        ]
        return sorted(found, key=lambda one: not one.unexplained)

    @property
    def tables(self) -> Sequence[Table]:
        return (self.table, *(gaps_table(one) for one in self.checked))

    def _gaps(self, pair: Pair) -> Sequence[Gap]:
        records = self._records(pair)
        gaps = [
            Gap(
                self.sources[source],
                year_in_words(year),
                self._amount(pair.left, (source, year)),
                self._amount(pair.right, (source, year)),
                records.get((source, year), ()),
            )
            for source, year in self._compared(pair)
        ]
        gaps = [gap for gap in gaps if gap.difference or gap.records]
        return sorted(gaps, key=lambda gap: (-abs(gap.unexplained), -abs(gap.difference)))

    def _compared(self, pair: Pair) -> Sequence[Place]:
        """What is told of the whole period only is compared with the whole period."""
        if pair.right == PUBLISHED and self.stated and not self.published:
            return sorted(self.stated)
        return [place for place in self.places if place[1] != WHOLE]

    def _amount(self, key: str, place: Place) -> int:
        amounts = self.amounts[key]
        if place[1] != WHOLE or key == PUBLISHED:
            return amounts.get(place, 0)
        return sum(value for (source, _), value in amounts.items() if source == place[0])

    def _records(self, pair: Pair) -> Mapping[Place, Sequence[Explained]]:
        if not pair.has_records or (pair.right == PUBLISHED and not self.published):
            return {}
        left = self._by_record[pair.left]
        right = self._by_record[pair.right]
        found: dict[Place, list[Explained]] = defaultdict(list)
        for key in dict.fromkeys((*left, *right)):
            source, year, code = key
            one = Explained(code, self._titles[code], year, left.get(key, 0), right.get(key, 0))
            if one.difference:
                found[source, year].append(one)
        for records in found.values():
            records.sort(key=lambda one: (-abs(one.difference), one.code))
        return found

    @cached_property
    def _by_record(self) -> Mapping[str, Mapping[Any, int]]:
        """By figure: by source, year and the code of the đề án. One query per fact."""
        found = by_record(self.lines, [key for key in REGISTER if key != "assigned"])
        if self.published:
            found[PUBLISHED] = by_record(self.published, ["spent"])["spent"]
        return found

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        codes = {code for amounts in self._by_record.values() for _, _, code in amounts}
        titles = dict(RECORD.members(self.lines.period, codes))
        return {code: titles.get(code, GONE) for code in codes}


def reconciled(edition: Edition) -> tuple[Reconciliation, Address]:
    """The period of an edition reconciled, and the live address that its numbers open."""
    address, publication = edition.address, edition.publication
    if publication is not None:
        live: Lines = register_lines_of(publication)
        found = Reconciliation(live, SealedLines(publication), {})
    else:
        where = scope_columns(address.scope)
        live = RegisterLines(edition.lines.period, where)
        found = Reconciliation(live, None, {} if address.scope else stated(live))
    cutoff = live.period.cutoff if publication is not None else address.cutoff
    return found, replace(address, revision=None, is_live=True, cutoff=cutoff)
