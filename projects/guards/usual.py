"""Mức thường gặp: what amounts of one kind usually are, by the records, else by the catalogue."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any, Literal

from django.db.models import F, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber

from khuyencong.models import Review
from khuyencong.text import whole_number
from programs.models import ActivityKind
from projects.models import Funding, Quantity

from .base import Case

ENOUGH = 8  # fewer records say nothing of what is usual
LATEST = 200  # and more say nothing new
# A slip takes an amount 1,000 times too high or low, and usual amounts differ among themselves.
SLIP = 300
UNITS = (1_000, 1_000_000)

# The id of a source, or of a measure that is money.
Key = tuple[Literal["source", "measure"], int]


@dataclass(frozen=True)
class Usual:
    """The range in which amounts usually lie."""

    low: int
    high: int

    def __str__(self) -> str:
        return f"{whole_number(self.low)} – {whole_number(self.high)} đồng"

    def is_too_low(self, amount: int) -> bool:
        return amount < self.low and amount * SLIP <= self.high

    def is_too_high(self, amount: int) -> bool:
        return amount > self.high and amount >= self.low * SLIP

    def likely(self, amount: int) -> int | None:
        """What the amount is in another unit, where that is usual."""
        meant = [amount * unit for unit in UNITS]
        meant += [amount // unit for unit in UNITS if amount % unit == 0]
        return next((one for one in meant if self.low <= one <= self.high), None)


def usual_of_kind(kind: ActivityKind) -> Usual | None:
    """What the catalogue says of a kind."""
    if kind.usual_from is None or kind.usual_to is None:
        return None
    return Usual(kind.usual_from, kind.usual_to)


def usual_amounts(case: Case) -> Mapping[Key, Usual]:
    """What approved records of the same kind have, by source and by measure."""
    seen: dict[Key, list[int]] = defaultdict(list)
    for source, amount in _fundings(case):
        seen["source", source].append(amount)
    for measure, amount in _quantities(case):
        seen["measure", measure].append(amount)
    return {key: _middle(amounts) for key, amounts in seen.items() if len(amounts) >= ENOUGH}


def _middle(amounts: Sequence[int]) -> Usual:
    """The middle half: a slip that was approved before does not widen it."""
    low, _, high = quantiles(amounts, n=4)
    return Usual(round(low), round(high))


def _fundings(case: Case) -> Iterator[tuple[int, int]]:
    sources = {funding.source_id for funding in case.fundings}
    rows = Funding.objects.filter(
        activity__review=Review.APPROVED,
        activity__main_kind=case.activity.main_kind_id,
        source__in=sources,
        planned__gt=0,
    )
    others = rows.exclude(activity=case.activity)
    return _latest(others, "source_id", "planned") if sources else iter(())


def _quantities(case: Case) -> Iterator[tuple[int, int]]:
    measures = {
        quantity.measure_id
        for support in case.supports
        for quantity in support.quantities.all()
        if quantity.measure.is_money
    }
    rows = Quantity.objects.filter(
        support__activity__review=Review.APPROVED, measure__in=measures
    ).exclude(support__activity=case.activity)
    stated = rows.annotate(stated=Coalesce("actual", "planned")).filter(stated__gt=0)
    return _latest(stated, "measure_id", "stated") if measures else iter(())


def _latest(rows: QuerySet[Any], by: str, amount: str) -> Iterator[tuple[int, int]]:
    """The newest amounts of each, so many and no more."""
    newest = Window(RowNumber(), partition_by=F(by), order_by=F("pk").desc())
    found: Iterable[Any] = rows.order_by().annotate(place=newest).filter(place__lte=LATEST)
    return iter(found.values_list(by, amount))  # type: ignore[attr-defined]
