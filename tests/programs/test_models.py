"""What the catalogue, the places and the plan refuse, and in which words."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from khuyencong.fields import YearField
from programs.models import (
    Allocation,
    BudgetSource,
    Commune,
    Measure,
    OldWard,
    ProgramPhase,
    SupportCeiling,
    Target,
)
from tests.factories import (
    ActivityKindFactory,
    AllocationFactory,
    BudgetSourceFactory,
    CommuneFactory,
    DecisionFactory,
    FormRowFactory,
    MeasureFactory,
    OldDistrictFactory,
    OldWardFactory,
    ProgramPhaseFactory,
    ProvinceFactory,
    SupportCeilingFactory,
    TargetFactory,
    TradeFactory,
)
from tests.refusals import WHOLE, refusal, typed

pytestmark = pytest.mark.django_db


# The catalogue.


def test_catalogue_rows_are_named_for_staff():
    group = ActivityKindFactory().group

    assert str(group) == f"{group.code}. {group.name}"
    assert str(FormRowFactory(code="R99", label="Số lớp")) == "R99 Số lớp"
    assert str(MeasureFactory(name="Số lớp", unit="lớp")) == "Số lớp (lớp)"


def test_catalogue_rows_are_listed_in_their_order():
    last, first = TradeFactory(order=2), TradeFactory(order=1)

    assert list(type(first).objects.all()) == [first, last]


def test_a_kind_in_use_cannot_go():
    measure = MeasureFactory()

    with pytest.raises(ProtectedError):
        measure.kind.delete()


def test_a_kind_has_one_main_measure():
    main = MeasureFactory(is_main=True)
    MeasureFactory(kind=main.kind)
    second = MeasureFactory.build(kind=main.kind, is_main=True)

    assert refusal(second) == {"kind": ["Mỗi nội dung chỉ có một chỉ tiêu chính."]}
    with pytest.raises(IntegrityError):
        second.save()


@pytest.mark.parametrize(
    ("rule", "is_typed"), [("sum", True), ("facilities", False), ("supports", False)]
)
def test_only_sums_are_typed(rule, is_typed):
    assert Measure(rule=rule).is_typed is is_typed


def test_a_duplicate_code_is_refused_beside_the_code():
    code = TradeFactory().code

    assert "code" in refusal(TradeFactory.build(code=code))


# Ceilings.


def test_a_ceiling_says_a_percent_or_an_amount():
    ceiling = SupportCeilingFactory(max_percent=None, max_amount=1)
    ceiling.full_clean()
    ceiling.max_amount = None

    assert refusal(ceiling) == {"max_amount": ["Nhập tỷ lệ tối đa hoặc mức tối đa."]}


@pytest.mark.parametrize("percent", [0, -1, 101])
def test_a_percent_is_possible(percent):
    ceiling = SupportCeilingFactory()
    ceiling.max_percent = percent

    assert refusal(ceiling) == {"max_percent": ["Tỷ lệ phải lớn hơn 0 và không quá 100 %."]}
    with pytest.raises(IntegrityError):
        ceiling.save()


def test_a_ceiling_ends_after_it_starts():
    ceiling = SupportCeilingFactory(valid_from=date(2018, 5, 1), valid_to=date(2018, 5, 1))
    ceiling.full_clean()
    ceiling.valid_to = date(2018, 4, 30)

    assert refusal(ceiling) == {"valid_to": ["Ngày hết áp dụng phải sau ngày bắt đầu."]}


def test_a_ceiling_is_for_khuyen_cong_money():
    ceiling = SupportCeilingFactory(source__role=BudgetSource.Role.COUNTERPART)

    assert refusal(ceiling) == {"source": ["Định mức chỉ đặt cho kinh phí khuyến công."]}


def test_a_ceiling_starts_once():
    first = SupportCeilingFactory()
    twin = SupportCeiling(
        kind=first.kind,
        source=first.source,
        valid_from=first.valid_from,
        legal_source="Thông tư khác",
        max_amount=5,
    )

    assert refusal(twin) == {WHOLE: ["Định mức này đã có từ ngày đó."]}


# Places.


def test_communes_are_of_a_province():
    here = CommuneFactory()
    CommuneFactory()

    assert list(Commune.objects.of_province(here.province.code)) == [here]


def test_a_divided_ward_has_several_rows_but_a_whole_one_only_one():
    part = OldWardFactory(extent=OldWard.Extent.PART_DEFAULT)
    other = OldWardFactory(
        code=part.code, old_district=part.old_district, extent=OldWard.Extent.PART
    )
    other.full_clean()
    whole = OldWardFactory()
    second = OldWardFactory.build(
        code=whole.code, old_district=whole.old_district, commune=other.commune
    )

    assert refusal(second) == {
        "code": ["Xã cũ chuyển toàn bộ thì chỉ thuộc một xã, phường."],
    }


def test_a_ward_is_joined_to_a_commune_once():
    ward = OldWardFactory(extent=OldWard.Extent.PART)
    twin = OldWardFactory.build(
        code=ward.code,
        old_district=ward.old_district,
        commune=ward.commune,
        extent=OldWard.Extent.PART,
    )

    assert refusal(twin) == {WHOLE: ["Xã cũ này đã được nối với xã, phường đó."]}


def test_old_places_say_where_they_were():
    ward = OldWardFactory(name="Xã Cũ", old_district=OldDistrictFactory(name="Huyện Cũ"))

    assert str(ward) == "Xã Cũ, Huyện Cũ"
    assert str(ProvinceFactory(name="Tỉnh Thử")) == "Tỉnh Thử"


# Acts and phases.


def test_an_act_is_entered_once():
    act = DecisionFactory(number="575/QĐ-UBND", signed_on=date(2021, 9, 8))
    twin = DecisionFactory.build(number=" 575/QĐ - UBND", signed_on=date(2021, 9, 8))

    assert str(act) == "575/QĐ-UBND (08/09/2021)"
    assert refusal(twin) == {WHOLE: ["Văn bản có số và ngày ký này đã có."]}
    DecisionFactory.build(number="575/QĐ-UBND", signed_on=date(2022, 9, 8)).full_clean()


def test_an_act_without_its_day_is_named_by_its_number():
    assert str(DecisionFactory(number="575/QĐ-UBND", signed_on=None)) == "575/QĐ-UBND"


def test_phases_overlap_and_each_covers_its_years():
    long = ProgramPhaseFactory(first_year=2014, last_year=2020)
    short = ProgramPhaseFactory(first_year=2016, last_year=2020)

    assert set(ProgramPhase.objects.covering(2018)) == {long, short}
    assert list(ProgramPhase.objects.covering(2014)) == [long]
    assert not ProgramPhase.objects.covering(2021).exists()
    assert list(short.years) == [2016, 2017, 2018, 2019, 2020]
    assert (short.slug, str(short)) == ("2016-2020", "Giai đoạn 2016–2020")


def test_phases_have_their_years_once_and_in_order():
    phase = ProgramPhaseFactory(first_year=2016, last_year=2020)
    twin = ProgramPhaseFactory.build(first_year=2016, last_year=2020)
    backwards = ProgramPhaseFactory.build(first_year=2020, last_year=2016)

    assert str(phase.first_year) in phase.name
    assert refusal(twin) == {WHOLE: ["Giai đoạn có các năm này đã có."]}
    assert refusal(backwards) == {"last_year": ["Năm cuối không được trước năm đầu."]}


# Years and amounts, as they are typed.


@pytest.mark.parametrize("year", [1999, 2101, 26])
def test_an_impossible_year_is_refused(year):
    message = f"Năm phải từ {YearField.FIRST} đến {YearField.LAST}."

    assert typed(Allocation, year=str(year))["year"] == [message]
    assert (
        message in refusal(AllocationFactory.build(year=year, source=BudgetSourceFactory()))["year"]
    )


def test_letters_in_a_year_are_refused():
    assert typed(Allocation, year="năm nay")["year"] == [
        "Năm phải là số có bốn chữ số, ví dụ 2026."
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mười triệu", "không phải là số"),
        ("10.000,5", "cần số nguyên"),
        ("10,000", "có thể là 10.000"),
        ("-1", "Không được là số âm."),
    ],
)
def test_an_unclear_amount_is_refused_beside_the_amount(text, words):
    (message,) = typed(Allocation, amount=text)["amount"]

    assert words in message


def test_an_amount_is_read_as_staff_write_it():
    errors = typed(Allocation, year="2026", amount="9.510.000.000")

    assert "amount" not in errors


# Allocations.


def test_an_allocation_has_a_year_or_a_phase():
    phase = ProgramPhaseFactory()
    words = ["Nhập năm, hoặc giai đoạn khi không rõ năm; không cả hai."]
    source = BudgetSourceFactory()

    assert refusal(AllocationFactory.build(source=source, year=None)) == {"year": words}
    assert refusal(AllocationFactory.build(source=source, year=2026, phase=phase)) == {
        "year": words
    }
    AllocationFactory.build(source=source, year=None, phase=phase).full_clean()


def test_an_allocation_is_entered_once():
    first = AllocationFactory(decision=DecisionFactory())
    twin = Allocation(
        year=first.year, source=first.source, decision=first.decision, amount=first.amount
    )

    assert refusal(twin) == {WHOLE: ["Kinh phí giao của nguồn, năm, văn bản và đợt này đã có."]}
    twin.batch = "đợt 2"
    twin.full_clean()


def test_an_allocation_without_a_decision_is_entered_once_too():
    first = AllocationFactory()
    twin = AllocationFactory.build(year=first.year, source=first.source)

    assert WHOLE in refusal(twin)
    with pytest.raises(IntegrityError):
        twin.save()


def test_counterpart_money_is_not_assigned():
    source = BudgetSourceFactory(role=BudgetSource.Role.COUNTERPART)

    assert refusal(AllocationFactory.build(source=source)) == {
        "source": ["Vốn đối ứng do cơ sở bỏ ra, không phải kinh phí được giao."]
    }


def test_an_allocation_takes_the_day_of_its_decision():
    decision = DecisionFactory(signed_on=date(2026, 2, 3))

    assert AllocationFactory(decision=decision).assigned_on == date(2026, 2, 3)
    own = AllocationFactory(decision=decision, batch="2", assigned_on=date(2026, 3, 1))
    assert own.assigned_on == date(2026, 3, 1)
    assert str(own) == f"{own.source.short_name} 2026"


def test_the_database_refuses_a_negative_amount():
    with pytest.raises(IntegrityError):
        AllocationFactory(amount=-1)


# Targets.


def test_a_target_may_be_a_range_or_one_end_of_it():
    target = TargetFactory(minimum=2, maximum=4)
    target.full_clean()
    target.minimum = None
    target.full_clean()
    target.maximum = None

    assert refusal(target) == {"minimum": ["Nhập ít nhất một trong hai số."]}


def test_a_range_is_in_order():
    target = TargetFactory.build(measure=MeasureFactory(), minimum=4, maximum=2)

    assert refusal(target) == {"maximum": ["Số nhiều nhất không được nhỏ hơn số ít nhất."]}


def test_a_target_is_of_a_year_or_a_phase_and_set_once():
    target = TargetFactory(year=2026)
    both = TargetFactory.build(measure=target.measure, phase=ProgramPhaseFactory())
    twin = TargetFactory.build(measure=target.measure)
    other = Target(measure=target.measure, year=2027, minimum=1)

    assert refusal(both) == {"year": ["Chọn giai đoạn hoặc năm; không cả hai."]}
    assert refusal(twin) == {WHOLE: ["Chỉ tiêu này đã được giao cho năm hoặc giai đoạn đó."]}
    other.full_clean()
    assert str(other) == f"{target.measure}: 2027"
