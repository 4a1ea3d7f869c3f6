"""So sánh: several periods side by side, each with its share of the plan, and how it grew.

Each period is one edition: its published revision where there is one, else the live register.
Periods are never added up; where they have years in common, that is said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations, pairwise
from typing import Any

from .dimensions import DIMENSIONS
from .editions import Edition
from .figures import BY_KEY, FIGURES_BY_KEY, RATIOS_BY_KEY, Figure
from .periods import Period
from .rollup import Rollup
from .tables import Cell, Column

MOST = 4
FIGURES = (
    "activities",
    "facilities",
    "supports",
    "assigned",
    "planned",
    "spent",
    "share_of_assigned",
    "share_of_planned",
    "disbursed",
    "disbursement_rate",
    "settled",
    "counterpart",
    "leverage",
)
SPLITS = ("nguon", "noi-dung")
SPENT = FIGURES_BY_KEY["spent"]


@dataclass(frozen=True)
class Side:
    """One period: what it shows and its figures."""

    edition: Edition

    @property
    def period(self) -> Period:
        return self.edition.lines.period

    @cached_property
    def rollup(self) -> Rollup:
        return Rollup(self.edition.lines)

    def cell(self, key: str) -> Cell:
        """One total; None where the period has nothing to say it by."""
        item, totals = BY_KEY[key], self.rollup.totals
        column = Column(item.key, item.label, item.unit, item.rule)
        if isinstance(item, Figure):
            return Cell(column, totals.get(key, 0), item.slug)
        return Cell(column, RATIOS_BY_KEY[key].of(totals, totals))

    def spent_by(self, slug: str) -> dict[Any, Any]:
        """What was spent, by the members of a split."""
        parts = self.rollup.parts(DIMENSIONS[slug], [SPENT])
        return {code: part[SPENT.key] for code, part in parts.items()}


@dataclass(frozen=True)
class Entry:
    """One number of one period: its part of the period's own sum, and its growth."""

    side: Side
    cell: Cell
    share: float | None = None
    growth: float | None = None


@dataclass(frozen=True)
class Line:
    """One figure, or one member of a split, across the periods."""

    label: str
    rule: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Split:
    """What was spent, by one split."""

    question: str
    label: str
    limit: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class SideBySide:
    """Two to four periods."""

    sides: Sequence[Side]

    @property
    def figures(self) -> list[Line]:
        """Each figure that any period has."""
        lines = []
        for key in FIGURES:
            cells = [side.cell(key) for side in self.sides]
            if any(cell.value for cell in cells):
                entries = self._entries(cells)
                lines.append(Line(cells[0].column.label, cells[0].column.rule, entries))
        return lines

    @property
    def splits(self) -> list[Split]:
        return [self._split(slug) for slug in SPLITS]

    @property
    def overlaps(self) -> list[tuple[Period, Period, str]]:
        """The pairs that have years in common, and which."""
        pairs = combinations([side.period for side in self.sides], 2)
        return [(one, other, common) for one, other in pairs if (common := _common(one, other))]

    def unfinished(self, today: date) -> list[Period]:
        """The periods that are still running: their numbers will grow."""
        periods = [side.period for side in self.sides]
        return [one for one in periods if one.last_year >= today.year and not one.cutoff]

    @property
    def lengths(self) -> list[int]:
        """How many years each period has, where they are not equally long."""
        years = [side.period.last_year - side.period.first_year + 1 for side in self.sides]
        return years if len(set(years)) > 1 else []

    def _split(self, slug: str) -> Split:
        by = DIMENSIONS[slug]
        parts = [side.spent_by(slug) for side in self.sides]
        known = {code for part in parts for code, value in part.items() if value}
        members = [*self.sides[0].edition.lines.members(by, known - {None})]
        members = [(code, label) for code, label in members if code in known]
        if None in known:
            members.append((None, by.unknown))
        lines = [
            Line(
                label,
                "",
                self._entries(
                    [
                        Cell(_column(SPENT), part.get(code, 0), SPENT.slug, {slug: code})
                        for part in parts
                    ],
                    [side.cell(SPENT.key).value for side in self.sides],
                ),
            )
            for code, label in members
        ]
        return Split(by.question, by.label, by.limit, lines)

    def _entries(self, cells: Sequence[Cell], wholes: Sequence[Any] | None = None) -> list[Entry]:
        shares = [
            _percent(cell.value, whole) for cell, whole in zip(cells, wholes or [], strict=False)
        ] or [None] * len(cells)
        grown = [None, *(_growth(one, other) for one, other in pairwise(cells))]
        return [Entry(*together) for together in zip(self.sides, cells, shares, grown, strict=True)]


def _column(item: Figure) -> Column:
    return Column(item.key, item.label, item.unit, item.rule)


def _growth(before: Cell, after: Cell) -> float | None:
    """By how many percent more than in the period before; None for ratios and out of nothing."""
    if not after.figure or not before.value:
        return None
    return _percent(_number(after) - _number(before), before.value)


def _number(cell: Cell) -> float:
    return float(cell.value or 0)


def _percent(part: Any, whole: Any) -> float | None:
    return float(part or 0) / float(whole) * 100 if whole else None


def _common(one: Period, other: Period) -> str:
    """The years that both periods have, in words."""
    first, last = max(one.first_year, other.first_year), min(one.last_year, other.last_year)
    if first > last:
        return ""
    return str(first) if first == last else f"{first}–{last}"


def chosen_periods(slugs: Iterable[str]) -> list[Period]:
    """The periods of an address, each once. Raises NoSuchPeriod for an impossible one."""
    return [Period.from_slug(slug) for slug in dict.fromkeys(filter(None, slugs))][:MOST]
