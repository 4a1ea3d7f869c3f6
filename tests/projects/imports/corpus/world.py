"""The small province that every case starts from, and how a record reads for a case."""

import re
from datetime import UTC, date, datetime

from django.conf import settings

from khuyencong.models import Review
from programs.models import Allocation, BudgetSource, Target
from projects.imports.activities import with_parts
from projects.models import Activity, Award, Facility
from tests import factories as make
from tests.projects.imports.corpus import MACHINES, TRAINING

ISSUED = re.compile(r"(CS-\d{5}|(KC|SP)-\d{4}-\d{3})")


def build():
    """Make it; nothing is given back: cases know it by its names and codes."""
    province = make.ProvinceFactory(code=settings.PROVINCE, name="Tỉnh Gia Lai")
    for code, name in (
        ("ia-ly", "Xã Ia Ly"),
        ("dong-hoa", "Xã Đông Hòa"),
        ("an-1", "Xã An Hòa"),
        ("an-2", "Phường An Hòa"),
    ):
        make.CommuneFactory(code=code, name=name, province=province)
    make.CommuneFactory(code="xa-la", name="Xã Lạ", province__name="Tỉnh Khác")
    communes = {one.code: one for one in province.communes.all()}
    then = make.OldProvinceFactory(code="binh-dinh", name="Bình Định", province=province)
    district = make.OldDistrictFactory(code="chu-pah", name="Huyện Chư Păh", old_province=then)
    make.OldWardFactory(name="Xã Hòa Phú", old_district=district, commune=communes["ia-ly"])
    make.TradeFactory(name="Chế biến gỗ")
    _plans()
    _facilities(communes)
    _schemes()
    _awards()


def _plans():
    for code, name, short in (
        ("KCQG", "Khuyến công quốc gia", "KCQG"),
        ("KCDP", "Khuyến công địa phương", "KCĐP"),
        ("DOI_UNG", "Vốn đối ứng", "Đối ứng"),
    ):
        counterpart = {"role": BudgetSource.Role.COUNTERPART} if code == "DOI_UNG" else {}
        make.BudgetSourceFactory(code=code, name=name, short_name=short, **counterpart)
    make.ActivityKindFactory(code="may-moc", name=MACHINES, repeat_years=0)
    training = make.ActivityKindFactory(code="dao-tao", name=TRAINING, repeat_years=0)
    make.MeasureFactory(code="lop", kind=training, name="Số lớp", unit="lớp", is_main=True)
    make.MeasureFactory(code="hoc-vien", kind=training, name="Số học viên", unit="người")
    make.ProgramPhaseFactory(first_year=2021, last_year=2025)
    make.DecisionFactory(number="12/QĐ-SCT", signed_on=date(2026, 3, 5))
    make.DecisionFactory(number="99/QĐ-SCT", signed_on=date(2026, 1, 9))
    make.DecisionFactory(number="99/QĐ-SCT", signed_on=date(2025, 1, 9))
    national = BudgetSource.objects.get(code="KCQG")
    make.AllocationFactory(year=2026, source=national, amount=10**9)
    make.AllocationFactory(year=2025, source=national, amount=2 * 10**9, approved=True)


def _facilities(communes):
    one = make.FacilityFactory(
        code="CS-MOT",
        name="Cơ sở Một",
        tax_code="5900000001",
        commune=communes["ia-ly"],
        phone="0269 111",
    )
    make.FacilityFactory(code="CS-A", name="Cơ sở Trùng", commune=communes["ia-ly"])
    make.FacilityFactory(code="CS-B", name="Cơ sở Trùng", commune=communes["dong-hoa"])
    make.FacilityFactory(code="CS-GOP", name="Cơ sở Đã Gộp", tax_code="5900000009", merged_into=one)
    one.save()  # found by the names of those merged into it


