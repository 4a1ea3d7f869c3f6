"""Những hỗ trợ đã nhận: everything a facility ever received, whatever its stage, source or review.

What an appraiser must see before the facility is supported again. Amounts stand as they are in the
records, each by itself: who wants sums asks ``reports.figures``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q

from projects.models import Activity, Award, Facility, Funding, Payment, Support

OWN, PART, COMMON = "của cơ sở", "phần của cơ sở", "chung với cơ sở khác, chưa chia"


@dataclass(frozen=True)
class Money:
    """What one source gave in one year, and how far it is the facility's own."""

    source: str
    year: int | None
    planned: int | None
    settled: int | None
    paid: int | None
    whose: str


@dataclass(frozen=True)
class ReceivedActivity:
    """One activity, what it gave to the facility, and the money."""

    activity: Activity
    supports: Sequence[Support]
    money: Sequence[Money]


@dataclass(frozen=True)
class Received:
    """A facility with the records merged into it, and all that they received."""

    facility: Facility
    former: Sequence[Facility]
    activities: Sequence[ReceivedActivity]
    awards: Sequence[Award]
    # Staff of a unit do not see what another unit has not published.
    is_limited: bool

    @property
    def is_empty(self) -> bool:
        return not self.activities and not self.awards


def received_by(facility: Facility, user: Any) -> Received:
    """All of it that ``user`` may see, the latest first."""
    former = list(facility.merged_from.order_by("sort_key"))
    keys = {facility.pk, *(one.pk for one in former)}
    grouped: dict[Activity, list[Support]] = {}
    for support in _supports(keys, user):
        grouped.setdefault(support.activity, []).append(support)
    awards = Award.objects.filter(facility__in=keys).select_related("round")
    return Received(
        facility=facility,
        former=former,
        activities=[
            ReceivedActivity(activity, supports, list(_money(activity, supports, keys)))
            for activity, supports in grouped.items()
        ],
        awards=list(awards.order_by("-round__year", "code")),
        is_limited=user.unit_id is not None,
    )


def _supports(facilities: set[int], user: Any) -> Any:
    fundings = Funding.objects.select_related("source").order_by("budget_year", "source__order")
    supports = (
        Support.objects.with_days()
        .filter(facility__in=facilities)
        .select_related("kind", "activity__decision", "activity__implementing_unit")
        .prefetch_related(
            Prefetch("activity__fundings", fundings),
            "activity__fundings__shares",
            Prefetch("activity__fundings__payments", Payment.objects.approved()),
        )
        .order_by("-activity__year", "activity__code", "order", "pk")
    )
    if user.unit_id is None:
        return supports
    seen = Q(activity__implementing_unit=user.unit_id)
    return supports.filter(seen | Q(activity__in=Activity.objects.published()))


def _money(
    activity: Activity, supports: Sequence[Support], facilities: set[int]
) -> Iterator[Money]:
    """The facility's shares where somebody split the money, else the whole with whose it is."""
    own = {support.pk for support in supports}
    for funding in activity.fundings.all():
        shares = funding.shares.all()
        mine = [share for share in shares if share.support_id in own]
        rest = next((share for share in shares if share.support_id is None), None)
        if not shares:
            is_own = activity.common_facility_id in facilities
            yield _whole(funding, OWN if is_own else COMMON)
            continue
        for share in mine:
            yield _of(funding, share.planned, share.settled, PART)
        if rest and (rest.planned or rest.settled):
            yield _of(funding, rest.planned, rest.settled, COMMON)


def _whole(funding: Funding, whose: str) -> Money:
    """Recoveries are never netted; of a part nobody knows what was paid."""
    out = [one for one in funding.payments.all() if one.kind != Payment.Kind.RECOVERY]
    paid = sum(one.amount for one in out)
    return _of(funding, funding.planned, funding.settled, whose, paid)


def _of(
    funding: Funding, planned: int | None, settled: int | None, whose: str, paid: int | None = None
) -> Money:
    return Money(funding.source.name, funding.budget_year, planned, settled, paid, whose)
