"""One activity, one facility: what is public of it, and its figures from its own lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min, Prefetch, QuerySet

from khuyencong.models import public
from projects.models import (
    Activity,
    Document,
    Facility,
    Funding,
    Outcome,
    Payment,
    Quantity,
    StageEvent,
    Support,
)

from .addresses import Address
from .dimensions import DIMENSIONS
from .lines import RegisterLines
from .periods import Period
from .results import cells_of
from .rollup import Rollup
from .tables import Cell, Row, Table

ACTIVITY_FIGURES = ("planned", "spent", "disbursed", "counterpart", "other_money")
FACILITY_FIGURES = ("supports", "spent", "counterpart")


def public_pages(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, Mapping[str, bool]]:
    """Of the records named in ``rows``: which have a page, and whether each is an illustration."""
    rows = list(rows)
    activities = Activity.objects.published().filter(code__in=_codes(rows, "activity_code"))
    facilities = Facility.objects.published().filter(code__in=_codes(rows, "facility_code"))
    return {
        "hoat-dong": dict(activities.values_list("code", "is_illustration")),
        "co-so": dict(facilities.values_list("code", "is_illustration")),
    }


def _codes(rows: Iterable[Mapping[str, Any]], key: str) -> set[str]:
    return {row[key] for row in rows if row.get(key)}


@dataclass(frozen=True)
class ActivityProfile:
    """An activity with its figures; ``address`` opens the records behind each."""

    activity: Activity
    figures: Sequence[Cell]
    address: Address

    @property
    def payments(self) -> Sequence[Payment]:
        """Every approved payment of every source, the earliest first."""
        paid = [one for funding in self.activity.fundings.all() for one in funding.payments.all()]
        return sorted(paid, key=lambda payment: (payment.paid_on, payment.pk))


def activity_profile(activity: Activity) -> ActivityProfile:
    """The figures of one activity over all its budget years."""
    budget_years = [funding.budget_year or activity.year for funding in activity.fundings.all()]
    period = Period.years(activity.year, max([activity.year, *budget_years]))
    lines = RegisterLines(period, {"activity_code": activity.code})
    values = Rollup(lines).some(ACTIVITY_FIGURES)
    cells = [cell for cell in cells_of(values, ACTIVITY_FIGURES) if cell.value]
    address = Address(period, is_live=True, where={"de-an": activity.code})
    return ActivityProfile(activity, cells, address)


def public_activities() -> QuerySet[Any]:
    """Activities with everything their page prints, and only what is public of it."""
    of_support = ("kind", "facility__merged_into", "commune", "old_district__old_province")
    supports = public(Support.objects.with_days(), *of_support)
    payments = public(Payment.objects.approved(), "funding__source")
    related = ("main_kind__group", "decision", "implementing_unit", "old_province")
    return public(Activity.objects.published(), *related).prefetch_related(
        Prefetch("supports", supports),
        Prefetch("supports__quantities", public(Quantity.objects.all(), "measure")),
        Prefetch("supports__outcomes", public(Outcome.objects.approved(), "measure")),
        Prefetch("fundings", public(Funding.objects.all(), "source")),
        Prefetch("fundings__payments", payments),
        Prefetch("events", public(StageEvent.objects.approved())),
        Prefetch("documents", public(Document.objects.published(), "kind")),
    )


@dataclass(frozen=True)
class ReceivedActivity:
    """A row of a facility's page: one activity, what it gave, and the money of the facility."""

    activity: Activity
    supports: Sequence[Support]
    money: Row | None


@dataclass(frozen=True)
class FacilityProfile:
    """All that a facility received; every sum is a figure narrowed to the facility."""

    facility: Facility
    figures: Sequence[Cell]
    by_year: Table
    by_source: Table
    by_activity: Table
    received: Sequence[ReceivedActivity]
    address: Address


def facility_profile(facility: Facility) -> FacilityProfile | None:
    """What the facility received; None where it has no public record."""
    supports = _supports_of(facility)
    if not supports:
        return None
    period = _period_of(supports)
    lines = RegisterLines(period, {"facility_code": facility.code})
    rollup = Rollup(lines)
    by_activity = rollup.split(DIMENSIONS["de-an"], ("planned", "spent", "counterpart"))
    return FacilityProfile(
        facility=facility,
        figures=cells_of(rollup.totals, FACILITY_FIGURES),
        by_year=rollup.split(DIMENSIONS["nam"], ("supports", "planned", "spent", "counterpart")),
        by_source=rollup.split(DIMENSIONS["nguon"], ("planned", "spent", "weight")),
        by_activity=by_activity,
        received=_received(supports, by_activity),
        address=Address(period, is_live=True, where={"co-so": facility.code}),
    )


def _supports_of(facility: Facility) -> list[Support]:
    own = [facility.pk, *facility.merged_from.values_list("pk", flat=True)]
    supports = Support.objects.with_days().filter(
        facility__in=own, activity__in=Activity.objects.published()
    )
    rows = public(supports, "kind", "activity", "commune", "old_district")
    return list(rows.order_by("-activity__year", "activity__code"))


def _period_of(supports: Sequence[Support]) -> Period:
    """From the first year of an activity to the last in which any of its money was planned."""
    activities = {support.activity_id for support in supports}
    years = Funding.objects.filter(activity__in=activities).aggregate(
        first=Min("budget_year"), last=Max("budget_year")
    )
    known = [support.activity.year for support in supports]
    known += [year for year in years.values() if year is not None]
    return Period.years(min(known), max(known))


def _received(supports: Sequence[Support], money: Table) -> list[ReceivedActivity]:
    rows = {row.code: row for row in money.rows}
    grouped: dict[str, list[Support]] = {}
    for support in supports:
        grouped.setdefault(support.activity.code, []).append(support)
    return [
        ReceivedActivity(parts[0].activity, parts, rows.get(code))
        for code, parts in grouped.items()
    ]
