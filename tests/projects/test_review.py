"""From draft to approved on the staff's screens, and what nobody may do there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from khuyencong.admin_base import VERSION
from khuyencong.difference import since_approval
from khuyencong.models import Review
from projects.models import Activity, Payment
from reports.sealing import seal
from tests.factories import (
    ActivityFactory,
    ActivityKindFactory,
    AllocationFactory,
    BudgetSourceFactory,
    FacilityFactory,
    ImplementingUnitFactory,
    PaymentFactory,
    ProgramPhaseFactory,
    PublicationFactory,
    SupportFactory,
    UserFactory,
)
from tests.staff import ADD, entered, entry, page_of, read, refused, reopened, signed_in, step, told

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/projects/activity/"


@pytest.fixture
def clerk():
    return signed_in("Nhập liệu")


@pytest.fixture
def reviewer():
    return signed_in("Kiểm duyệt")


@pytest.fixture
def kind():
    return ActivityKindFactory()


@pytest.fixture
def draft(clerk, kind):
    source = BudgetSourceFactory()
    paid = {"planned": "90", "paid": "10", "paid_on": "01/02/2026"}
    return entered(clerk, kind, fundings=[{"source": source.pk, **paid}])


@pytest.fixture
def pending(clerk, draft):
    step(clerk, draft, "submit")
    return draft


@pytest.fixture
def approved(reviewer, pending):
    step(reviewer, pending, "approve")
    return pending


# The steps.


def test_gui_duyet_saves_and_submits(clerk, kind):
    answer = clerk.post(ADD, entry(kind, _submit_review="1"))

    activity = Activity.objects.get()
    assert answer.status_code == 302
    assert (activity.review, activity.submitted_by) == (Review.PENDING, clerk.user)


def test_gui_duyet_too_early_keeps_the_draft_and_links_to_the_point(clerk, kind):
    answer = clerk.post(ADD, entry(kind, supports=[], _submit_review="1"), follow=True)

    assert Activity.objects.get().review == Review.DRAFT
    assert '<a href="#hang-muc">Đề án chưa có hạng mục' in told(answer)


def test_an_accepted_support_without_a_number_stops_the_submission(clerk, kind):
    kind.measures.create(code="lop", name="Số lớp", unit="lớp", is_main=True)
    day = timezone.localdate()
    card = {"accepted_on": f"{day:%d/%m/%Y}"}

    answer = clerk.post(ADD, entry(kind, [card], _submit_review="1"), follow=True)

    assert '<a href="#supports-0">Hạng mục 1 đã nghiệm thu' in told(answer)


def test_a_second_person_approves_the_activity_and_its_payment(reviewer, pending):
    step(reviewer, pending, "approve")

    assert (pending.review, pending.approved_by) == (Review.APPROVED, reviewer.user)
    assert Payment.objects.get().review == Review.APPROVED


def test_who_entered_it_is_refused_whatever_the_role(draft):
    both = signed_in("Nhập liệu", "Kiểm duyệt")
    both.post(page_of(draft), reopened(draft, title="Tên mới"))
    step(signed_in("Nhập liệu"), draft, "submit")

    answer = step(both, draft, "approve")

    assert draft.review == Review.PENDING
    assert "không được tự duyệt" in told(answer)
    assert 'value="approve"' not in both.get(page_of(draft)).content.decode()


def test_no_superuser_stands_above_two_persons(client):
    chief = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(chief, "khuyencong.accounts.backends.AccountBackend")
    activity = entered(client, ActivityKindFactory())
    step(client, activity, "submit")

    step(client, activity, "approve")

    assert activity.review == Review.PENDING


def test_who_only_enters_cannot_approve_return_or_unlock(pending):
    other = signed_in("Nhập liệu")

    for name in ("approve", "send_back", "unlock"):
        posted = {"step": name, "review_note": "x", VERSION: pending.version}
        assert other.post(page_of(pending, "xet-duyet/"), posted).status_code == 403


def test_a_return_says_what_to_repair(clerk, reviewer, pending):
    assert "Hãy ghi rõ" in told(step(reviewer, pending, "send_back"))

    step(reviewer, pending, "send_back", "Bổ sung biên bản.")

    assert pending.is_returned
    assert "Bổ sung biên bản." in clerk.get(page_of(pending)).content.decode()


def test_unlocking_needs_a_reason_and_takes_it_out_of_what_counts(reviewer, approved):
    assert "lý do mở khóa" in told(step(reviewer, approved, "unlock"))

    step(reviewer, approved, "unlock", "Sai số lớp.")

    assert (approved.review, approved.is_returned) == (Review.DRAFT, False)
    assert not Activity.objects.published().exists()


def test_a_step_is_taken_by_post_only_and_must_be_known(reviewer, pending):
    unknown = {"step": "x", VERSION: pending.version}

    assert reviewer.get(page_of(pending, "xet-duyet/")).status_code == 405
    assert reviewer.post(page_of(pending, "xet-duyet/"), unknown).status_code == 404


def test_only_what_the_approver_saw_is_approved(clerk, reviewer, pending):
    seen = {"step": "approve", VERSION: pending.version}
    step(signed_in("Kiểm duyệt"), pending, "send_back", "Sửa số tiền.")
    clerk.post(page_of(pending), reopened(pending, _submit_review="1", title="Tên đã đổi"))

    answer = reviewer.post(page_of(pending, "xet-duyet/"), seen, follow=True)

    pending.refresh_from_db()
    assert pending.review == Review.PENDING
    assert "vừa thay đổi" in told(answer)


def test_many_are_approved_at_once_each_for_itself(reviewer, pending, kind):
    own = ActivityFactory(main_kind=kind, review=Review.PENDING, submitted_by=reviewer.user)
    SupportFactory(activity=own)
    posted = {"action": "approve_selected", "_selected_action": [pending.pk, own.pk]}

    answer = reviewer.post(LIST, posted, follow=True)

    pending.refresh_from_db()
    own.refresh_from_db()
    assert (pending.review, own.review) == (Review.APPROVED, Review.PENDING)
    assert "Đã duyệt: 1 dòng" in told(answer)
    assert "không được tự duyệt" in told(answer)


def test_many_are_submitted_at_once(clerk, draft):
    posted = {"action": "submit_selected", "_selected_action": [draft.pk]}

    clerk.post(LIST, posted)

    draft.refresh_from_db()
    assert draft.review == Review.PENDING


# What the approver sees: the difference.


def test_a_new_record_is_said_to_be_new_with_all_that_it_says(reviewer, pending):
    page = reviewer.get(page_of(pending))

    words = read(page)
    assert "Hồ sơ mới, chưa từng duyệt" in words
    assert "Kế hoạch (đồng) 90" in words
    assert "→" not in words.partition("Hồ sơ mới")[2].partition("1 Đề án")[0]
    assert {part.kind for part in page.context["review"]["difference"].parts} == {
        "hạng mục hỗ trợ",
        "kinh phí",
        "lần chi",
    }


def test_a_changed_amount_an_added_and_a_removed_support_are_shown_old_and_new(
    clerk, reviewer, approved, kind
):
    facility = FacilityFactory(name="HTX Dệt Làng Mới")
    step(reviewer, approved, "unlock", "Sai số tiền.")
    changes = {"fundings-0-planned": "1000", "title": "Tên đã đổi"}
    page = reopened(approved, **changes)
    page |= {"supports-0-DELETE": "on", "supports-TOTAL_FORMS": 2}
    page |= {"supports-1-facility": facility.pk}
    clerk.post(page_of(approved), {**page, "_submit_review": "1"})

    answer = reviewer.get(page_of(approved))

    words = read(answer).partition("Thay đổi cần duyệt")[2].partition("1 Đề án")[0]
    assert f"Tên đề án, nhiệm vụ {approved.title} → Tên đã đổi" in words
    assert "Kế hoạch (đồng) 90 → 1.000" in words
    parts = answer.context["review"]["difference"].parts
    assert [(part.done, part.kind) for part in parts] == [
        ("Bỏ", "hạng mục hỗ trợ"),
        ("Thêm", "hạng mục hỗ trợ"),
        ("Sửa", "kinh phí"),
    ]
    assert "HTX Dệt Làng Mới" in parts[1].label


def test_what_did_not_change_since_its_approval_says_so(clerk, reviewer, approved):
    step(reviewer, approved, "unlock", "Xem lại.")
    step(clerk, approved, "submit")

    assert "Không có gì khác bản đã duyệt." in read(reviewer.get(page_of(approved)))


def test_a_plain_record_is_shown_as_a_difference_too(reviewer):
    accountant = signed_in("Kế toán")
    row = AllocationFactory(amount=90, approved=True)
    step(reviewer, row, "unlock", "Sai số.")
    typed = {"year": row.year, "source": row.source_id, "amount": "1200", VERSION: row.version}
    accountant.post(page_of(row), {**typed, "_submit_review": "1"})

    assert "Kinh phí giao (đồng) 90 → 1.200" in read(reviewer.get(page_of(row)))


def test_the_difference_costs_the_same_for_many_parts(reviewer, kind):
    def asked(count):
        activity = ActivityFactory(main_kind=kind, review=Review.PENDING)
        for _ in range(count):
            SupportFactory(activity=activity)
        record = Activity.objects.get(pk=activity.pk)
        with CaptureQueriesContext(connection) as queries:
            assert len(since_approval(record).parts) == count
        return len(queries)

    assert asked(1) == asked(6)


def test_a_return_says_who_returned_it_to_whom_and_when(clerk, reviewer, pending):
    step(reviewer, pending, "send_back", "Bổ sung biên bản.")

    words = read(clerk.get(page_of(pending)))

    assert f"{reviewer.user} trả lại cho {clerk.user} lúc" in words


def test_unlocking_says_which_figures_it_leaves(reviewer, approved):
    phase = ProgramPhaseFactory(first_year=2026, last_year=2030)
    sealed = seal(PublicationFactory(period_slug="2026-2030"), UserFactory())

    words = read(reviewer.get(page_of(approved)))

    for name in ("Kết quả năm 2026", f"Kết quả {str(phase).lower()}", str(sealed)):
        assert name in words
    assert "Số đã công bố không đổi" in words


# The lock.


@pytest.mark.parametrize("state", ["pending", "approved"])
def test_a_locked_record_refuses_a_forged_post(request, clerk, state):
    activity = request.getfixturevalue(state)
    page = reopened(activity, title="Tên giả")

    answer = clerk.post(page_of(activity), page)

    assert answer.status_code == 403
    assert Activity.objects.get().title != "Tên giả"


def test_a_locked_record_is_shown_without_boxes(clerk, approved):
    page = clerk.get(page_of(approved)).content.decode()

    assert "Đã duyệt và khóa" in page
    assert 'name="title"' not in page
    assert 'name="supports-0-facility"' not in page


def test_payments_are_added_to_an_approved_activity(approved):
    accountant = signed_in("Kế toán")
    money = approved.fundings.get()
    typed = {"funding": money.pk, "kind": "disbursement", "paid_on": "05/03/2026", "amount": "80"}

    answer = accountant.post("/quan-tri/projects/payment/add/", {**typed, "_continue": "1"})

    assert answer.status_code == 302
    assert money.payments.latest("pk").review == Review.DRAFT
    approved.refresh_from_db()
    assert approved.review == Review.APPROVED


def test_a_payment_over_the_plan_is_refused(approved):
    accountant = signed_in("Kế toán")
    typed = {"funding": approved.fundings.get().pk, "kind": "disbursement"}
    typed |= {"paid_on": "05/03/2026", "amount": "81"}

    answer = accountant.post("/quan-tri/projects/payment/add/", typed)

    assert "vượt kế hoạch 90 đồng" in answer.content.decode()
    assert Payment.objects.count() == 1


def test_an_approved_payment_is_only_shown_on_the_entry_screen(clerk, reviewer, approved):
    step(reviewer, approved, "unlock", "Sai tên.")

    page = clerk.get(page_of(approved)).content.decode()
    answer = clerk.post(page_of(approved), reopened(approved, **{"fundings-0-paid": "90"}))

    assert 'name="fundings-0-paid"' not in page
    assert answer.status_code == 302
    assert Payment.objects.get().amount == 10


# Deleting.


def test_an_unreviewed_draft_is_deleted(clerk, draft):
    answer = clerk.post(page_of(draft, "delete/"), {"post": "yes"})

    assert answer.status_code == 302
    assert not Activity.objects.exists()


def test_what_waits_was_approved_or_holds_something_approved_stays(clerk, reviewer, approved):
    assert clerk.post(page_of(approved, "delete/"), {"post": "yes"}).status_code == 403

    step(reviewer, approved, "unlock", "Sai tên.")

    assert clerk.post(page_of(approved, "delete/"), {"post": "yes"}).status_code == 403
    assert Activity.objects.exists()


def test_a_draft_with_an_approved_payment_stays(clerk, draft):
    PaymentFactory(funding=draft.fundings.get(), amount=5, approved=True)

    assert clerk.post(page_of(draft, "delete/"), {"post": "yes"}).status_code == 403
    assert Activity.objects.exists()


def test_a_part_is_not_deleted_past_the_lock_of_its_activity(clerk, approved):
    for part in (approved.fundings.get(), approved.supports.get()):
        assert clerk.post(page_of(part, "delete/"), {"post": "yes"}).status_code == 403
    assert approved.fundings.exists()


def test_shipped_catalogue_rows_are_not_deleted(kind):
    chief = signed_in("Quản trị")
    type(kind).objects.filter(pk=kind.pk).update(loaded="dấu")

    assert chief.post(page_of(kind, "delete/"), {"post": "yes"}).status_code == 403


# Whose records.


def test_staff_of_a_unit_see_and_change_only_its_activities(kind):
    unit, other = ImplementingUnitFactory(), ImplementingUnitFactory()
    mine = ActivityFactory(implementing_unit=unit, main_kind=kind)
    foreign = ActivityFactory(implementing_unit=other, main_kind=kind, title="Đề án đơn vị khác")
    PaymentFactory(funding__activity=foreign)
    clerk = signed_in("Nhập liệu", unit=unit)

    listed = clerk.get(LIST).content.decode()

    assert mine.title in listed
    assert foreign.title not in listed
    assert clerk.get(page_of(mine)).status_code == 200
    assert clerk.get(page_of(foreign)).status_code == 302
    assert clerk.post(page_of(foreign, "xet-duyet/"), {"step": "submit"}).status_code == 404
    assert clerk.get("/quan-tri/projects/payment/?all=").context["cl"].result_count == 0


def test_staff_of_a_unit_enter_for_their_unit_alone(kind):
    unit, other = ImplementingUnitFactory(), ImplementingUnitFactory()
    clerk = signed_in("Nhập liệu", unit=unit)

    answer = clerk.post(ADD, entry(kind, implementing_unit=other.pk))

    assert "không" in refused(answer)[0]
    assert entered(clerk, kind, implementing_unit=unit.pk).implementing_unit == unit


def test_staff_of_a_unit_pay_only_for_its_activities(kind):
    unit = ImplementingUnitFactory()
    foreign = PaymentFactory(funding__activity__implementing_unit=ImplementingUnitFactory())
    accountant = signed_in("Kế toán", unit=unit)
    typed = {"funding": foreign.funding_id, "kind": "advance", "paid_on": "1/2/2026", "amount": 1}

    answer = accountant.post("/quan-tri/projects/payment/add/", typed)

    assert answer.status_code == 200
    assert Payment.objects.count() == 1


def test_an_accountant_keeps_the_money_of_a_draft_and_nothing_else(clerk, draft):
    accountant = signed_in("Kế toán")
    changes = {"fundings-0-planned": "95", "title": "Tên khác", VERSION: draft.version}

    answer = accountant.post(page_of(draft), reopened(draft, **changes))

    stored = Activity.objects.get()
    assert answer.status_code == 302
    assert (stored.title, stored.fundings.get().planned) == (draft.title, 95)
    assert set(stored.editors.all()) == {clerk.user, accountant.user}


# The first page.


def test_the_first_page_counts_what_waits_and_lists_just_that(clerk, reviewer, pending):
    page = reviewer.get("/quan-tri/")

    lines = dict(page.context["work"])["Chờ tôi duyệt"]
    assert [(line.name, line.count) for line in lines] == [("đề án, nhiệm vụ", 1), ("lần chi", 1)]
    assert [reviewer.get(line.url).context["cl"].result_count for line in lines] == [1, 1]
    sent = dict(clerk.get("/quan-tri/").context["work"])["Tôi đã gửi, chờ người khác duyệt"]
    assert [line.count for line in sent] == [1, 1]


def test_the_first_page_shows_what_came_back(clerk, reviewer, pending):
    step(reviewer, pending, "send_back", "Thiếu biên bản.")

    work = dict(clerk.get("/quan-tri/").context["work"])

    assert [line.name for line in work["Bị trả lại để sửa"]] == ["đề án, nhiệm vụ", "lần chi"]
    assert work["Nháp của tôi"] == []


def test_the_first_page_says_so_when_nothing_waits():
    page = signed_in("Xem").get("/quan-tri/").content.decode()

    assert "Không có hồ sơ nào đang chờ bạn." in page
    assert "Thêm đề án" not in page
