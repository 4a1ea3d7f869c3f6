"""What the portal gives can be given back: no change, in no mode; and what is imported, undone."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from khuyencong.imports.cells import TOO_LONG
from khuyencong.imports.export import exported
from khuyencong.imports.storing import store
from khuyencong.imports.subjects import subject_of
from khuyencong.imports.undoing import undo
from khuyencong.models import ImportBatch
from programs.models import Measure
from projects.models import Activity, Facility, Programme, Stage
from tests.factories import (
    ActivityFactory,
    AllocationFactory,
    AwardFactory,
    AwardRoundFactory,
    DecisionFactory,
    FacilityFactory,
    FundingFactory,
    ImplementingUnitFactory,
    OldDistrictFactory,
    OldProvinceFactory,
    ProgramPhaseFactory,
    QuantityFactory,
    SupportFactory,
    TargetFactory,
    TradeFactory,
    UserFactory,
)
from tests.imports import contents, messages, previewed
from tests.staff import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sources")]


def given_back(subject, user=None, modes=ImportBatch.Mode.values):
    """Export, import in every mode: all rows are found unchanged; returns how many there were."""
    user = user or staff("Nhập liệu")
    before, rows = contents(), 0
    for mode in modes:
        with exported(subject_of(subject), user) as file:
            batch = previewed(subject, file=file, mode=mode, user=user)
        assert batch.state == ImportBatch.State.READY
        assert {*batch.counts} == {"same"}, messages(batch)
        store(batch, user)
        rows = batch.counts["same"]
    assert contents() == before
    return rows


def cells_of(subject, user=None):
    with exported(subject_of(subject), user or staff("Nhập liệu")) as file:
        return [*load_workbook(file)["Danh sách"].iter_rows()]


@pytest.fixture
def district(settings, commune):
    return OldDistrictFactory(old_province=OldProvinceFactory(province=commune.province))


def test_facilities(commune, district):
    FacilityFactory(
        name="=HYPERLINK(1)",
        former_names="Tên một\nTên hai",
        tax_code="0100000001",
        trade=TradeFactory(),
        commune=commune,
        old_district=district,
        place_then="xã Cũ",
        phone="0900 000 000",
        address="+84",
    )
    FacilityFactory(name="Cơ sở Hai", tax_code="")
    FacilityFactory(name="Cơ sở Hai", tax_code="")
    FacilityFactory(merged_into=FacilityFactory(name="Còn lại"))

    assert given_back("co-so") == 4


def test_a_word_that_two_rows_have_is_written_as_a_code(commune):
    one, _ = TradeFactory(name="Nghề"), TradeFactory(name="NGHỀ")
    FacilityFactory(trade=one)

    assert given_back("co-so") == 1
    assert one.code in [cell.value for cell in cells_of("co-so")[1]]


def test_texts_are_never_formulas_and_numbers_keep_their_zeros():
    FacilityFactory(name="=1+1", tax_code="0100000001", phone="0123")

    cells = [cell for cell in cells_of("co-so")[1] if cell.value is not None]

    assert {cell.data_type for cell in cells} == {"s"}
    assert {"=1+1", "0100000001", "0123"} <= {cell.value for cell in cells}


def test_a_text_that_no_cell_holds_is_refused_and_not_lost():
    facility = FacilityFactory(former_names="x" * 33_000)
    user = staff("Nhập liệu")
    with exported(subject_of("co-so"), user) as file:
        batch = previewed("co-so", file=file, mode="replace", user=user)

    assert TOO_LONG in [cell.value for cell in cells_of("co-so")[1]]
    assert batch.counts == {"refused": 1}
    facility.refresh_from_db()
    assert len(facility.former_names) == 33_000


def test_activities(machines, training, facility, commune, district, sources):
    unit, act = ImplementingUnitFactory(), DecisionFactory(number="1/QĐ-SCT")
    DecisionFactory(number="1/QĐ-SCT", signed_on=None)
    merged = FacilityFactory(merged_into=facility, name="Tên trước khi gộp")
    activity = ActivityFactory(
        main_kind=training,
        decision=act,
        approved_on=date(2026, 2, 1),
        stage=Stage.ACCEPTED,
        accepted_on=date(2026, 12, 1),
        implementing_unit=unit,
        old_province=district.old_province,
        total_by_decision=10**12 + 1,
        note="Dòng một\nDòng hai",
    )
    main, students = Measure.objects.filter(kind=training).order_by("pk")
    one = SupportFactory(activity=activity, order=1, facility=facility, old_district=district)
    QuantityFactory(support=one, measure=main, planned=3, is_unknown=True)
    QuantityFactory(support=one, measure=students, actual=0)
    two = SupportFactory(activity=activity, order=1, facility=merged, commune=commune)
    QuantityFactory(support=two, measure=main)
    SupportFactory(activity=activity, order=0, kind=machines, subject="Máy")
    FundingFactory(activity=activity, source=sources[0], planned=0, settled=None)
    FundingFactory(activity=activity, source=sources[1], planned=None, settled=5)
    for year in range(2027, 2031):
        FundingFactory(activity=activity, source=sources[1], budget_year=year, planned=year)
    ActivityFactory(main_kind=machines, title="Không có hạng mục")
    late = ActivityFactory(main_kind=machines, title="Chỉ có tiền năm sau")
    FundingFactory(activity=late, source=sources[2], budget_year=2027)
    SupportFactory(activity=late)
    SupportFactory(activity=late)

    assert given_back("de-an") == 5 + 1 + 2


def test_an_act_of_which_only_the_number_is_known(machines):
    DecisionFactory(number="1/QĐ-SCT")
    undated = DecisionFactory(number="1/QĐ-SCT", signed_on=None)
    ActivityFactory(main_kind=machines, decision=undated)
    AllocationFactory(decision=undated)
    TargetFactory(decision=undated)

    assert [given_back(code) for code in ("de-an", "kinh-phi-giao", "chi-tieu")] == [1, 1, 1]


def test_what_is_approved_comes_back_unchanged_and_is_not_refused(training, facility):
    activity = ActivityFactory(main_kind=training, approved=True)
    support = SupportFactory(activity=activity, facility=facility)
    QuantityFactory(support=support, measure=training.measures.get(is_main=True), actual=2)
    FundingFactory(activity=activity)
    AwardFactory(approved=True)
    AllocationFactory(approved=True)
    TargetFactory(approved=True)

    for code in ("de-an", "san-pham", "kinh-phi-giao", "chi-tieu"):
        assert given_back(code) == 1


def test_awards(facility):
    held = AwardRoundFactory(name="")
    merged = FacilityFactory(merged_into=facility)
    AwardFactory(round=held, facility=merged, status="recognised", certificate="12/GCN")
    AwardFactory(round=AwardRoundFactory(level="district"), facility=facility)

    assert given_back("san-pham") == 2


def test_an_award_is_not_given_anew_to_a_merged_facility(facility):
    merged = FacilityFactory(merged_into=facility)
    heads = ("Cấp bình chọn", "Năm bình chọn", "Sản phẩm", "Mã cơ sở", "Cơ sở", "Nhóm sản phẩm")

    batch = previewed(
        "san-pham", heads, ("Cấp tỉnh", 2026, "Mới", merged.code, merged.name, "Sản phẩm khác")
    )

    assert "đã gộp vào" in messages(batch, 2)[0][2]


def test_allocations_and_targets(sources):
    phase = ProgramPhaseFactory(first_year=2021, last_year=2025)
    AllocationFactory(year=None, phase=phase, source=sources[0])
    AllocationFactory(source=sources[0], decision=DecisionFactory(), batch="Đợt 1")
    AllocationFactory(source=sources[0], batch="Đợt 2", note="Hai\ndòng")
    TargetFactory(year=None, phase=phase, minimum=None, maximum=4)
    TargetFactory(minimum=0, decision=DecisionFactory())

    assert [given_back(code) for code in ("kinh-phi-giao", "chi-tieu")] == [3, 2]


def test_staff_of_a_unit_take_home_what_it_carries_out(machines):
    unit = ImplementingUnitFactory()
    ActivityFactory(main_kind=machines, implementing_unit=unit)
    ActivityFactory(main_kind=machines)

    assert given_back("de-an", staff("Nhập liệu", unit=unit)) == 1


def test_who_may_not_see_the_records_takes_nothing_home():
    with pytest.raises(PermissionDenied):
        exported(subject_of("co-so"), UserFactory())


# Random data.

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạ AĂÂĐÊÔƠƯ0123456789=+-@'\"<>&_;:,./()%"
line = st.text(LETTERS, max_size=30)
name = line.map(str.strip).filter(bool)
block = st.lists(line, max_size=3).map("\n".join)
day = st.none() | st.dates(date(2000, 1, 1), date(2100, 12, 31))
amount = st.none() | st.integers(0, 10**14)
random = settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a file is read for each step
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
facilities = st.fixed_dictionaries(
    {
        "name": name,
        "former_names": block,
        "legal_form": st.sampled_from(Facility.LegalForm.values),
        "products": line,
        "place_then": line,
        "address": line,
        "representative": line,
        "phone": line,
        "source_note": line,
    }
)
activities = st.fixed_dictionaries(
    {
        "title": name,
        "year": st.integers(2000, 2100),
        "programme": st.sampled_from(Programme.values),
        "approved_on": day,
        "batch": line,
        "partner_units": line,
        "total_by_decision": amount,
        "starts_on": day,
        "data_source": line,
        "note": block,
    }
)
supports = st.fixed_dictionaries(
    {
        "order": st.integers(0, 3),
        "subject": line,
        "equipment": line,
        "place_then": line,
        "note": block,
    }
)


@random
@given(st.lists(facilities, min_size=1, max_size=12))
def test_any_facilities(rows):
    with transaction.atomic():
        for row in rows:
            FacilityFactory(**row)
        assert given_back("co-so") == len(rows)
        transaction.set_rollback(True)


@random
@given(st.data(), st.lists(activities, min_size=1, max_size=6))
def test_any_activities(sources, training, facility, data, rows):
    with transaction.atomic():
        for row in rows:
            activity = ActivityFactory(main_kind=training, **row)
            for part in data.draw(st.lists(supports, max_size=3)):
                who = data.draw(st.sampled_from([None, facility]))
                support = SupportFactory(activity=activity, facility=who, **part)
                is_unknown = data.draw(st.booleans())
                actual = None if is_unknown else data.draw(amount)
                for measure in training.measures.all():
                    QuantityFactory(
                        support=support, measure=measure, actual=actual, is_unknown=is_unknown
                    )
            years = st.lists(st.integers(row["year"], row["year"] + 3), max_size=2, unique=True)
            for year in data.draw(years):
                for source in sources:
                    FundingFactory(
                        activity=activity,
                        source=source,
                        budget_year=year,
                        planned=data.draw(amount),
                        settled=data.draw(amount),
                    )
        assert given_back("de-an") >= len(rows)
        transaction.set_rollback(True)


# Taken back.


def test_an_import_that_is_undone_leaves_everything_as_it_was(machines, training, facility):
    stored = ActivityFactory(code="KC-1", main_kind=machines, year=2026, note="Cũ")
    support = SupportFactory(activity=stored, facility=facility)
    FundingFactory(activity=stored)
    before = contents()
    heads = ("Mã đề án", "Tên đề án", "Năm", "Chương trình", "Nội dung chính", "Cơ sở thụ hưởng")
    heads += ("KCĐP (đồng)", "Ghi chú", "Số quyết định", "Số lượng, kế hoạch")
    local = "Khuyến công địa phương"
    batch = previewed(
        "de-an",
        heads,
        ("KC-1", "Khác", 2026, local, machines.name, facility.name, 9, "", "5/QĐ", ""),
        ("", "Mới", 2026, local, training.name, "", 7, "Mới", "5/QĐ", 3),
        mode="replace",
    )
    store(batch, batch.user)
    assert contents() != before
    assert Activity.objects.count() == 2

    undo(batch, batch.user)

    assert contents() == before
    support.refresh_from_db()


def test_facilities_that_are_undone(commune):
    FacilityFactory(tax_code="0100000001", phone="1", commune=commune)
    before = contents()
    heads = ("Tên cơ sở", "Loại hình", "Mã số thuế", "Điện thoại", "Xã, phường")
    batch = previewed(
        "co-so",
        heads,
        ("Khác", "Hợp tác xã", "0100000001", "", ""),
        ("Mới", "Doanh nghiệp", "", "2", commune.name),
        mode="replace",
    )
    store(batch, batch.user)
    assert contents() != before

    undo(batch, batch.user)

    assert contents() == before
