"""The numbers of a form: one query per figure and set of splits, however many cells ask for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

from reports.dimensions import DIMENSIONS
from reports.figures import FIGURES_BY_KEY, Figure, Unit
from reports.lines import Fact
from reports.rollup import Rollup
from reports.tables import Cell, Column

from .definition import FormColumn, codes_of

# What is counted apart where a figure cannot tell it: never taken for 0.
UNKNOWN_OF = {
    "quantity": "quantity_unknown",
    "spent": "unknown_money",
    "all_money": "unknown_money",
}
WORDS_OF = {
    "quantity_unknown": "hạng mục không rõ số lượng",
    "unknown_money": "khoản chưa rõ số tiền",
}


def column_of(column: FormColumn, unit: Unit = Unit.COUNT) -> Column:
    """The plain column of a form's column, with its headings in one line."""
    label = ", ".join(column.heading)
    return Column(column.key, label, unit, is_text=not column.is_figure)


Parts = Mapping[tuple[Any, ...], Any]


class Sums:
    """The figures of one set of lines, narrowed in any way."""

    def __init__(self, rollup: Rollup) -> None:
        self.rollup = rollup
        self._parts: dict[tuple[str, tuple[str, ...]], Parts] = {}
        self._gathered: dict[str, tuple[tuple[str, ...], Parts]] = {}

    def gather(self, keys: Iterable[str], splits: tuple[str, ...]) -> None:
        """Ask figures that add up for these splits together: one pass over the lines of a fact.

        What is asked later of some of the splits is added up from that.
        """
        figures: dict[Fact, list[Figure]] = defaultdict(list)
        for item in (FIGURES_BY_KEY[key] for key in dict.fromkeys(keys)):
            known, _ = self._gathered.get(item.key, ((), {}))
            if item.is_additive and known != splits:
                figures[item.fact].append(item)
        by = [DIMENSIONS[split] for split in splits]
        for items in figures.values():
            parts = self.rollup.crosses(items, *by)
            self._gathered |= {key: (splits, found) for key, found in parts.items()}

    def value(self, key: str, where: Mapping[str, Any]) -> Any:
        """The figure over the lines of these members; several of one split are any of them."""
        figure = FIGURES_BY_KEY[key]
        chosen = [codes_of(codes) for codes in where.values()]
        if not figure.is_additive and any(len(codes) > 1 for codes in chosen):
            return self._of_any(figure, where)
        parts = self.parts(key, tuple(where))
        return sum(parts.get(codes, 0) for codes in product(*chosen))

    def parts(self, key: str, splits: tuple[str, ...]) -> Parts:
        """The figure by the members of these splits."""
        if (key, splits) not in self._parts:
            self._parts[key, splits] = self._found(key, splits)
        return self._parts[key, splits]

    def _found(self, key: str, splits: tuple[str, ...]) -> Parts:
        known, parts = self._gathered.get(key, ((), {}))
        if known == splits and known:
            return parts
        if splits and {*splits} <= {*known}:
            return _added(parts, [known.index(split) for split in splits])
        by = [DIMENSIONS[split] for split in splits]
        return self.rollup.cross(FIGURES_BY_KEY[key], *by) if by else {(): self.rollup.totals[key]}

    def _of_any(self, figure: Figure, where: Mapping[str, Any]) -> Any:
        """A count of different things is asked for: a facility in two members is one facility."""
        columns = {figure.column_of(DIMENSIONS[split]): codes for split, codes in where.items()}
        return Rollup(self.rollup.lines.narrowed(columns)).some([figure.key])[figure.key]

    def cell(self, column: Column, key: str, where: Mapping[str, Any]) -> Cell:
        """The figure as a cell that opens its records; unknown alone is no 0."""
        value = self.value(key, where)
        unknown = self.value(UNKNOWN_OF[key], where) if key in UNKNOWN_OF else 0
        shown = None if unknown and not value else value
        return Cell(column, shown, FIGURES_BY_KEY[key].slug, dict(where), unknown)


def _added(parts: Parts, places: Sequence[int]) -> Parts:
    """The parts by some of their codes, those at ``places``."""
    added: dict[tuple[Any, ...], Any] = defaultdict(int)
    for codes, value in parts.items():
        added[tuple(codes[place] for place in places)] += value
    return added
