"""The staff's one screen, as the browser posts it."""

from datetime import date

import pytest
from django.utils.timezone import now

from khuyencong.admin_base import OPENED, VERSION
from khuyencong.models import Review
from programs.models import Measure
from projects.models import Activity, Facility, Funding, Payment, Quantity, Support
from tests.factories import (
    MILLION,
    ActivityKindFactory,
    BudgetSourceFactory,
    CommuneFactory,
    DocumentFactory,
    DocumentKindFactory,
    FacilityFactory,
    MeasureFactory,
    OldDistrictFactory,
    OldProvinceFactory,
    OutcomeFactory,
    PaymentFactory,
    ProgramPhaseFactory,
)
from tests.staff import ADD, entered, entry, page_of, read, refused, reopened, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return signed_in("Nhập liệu")


@pytest.fixture
def kind():
    """Đào tạo: a number of classes, a number of people."""
    kind = ActivityKindFactory(name="Đào tạo nghề")
    MeasureFactory(kind=kind, code="lop", name="Số lớp", is_main=True)
    MeasureFactory(kind=kind, code="nguoi", name="Số người", unit="người")
    MeasureFactory(kind=kind, code="co-so", name="Số cơ sở", rule=Measure.Rule.FACILITIES)
    return kind


@pytest.fixture
def source():
    return BudgetSourceFactory()


def nothing_stored():
    return not any(model.objects.exists() for model in (Activity, Support, Funding, Payment))


# What goes in.


def test_a_group_scheme_goes_in_with_its_money_at_once(clerk, kind, source):
    first, second = FacilityFactory(), FacilityFactory()
    other = BudgetSourceFactory()

    activity = entered(
        clerk,
        kind,
        supports=[
            {"facility": first.pk, "q_lop_planned": "1", "q_lop_actual": "1"},
            {"facility": second.pk, "q_lop_planned": "2", "q_nguoi_unknown": "on"},
        ],
        fundings=[
            {
                "source": source.pk,
                "planned": "560.000.000",
                "paid": "392.000.000",
                "paid_on": "05/03/2026",
                "share_supports-0_planned": "240.000.000",
            },
            {"source": other.pk, "planned": "780000000"},
        ],
        total_by_decision="1.340.000.000",
    )

    supports = list(activity.supports.all())
    money = activity.fundings.get(source=source)
    payment = money.payments.get()
    assert activity.code == "KC-2026-001"
    assert [support.facility for support in supports] == [first, second]
    assert [support.order for support in supports] == [1, 2]
    assert supports[0].quantities.get().actual == 1
    assert supports[1].quantities.get(measure__code="nguoi").is_unknown
    assert (payment.amount, payment.paid_on) == (392 * MILLION, date(2026, 3, 5))
    assert dict(money.shares.values_list("support", "planned")) == {
        supports[0].pk: 240 * MILLION,
        None: 320 * MILLION,
    }
    assert activity.submission_problems() == []


def test_an_activity_without_any_facility_goes_in(clerk, kind):
    activity = entered(clerk, kind, supports=[{"q_lop_unknown": "on"}])

    support = activity.supports.get()
    assert (support.facility, support.kind) == (None, kind)
    assert support.quantities.get().actual is None


def test_a_card_with_nothing_typed_is_a_support_of_the_main_kind(clerk):
    kind = ActivityKindFactory(name="Bình chọn sản phẩm")

    activity = entered(clerk, kind, supports=[{}])

    assert activity.supports.get().kind == kind


def test_a_scheme_of_several_kinds_goes_in(clerk, kind):
    machines = ActivityKindFactory(name="Máy móc tiên tiến")
    MeasureFactory(kind=machines, code="may", unit="máy", is_main=True)

    activity = entered(
        clerk,
        kind,
        supports=[{"q_lop_actual": "1"}, {"kind": machines.pk, "q_may_actual": "3"}],
    )

    assert [(s.kind, s.quantities.get().actual) for s in activity.supports.all()] == [
        (kind, 1),
        (machines, 3),
    ]


def test_a_draft_goes_in_without_supports_and_money(clerk, kind):
    activity = entered(clerk, kind, supports=[])

    assert activity.review == Review.DRAFT
    assert "chưa có hạng mục" in activity.submission_problems()[0]


def test_a_wrong_sum_is_stored_in_a_draft_and_told(clerk, kind, source):
    money = [{"source": source.pk, "planned": "100.000.000"}]

    activity = entered(clerk, kind, fundings=money, total_by_decision="120.000.000")

    page = clerk.get(page_of(activity)).content.decode()
    assert "ít hơn tổng theo quyết định 20.000.000 đồng" in page


