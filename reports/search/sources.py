"""What can be found: per kind of thing which records are public, and which of their words.

Only public fields are read (khuyencong/models/public.py), and only of records that anybody may
open: no phone, representative, identity number or street address finds anything, and no draft,
proposal or refused activity is found.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Exists, Model, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse

from khuyencong.models import ImplementingUnit, Review, public
from programs.models import (
    ActivityGroup,
    ActivityKind,
    Allocation,
    Commune,
    Decision,
    OldDistrict,
    OldProvince,
    OldWard,
    ProgramPhase,
    Target,
    Trade,
)
from projects.models import Activity, Award, AwardRound, Facility, FacilityMerge, Support
from reports.addresses import Address
from reports.models import Publication, StatedNotice
from reports.periods import Period


@dataclass(frozen=True)
class Found:
    """What is printed of a record, and the texts whose words find it."""

    title: str
    url: str
    context: str = ""
    year: int | None = None
    # Beside the title and the context, which always find it.
    texts: Sequence[str] = ()
    is_illustration: bool = False


@dataclass(frozen=True)
class Source:
    """One kind of thing that can be found; its number is its place among the results."""

    number: int
    group: str
    records: Callable[[], QuerySet[Any]]
    found: Callable[[Any], Found]


def _sentence(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _names(*records: Any) -> list[str]:
    return [record.name for record in records if record is not None]


# Phases, publications, notices.


def _phases() -> QuerySet[Any]:
    return ProgramPhase.objects.prefetch_related("legal_bases")


def _phase(phase: ProgramPhase) -> Found:
    acts = phase.legal_bases.all()
    numbers = ", ".join(act.number for act in acts)
    return Found(
        title=phase.name,
        url=reverse("results", args=[phase.slug]),
        context=_sentence(str(phase), f"Căn cứ: {numbers}" if numbers else ""),
        texts=[act.title for act in acts],
    )


def _publications() -> QuerySet[Any]:
    newer = Publication.objects.standing().filter(
        period_slug=OuterRef("period_slug"),
        scope_slug=OuterRef("scope_slug"),
        revision__gt=OuterRef("revision"),
    )
    related = ("old_province", "old_district")
    return Publication.objects.standing().exclude(Exists(newer)).select_related(*related)


def _publication(publication: Publication) -> Found:
    address = Address(Period.from_slug(publication.period_slug), scope=publication.scope_slug)
    return Found(
        title=publication.title,
        url=address.page(),
        context=_sentence(
            f"Bản {publication.revision}",
            f"số liệu chốt ngày {publication.cutoff:%d/%m/%Y}",
            *_names(publication.old_province, publication.old_district),
        ),
        year=publication.cutoff.year,
        texts=[publication.introduction, publication.closing],
    )


def _notices() -> QuerySet[Any]:
    return public(StatedNotice.objects.approved(), "act")


def _notice(notice: StatedNotice) -> Found:
    period = Period.years(notice.first_year, notice.last_year)
    return Found(
        title=notice.title,
        url=f"{Address(period).page()}#doi-chieu",
        context=_sentence(notice.issued_by, f"đăng ngày {notice.published_on:%d/%m/%Y}"),
        year=notice.published_on.year,
        texts=[notice.act.number] if notice.act else [],
    )


# The catalogue: kinds of support and places.


def _kinds() -> QuerySet[Any]:
    return ActivityKind.objects.select_related("group")


def _kind(kind: ActivityKind) -> Found:
    return Found(
        title=kind.name,
        url=reverse("kind", args=[kind.code]),
        context=kind.group.name,
    )


def _communes() -> QuerySet[Any]:
    wards = OldWard.objects.select_related("old_district")
    return Commune.objects.of_province(settings.PROVINCE).prefetch_related(
        Prefetch("old_wards", wards)
    )


def _commune(commune: Commune) -> Found:
    wards = commune.old_wards.all()
    before = ", ".join(ward.name for ward in wards)
    return Found(
        title=commune.name,
        url=reverse("commune", args=[commune.code]),
        context=_sentence("Nay", f"trước là {before}" if before else ""),
        texts=[*dict.fromkeys(ward.old_district.name for ward in wards)],
    )


def _old_districts() -> QuerySet[Any]:
    districts = OldDistrict.objects.filter(old_province__province__code=settings.PROVINCE)
    return districts.select_related("old_province")


def _old_district(district: OldDistrict) -> Found:
    return Found(
        title=district.name,
        url=reverse("district", args=[district.code]),
        context=_sentence("Trước 01/07/2025", district.old_province.name),
    )


def _old_provinces() -> QuerySet[Any]:
    return OldProvince.objects.filter(province__code=settings.PROVINCE)


def _old_province(province: OldProvince) -> Found:
    return Found(
        title=province.name,
        url=reverse("results_index"),
        context="Tỉnh trước 01/07/2025",
    )


# Acts: only those that something public rests on.


def _decisions() -> QuerySet[Any]:
    approved = {"decision": OuterRef("pk"), "review": Review.APPROVED}
    awards = Award.objects.approved().filter(round__decision=OuterRef("pk"))
    is_public = (
        Exists(ProgramPhase.objects.filter(legal_bases=OuterRef("pk")))
        | Exists(Activity.objects.published().filter(decision=OuterRef("pk")))
        | Exists(Allocation.objects.filter(**approved))
        | Exists(Target.objects.filter(**approved))
        | Exists(StatedNotice.objects.approved().filter(act=OuterRef("pk")))
        | Exists(awards)
    )
    return public(Decision.objects.filter(is_public)).prefetch_related("phases")


def _decision(decision: Decision) -> Found:
    """Leads to the phase that rests on the act, else to what names it."""
    phases = decision.phases.all()
    signed = decision.signed_on
    query = urlencode({"q": f'"{decision.number}"', "loai": "hoat-dong"})
    named = f"{reverse('search')}?{query}"
    return Found(
        title=decision.number,
        url=reverse("results", args=[phases[0].slug]) if phases else named,
        context=_sentence(
            decision.title, decision.issuer, f"ký ngày {signed:%d/%m/%Y}" if signed else ""
        ),
        year=signed.year if signed else None,
    )


# Products, facilities, activities.


def _products() -> QuerySet[Any]:
    recognised = Award.objects.approved().exclude(status=Award.Status.REGISTERED)
    return public(recognised, "round", "facility__merged_into")


def _product(award: Award) -> Found:
    owner = award.facility.merged_into or award.facility
    return Found(
        title=award.product,
        url=f"{reverse('products')}?{urlencode({'tim': award.code})}",
        context=_sentence(owner.name, f"{award.get_status_display()}: {str(award.round).lower()}"),
        year=award.round.year,
        texts=[award.code],
        is_illustration=award.facility.is_illustration,
    )


# Of the largest tables only what is read below: most of the time goes into making objects.


def _facilities() -> QuerySet[Any]:
    related = ("trade", "commune", "old_district")
    merged = Prefetch("merged_from", public(Facility.objects.all()).order_by("sort_key"))
    return public(Facility.objects.published(), *related).prefetch_related(merged)


def _facility(facility: Facility) -> Found:
    place = facility.public_place_then or ", ".join(_names(facility.old_district))
    now = ", ".join(_names(facility.commune))
    return Found(
        title=facility.name,
        url=facility.get_absolute_url(),
        context=_sentence(facility.get_legal_form_display(), facility.products, place or now),
        texts=[
            facility.code,
            facility.public_tax_code,
            now,
            *_names(facility.trade, facility.old_district),
            *facility.other_names,
            *(old.code for old in facility.merged_from.all()),
            *(old.public_tax_code for old in facility.merged_from.all()),
        ],
        is_illustration=facility.is_illustration,
    )


def _activities() -> QuerySet[Any]:
    supports = public(Support.objects.all(), "kind", "facility", "commune", "old_district")
    related = ("main_kind", "decision", "implementing_unit")
    rows = public(Activity.objects.published(), *related)
    return rows.prefetch_related(Prefetch("supports", supports))


def _activity(activity: Activity) -> Found:
    supports = activity.supports.all()
    facilities = [*dict.fromkeys(one.facility.name for one in supports if one.facility)]
    told = f"{len(facilities)} cơ sở" if len(facilities) > 1 else "".join(facilities)
    return Found(
        title=activity.title,
        url=activity.get_absolute_url(),
        context=_sentence(str(activity.year), activity.main_kind.name, told),
        year=activity.year,
        texts=[
            activity.code,
            activity.decision.number if activity.decision else "",
            activity.get_programme_display(),
            *_names(activity.implementing_unit),
            *facilities,
            *dict.fromkeys(text for one in supports for text in _support(one)),
        ],
        is_illustration=activity.is_illustration,
    )


def _support(support: Support) -> Iterable[str]:
    yield from (support.subject, support.equipment, support.public_place_then)
    yield from _names(support.kind, support.commune, support.old_district)


GROUPS = {
    "hoat-dong": "Hoạt động",
    "co-so": "Cơ sở",
    "san-pham": "Sản phẩm tiêu biểu",
    "dia-ban": "Địa bàn",
    "noi-dung": "Nội dung hỗ trợ",
    "giai-doan": "Giai đoạn",
    "cong-bo": "Công bố, thông báo",
    "van-ban": "Văn bản",
}
SOURCES = (
    Source(1, "giai-doan", _phases, _phase),
    Source(2, "cong-bo", _publications, _publication),
    Source(3, "cong-bo", _notices, _notice),
    Source(4, "noi-dung", _kinds, _kind),
    Source(5, "dia-ban", _communes, _commune),
    Source(6, "dia-ban", _old_districts, _old_district),
    Source(7, "dia-ban", _old_provinces, _old_province),
    Source(8, "van-ban", _decisions, _decision),
    Source(9, "san-pham", _products, _product),
    Source(10, "co-so", _facilities, _facility),
    Source(11, "hoat-dong", _activities, _activity),
)
PHASES, PUBLICATIONS, NOTICES, KINDS, COMMUNES, DISTRICTS, PROVINCES = SOURCES[:7]
DECISIONS, PRODUCTS, FACILITIES, ACTIVITIES = SOURCES[7:]
GROUP_OF = {source.number: source.group for source in SOURCES}


Touched = Iterable[tuple[Source, Iterable[int | None]]]
Rules = Mapping[type[Model], Callable[[Any], Touched]]


def touched_by(record: Any) -> list[tuple[Source, set[int]]]:
    """Which entries may change with a record: its own, and those that print its words."""
    return _by_rule(TOUCHED, record)


def printing(record: Any) -> list[tuple[Source, set[int]]]:
    """Which entries of other records print the name of a place, kind, trade or unit."""
    return _by_rule(NAMED, record)


def _by_rule(rules: Rules, record: Any) -> list[tuple[Source, set[int]]]:
    rule = rules.get(type(record))
    wanted = rule(record) if rule else ()
    return [(source, {pk for pk in pks if pk}) for source, pks in wanted]


def _touched_by_activity(activity: Activity) -> Touched:
    supports = activity.supports.values_list("facility", "facility__merged_into")
    facilities = {pk for pair in supports for pk in pair if pk}
    yield ACTIVITIES, [activity.pk]
    yield FACILITIES, facilities
    yield DECISIONS, [activity.decision_id]


def _touched_by_facility(facility: Facility) -> Touched:
    yield FACILITIES, [facility.pk, facility.merged_into_id]
    yield ACTIVITIES, facility.supports.values_list("activity", flat=True)
    yield PRODUCTS, facility.awards.values_list("pk", flat=True)


def touched_by_facilities(keys: Collection[int]) -> list[tuple[Source, set[int]]]:
    """The same for many facilities, in as many queries as for one."""
    supports, awards = (model.objects.filter(facility__in=keys) for model in (Support, Award))
    return [
        (FACILITIES, {*keys}),
        (ACTIVITIES, {*supports.values_list("activity", flat=True)}),
        (PRODUCTS, {*awards.values_list("pk", flat=True)}),
    ]


def _touched_by_merge(merge: FacilityMerge) -> Touched:
    both = [merge.keeper_id, merge.merged_id]
    supports, awards = (model.objects.filter(facility__in=both) for model in (Support, Award))
    yield FACILITIES, both
    yield ACTIVITIES, supports.values_list("activity", flat=True)
    yield PRODUCTS, awards.values_list("pk", flat=True)


def _touched_by_award(award: Award) -> Touched:
    yield PRODUCTS, [award.pk]
    yield DECISIONS, [award.round.decision_id]


def _touched_by_round(award_round: AwardRound) -> Touched:
    yield PRODUCTS, award_round.awards.values_list("pk", flat=True)
    yield DECISIONS, [award_round.decision_id]


def _touched_by_decision(decision: Decision) -> Touched:
    yield DECISIONS, [decision.pk]
    yield PHASES, decision.phases.values_list("pk", flat=True)
    yield NOTICES, decision.stated_notices.values_list("pk", flat=True)
    yield ACTIVITIES, decision.activities.values_list("pk", flat=True)


def _touched_by_phase(phase: ProgramPhase) -> Touched:
    yield PHASES, [phase.pk]
    yield (
        DECISIONS,
        Decision.objects.filter(
            Q(phases=phase) | Q(allocations__phase=phase) | Q(targets__phase=phase)
        ).values_list("pk", flat=True),
    )


def _touched_by_publication(publication: Publication) -> Touched:
    revisions = Publication.objects.of(publication.period_slug, publication.scope_slug)
    yield PUBLICATIONS, revisions.values_list("pk", flat=True)


def _touched_by_notice(notice: StatedNotice) -> Touched:
    yield NOTICES, [notice.pk]
    yield DECISIONS, [notice.act_id]


def _touched_by_plan(plan: Allocation | Target) -> Touched:
    yield DECISIONS, [plan.decision_id]


TOUCHED: Rules = {
    Activity: _touched_by_activity,
    Facility: _touched_by_facility,
    FacilityMerge: _touched_by_merge,
    Award: _touched_by_award,
    AwardRound: _touched_by_round,
    Decision: _touched_by_decision,
    ProgramPhase: _touched_by_phase,
    Publication: _touched_by_publication,
    StatedNotice: _touched_by_notice,
    Allocation: _touched_by_plan,
    Target: _touched_by_plan,
    ActivityKind: lambda kind: [(KINDS, [kind.pk])],
    Commune: lambda commune: [(COMMUNES, [commune.pk])],
    OldDistrict: lambda district: [(DISTRICTS, [district.pk])],
    OldProvince: lambda province: [(PROVINCES, [province.pk])],
    OldWard: lambda ward: [(COMMUNES, [ward.commune_id])],
}


def _naming_kind(kind: ActivityKind) -> Touched:
    named = Q(main_kind=kind) | Q(supports__kind=kind)
    yield ACTIVITIES, _keys(Activity.objects.filter(named))


def _naming_place(place: Commune | OldDistrict, field: str) -> Touched:
    here = {field: place}
    yield FACILITIES, _keys(Facility.objects.filter(**here))
    yield ACTIVITIES, Support.objects.filter(**here).values_list("activity", flat=True)


def _naming_district(district: OldDistrict) -> Touched:
    yield from _naming_place(district, "old_district")
    yield COMMUNES, district.wards.values_list("commune", flat=True)
    yield PUBLICATIONS, _keys(Publication.objects.filter(old_district=district))


def _naming_province(province: OldProvince) -> Touched:
    yield DISTRICTS, _keys(province.districts.all())
    yield PUBLICATIONS, _keys(Publication.objects.filter(old_province=province))


def _keys(records: QuerySet[Any]) -> Iterable[int]:
    return records.values_list("pk", flat=True)


# Whose names other entries print, and which: a change of the name is followed there.
NAMED: Rules = {
    ActivityGroup: lambda group: [(KINDS, _keys(group.kinds.all()))],
    ActivityKind: _naming_kind,
    Commune: lambda commune: _naming_place(commune, "commune"),
    ImplementingUnit: lambda unit: [
        (ACTIVITIES, _keys(Activity.objects.filter(implementing_unit=unit)))
    ],
    OldDistrict: _naming_district,
    OldProvince: _naming_province,
    Trade: lambda trade: [(FACILITIES, _keys(Facility.objects.filter(trade=trade)))],
}