def _schemes():
    own = make.ImplementingUnitFactory(code="a", name="Trung tâm A")
    other = make.ImplementingUnitFactory(code="b", name="Trung tâm B")
    kind = make.ActivityKindFactory._meta.model.objects.get(code="may-moc")
    draft = make.ActivityFactory(
        code="KC-NHAP", title="Đề án nháp", main_kind=kind, note="Giữ lại", implementing_unit=own
    )
    make.SupportFactory(activity=draft, facility=Facility.objects.get(code="CS-MOT"))
    local = BudgetSource.objects.get(code="KCDP")
    make.FundingFactory(activity=draft, source=local, budget_year=2026, planned=5_000_000)
    make.ActivityFactory(code="KC-DUYET", title="Đề án duyệt", main_kind=kind, approved=True)
    make.ActivityFactory(
        code="KC-CHO",
        title="Đề án chờ",
        main_kind=kind,
        review=Review.PENDING,
        submitted_by=make.UserFactory(),
        submitted_at=datetime(2026, 3, 2, tzinfo=UTC),
    )
    make.ActivityFactory(
        code="KC-KHAC", title="Đề án khác", main_kind=kind, implementing_unit=other
    )


def _awards():
    held = make.AwardRoundFactory(level="province", year=2025, name="")
    make.AwardFactory(
        code="SP-CU",
        round=held,
        product="Rượu cần",
        facility=Facility.objects.get(code="CS-MOT"),
        group="food",
    )


# How records read.


def facility_words(one):
    names = (
        "name former_names legal_form tax_code products place_then address representative phone "
        "source_note"
    )
    places = {"commune": one.commune, "old_district": one.old_district, "trade": one.trade}
    return _told(one, names) | _code(one) | _named(places)


def scheme_words(one):
    names = (
        "title year programme stage approved_on batch partner_units total_by_decision starts_on "
        "ends_on accepted_on stopped_on data_source note"
    )
    related = {
        "main_kind": one.main_kind,
        "implementing_unit": one.implementing_unit,
        "old_province": one.old_province,
        "decision": one.decision,
    }
    money = {
        f"{funding.source.code} {funding.budget_year}": (
            funding.planned if funding.settled is None else (funding.planned, funding.settled)
        )
        for funding in one.fundings.all()
    }
    supports = [
        _support_words(support)
        for support in sorted(one.supports.all(), key=lambda part: (part.order, part.pk))
    ]
    return {**_told(one, names), **_code(one), **_named(related), "supports": supports} | {
        "money": money
    }


def _support_words(one):
    names = "order subject equipment place_then accepted_on stopped_on note"
    places = {"kind": one.kind, "commune": one.commune, "old_district": one.old_district}
    found = _told(one, names) | _named(places)
    if one.facility is not None:
        found["facility"] = one.facility.code
    for quantity in one.quantities.all():
        actual = "Không rõ" if quantity.is_unknown else quantity.actual
        found[quantity.measure.name] = (quantity.planned, actual)
    return found


def award_words(one):
    round_words = (one.round.level, one.round.year, one.round.name)
    found = _told(one, "product group status certificate valid_until") | _code(one)
    return {**found, "round": round_words, "facility": one.facility.code}


def plan_words(one):
    names = [field.name for field in one._meta.fields if field.name in PLANNED]
    related = {name: getattr(one, name, None) for name in ("phase", "decision", "measure")}
    found = _told(one, " ".join(names)) | _named(related)
    return found | ({"source": one.source.code} if hasattr(one, "source") else {})


PLANNED = ("year", "amount", "minimum", "maximum", "assigned_on", "batch", "note")
TOLD = {
    "co-so": (Facility, facility_words),
    "de-an": (Activity, scheme_words),
    "san-pham": (Award, award_words),
    "kinh-phi-giao": (Allocation, plan_words),
    "chi-tieu": (Target, plan_words),
}


def words(subject):
    """Every record of a subject as it reads, by key, in the order in which they were made."""
    model, told = TOLD[subject]
    rows = model.objects.order_by("pk")
    if model is Activity:
        rows = with_parts(rows)
    return {one.pk: told(one) for one in rows}


def _told(one, names):
    values = {name: getattr(one, name) for name in names.split()}
    return {name: value for name, value in values.items() if value not in ("", None)}


def _named(related):
    """By their names, an act by its number and day."""
    return {name: getattr(one, "name", None) or str(one) for name, one in related.items() if one}


def _code(one):
    """Only a code that the portal did not issue by itself."""
    return {} if ISSUED.fullmatch(one.code) else {"code": one.code}
