"""Điều phải hỏi: what is stopped, or asked about, before a record goes to review."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from khuyencong.models import Review
from projects import guards
from projects.models import Activity, Explanation, Guard, Programme, Stage
from tests.factories import (
    MILLION,
    ActivityFactory,
    ActivityKindFactory,
    BudgetSourceFactory,
    DecisionFactory,
    DocumentFactory,
    FacilityFactory,
    FundingFactory,
    FundingShareFactory,
    ImplementingUnitFactory,
    MeasureFactory,
    PaymentFactory,
    QuantityFactory,
    SupportCeilingFactory,
    SupportFactory,
    UserFactory,
)
from tests.staff import ADD, entered, entry, page_of, reopened, signed_in, step, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind():
    return ActivityKindFactory(name="Máy móc tiên tiến")


@pytest.fixture
def source():
    return BudgetSourceFactory(short_name="KCĐP")


def scheme(kind, source=None, planned=None, **values):
    """A draft with one support and, where a source is named, its money."""
    activity = ActivityFactory(main_kind=kind, **values)
    SupportFactory(activity=activity)
    if source:
        FundingFactory(activity=activity, source=source, planned=planned)
    return activity


def supported(facility, kind, year=2026, equipment="", **values):
    """A support of a facility in a record of its own."""
    activity = ActivityFactory(main_kind=kind, year=year, **values)
    return SupportFactory(activity=activity, facility=facility, equipment=equipment)


def found(activity, guard=None):
    """What the guards say of the record as it is stored."""
    findings = guards.findings(Activity.objects.get(pk=activity.pk))
    return [one for one in findings if guard is None or one.guard == guard]


def texts(activity, guard=None):
    return [one.text for one in found(activity, guard)]


def explain(activity, reason="Đúng như quyết định."):
    for one in found(activity):
        one.explained(activity, reason).save()


def many(kind, source, amount=200 * MILLION, count=8):
    """Enough approved records to say what is usual."""
    for place in range(count):
        activity = ActivityFactory(approved=True, main_kind=kind)
        FundingFactory(activity=activity, source=source, planned=amount + place * MILLION)


# Slips of the unit.


@pytest.mark.parametrize("typed", [200, 200_000, 500_000, 200_000 * MILLION])
def test_an_amount_in_another_unit_is_asked_about(kind, source, typed):
    many(kind, source)
    activity = scheme(kind, source, typed)

    (text,) = texts(activity)
    assert "có thể nhầm đơn vị" in text
    assert text.startswith("KCĐP, kế hoạch")


def test_what_was_likely_meant_is_said(kind, source):
    many(kind, source)

    assert "Có phải là 203.000.000 đồng?" in texts(scheme(kind, source, 203_000))[0]


@pytest.mark.parametrize("typed", [3 * MILLION, 40 * MILLION, 9_000 * MILLION])
def test_an_unusual_amount_is_no_slip(kind, source, typed):
    many(kind, source)

    assert found(scheme(kind, source, typed)) == []


def test_a_few_records_say_nothing_of_what_is_usual(kind, source):
    many(kind, source, count=guards.usual.ENOUGH - 1)

    assert found(scheme(kind, source, 200)) == []


def test_only_approved_records_of_the_same_kind_and_source_are_compared(kind, source):
    many(ActivityKindFactory(), source)
    many(kind, BudgetSourceFactory())
    for _ in range(9):
        FundingFactory(activity__main_kind=kind, source=source, planned=200 * MILLION)

    assert found(scheme(kind, source, 200)) == []


def test_a_slip_that_was_approved_hides_no_other(kind, source):
    many(kind, source)
    many(kind, source, amount=200, count=1)

    assert len(found(scheme(kind, source, 200_000), Guard.UNIT)) == 1


def test_the_catalogue_says_what_is_usual_where_records_do_not(source):
    kind = ActivityKindFactory(usual_from=10 * MILLION, usual_to=5_000 * MILLION)

    (text,) = texts(scheme(kind, source, 200_000))
    assert "Có phải là 200.000.000 đồng?" in text
    assert found(scheme(kind, source, 4_000 * MILLION)) == []


def test_a_payment_in_another_unit_is_held_against_the_plan(kind, source):
    activity = scheme(kind, source, 560 * MILLION)
    PaymentFactory(funding=activity.fundings.get(), amount=392_000)

    (text,) = texts(activity)
    assert text.startswith("KCĐP, giải ngân 392.000 đồng, thấp hơn")


def test_attracted_capital_in_another_unit_is_asked_about(kind):
    measure = MeasureFactory(kind=kind, name="Vốn thu hút", unit="đồng", is_money=True)
    for _ in range(8):
        support = SupportFactory(activity__main_kind=kind, activity__approved=True)
        QuantityFactory(support=support, measure=measure, actual=900 * MILLION)
    activity = scheme(kind)
    QuantityFactory(support=activity.supports.get(), measure=measure, planned=900)

    (text,) = texts(activity)
    assert text.startswith("Hạng mục 1 có vốn thu hút, kế hoạch 900 đồng")


# Numbers from another box.


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (5900123456, "mã số thuế của Cơ sở Bình Minh"),
        (977531246, "số điện thoại của Cơ sở Bình Minh (0977 531 246)"),
        (1288, "số quyết định (1288/QĐ-UBND)"),
        (4711, "số văn bản (4711/BB-NT)"),
        (987654, "số chứng từ (UNC 987654)"),
        (100000001, "mã số thuế của Cơ sở khác"),
    ],
)
def test_an_amount_that_is_another_number_on_record_is_asked_about(kind, source, typed, said):
    FacilityFactory(name="Cơ sở khác", tax_code="0100000001")
    decision = DecisionFactory(number="1288/QĐ-UBND")
    activity = ActivityFactory(main_kind=kind, decision=decision)
    facility = FacilityFactory(name="Cơ sở Bình Minh", tax_code="5900123456", phone="0977 531 246")
    SupportFactory(activity=activity, facility=facility)
    DocumentFactory(activity=activity, number="4711/BB-NT")
    funding = FundingFactory(activity=activity, source=source, planned=typed)
    PaymentFactory(funding=funding, amount=typed, document="UNC 987654")

    findings = texts(activity, Guard.COPIED)
    assert len(findings) == 2
    assert all(said in text for text in findings)


# What does not add up.


def test_more_paid_than_planned_is_stopped_whatever_the_reason(kind, source):
    activity = scheme(kind, source, 90 * MILLION)
    PaymentFactory(funding=activity.fundings.get(), amount=100 * MILLION)
    explain(activity)

    (stop,) = found(activity, Guard.OVERPAID)
    assert stop.is_stop
    with pytest.raises(ValidationError, match="vượt kế hoạch"):
        activity.submit(UserFactory())


def test_a_sum_that_is_not_the_total_may_stand_with_a_reason(kind, source):
    activity = scheme(kind, source, 90 * MILLION, total_by_decision=100 * MILLION)

    with pytest.raises(ValidationError, match="ít hơn tổng theo quyết định"):
        activity.submit(UserFactory())

    explain(activity, "Quyết định cộng nhầm.")
    activity.submit(UserFactory())
    assert activity.review == Review.PENDING


# Ceilings.


@pytest.fixture
def ceilings(kind, source):
    """Up to 2018 200 million, since then 300 million and 50 %."""
    SupportCeilingFactory(
        kind=kind,
        source=source,
        max_percent=None,
        max_amount=200 * MILLION,
        valid_from=date(2014, 1, 1),
        valid_to=date(2018, 3, 27),
    )
    return SupportCeilingFactory(
        kind=kind,
        source=source,
        max_amount=300 * MILLION,
        legal_source="khoản 4 Điều 8",
        valid_from=date(2018, 3, 28),
    )


@pytest.mark.parametrize(
    ("approved_on", "planned", "is_above"),
    [
        (date(2018, 3, 27), 200, False),
        (date(2018, 3, 27), 201, True),
        (date(2018, 3, 28), 300, False),
        (date(2018, 3, 28), 301, True),
        (None, 300, False),  # of that year nobody knows the day: the higher one
        (None, 301, True),
    ],
)
def test_a_ceiling_is_picked_by_the_day(kind, source, ceilings, approved_on, planned, is_above):
    activity = scheme(kind, source, planned * MILLION, year=2018, approved_on=approved_on)

    assert bool(found(activity, Guard.CEILING)) is is_above


def test_what_is_above_is_said_with_its_source(kind, source, ceilings):
    (text,) = texts(scheme(kind, source, 320 * MILLION))

    assert "320.000.000 đồng, vượt định mức 300.000.000 đồng" in text
    assert "khoản 4 Điều 8" in text
    assert "là 20.000.000 đồng" in text


def test_a_settled_amount_is_held_against_the_ceiling_too(kind, source, ceilings):
    activity = scheme(kind, source, 300 * MILLION)
    activity.fundings.update(settled=310 * MILLION)

    assert len(found(activity, Guard.CEILING)) == 1


def test_a_percentage_needs_the_others_money(kind, source, ceilings):
    activity = scheme(kind, source, 200 * MILLION)
    assert found(activity) == []

    own = BudgetSourceFactory(role="counterpart")
    funding = FundingFactory(activity=activity, source=own, planned=150 * MILLION)
    (text,) = texts(activity)
    assert "57,14 % tổng kinh phí, vượt định mức 50,00 %" in text

    funding.planned = 200 * MILLION
    funding.save()
    assert found(activity) == []


def test_a_group_has_the_ceiling_of_each_facility(kind, source, ceilings):
    activity = ActivityFactory(main_kind=kind)
    supports = [SupportFactory(activity=activity, facility=FacilityFactory()) for _ in range(2)]
    funding = FundingFactory(activity=activity, source=source, planned=600 * MILLION)
    assert found(activity) == []

    FundingShareFactory(funding=funding, support=supports[0], planned=290 * MILLION)
    FundingShareFactory(funding=funding, support=supports[1], planned=310 * MILLION)
    assert texts(activity)[0].startswith("Hạng mục 1, KCĐP: 310.000.000 đồng")


def test_of_several_cases_the_highest_is_asked_about(kind, source, ceilings):
    SupportCeilingFactory(
        kind=kind,
        source=source,
        label="dây chuyền",
        max_percent=50,
        max_amount=450 * MILLION,
        valid_from=date(2018, 3, 28),
    )

    assert found(scheme(kind, source, 450 * MILLION)) == []
    assert len(found(scheme(kind, source, 451 * MILLION))) == 1


def test_another_kind_or_source_has_no_such_ceiling(kind, source, ceilings):
    assert found(scheme(ActivityKindFactory(), source, 900 * MILLION)) == []
    assert found(scheme(kind, BudgetSourceFactory(), 900 * MILLION)) == []


# Days.


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"accepted_on": date(2026, 1, 1)}, "trước ngày phê duyệt 15/01/2026"),
        ({"accepted_on": date(2025, 6, 1), "decision": None}, "trước năm 2026 của đề án"),
    ],
)
def test_an_impossible_day_is_stopped(kind, days, said):
    decision = days.pop("decision", DecisionFactory())
    activity = scheme(kind, decision=decision, stage=Stage.ACCEPTED, **days)
    support = activity.supports.get()
    support.accepted_on = activity.accepted_on
    support.save()

    of_scheme, of_support = found(activity)
    assert of_scheme.is_stop
    assert said in of_scheme.text
    assert of_support.text.startswith("Hạng mục 1 nghiệm thu")
    assert of_support.place == "#supports-0"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"approved_on": date(2024, 5, 1)}, "cách xa năm 2026"),
        ({"starts_on": date(2025, 5, 1)}, "Ngày bắt đầu 01/05/2025 ngoài năm 2026"),
        ({"ends_on": date(2062, 5, 1)}, "Ngày kết thúc 01/05/2062 sau năm 2026"),
        (
            {"approved_on": date(2026, 5, 1), "ends_on": date(2026, 4, 1)},
            "trước ngày phê duyệt 01/05/2026",
        ),
        (
            {"accepted_on": date(2027, 4, 1), "stage": Stage.ACCEPTED},
            "nghiệm thu ngày 01/04/2027, sau năm 2026",
        ),
        (
            {
                "starts_on": date(2026, 5, 1),
                "accepted_on": date(2026, 4, 1),
                "stage": Stage.ACCEPTED,
            },
            "trước ngày bắt đầu 01/05/2026",
        ),
    ],
)
def test_an_unlikely_day_is_asked_about(kind, days, said):
    (one,) = found(scheme(kind, **days))

    assert not one.is_stop
    assert said in one.text


def test_a_plan_of_the_year_before_and_a_scheme_of_two_years_are_usual(kind, source):
    activity = scheme(kind, source, approved_on=date(2025, 12, 20), ends_on=date(2027, 6, 30))
    FundingFactory(activity=activity, source=source, budget_year=2027)

    assert found(activity) == []


def test_a_payment_before_the_approval_or_its_budget_year_is_asked_about(kind, source):
    activity = scheme(kind, source, 100 * MILLION, approved_on=date(2026, 3, 1))
    funding = activity.fundings.get()
    PaymentFactory(funding=funding, paid_on=date(2026, 2, 1))
    late = FundingFactory(activity=activity, source=source, budget_year=2027)
    PaymentFactory(funding=late, paid_on=date(2026, 9, 1))

    before, early = texts(activity)
    assert "trước ngày phê duyệt" in before
    assert "trước năm ngân sách 2027" in early


# Support twice.


def test_a_second_support_of_a_kind_is_asked_about_with_the_earlier_record(kind):
    facility = FacilityFactory(name="Cơ sở Bình Minh")
    earlier = supported(facility, kind, 2024, approved=True, programme=Programme.NATIONAL)

    (one,) = found(supported(facility, kind).activity)

    assert one.earlier == (earlier.activity,)
    assert "Cơ sở Bình Minh đã được hỗ trợ cùng nội dung năm 2024" in one.text
    assert f"({earlier.activity.code}, Khuyến công quốc gia)" in one.text


@pytest.mark.parametrize("merged", ["earlier", "later", "both"])
def test_a_support_of_a_merged_facility_is_the_same_facilitys(kind, merged):
    keeper = FacilityFactory()
    first, second = (FacilityFactory(merged_into=keeper) for _ in range(2))
    supported(first if merged != "later" else keeper, kind, 2024, approved=True)

    later = supported(second if merged != "earlier" else keeper, kind)

    assert len(found(later.activity)) == 1


def test_the_same_machine_is_found_whatever_the_kind_and_the_accents(kind):
    facility = FacilityFactory()
    supported(facility, ActivityKindFactory(), 2024, "Máy Sấy  Lạnh", approved=True)

    (text,) = texts(supported(facility, kind, equipment="may say lanh").activity)
    assert "cùng máy móc, thiết bị năm 2024" in text
    assert found(supported(FacilityFactory(), kind, equipment="may say lanh").activity) == []
    assert found(supported(facility, kind, equipment="may xay").activity) != []  # the one above


@pytest.mark.parametrize(("year", "is_asked"), [(2020, False), (2021, True), (2026, True)])
def test_how_many_years_back_is_data_of_the_kind(kind, year, is_asked):
    facility = FacilityFactory()
    supported(facility, kind, year, approved=True)

    later = supported(facility, kind)
    assert bool(found(later.activity)) is is_asked

    kind.repeat_years = 0
    kind.save()
    assert found(later.activity) == []


def test_each_kind_has_its_own_years(kind):
    facility = FacilityFactory()
    yearly = ActivityKindFactory(repeat_years=1)
    for one in (kind, yearly):
        supported(facility, one, 2023, approved=True)

    activity = ActivityFactory(main_kind=kind)
    for one in (yearly, kind):
        SupportFactory(activity=activity, facility=facility, kind=one)

    assert [one.facts[1] for one in found(activity)] == [kind.code]


@pytest.mark.parametrize(
    "values",
    [
        {"approved": True, "stage": Stage.STOPPED},
        {"approved": True, "stage": Stage.REJECTED},
        {"implementing_unit": ImplementingUnitFactory},  # another unit's draft is its own
    ],
)
def test_what_was_not_given_or_is_not_known_is_no_earlier_support(kind, values):
    facility = FacilityFactory()
    unit = values.pop("implementing_unit", None)
    supported(facility, kind, 2024, **values, **({"implementing_unit": unit()} if unit else {}))

    assert found(supported(facility, kind).activity) == []


def test_of_two_drafts_the_second_is_asked(kind):
    facility = FacilityFactory()
    first, second = supported(facility, kind), supported(facility, kind)

    assert found(first.activity) == []
    assert len(found(second.activity)) == 1


def test_of_two_approved_records_the_later_one_keeps_its_question(kind):
    facility = FacilityFactory()
    first = supported(facility, kind, 2026, approved=True)
    day = datetime(2026, 9, 1, tzinfo=UTC)
    second = supported(facility, kind, 2024, approved=True, approved_at=day)

    assert found(first.activity) == []
    assert [one.earlier for one in found(second.activity)] == [(first.activity,)]


def test_of_two_that_wait_the_second_is_not_approved_unasked(kind):
    facility = FacilityFactory()
    unit = ImplementingUnitFactory
    one, other = (supported(facility, kind, implementing_unit=unit()).activity for _ in range(2))
    for activity in (one, other):
        activity.submit(UserFactory())
    one.approve(UserFactory())

    with pytest.raises(ValidationError, match="Từ khi gửi duyệt có điểm mới"):
        other.approve(UserFactory())

    other.refresh_from_db()
    assert other.review == Review.PENDING


# Reasons.


def test_a_reason_answers_exactly_what_was_found(kind, source):
    many(kind, source)
    activity = scheme(kind, source, 200_000)
    explain(activity)
    assert activity.submission_problems() == []

    activity.fundings.update(planned=250_000)
    (problem,) = activity.submission_problems()
    assert problem.endswith("Hãy sửa, hoặc ghi lý do.")
    assert Explanation.objects.count() == 1

    activity.fundings.update(planned=200_000)
    assert activity.submission_problems() == []


def test_a_reason_stays_when_other_records_come_in(kind, source):
    many(kind, source)
    facility = FacilityFactory()
    supported(facility, kind, 2024, approved=True)
    activity = scheme(kind, source, 200_000)
    activity.supports.update(facility=facility)
    explain(activity)

    many(kind, source, amount=400 * MILLION)
    assert activity.submission_problems() == []

    supported(facility, kind, 2025, approved=True)
    assert len(activity.submission_problems()) == 1


def test_a_reason_stays_when_cards_change_places(kind):
    facility = FacilityFactory()
    supported(facility, kind, 2024, approved=True)
    support = supported(facility, kind)
    explain(support.activity)

    support.order = 3
    support.save()

    assert support.activity.submission_problems() == []


def test_how_much_is_asked_of_the_database_depends_on_no_number_of_rows(
    kind, source, django_assert_max_num_queries
):
    measure = MeasureFactory(kind=kind, unit="đồng", is_money=True)
    many(kind, source)
    activity = scheme(kind, source, 200, decision=DecisionFactory())
    for _ in range(6):
        facility = FacilityFactory()
        for year in (2022, 2024):
            supported(facility, kind, year, approved=True)
        support = SupportFactory(activity=activity, facility=facility)
        QuantityFactory(support=support, measure=measure, planned=900)
        funding = FundingFactory(activity=activity, planned=100 * MILLION)
        PaymentFactory(funding=funding)
        FundingShareFactory(funding=funding, support=support)

    with django_assert_max_num_queries(21):
        problems = Activity.objects.get(pk=activity.pk).submission_problems()
    assert len(problems) == 13


# On the staff's screens.


@pytest.fixture
def clerk():
    return signed_in("Nhập liệu")


@pytest.fixture
def draft(clerk, kind):
    """Entered on the screen: a facility that was supported two years before."""
    facility = FacilityFactory(name="Cơ sở Bình Minh")
    supported(facility, kind, 2024, approved=True)
    return entered(clerk, kind, [{"facility": facility.pk}])


def reason_box(activity):
    (one,) = found(activity)
    return f"ly_do_{one.key}"


def page(client, activity):
    return client.get(page_of(activity)).content.decode()


def test_sending_without_a_reason_keeps_the_draft_and_says_what_is_asked(clerk, kind):
    facility = FacilityFactory(name="Cơ sở Bình Minh")
    supported(facility, kind, 2024, approved=True)

    posted = entry(kind, [{"facility": facility.pk}], _submit_review="1")
    answer = clerk.post(ADD, posted, follow=True)

    assert Activity.objects.latest("pk").review == Review.DRAFT
    assert '<a href="#ly-do">Hạng mục 1: Cơ sở Bình Minh' in told(answer)
    assert "Hãy sửa, hoặc ghi lý do." in told(answer)


def test_the_draft_shows_what_is_asked_with_a_box_and_the_earlier_record(clerk, draft):
    shown = page(clerk, draft)
    (one,) = found(draft)

    assert f'name="{reason_box(draft)}"' in shown
    assert f'href="{page_of(one.earlier[0])}"' in shown
    assert "Có thể hỗ trợ trùng, chưa có lý do." in shown


def test_a_reason_is_typed_saved_and_lets_the_record_go_to_the_approver(clerk, draft):
    reason = "Khác nội dung chi: máy đóng gói."
    posted = reopened(draft, **{reason_box(draft): reason}, _submit_review="1")
    answer = clerk.post(page_of(draft), posted, follow=True)

    draft.refresh_from_db()
    assert draft.review == Review.PENDING, told(answer)
    explanation = draft.explanations.get()
    assert (explanation.reason, explanation.guard) == (reason, Guard.TWICE)
    assert explanation.history.get().history_user == clerk.user

    shown = page(signed_in("Kiểm duyệt"), draft)
    assert f"Lý do: {reason}" in shown
    assert "Có thể hỗ trợ trùng, đã nêu lý do." in shown
    assert f'name="{reason_box(draft)}"' not in shown


def test_a_reason_alone_is_a_new_version_and_a_stale_one_is_refused(clerk, draft):
    box = reason_box(draft)
    stale = reopened(draft, **{box: "Muộn."})
    clerk.post(page_of(draft), reopened(draft, **{box: "Trước."}))
    answer = clerk.post(page_of(draft), stale)

    before = draft.version
    draft.refresh_from_db()
    assert draft.version == before + 1
    assert draft.explanations.get().reason == "Trước."
    assert "Chưa lưu bản của bạn" in answer.content.decode()
    assert "Muộn." in answer.content.decode()


def test_an_emptied_box_takes_the_reason_away(clerk, draft):
    box = reason_box(draft)
    clerk.post(page_of(draft), reopened(draft, **{box: "Khác máy."}))
    draft.refresh_from_db()
    clerk.post(page_of(draft), reopened(draft, **{box: " "}))

    assert not draft.explanations.exists()
    assert len(draft.submission_problems()) == 1


def test_a_reason_lapses_on_the_screen_when_what_it_answers_changes(clerk, draft):
    box = reason_box(draft)
    clerk.post(page_of(draft), reopened(draft, **{box: "Khác máy."}))
    draft.refresh_from_db()
    clerk.post(
        page_of(draft), reopened(draft, **{box: "Khác máy.", "supports-0-equipment": "Máy xay"})
    )

    assert "chưa có lý do" in page(clerk, draft)
    assert draft.explanations.get().reason == "Khác máy."


def test_an_accountant_gives_a_reason_for_the_money(clerk, kind, source):
    money = [{"source": source.pk, "planned": "100.000.000"}]
    activity = entered(clerk, kind, fundings=money, total_by_decision="120.000.000")
    accountant = signed_in("Kế toán")
    funding = activity.fundings.get()

    row = {"id": funding.pk, "activity": activity.pk, "source": source.pk, "planned": "100000000"}
    posted = {**reopened(activity), reason_box(activity): "Quyết định cộng nhầm."}
    answer = accountant.post(page_of(activity), posted)

    assert answer.status_code == 302, row
    assert activity.explanations.get().reason == "Quyết định cộng nhầm."


def test_a_unit_reads_of_another_units_record_on_its_public_page(kind):
    unit = ImplementingUnitFactory()
    clerk = signed_in("Nhập liệu", unit=unit)
    facility = FacilityFactory()
    other = supported(
        facility, kind, 2024, approved=True, implementing_unit=ImplementingUnitFactory()
    )
    support = supported(facility, kind, implementing_unit=unit)

    shown = page(clerk, support.activity)
    assert f'href="{other.activity.get_absolute_url()}"' in shown
    assert page_of(other.activity) not in shown


def test_a_bulk_submission_holds_back_only_what_is_asked_about(clerk, draft, kind):
    plain = entered(clerk, kind)
    posted = {"action": "submit_selected", "_selected_action": [draft.pk, plain.pk]}

    answer = clerk.post("/quan-tri/projects/activity/", posted, follow=True)

    reviews = dict(Activity.objects.values_list("pk", "review"))
    assert (reviews[draft.pk], reviews[plain.pk]) == (Review.DRAFT, Review.PENDING)
    assert "Hãy sửa, hoặc ghi lý do." in told(answer)


def test_a_long_refusal_is_told_in_short(clerk, kind):
    facility = FacilityFactory()
    for year in range(2022, 2027):
        supported(facility, kind, year, approved=True)

    posted = entry(kind, [{"facility": facility.pk}], _submit_review="1")
    answer = clerk.post(ADD, posted, follow=True)

    assert told(answer).count("Hãy sửa, hoặc ghi lý do.") == 3
    assert "Và 2 điểm nữa, xem trong hồ sơ." in told(answer)
    assert "5 điểm phải sửa hoặc nêu lý do." in answer.content.decode()


def test_the_history_tells_who_gave_the_reason(clerk, draft):
    clerk.post(page_of(draft), reopened(draft, **{reason_box(draft): "Khác máy."}))

    shown = clerk.get(page_of(draft, "history/")).content.decode()
    assert "Tạo lý do" in shown
    assert step(signed_in("Nhập liệu"), draft, "submit").status_code == 200
    assert draft.review == Review.PENDING
