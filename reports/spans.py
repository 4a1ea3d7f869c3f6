"""Which years a page of one place or one kind is about: all that have records, or one period."""

from dataclasses import dataclass, replace

from django.db.models import Max, Min

from khuyencong.models import Review
from programs.models import ProgramPhase
from projects.models import Activity, Funding

from .periods import Period

CHOICE = "ky"


@dataclass(frozen=True)
class Span:
    """The period of a page, and the phases that its reader may choose in place of it."""

    period: Period
    chosen: str
    phases: list[ProgramPhase]


def span_of(chosen: str) -> Span | None:
    """The period that ``?ky=`` names, else all recorded years; None before there are any.

    Raises NoSuchPeriod for an impossible period.
    """
    period = Period.from_slug(chosen) if chosen else recorded_period()
    if period is None:
        return None
    return Span(period, chosen, list(ProgramPhase.objects.all()))


def recorded_period() -> Period | None:
    """From the first year of a public activity to the last in which its money was budgeted."""
    known = Activity.objects.published().aggregate(first=Min("year"), last=Max("year"))
    if known["first"] is None:
        return None
    funded = Funding.objects.filter(activity__review=Review.APPROVED)
    budget = funded.aggregate(last=Max("budget_year"))["last"]
    first, last = known["first"], max(known["last"], budget or 0)
    period = Period.years(first, last)
    # These are no phase: nobody planned them together.
    return period if first == last else replace(period, label=f"các năm {first}–{last}")
