"""What records of the work refuse, in which words, and what they derive."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from khuyencong.models import Review
from projects.models import (
    Activity,
    Award,
    AwardRound,
    Facility,
    Funding,
    FundingShare,
    Payment,
    Quantity,
    Stage,
    StageEvent,
    Support,
)
from tests.factories import (
    ActivityFactory,
    ActivityKindFactory,
    AwardFactory,
    AwardRoundFactory,
    BudgetSourceFactory,
    CommuneFactory,
    DecisionFactory,
    DocumentFactory,
    FacilityFactory,
    FundingFactory,
    FundingShareFactory,
    MeasureFactory,
    OldDistrictFactory,
    OldProvinceFactory,
    OutcomeFactory,
    PaymentFactory,
    ProgramPhaseFactory,
    ProvinceFactory,
    QuantityFactory,
    StageEventFactory,
    SupportFactory,
)
from tests.refusals import WHOLE, refusal, typed

pytestmark = pytest.mark.django_db

MILLION = 1_000_000


@pytest.fixture
def here(settings):
    """The province this portal serves."""
    return ProvinceFactory(code=settings.PROVINCE)


def derived(activity):
    """What the supports of an activity share, as stored."""
    row = Activity.objects.get(pk=activity.pk)
    return (row.common_kind, row.common_facility, row.common_commune, row.common_district)


def completed(activity):
    return Activity.objects.get(pk=activity.pk).completed_on


# Codes that the portal issues.


def test_codes_are_issued_in_order():
    first, second, later = ActivityFactory(), ActivityFactory(), ActivityFactory(year=2027)

    assert [one.code for one in (first, second, later)] == [
        "KC-2026-001",
        "KC-2026-002",
        "KC-2027-001",
    ]
    assert [FacilityFactory().code for _ in range(2)] == ["CS-00001", "CS-00002"]
    assert [AwardFactory().code for _ in range(2)] == ["SP-2026-001", "SP-2026-002"]


def test_codes_go_on_after_the_highest_and_past_their_width():
    ActivityFactory(code="KC-2026-999")
    ActivityFactory(code="KC-2026-riêng")

    assert ActivityFactory().code == "KC-2026-1000"
    assert ActivityFactory().code == "KC-2026-1001"


def test_a_code_of_the_office_is_kept_and_given_once():
    ActivityFactory(code="07/ĐA-KC")

    assert "code" in refusal(
        ActivityFactory.build(code="07/ĐA-KC", main_kind=ActivityKindFactory())
    )


def test_the_next_number_is_taken_when_another_was_faster(monkeypatch):
    ActivityFactory()
    issued = iter(["KC-2026-001", "KC-2026-002"])
    monkeypatch.setattr("khuyencong.codes.next_code", lambda *args: next(issued))

    assert ActivityFactory().code == "KC-2026-002"


def test_another_fault_is_not_taken_for_a_used_code():
    with pytest.raises(IntegrityError):
        FacilityFactory(legal_form=None)


# Facilities.


@pytest.mark.parametrize("tax_code", ["0123456789", "0123456789-001", "012345678901", ""])
def test_tax_codes_keep_their_first_zero(tax_code):
    facility = FacilityFactory(tax_code=tax_code)
    facility.full_clean()

    assert Facility.objects.get().tax_code == tax_code


@pytest.mark.parametrize("tax_code", ["123", "01234567890", "0123456789-01", "MST0123456"])
def test_an_impossible_tax_code_is_refused(tax_code):
    (message,) = typed(Facility, tax_code=tax_code)["tax_code"]

    assert message.startswith("Mã số thuế có 10 chữ số")


def test_a_tax_code_is_entered_once():
    FacilityFactory(tax_code="0123456789")
    twin = FacilityFactory.build(tax_code=" 0123456789 ", code="CS-9")

    assert refusal(twin) == {"tax_code": ["Mã số thuế này đã có ở một cơ sở khác."]}
    with pytest.raises(IntegrityError):
        twin.save()


def test_a_merged_facility_gives_its_tax_code_up():
    kept = FacilityFactory(tax_code="0123456789")
    FacilityFactory(tax_code="0123456789", merged_into=kept)


def test_a_facility_is_not_merged_into_itself():
    facility = FacilityFactory()
    facility.merged_into = facility

    assert refusal(facility) == {WHOLE: ["Cơ sở không thể gộp vào chính nó."]}


def test_a_facility_lies_in_this_province(here):
    FacilityFactory(commune=CommuneFactory(province=here)).full_clean()
    elsewhere = CommuneFactory(name="Xã Xa", province__name="Tỉnh Xa")
    facility = FacilityFactory(commune=elsewhere)

    (message,) = refusal(facility)["commune"]
    assert message.startswith("Xã Xa thuộc Tỉnh Xa, ngoài tỉnh của cổng này.")


@pytest.mark.parametrize(
    ("legal_form", "shown"),
    [
        (Facility.LegalForm.ENTERPRISE, "0123456789"),
        (Facility.LegalForm.COOPERATIVE, "0123456789"),
        (Facility.LegalForm.GROUP, "0123456789"),
        (Facility.LegalForm.HOUSEHOLD, ""),
        (Facility.LegalForm.OTHER, ""),
    ],
)
def test_the_tax_code_of_a_person_is_not_public(legal_form, shown):
    facility = FacilityFactory(legal_form=legal_form, tax_code="0123456789")

    assert facility.public_tax_code == shown


@pytest.mark.parametrize(
    ("stage", "approved", "is_public"),
    [
        (Stage.APPROVED, True, True),
        (Stage.ACCEPTED, True, True),
        (Stage.PROPOSED, True, False),
        (Stage.ACCEPTED, False, False),
    ],
)
def test_a_facility_is_public_with_a_support_in_a_public_record(stage, approved, is_public):
    facility = FacilityFactory()
    trait = {"approved": True} if approved else {}
    SupportFactory(activity=ActivityFactory(stage=stage, **trait), facility=facility)

    assert Facility.objects.published().filter(pk=facility.pk).exists() is is_public


def test_a_facility_in_use_cannot_go():
    support = SupportFactory(facility=FacilityFactory())

    with pytest.raises(ProtectedError):
        support.facility.delete()


# Activities.


def test_an_activity_takes_the_day_of_its_decision():
    decision = DecisionFactory(signed_on=date(2026, 2, 3))

    assert ActivityFactory(decision=decision).approved_on == date(2026, 2, 3)
    own = ActivityFactory(decision=decision, approved_on=date(2026, 2, 10))
    assert own.approved_on == date(2026, 2, 10)
    assert own.get_absolute_url() == f"/hoat-dong/{own.code}/"


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        (
            {"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)},
            {"ends_on": ["Ngày kết thúc không được trước ngày bắt đầu."]},
        ),
        (
            {"accepted_on": date(2026, 9, 1)},
            {"stage": ["Có ngày nghiệm thu thì giai đoạn thực hiện phải là “Đã nghiệm thu”."]},
        ),
        (
            {"stopped_on": date(2026, 9, 1)},
            {"stage": ["Có ngày ngừng thì giai đoạn thực hiện phải là “Ngừng thực hiện”."]},
        ),
        (
            {
                "stage": Stage.ACCEPTED,
                "approved_on": date(2026, 3, 1),
                "accepted_on": date(2026, 2, 1),
            },
            {"accepted_on": ["Ngày nghiệm thu trước ngày phê duyệt (01/03/2026)."]},
        ),
        (
            {"stage": Stage.ACCEPTED, "accepted_on": date(2025, 12, 31)},
            {"accepted_on": ["Đề án năm 2026 không thể nghiệm thu trước năm đó."]},
        ),
    ],
)
def test_days_of_an_activity_are_in_order(values, errors):
    assert refusal(ActivityFactory.build(main_kind=ActivityKindFactory(), **values)) == errors


def test_acceptance_follows_the_decision_also_where_no_approval_day_was_typed():
    activity = ActivityFactory.build(
        main_kind=ActivityKindFactory(),
        decision=DecisionFactory(signed_on=date(2026, 6, 1)),
        stage=Stage.ACCEPTED,
        accepted_on=date(2026, 5, 1),
    )

    assert refusal(activity) == {
        "accepted_on": ["Ngày nghiệm thu trước ngày phê duyệt (01/06/2026)."]
    }


def test_a_decision_is_not_signed_after_the_year():
    decision = DecisionFactory(signed_on=date(2027, 1, 5))
    activity = ActivityFactory.build(main_kind=ActivityKindFactory(), decision=decision)

    assert refusal(activity) == {"decision": ["Quyết định ký sau năm 2026 của đề án."]}


def test_the_database_holds_the_days_in_order_too():
    for wrong in (
        {"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)},
        {"accepted_on": date(2026, 9, 1)},
        {"stopped_on": date(2026, 9, 1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ActivityFactory(**wrong)


@pytest.mark.parametrize(
    ("model", "field", "text", "words"),
    [
        (Activity, "year", "1890", "Năm phải từ 2000 đến 2100."),
        (Activity, "year", "nay", "Năm phải là số có bốn chữ số, ví dụ 2026."),
        (Activity, "total_by_decision", "ba trăm", "không phải là số"),
        (Funding, "planned", "200 tạ", "không phải là số"),
        (Funding, "planned", "-5", "Không được là số âm."),
        (Funding, "settled", "1,000", "có thể là 1.000"),
        (Funding, "budget_year", "20266", "Năm phải từ"),
        (Payment, "amount", "10.5", "Dấu chấm chỉ tách hàng nghìn"),
        (Quantity, "actual", "hai", "không phải là số"),
        (Quantity, "planned", "-1", "Không được là số âm."),
        (AwardRound, "year", "0", "Năm phải từ"),
    ],
)
def test_what_is_mistyped_is_refused_beside_its_box(model, field, text, words):
    (message,) = typed(model, **{field: text})[field]

    assert words in message


def test_only_approved_records_of_approved_work_are_public():
    shown = ActivityFactory(approved=True)
    ActivityFactory()
    ActivityFactory(approved=True, stage=Stage.PROPOSED)
    ActivityFactory(approved=True, stage=Stage.REJECTED)
    stopped = ActivityFactory(approved=True, stage=Stage.STOPPED)

    assert set(Activity.objects.published()) == {shown, stopped}


def test_a_year_without_a_phase_is_known():
    activity = ActivityFactory(year=2018)
    assert not activity.has_phase()
    ProgramPhaseFactory(first_year=2016, last_year=2020)

    assert activity.has_phase()


# What an activity derives from its supports.


def test_what_all_supports_share_is_kept():
    activity = ActivityFactory()
    facility = FacilityFactory(commune=CommuneFactory(), old_district=OldDistrictFactory())
    SupportFactory(activity=activity, facility=facility)
    SupportFactory(activity=activity, facility=facility)

    assert derived(activity) == (
        activity.main_kind,
        facility,
        facility.commune,
        facility.old_district,
    )


def test_a_group_scheme_shares_the_kind_but_no_facility():
    activity = ActivityFactory()
    district = OldDistrictFactory()
    for _ in range(3):
        facility = FacilityFactory(old_district=district, commune=CommuneFactory())
        SupportFactory(activity=activity, facility=facility)

    assert derived(activity) == (activity.main_kind, None, None, district)


def test_a_support_without_facility_leaves_nothing_common():
    activity = ActivityFactory()
    SupportFactory(activity=activity, facility=FacilityFactory())
    SupportFactory(activity=activity, facility=None)

    assert derived(activity) == (activity.main_kind, None, None, None)


def test_an_activity_of_several_kinds_shares_none():
    activity = ActivityFactory()
    SupportFactory(activity=activity)
    other = SupportFactory(activity=activity, kind=ActivityKindFactory())
    assert derived(activity)[0] is None

    other.delete()
    assert derived(activity)[0] == activity.main_kind


def test_a_stopped_support_is_left_out():
    activity = ActivityFactory()
    kept = SupportFactory(activity=activity, facility=FacilityFactory())
    other = SupportFactory(activity=activity, facility=FacilityFactory())
    other.stopped_on = date(2026, 6, 1)
    other.save()

    assert derived(activity)[1] == kept.facility


def test_an_activity_without_supports_shares_nothing():
    activity = ActivityFactory()
    support = SupportFactory(activity=activity, facility=FacilityFactory())
    support.delete()

    assert derived(activity) == (None, None, None, None)
    assert completed(activity) is None


def test_an_activity_is_complete_with_its_last_support():
    activity = ActivityFactory()
    first = SupportFactory(activity=activity, accepted_on=date(2026, 5, 1))
    second = SupportFactory(activity=activity)
    third = SupportFactory(activity=activity)
    assert completed(activity) is None

    second.accepted_on = date(2026, 8, 1)
    second.save()
    assert completed(activity) is None

    third.stopped_on = date(2026, 9, 1)
    third.save()
    assert completed(activity) == date(2026, 8, 1)
    assert first.accepted_on == date(2026, 5, 1)


def test_supports_take_the_day_of_their_activity():
    activity = ActivityFactory(stage=Stage.ACCEPTED, accepted_on=date(2026, 10, 1))
    SupportFactory(activity=activity, accepted_on=date(2026, 5, 1))
    SupportFactory(activity=activity)

    days = activity.supports.with_days().values_list("accepted_day", flat=True)
    assert list(days) == [date(2026, 5, 1), date(2026, 10, 1)]
    assert completed(activity) == date(2026, 10, 1)


def test_a_missing_day_counts_at_the_end_of_the_year():
    activity = ActivityFactory(stage=Stage.ACCEPTED)
    support = SupportFactory(activity=activity)

    assert completed(activity) == date(2026, 12, 31)
    assert activity.supports.with_days().get(pk=support.pk).accepted_day == date(2026, 12, 31)


@pytest.mark.parametrize("stage", [Stage.PROPOSED, Stage.REJECTED, Stage.STOPPED])
def test_nothing_is_accepted_in_an_activity_that_does_not_run(stage):
    activity = ActivityFactory(stage=stage)
    SupportFactory(activity=activity, accepted_on=date(2026, 5, 1))

    assert completed(activity) is None
    assert activity.supports.with_days().get().accepted_day is None


def test_changing_the_activity_refreshes_its_completion():
    activity = ActivityFactory()
    SupportFactory(activity=activity)
    activity.stage, activity.accepted_on = Stage.ACCEPTED, date(2026, 11, 5)
    activity.save()

    assert completed(activity) == date(2026, 11, 5)


def test_an_old_copy_does_not_write_old_derived_values():
    activity = ActivityFactory()
    seen_before = Activity.objects.get(pk=activity.pk)
    SupportFactory(activity=activity, facility=FacilityFactory())

    seen_before.save()

    assert derived(activity)[1] is not None


def test_all_activities_are_refreshed_by_one_statement(django_assert_num_queries):
    for _ in range(3):
        SupportFactory(facility=FacilityFactory())
    Activity.objects.update(common_facility=None)

    with django_assert_num_queries(1):
        Activity.objects.all().refresh_derived()

    assert not Activity.objects.filter(common_facility=None).exists()


# Supports.


def test_a_support_keeps_the_place_of_its_facility_as_it_was_then():
    facility = FacilityFactory(
        commune=CommuneFactory(), old_district=OldDistrictFactory(), place_then="xã A, huyện B"
    )
    support = SupportFactory(facility=facility)
    moved = CommuneFactory()
    facility.commune = moved
    facility.save()
    support.save()

    stored = Support.objects.get()
    assert stored.commune != moved
    assert (stored.old_district, stored.place_then) == (facility.old_district, "xã A, huyện B")


def test_the_place_of_the_decision_is_not_overwritten():
    facility = FacilityFactory(commune=CommuneFactory())

    support = SupportFactory(facility=facility, place_then="xã X, huyện Y")

    assert support.commune is None


def test_a_place_of_another_province_is_refused(here):
    support = SupportFactory(commune=CommuneFactory())

    (message,) = refusal(support)["commune"]
    assert "ngoài tỉnh của cổng này" in message


def test_a_district_of_another_old_province_is_refused():
    ours = OldProvinceFactory(name="Tỉnh Ta (cũ)")
    theirs = OldDistrictFactory(name="Huyện Lạ", old_province__name="Tỉnh Bạn (cũ)")
    activity = ActivityFactory(old_province=ours)
    words = ["Huyện Lạ thuộc Tỉnh Bạn (cũ), không thuộc tỉnh đã phê duyệt đề án (Tỉnh Ta (cũ))."]

    by_place = SupportFactory(activity=activity, old_district=theirs)
    assert refusal(by_place) == {"old_district": words}

    facility = FacilityFactory(old_district=theirs)
    by_facility = SupportFactory.build(
        activity=activity, kind=activity.main_kind, facility=facility
    )
    assert refusal(by_facility) == {"facility": words}

    SupportFactory(
        activity=activity, old_district=OldDistrictFactory(old_province=ours)
    ).full_clean()


def test_a_merged_facility_is_not_supported_any_more():
    kept = FacilityFactory(name="Cơ sở giữ lại")
    support = SupportFactory(facility=FacilityFactory(merged_into=kept))

    assert refusal(support) == {
        "facility": ["Cơ sở này đã gộp vào “Cơ sở giữ lại”. Hãy chọn cơ sở đó."]
    }


def test_an_accepted_support_is_not_stopped():
    support = SupportFactory(accepted_on=date(2026, 5, 1))
    support.stopped_on = date(2026, 6, 1)

    assert refusal(support) == {"stopped_on": ["Hạng mục đã nghiệm thu thì không thể ngừng."]}
    with pytest.raises(IntegrityError):
        support.save()


def test_supports_count_by_the_review_of_their_record():
    SupportFactory()
    counted = SupportFactory(activity__approved=True)

    assert list(Support.objects.reviewed()) == [counted]


# Quantities.


def test_unknown_is_no_value():
    quantity = QuantityFactory(is_unknown=True)
    quantity.full_clean()
    assert quantity.is_stated
    assert quantity.actual is None
    quantity.actual = 0

    assert refusal(quantity) == {"actual": ["Đã đánh dấu “Không rõ” thì để trống số thực hiện."]}
    with pytest.raises(IntegrityError):
        quantity.save()


def test_nothing_typed_is_not_stated_but_zero_is():
    assert not QuantityFactory(planned=2).is_stated
    assert QuantityFactory(actual=0).is_stated


def test_the_database_refuses_negative_counts():
    for part in ("planned", "actual"):
        with pytest.raises(IntegrityError), transaction.atomic():
            QuantityFactory(**{part: -1})


def test_a_measure_is_of_the_kind_and_typed():
    support = SupportFactory()
    foreign = QuantityFactory.build(support=support, measure=MeasureFactory())
    counted = QuantityFactory.build(
        support=support, measure=MeasureFactory(kind=support.kind, rule="facilities")
    )

    assert refusal(foreign) == {
        "measure": ["Chỉ tiêu này không thuộc nội dung hỗ trợ của hạng mục."]
    }
    assert refusal(counted) == {"measure": ["Chỉ tiêu này do hệ thống tự đếm, không nhập."]}


def test_a_measure_has_one_quantity():
    quantity = QuantityFactory(actual=1)
    twin = QuantityFactory.build(support=quantity.support, measure=quantity.measure)

    assert refusal(twin) == {WHOLE: ["Chỉ tiêu này đã có số lượng ở hạng mục."]}


# Money.


def test_funding_takes_the_year_of_its_activity():
    funding = FundingFactory()
    later = FundingFactory(activity=funding.activity, source=funding.source, budget_year=2027)

    assert (funding.budget_year, later.budget_year) == (2026, 2027)


def test_a_source_is_entered_once_a_year():
    funding = FundingFactory()
    words = {WHOLE: ["Nguồn này đã khai cho đề án trong năm ngân sách đó."]}

    for year in (2026, None):
        twin = FundingFactory.build(
            activity=funding.activity, source=funding.source, budget_year=year
        )
        assert refusal(twin) == words


def test_money_is_not_given_before_its_activity():
    funding = FundingFactory.build(
        activity=ActivityFactory(), source=BudgetSourceFactory(), budget_year=2025
    )

    assert refusal(funding) == {"budget_year": ["Năm ngân sách không được trước năm 2026."]}


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        (
            {"recoverable": 101 * MILLION},
            {"recoverable": ["Số phải thu hồi không được vượt kinh phí kế hoạch."]},
        ),
        (
            {"recover_from": 2028},
            {"recoverable": ["Nhập số phải thu hồi, hoặc bỏ năm thu hồi."]},
        ),
        (
            {"recoverable": 50 * MILLION, "recover_from": 2029, "recover_to": 2028},
            {"recover_to": ["Năm cuối thu hồi không được trước năm đầu."]},
        ),
    ],
)
def test_what_is_recovered_is_part_of_the_money(values, errors):
    funding = FundingFactory()
    for name, value in values.items():
        setattr(funding, name, value)

    assert refusal(funding) == errors


def test_an_amount_may_be_unknown_but_not_negative():
    FundingFactory(planned=None).full_clean()

    with pytest.raises(IntegrityError):
        FundingFactory(planned=-1)


def rest(funding):
    """What nobody split: planned and settled."""
    return FundingShare.objects.filter(funding=funding, support=None).values_list(
        "planned", "settled"
    )


def test_money_that_nobody_split_has_no_share():
    funding = FundingFactory()

    assert not funding.shares.exists()


def test_shares_make_the_whole():
    funding = FundingFactory(settled=90 * MILLION)
    share = FundingShareFactory(funding=funding, planned=40 * MILLION, settled=30 * MILLION)
    assert list(rest(funding)) == [(60 * MILLION, 60 * MILLION)]

    FundingShareFactory(funding=funding, planned=60 * MILLION, settled=None)
    assert list(rest(funding)) == [(0, 60 * MILLION)]

    funding.planned = 200 * MILLION
    funding.save()
    assert list(rest(funding)) == [(100 * MILLION, 60 * MILLION)]

    for one in funding.shares.exclude(support=None):
        one.delete()
    assert not funding.shares.exists()
    assert share.planned == 40 * MILLION


def test_the_rest_of_an_unknown_whole_is_unknown():
    funding = FundingFactory(planned=None)
    FundingShareFactory(funding=funding, planned=40 * MILLION)

    assert list(rest(funding)) == [(None, None)]


def test_a_split_above_the_whole_is_refused_beside_its_box():
    funding = FundingFactory(settled=50 * MILLION)
    FundingShareFactory(funding=funding, planned=80 * MILLION)
    share = FundingShareFactory.build(
        funding=funding,
        support=SupportFactory(activity=funding.activity),
        planned=30 * MILLION,
    )

    assert refusal(share) == {
        "planned": [
            "Tổng phần chia (kế hoạch) 110.000.000 đồng vượt kinh phí của nguồn 100.000.000 đồng."
        ]
    }
    share.planned, share.settled = 20 * MILLION, 51 * MILLION
    assert "settled" in refusal(share)


def test_a_split_above_the_whole_is_not_stored():
    funding = FundingFactory()
    share = FundingShareFactory(funding=funding, planned=80 * MILLION)

    with pytest.raises(ValidationError, match="vượt kinh phí của nguồn"):
        FundingShareFactory(funding=funding, planned=30 * MILLION)
    funding.planned = 70 * MILLION
    with pytest.raises(ValidationError, match="vượt kinh phí của nguồn"):
        funding.save()

    assert Funding.objects.get().planned == 100 * MILLION
    assert list(funding.shares.exclude(support=None)) == [share]
    assert list(rest(funding)) == [(20 * MILLION, None)]


def test_a_share_is_for_a_support_of_the_activity():
    share = FundingShareFactory.build(funding=FundingFactory(), support=SupportFactory())

    assert refusal(share) == {"support": ["Hạng mục thuộc một đề án khác."]}


def test_a_support_has_one_share_of_a_source():
    share = FundingShareFactory(planned=10 * MILLION)
    twin = FundingShareFactory.build(
        funding=share.funding, support=share.support, planned=10 * MILLION
    )

    assert refusal(twin) == {WHOLE: ["Hạng mục này đã có phần của nguồn."]}


# Payments.


def test_more_than_planned_is_not_disbursed():
    funding = FundingFactory()
    PaymentFactory(funding=funding, kind=Payment.Kind.ADVANCE, amount=70 * MILLION)
    payment = PaymentFactory.build(funding=funding, amount=30 * MILLION)
    payment.full_clean()
    payment.amount += 1

    assert refusal(payment) == {
        "amount": ["Đã giải ngân 100.000.001 đồng, vượt kế hoạch 100.000.000 đồng của nguồn này."]
    }


def test_a_stored_payment_is_not_counted_against_itself():
    payment = PaymentFactory(amount=100 * MILLION)

    payment.full_clean()


def test_recoveries_are_never_netted():
    funding = FundingFactory()
    PaymentFactory(funding=funding, amount=100 * MILLION)
    PaymentFactory(funding=funding, kind=Payment.Kind.RECOVERY, amount=40 * MILLION)

    assert funding.paid() == 100 * MILLION
    assert "amount" in refusal(PaymentFactory.build(funding=funding, amount=1))


def test_an_unknown_plan_limits_nothing():
    PaymentFactory.build(funding=FundingFactory(planned=None), amount=10**12).full_clean()


@pytest.mark.parametrize("amount", [0, -1])
def test_a_payment_is_positive(amount):
    payment = PaymentFactory.build(funding=FundingFactory(), amount=amount)

    assert "amount" in refusal(payment)
    with pytest.raises(IntegrityError):
        payment.save()


def test_a_payment_says_what_it_is():
    payment = PaymentFactory(amount=10 * MILLION)

    assert str(payment) == "Giải ngân 10.000.000 đồng (01/06/2026)"


# Outcomes.


def test_an_outcome_may_be_a_range_in_order():
    outcome = OutcomeFactory(value=5, upper_value=7)
    outcome.full_clean()
    outcome.upper_value = 4

    assert refusal(outcome) == {"upper_value": ["Số trên không được nhỏ hơn số dưới."]}


def test_an_outcome_is_not_negative():
    outcome = OutcomeFactory()
    outcome.value = -1

    assert refusal(outcome) == {"value": ["Giá trị không được là số âm."]}


# The dossier.


def test_a_change_of_stage_names_the_new_stage():
    event = StageEventFactory.build(activity=ActivityFactory(), kind=StageEvent.Kind.STAGE)
    assert refusal(event) == {"to_stage": ["Chuyển giai đoạn thì chọn giai đoạn mới."]}

    event.to_stage = Stage.ACCEPTED
    event.full_clean()
    assert str(event) == "Đã nghiệm thu, 01/04/2026"


def test_an_event_is_of_a_support_of_its_activity():
    event = StageEventFactory.build(activity=ActivityFactory(), support=SupportFactory())

    assert refusal(event) == {"support": ["Hạng mục thuộc một đề án khác."]}


def test_a_document_is_private_until_it_is_marked():
    document = DocumentFactory(kind__name="Hợp đồng", number="12 / HĐ – KC")

    assert not document.is_public
    assert str(document) == "Hợp đồng 12/HĐ-KC"


# Awards.


def test_a_round_is_entered_once():
    first = AwardRoundFactory(name="")
    twin = AwardRoundFactory.build(name="")

    assert str(first) == "Cấp tỉnh năm 2026"
    assert refusal(twin) == {WHOLE: ["Đợt bình chọn này đã có."]}


def test_a_recognised_product_is_valid_to_the_end_of_the_third_year():
    registered = AwardFactory()
    assert registered.valid_until is None
    assert not registered.is_recognised

    registered.status = Award.Status.RECOGNISED
    registered.save()

    assert Award.objects.get().valid_until == date(2028, 12, 31)


def test_a_product_enters_a_round_once():
    award = AwardFactory()
    twin = AwardFactory.build(
        round=award.round, facility=award.facility, product=f" {award.product} ", code="SP-9"
    )

    assert refusal(twin) == {WHOLE: ["Sản phẩm này của cơ sở đã có trong đợt."]}


def test_a_certificate_needs_a_result():
    award = AwardFactory()
    award.certificate = "01/GCN"

    assert refusal(award) == {
        "certificate": ["Có giấy chứng nhận thì kết quả không thể là “Đăng ký”."]
    }


# What stops the review.


def problems(activity):
    return Activity.objects.get(pk=activity.pk).submission_problems()


def test_an_activity_needs_a_support():
    assert problems(ActivityFactory()) == [
        "Đề án chưa có hạng mục hỗ trợ nào. Hãy thêm ít nhất một hạng mục."
    ]


def test_an_accepted_support_states_its_main_quantity():
    activity = ActivityFactory(stage=Stage.ACCEPTED)
    measure = MeasureFactory(kind=activity.main_kind, is_main=True, name="Số lớp")
    MeasureFactory(kind=activity.main_kind, name="Số lao động")
    support = SupportFactory(activity=activity)
    (problem,) = problems(activity)
    assert "chưa có số thực hiện của “Số lớp”" in problem

    quantity = QuantityFactory(support=support, measure=measure, planned=1)
    assert len(problems(activity)) == 1

    quantity.is_unknown = True
    quantity.save()
    assert problems(activity) == []


def test_what_is_counted_or_not_yet_accepted_need_not_be_stated():
    running = SupportFactory(activity=ActivityFactory())
    MeasureFactory(kind=running.kind, is_main=True)
    counted = SupportFactory(activity=ActivityFactory(stage=Stage.ACCEPTED))
    MeasureFactory(kind=counted.kind, is_main=True, rule="facilities")

    assert problems(running.activity) == problems(counted.activity) == []


def test_a_common_quantity_stands_on_one_support():
    activity = ActivityFactory(stage=Stage.ACCEPTED)
    measure = MeasureFactory(kind=activity.main_kind, is_main=True)
    common = SupportFactory(activity=activity)
    QuantityFactory(support=common, measure=measure, actual=750)
    SupportFactory(activity=activity, facility=FacilityFactory(), in_common_quantity=True)

    assert problems(activity) == []


@pytest.mark.parametrize(
    ("planned", "word"), [(110 * MILLION, "nhiều hơn"), (90 * MILLION, "ít hơn")]
)
def test_the_sources_make_the_total_of_the_decision(planned, word):
    activity = ActivityFactory(total_by_decision=100 * MILLION)
    SupportFactory(activity=activity)
    funding = FundingFactory(activity=activity, planned=planned)

    (problem,) = problems(activity)
    assert problem.startswith(f"Tổng các nguồn {word} tổng theo quyết định 10.000.000 đồng.")

    funding.planned = 100 * MILLION
    funding.save()
    assert problems(activity) == []


def test_an_unknown_amount_is_compared_with_nothing():
    activity = ActivityFactory(total_by_decision=100 * MILLION)
    SupportFactory(activity=activity)
    FundingFactory(activity=activity, planned=None)

    assert problems(activity) == []


def test_more_disbursed_than_planned_stops_the_review():
    activity = ActivityFactory()
    SupportFactory(activity=activity)
    funding = FundingFactory(activity=activity, source__short_name="KCĐP")
    PaymentFactory(funding=funding, amount=100 * MILLION)
    funding.planned = 90 * MILLION
    funding.save()

    (problem,) = problems(activity)
    assert problem.startswith("KCĐP: Đã giải ngân 100.000.000 đồng, vượt kế hoạch")


def test_a_draft_saves_with_open_points_and_no_figure_counts_it():
    activity = ActivityFactory(decision=None, implementing_unit=None)
    activity.full_clean()

    assert activity.review == Review.DRAFT
    assert not activity.counts
