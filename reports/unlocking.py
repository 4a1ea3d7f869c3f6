"""Which figures an approved record is in: told before it is unlocked and leaves them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings

from khuyencong.models import ReviewedRecord
from khuyencong.sites import Shown
from programs.models import Allocation, ProgramPhase, Target
from projects.models import Activity, Award, Outcome, Payment

from .addresses import Address
from .models import ManualIndicator, Publication
from .periods import Period

SEALED = "Số đã công bố không đổi; trang sai khác nêu phần lệch."


def _of_activity(activity: Activity) -> set[int]:
    return {activity.year, *activity.fundings.values_list("budget_year", flat=True)}


def _of_payment(payment: Payment) -> set[int]:
    return {payment.funding.budget_year, payment.funding.activity.year}


def _of_plan(row: Allocation | Target) -> Iterable[int]:
    return row.phase.years if row.phase else [row.year]


# By model: the years whose figures a record is in. What is not named here feeds none.
YEARS: Mapping[type[ReviewedRecord], Callable[[Any], Iterable[int | None]]] = {
    Activity: _of_activity,
    Payment: _of_payment,
    Outcome: lambda outcome: [outcome.support.activity.year],
    Allocation: _of_plan,
    Target: _of_plan,
    Award: lambda award: [award.round.year],
    ManualIndicator: lambda indicator: [indicator.year],
}


def figures_left(record: ReviewedRecord) -> Iterator[Shown]:
    """The years, phases and published results whose live figures the record will leave."""
    years = sorted({year for year in YEARS.get(type(record), lambda _: ())(record) if year})
    if not years:
        return
    phases = ProgramPhase.objects.filter(first_year__lte=years[-1], last_year__gte=years[0])
    periods = [Period.years(year) for year in years]
    periods += [Period.years(one.first_year, one.last_year) for one in phases]
    for period in dict.fromkeys(periods):
        address = Address(period, is_live=True).page() if settings.LIVE_PAGES else ""
        yield Shown(f"Kết quả {period.label}", address)
    for publication in Publication.objects.shown().select_related("old_province", "old_district"):
        period = publication.period
        if any(period.first_year <= year <= period.last_year for year in years):
            yield Shown(str(publication), publication.get_absolute_url(), SEALED)