def test_who_entered_it_is_remembered(clerk, kind):
    activity = entered(clerk, kind)

    assert list(activity.editors.all()) == [clerk.user]
    assert activity.history.first().history_user == clerk.user


def test_a_year_outside_every_phase_is_a_warning_that_offers_the_phase(kind):
    chief = signed_in("Nhập liệu", "Quản trị")

    answer = chief.post(ADD, entry(kind), follow=True)

    offer = "/quan-tri/programs/programphase/add/?first_year=2026&amp;last_year=2030"
    assert Activity.objects.count() == 1
    assert offer in answer.content.decode()
    assert chief.get(offer.replace("&amp;", "&")).status_code == 200


def test_a_year_inside_a_phase_warns_of_nothing(clerk, kind):
    ProgramPhaseFactory(first_year=2026, last_year=2030)

    answer = clerk.post(ADD, entry(kind), follow=True)

    assert "chưa thuộc giai đoạn" not in answer.content.decode()


# What is refused, beside its field, with nothing stored.


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"total_by_decision": "mười triệu"}, "không phải là số"),
        ({"total_by_decision": "-5"}, "Không được là số âm"),
        ({"total_by_decision": "9,510"}, "hoặc 9,51"),
        ({"year": "26"}, "Năm phải từ 2000"),
        ({"year": "năm nay"}, "Năm phải là số có bốn chữ số"),
        ({"title": ""}, "Trường này là bắt buộc"),
        ({"programme": "KHAC"}, "không"),
        ({"accepted_on": "31/02/2026"}, "ngày"),
        ({"accepted_on": "05/03/2026"}, "giai đoạn thực hiện phải là “Đã nghiệm thu”"),
        ({"supports-0-q_lop_actual": "ba"}, "không phải là số"),
        ({"supports-0-q_lop_actual": "-1"}, "Không được là số âm"),
        ({"supports-0-q_lop_actual": "3", "supports-0-q_lop_unknown": "on"}, "để trống số thực"),
        ({"fundings-0-planned": "abc"}, "không phải là số"),
        ({"fundings-0-planned": "-7"}, "Không được là số âm"),
        ({"fundings-0-paid": "101.000.000"}, "vượt kế hoạch 100.000.000 đồng"),
        ({"fundings-0-paid_on": ""}, "Trường này"),
        ({"fundings-0-paid": ""}, "Trường này"),
        ({"fundings-0-source": ""}, "Trường này là bắt buộc"),
        ({"fundings-0-budget_year": "2025"}, "Năm ngân sách không được trước năm 2026"),
        ({"fundings-0-share_supports-0_planned": "100.000.001"}, "vượt kinh phí của nguồn"),
        ({"fundings-0-recoverable": "200.000.000"}, "không được vượt kinh phí kế hoạch"),
    ],
)
def test_wrong_input_is_refused_beside_its_field(clerk, kind, source, changes, said):
    money = {"source": source.pk, "planned": "100.000.000", "paid": "10", "paid_on": "01/02/2026"}

    answer = clerk.post(ADD, entry(kind, [{}], [money], **changes))

    assert answer.status_code == 200
    assert any(said in text for text in refused(answer)), refused(answer)
    assert len(refused(answer)) == 1
    assert nothing_stored()


def test_every_wrong_box_is_named_at_once_with_a_link_to_it(clerk, kind, source):
    page = entry(kind, [{"q_lop_planned": "x"}], [{"source": source.pk, "planned": "y"}], year="1")

    answer = clerk.post(ADD, page)

    boxes = [box for box, _ in answer.context["refused"]]
    assert boxes == ["id_year", "id_supports-0-q_lop_planned", "id_fundings-0-planned"]
    assert all(f'href="#{box}"' in answer.content.decode() for box in boxes)


def test_a_source_given_twice_is_refused_beside_the_second(clerk, kind, source):
    answer = clerk.post(ADD, entry(kind, fundings=[{"source": source.pk}, {"source": source.pk}]))

    assert answer.context["refused"][0][0] == "id_fundings-1-source"
    assert nothing_stored()


def test_a_code_given_twice_is_refused(clerk, kind):
    entered(clerk, kind, code="KCQG-01")

    answer = clerk.post(ADD, entry(kind, code="KCQG-01"))

    assert answer.context["refused"][0][0] == "id_code"
    assert Activity.objects.count() == 1


def test_an_issued_code_is_not_emptied(clerk, kind):
    activity = entered(clerk, kind)

    clerk.post(page_of(activity), reopened(activity, code="", title="Tên khác"))

    assert Activity.objects.get().code == activity.code


