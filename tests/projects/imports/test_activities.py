"""Danh sách đề án: one row a hạng mục, with the money of each source beside it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from khuyencong.imports import storing
from khuyencong.imports.storing import store
from khuyencong.imports.undoing import undo
from khuyencong.models import Review
from programs.models import Decision
from projects.models import Activity, Funding, Quantity, Support
from tests.factories import ActivityFactory, FundingFactory, ImplementingUnitFactory, SupportFactory
from tests.imports import imported, messages, previewed
from tests.staff import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sources")]

HEADS = (
    "TT",
    "Tên đề án",
    "Năm",
    "Chương trình",
    "Nội dung chính",
    "Cơ sở thụ hưởng",
    "KCQG (triệu đồng)",
    "KCĐP (triệu đồng)",
    "Đối ứng (triệu đồng)",
)
LOCAL = "Khuyến công địa phương"


def row(
    number=1, title="Hỗ trợ máy", year=2026, kind="Ứng dụng máy móc", who="", money=("", "", "")
):
    return (number, title, year, LOCAL, kind, who, *money)


def test_a_row_becomes_a_draft_with_its_support_and_its_money(machines, facility):
    batch = imported("de-an", HEADS, row(who="cơ sở một", money=("", 150.5, "1.000")))

    activity = Activity.objects.get()
    assert (activity.code, activity.title, activity.review) == (
        "KC-2026-001",
        "Hỗ trợ máy",
        Review.DRAFT,
    )
    support = activity.supports.get()
    assert (support.kind, support.facility, support.order) == (machines, facility, 1)
    assert activity.common_facility == facility
    money = dict(activity.fundings.values_list("source__code", "planned"))
    assert money == {"KCDP": 150_500_000, "DOI_UNG": 1_000_000_000}
    assert activity.fundings.first().budget_year == 2026
    assert activity.is_own_of(batch.user)
    assert [one.history.count() for one in (activity, support)] == [1, 1]


def test_rows_of_one_title_are_one_scheme(training, facility):
    heads = (*HEADS, "Số lượng, kế hoạch", "Số lượng, thực hiện", "Số học viên (người), thực hiện")
    imported(
        "de-an",
        heads,
        (*row(kind="Đào tạo nghề", money=("", 60, "")), 2, 2, 55),
        (*row(kind="Đào tạo nghề", who="Cơ sở Một"), 1, "không rõ", ""),
    )

    activity = Activity.objects.get()
    one, two = activity.supports.all()
    assert [(q.planned, q.actual, q.is_unknown) for q in one.quantities.order_by("pk")] == [
        (2, 2, False),
        (None, 55, False),
    ]
    assert [(q.planned, q.actual, q.is_unknown) for q in two.quantities.all()] == [(1, None, True)]
    assert two.facility == facility
    assert Funding.objects.get().planned == 60_000_000


def test_a_decision_that_is_not_there_comes_with_the_file(machines):
    heads = (*HEADS, "Số quyết định", "Ngày ký")
    imported(
        "de-an",
        heads,
        (*row(1), "12/QĐ- SCT", "05/03/2026"),
        (*row(2, title="Đề án hai"), "12/QĐ-SCT", date(2026, 3, 5)),
    )

    decision = Decision.objects.get()
    assert (decision.number, decision.signed_on) == ("12/QĐ-SCT", date(2026, 3, 5))
    assert decision.activities.count() == 2
    assert {one.approved_on for one in Activity.objects.all()} == {date(2026, 3, 5)}


def test_amounts_that_differ_on_the_rows_of_a_scheme_are_refused(machines):
    batch = previewed("de-an", HEADS, row(money=("", 60, "")), row(2, who="", money=("", 40, "")))

    assert [text for _, column, text in messages(batch, 3) if column == "KCDP:planned"] == [
        "Khác số tiền ở dòng 2 của cùng đề án. Ghi tổng của đề án ở một dòng, các dòng khác để "
        "trống."
    ]
    assert batch.counts == {"refused": 2}


def test_an_approved_scheme_is_refused_and_the_way_to_unlock_it_is_told(machines):
    ActivityFactory(code="KC-1", title="Cũ", main_kind=machines, approved=True)
    heads = ("Mã đề án", "Tên đề án", "Ghi chú")

    batch = previewed("de-an", heads, ("KC-1", "Mới", ""), mode="update")

    assert "đã duyệt nên không nhập đè" in messages(batch, 2)[0][2]
    assert "Mở khóa" in messages(batch, 2)[0][2]


def test_only_the_money_of_a_draft_is_updated_by_its_code(machines):
    activity = ActivityFactory(code="KC-1", title="Cũ", main_kind=machines, year=2026)
    SupportFactory(activity=activity, kind=machines)
    before = activity.version

    batch = previewed(
        "de-an", ("Mã đề án", "KCĐP, quyết toán (đồng)"), ("KC-1", 5_000_000), mode="update"
    )
    assert batch.counts == {"changed": 1}
    store(batch, batch.user)

    funding = Funding.objects.get()
    assert (funding.planned, funding.settled) == (None, 5_000_000)
    activity.refresh_from_db()
    assert activity.version == before + 1
    assert Support.objects.count() == 1


def test_adding_does_not_touch_what_is_there(machines):
    activity = ActivityFactory(code="KC-1", title="Cũ", main_kind=machines)
    heads = ("Mã đề án", "Tên đề án")

    changed = previewed("de-an", heads, ("KC-1", "Mới"))
    same = previewed("de-an", heads, ("KC-1", "Cũ"))

    assert "đã có và khác tệp này" in messages(changed, 2)[0][2]
    assert same.counts == {"same": 1}
    assert activity.history.count() == 1


def test_a_scheme_of_the_same_year_and_title_asks(machines):
    known = ActivityFactory(title="Hỗ trợ máy", year=2026, programme="KCDP", main_kind=machines)

    batch = previewed("de-an", HEADS, row())

    assert known.code in messages(batch, 2)[0][2]


def test_the_guards_speak_on_the_preview_and_nothing_of_the_trial_stays(machines, facility):
    heads = (*HEADS, "Tổng kinh phí theo quyết định (đồng)")
    batch = previewed("de-an", heads, (*row(who="Cơ sở Một", money=("", 60, "")), 50_000_000))

    assert batch.counts == {"new": 1, "warning": 1}
    assert [text for _, _, text in messages(batch, 2) if "Tổng các nguồn" in text]
    assert not Activity.objects.exists()
    assert not Activity.history.exists()


def test_what_it_would_add_up_to_is_told(machines):
    batch = previewed("de-an", HEADS, row(money=(10, 60, "")))

    assert sorted(map(tuple, batch.totals)) == [
        (2026, "Kinh phí kế hoạch, KCQG", 10_000_000),
        (2026, "Kinh phí kế hoạch, KCĐP", 60_000_000),
        (2026, "Số đề án khuyến công địa phương", 1),
    ]


def test_staff_of_a_unit_import_what_it_carries_out(machines):
    unit, other = ImplementingUnitFactory(), ImplementingUnitFactory()
    user = staff("Nhập liệu", unit=unit)
    heads = (*HEADS, "Đơn vị thực hiện")

    imported("de-an", HEADS, row(), user=user)
    batch = previewed("de-an", heads, (*row(title="Khác"), other.name), user=user)

    assert Activity.objects.get().implementing_unit == unit
    assert "Bạn chỉ nhập đề án của" in messages(batch, 2)[0][2]


def test_an_import_is_taken_back_as_a_whole(machines, facility):
    stored = ActivityFactory(code="KC-1", title="Cũ", main_kind=machines, year=2026)
    FundingFactory(activity=stored, planned=5)
    heads = ("Mã đề án", *HEADS[1:], "Số quyết định")
    batch = imported(
        "de-an",
        heads,
        ("KC-1", *row(title="Mới", who="Cơ sở Một", money=(1, 2, 3))[1:], "9/QĐ"),
        ("", *row(title="Hai", money=("", 2, ""))[1:], "9/QĐ"),
        mode="update",
    )
    assert Activity.objects.count() == 2

    undo(batch, batch.user)

    activity = Activity.objects.get()
    assert (activity.title, activity.decision, activity.common_facility) == ("Cũ", None, None)
    assert Funding.objects.get().planned == 5
    assert not Decision.objects.exists()
    assert not Support.objects.exists()
    assert not Quantity.objects.exists()


def test_what_was_built_on_cannot_be_taken_back(machines):
    batch = imported("de-an", HEADS, row())
    activity = Activity.objects.get()
    activity.title = "Sửa sau"
    activity.save()

    with pytest.raises(ValidationError, match="đã sửa sau khi nhập"):
        undo(batch, batch.user)

    assert Activity.objects.get().title == "Sửa sau"


def test_what_changed_since_the_preview_is_not_overwritten(machines):
    activity = ActivityFactory(code="KC-1", title="Cũ", main_kind=machines)
    batch = previewed("de-an", ("Mã đề án", "Tên đề án"), ("KC-1", "Mới"), mode="update")
    activity.title = "Của người khác"
    activity.save()

    with pytest.raises(ValidationError, match="Từ lúc xem trước"):
        store(batch, batch.user)

    assert Activity.objects.get().title == "Của người khác"


def test_what_somebody_saves_while_it_is_stored_is_not_overwritten(machines, monkeypatch):
    """Between reading a record and writing it another person may save it."""
    activity = ActivityFactory(code="KC-1", title="Cũ", main_kind=machines)
    batch = previewed("de-an", ("Mã đề án", "Tên đề án"), ("KC-1", "Mới"), mode="update")
    judged = storing.judge

    def judge(*args):
        judged(*args)
        activity.note = "Của người khác"
        activity.save()

    monkeypatch.setattr(storing, "judge", judge)

    with pytest.raises(ValidationError, match="vừa thêm hoặc sửa một hồ sơ"):
        store(batch, batch.user)

    assert Activity.objects.get().title == "Cũ"
