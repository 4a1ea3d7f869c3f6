"""Danh sách của kỳ: every facility or activity of some lines, each with its own figures.

A list is as long as the register, so it is never held whole: each fact is read once in the order
of the code, and what the facts say of one code is put together as it comes. A row has what the
database counted and added for it; the total is asked for, never added from rows.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import OrderBy
from django.db.models.functions import Collate

from khuyencong.text import sort_key

from .addresses import own_page
from .figures import FIGURES_BY_KEY, Figure
from .lines import Fact, Lines
from .rollup import Rollup
from .tables import Column, Roll, RollRow, Row, Table, Value

CHUNK = 2_000
# A column of zeros would claim that nothing was paid: only these are always there.
ALWAYS_SHOWN = ("facilities", "activities_planned", "activities", "supports", "spent")
ILLUSTRATION = "minh họa"
NUMBER = Column("number", "TT", is_text=True)


@dataclass
class Entry:
    """What the lines say of one code: the words that occur, and its figures."""

    words: dict[str, dict[Any, None]] = field(default_factory=lambda: defaultdict(dict))
    figures: dict[str, Any] = field(default_factory=lambda: defaultdict(int))

    def take(self, reading: "Reading", row: Mapping[str, Any]) -> None:
        """Add what one group of lines says, if it counts for anything."""
        told = [(item, row[_alias(item)]) for item in reading.figures]
        if not any(value for _, value in told):
            return
        for name in reading.names:
            if row[name] not in (None, ""):
                self.words[name][row[name]] = None
        for item, value in told:
            known = self.figures[item.key]
            self.figures[item.key] = known + value if item.is_additive else max(known, value)
        if "source_code" in reading.names:
            self.figures[_of_source(row["source_code"])] += row["figure_spent"]

    def first(self, name: str) -> Any:
        """The one word of that name; the least where lines differ."""
        return min(self.words[name], default="")

    def joined(self, name: str) -> str:
        return "; ".join(sorted(self.words[name], key=sort_key))

    @property
    def years(self) -> str:
        return ", ".join(str(year) for year in sorted(self.words["line_year"]))

    @property
    def mark(self) -> str:
        return ILLUSTRATION if True in self.words["is_illustration"] else ""


@dataclass(frozen=True)
class Reading:
    """What is asked of one fact: the words of a row, and its figures."""

    fact: Fact
    names: tuple[str, ...]
    keys: tuple[str, ...]

    @cached_property
    def figures(self) -> Sequence[Figure]:
        return [FIGURES_BY_KEY[key] for key in self.keys]

    def rows(self, lines: Lines, code: str) -> Iterator[Mapping[str, Any]]:
        """The groups of lines in the order of ``code``: one query, read as it comes."""
        columns = set().union(*(item.columns for item in self.figures))
        rows = lines.of(self.fact, {code, *self.names, *columns}).order_by()
        expressions = {_alias(item): item.expression() for item in self.figures}
        grouped = rows.values(code, *self.names).annotate(**expressions)
        return grouped.order_by(in_order(code)).iterator(CHUNK)


@dataclass(frozen=True)
class List:
    """A list: of which codes, what is read, its columns of words, and which rows are numbered.

    ``split`` says where a row has a page; ``unknown`` names what has no code, as the split does.
    """

    split: str
    code: str
    readings: tuple[Reading, ...]
    words: Sequence[tuple[Column, Callable[[str, Entry], Value | date]]]
    numbered_by: tuple[str, ...]
    unknown: str
    notes: tuple[str, ...]

    @property
    def keys(self) -> Sequence[str]:
        return [key for reading in self.readings for key in reading.keys]

    def roll(self, lines: Lines, title: str, money: Table) -> Roll:
        """The list of these lines; ``money`` is their table by source, of which each has a column.

        Two queries for the totals and one for each fact, however many records.
        """
        rollup = Rollup(lines)
        rollup.totals.fetch(self.keys)
        total = {key: rollup.totals[key] for key in self.keys}
        columns = [_column(key) for key in self.keys if total[key] or key in ALWAYS_SHOWN]
        sources = _sources(money)
        total |= {column.key: row.cell("spent").value for column, row in sources}
        place = [column.key for column in columns].index("spent") + 1
        columns[place:place] = [column for column, _ in sources]
        words = [column for column, _ in self.words]
        return Roll(
            title=title,
            columns=(NUMBER, *words, *columns),
            rows=self._rows(lines, [column.key for column in columns]),
            total=("", "", "Cộng", *[""] * (len(words) - 2), *(total[one.key] for one in columns)),
            notes=self.notes,
        )

    def _rows(self, lines: Lines, keys: Sequence[str]) -> Iterator[RollRow]:
        number = 0
        for code, entry in self._entries(lines):
            is_numbered = code is not None and any(entry.figures[key] for key in self.numbered_by)
            number += is_numbered
            figures = (entry.figures[key] for key in keys)
            yield RollRow(
                (number if is_numbered else "", *self._words(code, entry), *figures),
                own_page(self.split, code) if code else "",
            )

    def _words(self, code: str | None, entry: Entry) -> Sequence[Value | date]:
        if code is None:
            return ("", self.unknown, *[""] * (len(self.words) - 2))
        return [words(code, entry) for _, words in self.words]

    def _entries(self, lines: Lines) -> Iterator[tuple[str | None, Entry]]:
        """What is said of each code that counts for anything."""

        def order(told: tuple[Reading, Mapping[str, Any]]) -> tuple[bool, str]:
            code = told[1][self.code]
            return code is None, code or ""

        merged = heapq.merge(*(self._told(one, lines) for one in self.readings), key=order)
        for (is_unknown, code), group in groupby(merged, order):
            entry = Entry()
            for reading, row in group:
                entry.take(reading, row)
            if any(entry.figures.values()):
                yield None if is_unknown else code, entry

    def _told(self, reading: Reading, lines: Lines) -> Iterator[tuple[Reading, Mapping[str, Any]]]:
        for row in reading.rows(lines, self.code):
            yield reading, row


def _alias(item: Figure) -> str:
    return f"figure_{item.key}"


def _of_source(code: str) -> str:
    return f"spent_{code}"


def in_order(code: str) -> OrderBy:
    """By its bytes, as Python compares text too; what has no code comes last."""
    collation = "C" if connection.vendor == "postgresql" else "BINARY"
    return Collate(code, collation).asc(nulls_last=True)


def _column(key: str) -> Column:
    item = FIGURES_BY_KEY[key]
    return Column(item.key, item.label, item.unit, item.rule)


def _sources(money: Table) -> list[tuple[Column, Row]]:
    """A column for each source that something was spent of; one alone says what the sum says."""
    spent = _column("spent")
    found = [row for row in money.rows if row.cell("spent").value]
    return [
        (Column(_of_source(row.code), f"Trong đó: {row.label}", spent.unit, spent.rule), row)
        for row in found
        if len(found) > 1
    ]