def test_a_facility_of_another_province_is_refused(clerk, kind):
    approved_by, other = OldProvinceFactory(), OldProvinceFactory()
    district = OldDistrictFactory(old_province=other)
    facility = FacilityFactory(old_district=district)

    answer = clerk.post(ADD, entry(kind, [{"facility": facility.pk}], old_province=approved_by.pk))

    assert "không thuộc tỉnh đã phê duyệt" in refused(answer)[0]
    assert nothing_stored()


def test_a_commune_of_another_province_is_refused(clerk, kind):
    answer = clerk.post(ADD, entry(kind, [{"commune": CommuneFactory().pk}]))

    assert "ngoài tỉnh của cổng này" in refused(answer)[0]


def test_a_tax_code_that_is_taken_names_the_facility(clerk):
    taken = FacilityFactory(name="Cơ sở Đã Có", tax_code="0123456789")
    typed = {"name": "Cơ sở Mới", "legal_form": "enterprise", "tax_code": "0123456789"}

    answer = clerk.post("/quan-tri/projects/facility/add/", typed)

    assert page_of(taken) in answer.content.decode()
    assert Facility.objects.count() == 1


# What is changed later.


def test_a_support_added_and_one_removed_renumber_the_rest(clerk, kind, source):
    money = [{"source": source.pk, "planned": "90", "share_supports-0_planned": "40"}]
    activity = entered(clerk, kind, [{}, {}, {}], money)
    first, second, third = activity.supports.all()

    answer = clerk.post(page_of(activity), reopened(activity, **{"supports-0-DELETE": "on"}))

    assert answer.status_code == 302
    assert list(activity.supports.values_list("pk", "order")) == [(second.pk, 1), (third.pk, 2)]
    assert not activity.fundings.get().shares.exists()
    assert not Support.objects.filter(pk=first.pk).exists()


def test_the_split_may_move_from_one_support_to_another(clerk, kind, source):
    split = {"share_supports-0_planned": "60", "share_supports-1_planned": "30"}
    activity = entered(clerk, kind, [{}, {}], [{"source": source.pk, "planned": "90", **split}])
    moved = {
        "fundings-0-planned": "80",
        "fundings-0-share_supports-0_planned": "10",
        "fundings-0-share_supports-1_planned": "65",
    }

    answer = clerk.post(page_of(activity), reopened(activity, **moved))

    assert answer.status_code == 302
    shares = activity.fundings.get().shares.order_by("planned")
    assert list(shares.values_list("planned", flat=True)) == [5, 10, 65]


def test_quantities_follow_a_change_of_the_main_kind(clerk, kind):
    activity = entered(clerk, kind, [{"q_lop_planned": "4"}])
    machines = ActivityKindFactory()
    MeasureFactory(kind=machines, code="may", is_main=True)
    page = reopened(activity, main_kind=machines.pk, **{"supports-0-q_may_planned": "7"})

    assert clerk.post(page_of(activity), page).status_code == 302

    support = activity.supports.get()
    assert support.kind == machines
    assert list(Quantity.objects.values_list("measure__code", "planned")) == [("may", 7)]


def test_money_follows_a_change_of_the_year(clerk, kind, source):
    activity = entered(clerk, kind, fundings=[{"source": source.pk}], year="2025")

    answer = clerk.post(page_of(activity), reopened(activity, year="2026"))

    assert answer.status_code == 302
    assert activity.fundings.get().budget_year == 2026


def test_the_simple_payment_is_changed_and_taken_away(clerk, kind, source):
    paid = {"paid": "10", "paid_on": "01/02/2026"}
    activity = entered(clerk, kind, fundings=[{"source": source.pk, "planned": "90", **paid}])

    clerk.post(page_of(activity), reopened(activity, **{"fundings-0-paid": "20"}))
    activity.refresh_from_db()
    assert Payment.objects.get().amount == 20

    gone = {"fundings-0-paid": "", "fundings-0-paid_on": ""}
    clerk.post(page_of(activity), reopened(activity, **gone))
    assert not Payment.objects.exists()


def test_several_payments_are_only_shown(clerk, kind, source):
    activity = entered(clerk, kind, fundings=[{"source": source.pk, "planned": "90"}])
    money = activity.fundings.get()
    for amount in (30, 50):
        PaymentFactory(funding=money, amount=amount)

    page = clerk.get(page_of(activity)).content.decode()
    answer = clerk.post(page_of(activity), reopened(activity, **{"fundings-0-planned": "70"}))

    assert 'name="fundings-0-paid"' not in page
    assert "vượt kế hoạch 70 đồng" in refused(answer)[0]


