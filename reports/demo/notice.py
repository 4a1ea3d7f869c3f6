"""The notice of 2014–2020 rebuilt from records (notice.toml): every stated total comes out.

The records go the same road as those of staff: validated, entered by one account, approved by
another. All but the one activity whose figures are public are marked as illustrations.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import transaction

from khuyencong.models import Agency, ImplementingUnit, Record, ReviewedRecord
from programs.models import (
    ActivityKind,
    BudgetSource,
    Decision,
    Measure,
    OldProvince,
    OldWard,
    ProgramPhase,
    Trade,
)
from projects import guards
from projects.models import (
    Activity,
    Facility,
    Funding,
    FundingShare,
    Programme,
    Quantity,
    Stage,
    Support,
)
from reports.models import StatedFigure, StatedNotice

from .accounts import Authors, DemoRefused, refuse_production
from .data import read

MILLION = 1_000_000
UNKNOWN = "?"
Row = Mapping[str, Any]


def load_notice(authors: Authors) -> bool:
    """Make the set unless it is there already; says whether it was made."""
    refuse_production()
    data = read("notice.toml")
    if data["province"] != settings.PROVINCE:
        raise DemoRefused(
            f"Bộ dữ liệu chạy thử là của tỉnh mã {data['province']}, không phải "
            f"{settings.PROVINCE or '(chưa đặt)'}. Bỏ biến KHUYENCONG_PROVINCE khi chạy thử."
        )
    notice = data["notice"]
    if StatedNotice.objects.filter(
        title=notice["title"], published_on=notice["published_on"]
    ).exists():
        return False
    with transaction.atomic():
        _NoticeSet(data, authors).make()
    return True


@dataclass(frozen=True)
class _NoticeSet:
    data: Row
    authors: Authors

    def make(self) -> None:
        if not Agency.objects.exists():
            self._store(Agency(**self.data["agency"]))
        act = make_phase(self.data["phase"], self.authors)[0]
        self._stated_notice(act)
        for row in self.data["facility"]:
            self._store(self._facility(row))
        for row in self.data["activity"]:
            self._activity(row)

    # What the notice states.

    def _stated_notice(self, act: Decision) -> None:
        phase = self.data["phase"]
        notice = StatedNotice(
            **self.data["notice"],
            act=act,
            first_year=phase["first_year"],
            last_year=phase["last_year"],
        )
        self._store(notice)
        for order, row in enumerate(self.data["stated"], start=1):
            self._store(self._stated_figure(notice, order, row))
        self._review(notice)

    def _stated_figure(self, notice: StatedNotice, order: int, row: Row) -> StatedFigure:
        return StatedFigure(
            notice=notice,
            order=order,
            label=row["label"],
            kind=self._kinds[row["kind"]] if "kind" in row else None,
            source=self._sources[row["source"]] if "source" in row else None,
            value=row.get("value"),
            unit=row["unit"],
            printed=row["printed"],
        )

    # The records behind it.

    def _facility(self, row: Row) -> Facility:
        ward = self._ward(row["ward"])
        return Facility(
            name=row["name"],
            legal_form=row["legal_form"],
            trade=Trade.objects.get(code=row["trade"]),
            products=row["products"],
            commune=ward.commune,
            old_district=ward.old_district,
            place_then=row.get("place_then", place_of(ward)),
            is_illustration="public_source" not in row,
            source_note=row.get("public_source", self.data["data_source"]),
        )

    def _activity(self, row: Row) -> None:
        public_source = row.get("public_source")
        programme = Programme.NATIONAL if "KCQG" in row["money"] else Programme.LOCAL
        activity = Activity(
            title=row["title"] if public_source else illustrated(row["title"]),
            year=row["accepted_on"].year,
            programme=programme,
            main_kind=self._kinds[row["kind"]],
            stage=Stage.ACCEPTED,
            accepted_on=row["accepted_on"],
            old_province=self._old_province,
            implementing_unit=None if public_source else self._unit,
            is_illustration=not public_source,
            data_source=public_source or self.data["data_source"],
            note=row.get("note", ""),
        )
        self._store(activity)
        supports = [
            self._support(activity, order, row, given)
            for order, given in enumerate(row.get("for", [{}]), start=1)
        ]
        for code, amount in row["money"].items():
            self._funding(activity, code, amount, row, supports)
        explain(activity, row.get("reason", ""), self.authors)
        self._review(activity)

    def _support(self, activity: Activity, order: int, row: Row, given: Row) -> Support:
        facility = Facility.objects.get(name=given["facility"]) if given else None
        support = Support(
            activity=activity,
            order=order,
            kind=activity.main_kind,
            facility=facility,
            subject=facility.products if facility else row.get("subject", ""),
            equipment=given.get("equipment", ""),
        )
        if "ward" in row:
            ward = self._ward(row["ward"])
            support.commune, support.old_district = ward.commune, ward.old_district
            support.place_then = place_of(ward)
        self._store(support)
        for name, done in row.get("quantity", {}).items():
            self._store(self._quantity(support, name, done))
        return support

    @staticmethod
    def _quantity(support: Support, name: str, done: int | str) -> Quantity:
        measure = Measure.objects.get(code=f"{support.kind.code}.{name}")
        if done == UNKNOWN:
            return Quantity(support=support, measure=measure, is_unknown=True)
        return Quantity(support=support, measure=measure, planned=done, actual=done)

    def _funding(
        self, activity: Activity, code: str, amount: int, row: Row, supports: list[Support]
    ) -> None:
        """Only what was stated, or is a split of it: nobody stated payments or settlements."""
        funding = Funding(
            activity=activity,
            source=self._sources[code],
            planned=amount * MILLION,
            note=row.get("money_note", {}).get(code, ""),
        )
        self._store(funding)
        for support, given in zip(supports, row.get("for", ()), strict=False):
            if "share" in given:
                planned = given["share"][code] * MILLION
                self._store(FundingShare(funding=funding, support=support, planned=planned))

    # How a record is stored and reviewed.

    def _store(self, record: Record) -> None:
        store(record, self.authors)

    def _review(self, record: ReviewedRecord) -> None:
        record.submit(self.authors.enters)
        record.approve(self.authors.approves)

    # What the rows name.

    @cached_property
    def _kinds(self) -> Mapping[str, ActivityKind]:
        return {kind.code: kind for kind in ActivityKind.objects.all()}

    @cached_property
    def _sources(self) -> Mapping[str, BudgetSource]:
        return {source.code: source for source in BudgetSource.objects.all()}

    @cached_property
    def _old_province(self) -> OldProvince:
        return OldProvince.objects.get(code=self.data["old_province"])

    @cached_property
    def _unit(self) -> ImplementingUnit:
        return ensure_unit(self.data["unit"])

    @staticmethod
    def _ward(code: str) -> OldWard:
        wards = OldWard.objects.select_related("commune__province", "old_district__old_province")
        return wards.get(code=code)


def store(record: Record, authors: Authors) -> None:
    """Judge and save one record, with the account that entered it in its history."""
    record.full_clean()
    record._history_user = authors.enters  # type: ignore[attr-defined]
    record.save()


def explain(activity: Activity, reason: str, authors: Authors) -> None:
    """Give the reason to what the guards ask, where there is one to give."""
    for judged in guards.judge(activity) if reason else ():
        if judged.is_open and not judged.finding.is_stop:
            store(judged.finding.explained(activity, reason), authors)


def make_phase(row: Row, authors: Authors) -> list[Decision]:
    """Make a phase and the acts it rests on, where they are missing; the acts."""
    rows = row["legal_basis"]
    acts = [_ensure_act(act, authors) for act in (rows if isinstance(rows, list) else [rows])]
    years = {"first_year": row["first_year"], "last_year": row["last_year"]}
    phase = ProgramPhase.objects.filter(**years).first()
    if phase is None:
        introduction = row.get("introduction", "")
        phase = ProgramPhase(name=row["name"], introduction=introduction, **years)
        store(phase, authors)
    phase.legal_bases.add(*acts)
    return acts


def _ensure_act(row: Row, authors: Authors) -> Decision:
    known = Decision.objects.filter(number=row["number"], signed_on=row["signed_on"]).first()
    if known is None:
        known = Decision(**row)
        store(known, authors)
    return known


def ensure_unit(row: Row) -> ImplementingUnit:
    """The fictitious unit that carries out the illustrations."""
    return ImplementingUnit.objects.get_or_create(code=row["code"], defaults=row)[0]


def place_of(ward: OldWard) -> str:
    """The address as it was: ``xã …, huyện …``."""
    return ", ".join(name[:1].lower() + name[1:] for name in (ward.name, ward.old_district.name))


def illustrated(title: str) -> str:
    """A title that says of itself that it is an illustration, wherever it is copied to."""
    return f"{title} (minh họa)"
