"""The numbers of a form: one query per figure and set of splits, however many cells ask for it."""

from collections.abc import Mapping
from itertools import product
from typing import Any

from reports.dimensions import DIMENSIONS
from reports.figures import FIGURES_BY_KEY, Figure, Unit
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


class Sums:
    """The figures of one set of lines, narrowed in any way."""

    def __init__(self, rollup: Rollup) -> None:
        self.rollup = rollup
        self._parts: dict[tuple[str, tuple[str, ...]], Mapping[tuple[Any, ...], Any]] = {}

    def value(self, key: str, where: Mapping[str, Any]) -> Any:
        """The figure over the lines of these members; several of one split are any of them."""
        figure = FIGURES_BY_KEY[key]
        chosen = [codes_of(codes) for codes in where.values()]
        if not figure.is_additive and any(len(codes) > 1 for codes in chosen):
            return self._of_any(figure, where)
        parts = self.parts(key, tuple(where))
        return sum(parts.get(codes, 0) for codes in product(*chosen))

    def parts(self, key: str, splits: tuple[str, ...]) -> Mapping[tuple[Any, ...], Any]:
        """The figure by the members of these splits."""
        if (key, splits) not in self._parts:
            figure = FIGURES_BY_KEY[key]
            by = [DIMENSIONS[split] for split in splits]
            self._parts[key, splits] = (
                self.rollup.cross(figure, *by) if by else {(): self.rollup.totals[key]}
            )
        return self._parts[key, splits]

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
