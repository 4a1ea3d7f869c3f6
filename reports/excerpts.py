"""The figures of one place or one kind: the same lines, rollup and records as the whole province's.

What a page shows is live, so each number opens live records.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from .addresses import Address
from .beneficiaries import Beneficiary, latest_beneficiaries
from .dimensions import DIMENSIONS
from .lines import Fact, Lines, RegisterLines
from .periods import Period
from .results import cells_of, has_illustrations
from .rollup import Rollup
from .tables import Cell, Table

HEADLINE = ("activities", "supports", "facilities", "spent", "counterpart")
LATEST = 10
OF_LATEST = ("supports", "planned", "spent")


@dataclass(frozen=True)
class Excerpt:
    """The lines of a period that have one member in one split, with their figures."""

    lines: Lines
    address: Address

    @cached_property
    def rollup(self) -> Rollup:
        return Rollup(self.lines)

    @property
    def period(self) -> Period:
        return self.lines.period

    @cached_property
    def headline(self) -> Sequence[Cell]:
        """What there is of each figure; a nought says nothing."""
        return [cell for cell in cells_of(self.rollup.totals, HEADLINE) if cell.value]

    @cached_property
    def facilities(self) -> Cell:
        return cells_of(self.rollup.totals, ["facilities"])[0]

    @cached_property
    def beneficiaries(self) -> Sequence[Beneficiary]:
        """The facilities helped last."""
        return latest_beneficiaries(self.lines, LATEST)

    @cached_property
    def latest(self) -> Table:
        """The activities planned or done last, with what they gave here; no sum of a choice."""
        planned = self.lines.of(Fact.SUPPORT, {"line_year", "activity_code", "in_plan"})
        codes = (
            planned.filter(in_plan=True)
            .order_by("-line_year", "activity_code")
            .values_list("line_year", "activity_code")
            .distinct()[:LATEST]
        )
        chosen = self.lines.narrowed({"activity_code": [code for _, code in codes]})
        return replace(Rollup(chosen).split(DIMENSIONS["de-an"], OF_LATEST), total=None)

    @cached_property
    def has_illustrations(self) -> bool:
        return has_illustrations(self.lines)

    def split(self, slug: str, keys: Sequence[str]) -> Table:
        """One split of these lines."""
        return self.rollup.split(DIMENSIONS[slug], keys)


def excerpt_of(period: Period, where: Mapping[str, Any]) -> Excerpt:
    """The live lines of ``period`` with these members (slug of a split -> code)."""
    columns = {DIMENSIONS[slug].column: code for slug, code in where.items()}
    return Excerpt(RegisterLines(period, columns), Address(period, is_live=True, where=where))
