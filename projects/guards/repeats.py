"""Hỗ trợ trùng: a facility that the state supported before for the same thing.

TTLT 26/2014/TTLT-BTC-BCT, Điều 7: who is supported commits that no state source supported the
same nội dung chi before. For how many years that is asked of a kind is data: its ``repeat_years``.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import Q, QuerySet

from khuyencong.models import Review
from khuyencong.text import fold
from projects.models import Guard, Stage, Support
from projects.models.supports import RUNNING

from .base import Case, Finding, card


def supported_before(case: Case) -> Iterator[Finding]:
    """The same kind or the same machine, at the same facility or one merged into it.

    Each earlier record is asked about for itself: a reason may hold for one and not for another.
    """
    asked = [one for one in case.running if one.facility_id and one.kind.repeat_years]
    others = _others(case, asked) if asked else {}
    for support in asked:
        for other in others.get(_root(support), []):
            if _is_repeat(case, support, other):
                yield _repeat(support, other)


def _root(support: Support) -> int:
    """The facility that goes on, for one that was merged."""
    facility = support.facility
    return (facility.merged_into_id or facility.pk) if facility else 0


def _others(case: Case, asked: Iterable[Support]) -> Mapping[int, Sequence[Support]]:
    """What the same facilities received in other records, by facility."""
    roots = {_root(support) for support in asked}
    years = max(support.kind.repeat_years for support in asked)
    year = case.activity.year
    rows = _known_to(case).filter(
        Q(facility__in=roots) | Q(facility__merged_into__in=roots),
        activity__year__range=(year - years, year + years),
        stopped_on__isnull=True,
    )
    found: dict[int, list[Support]] = defaultdict(list)
    related = rows.exclude(activity=case.activity).select_related("activity", "facility", "kind")
    for support in related.order_by("activity__year", "activity__code", "order", "pk"):
        found[_root(support)].append(support)
    return found


def _known_to(case: Case) -> QuerySet[Support]:
    """What was approved before, and what the same unit had in work: others' drafts are theirs.

    So of two records the one that comes second is asked, whatever their years.
    """
    activity = case.activity
    approved = Q(activity__review=Review.APPROVED, activity__stage__in=RUNNING)
    if activity.counts:
        approved &= Q(activity__approved_at__lt=activity.approved_at)
    own = Q(
        activity__implementing_unit=activity.implementing_unit_id,
        activity__review__in=[Review.DRAFT, Review.PENDING],
        activity__stage__in=[Stage.PROPOSED, *RUNNING],
        activity__lt=activity.pk,
    )
    return Support.objects.filter(approved | own)


def _is_repeat(case: Case, support: Support, other: Support) -> bool:
    apart = abs(case.activity.year - other.activity.year)
    return apart <= support.kind.repeat_years and (
        support.kind_id == other.kind_id or _same_machine(support, other)
    )


def _same_machine(support: Support, other: Support) -> bool:
    """Whatever the accents and capitals."""
    return bool(support.equipment) and fold(support.equipment) == fold(other.equipment)


def _repeat(support: Support, other: Support) -> Finding:
    facility, activity = support.facility, other.activity
    same = "nội dung" if support.kind_id == other.kind_id else "máy móc, thiết bị"
    return Finding(
        Guard.TWICE,
        f"Hạng mục {support.order}: {facility} đã được hỗ trợ cùng {same} năm {activity.year} "
        f"({activity.code}, {activity.get_programme_display()}), trong vòng "
        f"{support.kind.repeat_years} năm. Một nội dung chi chỉ được nhà nước hỗ trợ một lần.",
        (
            facility and facility.code,
            support.kind.code,
            fold(support.equipment),
            activity.code,
            activity.year,
            other.kind.code,
            fold(other.equipment),
        ),
        card(support),
        (activity,),
    )