def test_a_payment_added_elsewhere_is_not_typed_over(clerk, kind, source):
    activity = entered(clerk, kind, fundings=[{"source": source.pk, "planned": "90"}])
    page = reopened(activity, title="Tên khác")
    PaymentFactory(funding=activity.fundings.get(), amount=30)

    answer = clerk.post(page_of(activity), page)

    assert "nay đã giải ngân 30 đồng" in refused(answer)[0]
    assert Payment.objects.get().amount == 30
    shown = answer.context["inline_admin_formsets"][1].formset.forms[0]["paid_rows"].value()
    again = {**page, "fundings-0-paid_rows": shown, "fundings-0-paid": "30"}
    again["fundings-0-paid_on"] = Payment.objects.get().paid_on
    assert clerk.post(page_of(activity), again).status_code == 302
    assert Payment.objects.get().amount == 30


def test_an_approved_payment_keeps_its_source_from_being_removed(clerk, kind, source):
    activity = entered(clerk, kind, fundings=[{"source": source.pk, "planned": "90"}])
    PaymentFactory(funding=activity.fundings.get(), amount=30, approved=True)

    answer = clerk.post(page_of(activity), reopened(activity, **{"fundings-0-DELETE": "on"}))

    assert "không xóa được" in answer.content.decode()
    assert Funding.objects.exists()


def test_an_approved_outcome_keeps_its_support_from_being_removed(clerk, kind):
    activity = entered(clerk, kind)
    OutcomeFactory(support=activity.supports.get(), approved=True)

    answer = clerk.post(page_of(activity), reopened(activity, **{"supports-0-DELETE": "on"}))

    assert "không xóa được" in answer.content.decode()
    assert Support.objects.exists()


def test_saving_what_nobody_changed_makes_no_version(clerk, kind, source):
    activity = entered(clerk, kind, [{"q_lop_planned": "1"}], [{"source": source.pk}])

    answer = clerk.post(page_of(activity), reopened(activity))

    assert answer.status_code == 302
    assert Activity.objects.get().version == activity.version
    assert Support.objects.get().version == 1


def test_a_change_of_a_part_is_a_version_of_the_whole(clerk, kind):
    activity = entered(clerk, kind, [{"q_lop_planned": "1"}])

    clerk.post(page_of(activity), reopened(activity, **{"supports-0-q_lop_planned": "2"}))

    assert Activity.objects.get().version == activity.version + 1


def test_the_second_of_two_savers_is_refused_and_told_who_was_first(clerk, kind):
    activity = entered(clerk, kind)
    other = signed_in("Nhập liệu")
    page = reopened(activity)

    other.post(page_of(activity), {**page, "title": "Tên của người thứ hai"})
    answer = clerk.post(page_of(activity), {**page, "title": "Tên của tôi"})

    assert str(other.user) in refused(answer)[0]
    assert Activity.objects.get().title == "Tên của người thứ hai"
    assert "Tên của tôi</textarea>" in answer.content.decode()


def test_the_second_sees_both_versions_and_saves_over_what_was_shown(clerk, kind):
    source = BudgetSourceFactory()
    money = [{"source": source.pk, "planned": "90"}]
    activity = entered(clerk, kind, fundings=money, total_by_decision="90")
    other = signed_in("Nhập liệu")
    page = reopened(activity, total_by_decision="90", **{OPENED: now().isoformat()})
    theirs = {"total_by_decision": "2000", "fundings-0-planned": "1200", "partner_units": "Xã"}
    other.post(page_of(activity), {**page, **theirs})

    mine = {**page, "title": "Tên của tôi", "total_by_decision": "3000"}
    answer = clerk.post(page_of(activity), mine)

    seen = {box.field: (box.typed, box.stored) for box in answer.context["conflict"].boxes}
    assert seen["Tên đề án, nhiệm vụ"] == ("Tên của tôi", activity.title)
    assert seen["Tổng kinh phí theo quyết định (đồng)"] == ("3.000", "2.000")
    assert seen["Kinh phí 1: Kế hoạch (đồng)"] == ("90", "1.200")
    untouched = [box.field for box in answer.context["conflict"].boxes if box.is_untouched]
    assert untouched == ["Đơn vị phối hợp"]
    words = read(answer)
    assert "Kế hoạch (đồng) 90 → 1.200" in words
    assert "Tên của tôi" in words
    activity.refresh_from_db()
    assert activity.total_by_decision == 2000

    again = clerk.post(page_of(activity), {**mine, **answer.context["seen"]})

    assert again.status_code == 302
    activity.refresh_from_db()
    assert (activity.title, activity.total_by_decision) == ("Tên của tôi", 3000)


def test_an_accountant_sees_only_his_own_boxes_in_a_conflict(clerk, kind):
    facility = FacilityFactory()
    money = [{"source": BudgetSourceFactory().pk, "planned": "90"}]
    activity = entered(clerk, kind, [{"facility": facility.pk}], money)
    page = reopened(activity)
    clerk.post(page_of(activity), {**page, "title": "Tên khác"})

    answer = signed_in("Kế toán").post(page_of(activity), {**page, "fundings-0-planned": "95"})

    boxes = answer.context["conflict"].boxes
    assert [(box.field, box.typed, box.stored) for box in boxes] == [
        ("Kinh phí 1: Kế hoạch (đồng)", "95", "90")
    ]


def test_a_third_save_meanwhile_is_refused_again(clerk, kind):
    activity = entered(clerk, kind)
    page = reopened(activity)
    others = [signed_in("Nhập liệu"), signed_in("Nhập liệu")]
    others[0].post(page_of(activity), {**page, "title": "Tên hai"})
    refusal = clerk.post(page_of(activity), {**page, "title": "Tên của tôi"})
    activity.refresh_from_db()
    others[1].post(page_of(activity), reopened(activity, title="Tên ba"))

    clerk.post(page_of(activity), {**page, "title": "Tên của tôi", **refusal.context["seen"]})

    assert Activity.objects.get().title == "Tên ba"


def test_saving_without_a_version_is_refused(clerk, kind):
    activity = entered(clerk, kind)
    page = reopened(activity, title="Tên khác")
    del page[VERSION]

    assert clerk.post(page_of(activity), page).status_code == 200
    assert Activity.objects.get().title == activity.title


# What stands on the screen.


def test_the_boxes_of_a_kind_come_for_a_card(clerk, kind):
    url = "/quan-tri/projects/activity/so-luong/"

    answer = clerk.get(url, {"kind": kind.pk, "prefix": "supports-2"})

    page = answer.content.decode()
    assert 'name="supports-2-q_lop_planned"' in page
    assert "q_co-so" not in page
    assert clerk.get(url, {"kind": kind.pk, "prefix": "x<b>"}).status_code == 404
    assert clerk.get(url, {"kind": "a", "prefix": "supports-2"}).status_code == 404
    assert signed_in("Xem").get(url, {"kind": kind.pk}).status_code == 403


def test_the_boxes_stand_without_script_once_a_draft_names_its_kind(clerk, kind):
    assert "q_lop_planned" not in clerk.get(ADD).content.decode()

    page = clerk.get(page_of(entered(clerk, kind))).content.decode()

    assert 'name="supports-0-q_lop_planned"' in page


def test_the_papers_of_the_kind_are_listed(clerk, kind):
    missing, there = DocumentKindFactory(name="Hợp đồng"), DocumentKindFactory(name="Biên bản")
    kind.documents.set([missing, there])
    activity = entered(clerk, kind)
    DocumentFactory(activity=activity, kind=there, number="12/BB")

    page = clerk.get(page_of(activity)).content.decode()

    assert "Hợp đồng, chưa có" in " ".join(page.split()).replace(
        '<span class="visually-hidden">', ""
    )
    assert "12/BB" in page


def test_a_facility_is_found_without_accents(clerk):
    FacilityFactory(name="Cơ sở Dệt thổ cẩm Đăk Minh Họa")
    FacilityFactory(name="Cơ sở khác")
    query = {
        "term": "det tho cam dak",
        "app_label": "projects",
        "model_name": "support",
        "field_name": "facility",
    }

    found = clerk.get("/quan-tri/autocomplete/", query).json()["results"]

    assert [row["text"] for row in found] == ["Cơ sở Dệt thổ cẩm Đăk Minh Họa"]


def test_the_history_tells_in_our_words_who_changed_what(clerk, kind, source):
    money = [{"source": source.pk, "planned": "90"}]
    activity = entered(clerk, kind, fundings=money, total_by_decision="1000000")
    changes = {"total_by_decision": "2000000", "fundings-0-planned": "1000"}
    clerk.post(page_of(activity), reopened(activity, **changes))

    page = read(clerk.get(page_of(activity, "history/")))

    assert "1.000.000 → 2.000.000" in page
    assert "90 → 1.000" in page
    assert str(clerk.user) in page
