"""The history of every record: append-only, chained, readable as a file, and a way back."""

import csv
import unicodedata
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.db.models import Max
from django.utils import timezone

from khuyencong import checkpoints
from khuyencong.admin_base import REASON, VERSION
from khuyencong.checkpoints import HISTORY_LOCKS, seal_history
from khuyencong.history_files import HEADINGS
from khuyencong.models import HistoryCheckpoint, HistorySpan
from projects.models import Activity, Facility
from reports.sealing import seal
from tests.factories import (
    ActivityFactory,
    ActivityKindFactory,
    AllocationFactory,
    FacilityFactory,
    ImplementingUnitFactory,
    PublicationFactory,
    SupportFactory,
    UserFactory,
)
from tests.staff import page_of, read, reopened, signed_in, step, told

# ruff: noqa: S608 (the name of a table of ours)
pytestmark = pytest.mark.django_db
Version = Facility.history.model
TABLE = "projects_historicalfacility"


def execute(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def facility():
    facility = FacilityFactory(name="Cơ sở dệt Đăk Đoa")
    facility.products = "=1+1"
    facility.save()
    return facility


# The locks.


@pytest.mark.parametrize(
    "sql",
    [
        f"UPDATE {TABLE} SET name = 'x'",
        f"DELETE FROM {TABLE}",
        "UPDATE khuyencong_historycheckpoint SET digest = 'x'",
        "DELETE FROM khuyencong_historycheckpoint",
        "UPDATE khuyencong_historyspan SET count = 0",
        "DELETE FROM khuyencong_historyspan",
    ],
)
def test_sql_cannot_change_or_remove_history(facility, sql):
    seal_history("thử")

    with pytest.raises(DatabaseError, match="chỉ thêm"), transaction.atomic():
        execute(sql)


def test_replace_cannot_pass_the_locks_on_sqlite(facility):
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's own")

    with pytest.raises(DatabaseError, match="chỉ thêm"), transaction.atomic():
        execute(f"REPLACE INTO {TABLE} SELECT * FROM {TABLE}")


@pytest.mark.postgres
def test_truncate_cannot_pass_the_locks_on_postgresql(facility):
    execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match="chỉ thêm"), transaction.atomic():
        execute(f"TRUNCATE {TABLE}")


def test_every_history_table_is_locked():
    assert HISTORY_LOCKS.missing() == []
    with HISTORY_LOCKS.lifted():
        assert f"{TABLE}_kept_update" in HISTORY_LOCKS.missing()


def test_deleting_a_record_adds_to_its_history(facility):
    key = facility.pk
    facility.delete()

    assert [row.history_type for row in Facility.history.filter(id=key)] == ["-", "~", "+"]


def test_production_is_not_emptied(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="xóa trắng"):
        call_command("flush", interactive=False)


def test_how_to_reach_a_person_stays_out_of_the_history(facility):
    facility.phone, facility.representative = "0977 531 246", "Nguyễn Thị Sen"
    facility.save()

    kept = {field.name for field in Version.tracked_fields}
    assert not kept & {"phone", "representative", "address"}
    assert Facility.objects.get().phone == "0977 531 246"
    words = read(signed_in("Nhập liệu").get(page_of(facility, "history/")))
    assert "không giữ trong lịch sử (ví dụ liên hệ)" in words
    assert "0977" not in words


# The chain.


def verified():
    """What the command says, and whether it failed."""
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_history", stdout=out, stderr=err)
    except CommandError as failed:
        return False, f"{err.getvalue()} {out.getvalue()} {failed}"
    return True, out.getvalue()


def sealed():
    out = StringIO()
    call_command("seal_history", stdout=out)
    return out.getvalue()


def test_what_nobody_touched_is_found_whole(facility):
    assert "Mốc 1, mã" in sealed()
    assert "Không có dòng lịch sử mới" in sealed()
    facility.save()

    is_whole, said = verified()
    assert is_whole
    assert "1 dòng sau mốc cuối" in said
    sealed()
    assert verified()[0]
    first, second = HistoryCheckpoint.objects.order_by("sequence")
    assert second.previous_digest == first.digest
    spans = HistorySpan.objects.filter(table=TABLE).order_by("last_id")
    assert [span.count for span in spans] == [2, 1]


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        (f"UPDATE {TABLE} SET name = 'khác' WHERE history_id = %s", "bị sửa"),
        (f"UPDATE {TABLE} SET history_user_id = NULL, id = 77 WHERE history_id = %s", "bị sửa"),
        (f"DELETE FROM {TABLE} WHERE history_id = %s", "bị xóa"),
    ],
)
def test_a_changed_or_removed_row_is_found_and_named(facility, sql, named):
    sealed()
    row = Version.objects.earliest("history_id")
    with HISTORY_LOCKS.lifted():
        execute(sql, row.history_id)

    is_whole, said = verified()

    assert not is_whole
    where = f"dòng {row.history_id} (cơ sở công nghiệp nông thôn số {facility.pk})"
    assert f"Mốc 1: {TABLE}, {where} {named}" in said


def test_an_inserted_row_is_found_and_named(facility):
    row = Version.objects.latest("history_id")
    with HISTORY_LOCKS.lifted():
        Version.objects.filter(pk=row.pk).delete()
    row.history_id += 5
    row.save(force_insert=True)
    sealed()
    row.history_id -= 2
    row.save(force_insert=True)

    is_whole, said = verified()

    assert not is_whole
    assert f"dòng {row.history_id} (cơ sở công nghiệp nông thôn số {facility.pk}) thêm" in said


def test_a_row_before_all_others_is_found(facility):
    sealed()
    row = Version.objects.latest("history_id")
    row.history_id = -3
    row.save(force_insert=True)

    assert "dòng -3" in verified()[1]


def test_a_changed_proof_and_a_missing_checkpoint_are_found(facility):
    sealed()
    facility.save()
    sealed()
    with HISTORY_LOCKS.lifted():
        HistorySpan.objects.filter(checkpoint=2).update(count=7)
    assert "Mốc 2: mã mốc không khớp" in verified()[1]

    with HISTORY_LOCKS.lifted():
        HistorySpan.objects.filter(checkpoint=1).delete()
        HistoryCheckpoint.objects.filter(sequence=1).delete()
    assert "chuỗi bị đứt" in verified()[1]


def test_spans_are_short_and_join(facility, monkeypatch):
    monkeypatch.setattr(checkpoints, "SPAN", 2)
    for _ in range(3):
        facility.save()
    sealed()

    spans = list(HistorySpan.objects.filter(table=TABLE).order_by("last_id"))
    assert [span.count for span in spans] == [2, 2, 1]
    assert verified()[0]


def test_the_hash_of_a_row_is_the_same_on_both_databases(monkeypatch):
    kind = ActivityKindFactory(code="may")
    activity = ActivityFactory(pk=7, main_kind=kind, title="Đề án dệt", year=2026)
    model = Activity.history.model
    said = {}
    monkeypatch.setattr(checkpoints, "canonical", lambda value: said.update(value) or b"")

    list(checkpoints.row_hashes(model, ["id", "title", "history_date"], 0, 2**40))

    row = activity.history.get()
    assert said == {
        "id": 7,
        "title": "Đề án dệt",
        "history_date": row.history_date.isoformat(timespec="microseconds"),
    }
    assert said["history_date"].endswith("+00:00")


def test_a_publication_makes_a_checkpoint(django_capture_on_commit_callbacks):
    SupportFactory(activity=ActivityFactory(approved=True))
    draft = PublicationFactory()
    with django_capture_on_commit_callbacks(execute=True):
        published = seal(draft, UserFactory())

    checkpoint = HistoryCheckpoint.objects.get()
    assert published.digest in checkpoint.occasion
    last = Activity.history.aggregate(last=Max("history_id"))["last"]
    assert HistorySpan.objects.get(table="projects_historicalactivity").last_id == last
    assert verified()[0]


# As a file.


def lines_of(answer):
    text = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def test_the_history_of_a_record_is_a_file_that_runs_no_formula(facility):
    lines = lines_of(signed_in("Xem").get(page_of(facility, "lich-su.csv")))

    assert tuple(lines[0]) == HEADINGS
    last = lines[-1]
    assert (last["Việc"], last["Trường"], last["Mới"]) == ("Sửa", "Sản phẩm chính", "'=1+1")
    assert {"Tên cơ sở"} <= {line["Trường"] for line in lines if line["Việc"] == "Tạo"}


def test_all_history_between_two_days_is_for_administrators(facility):
    url = "/quan-tri/khuyencong/historycheckpoint/lich-su.csv"
    today = timezone.localtime(facility.history.first().history_date).date()
    days = {"first": f"{today:%d/%m/%Y}", "last": f"{today:%d/%m/%Y}"}

    lines = lines_of(signed_in("Quản trị").get(url, days))

    assert {line["Loại hồ sơ"] for line in lines} >= {"cơ sở công nghiệp nông thôn"}
    assert signed_in("Kiểm duyệt").get(url, days).status_code == 403
    bound = signed_in("Quản trị", unit=ImplementingUnitFactory())
    assert bound.get(url, days).status_code == 403
    before = {"first": "01/01/2001", "last": "02/01/2001"}
    assert lines_of(signed_in("Quản trị").get(url, before)) == []


def test_the_file_of_a_record_of_another_unit_stays_shut():
    unit, other = ImplementingUnitFactory(), ImplementingUnitFactory()
    foreign = ActivityFactory(implementing_unit=other)
    clerk = signed_in("Nhập liệu", unit=unit)

    assert clerk.get(page_of(foreign, "lich-su.csv")).status_code == 404


# Why it was changed.


def test_a_typed_reason_is_in_the_history():
    clerk = signed_in("Nhập liệu")
    activity = ActivityFactory()
    clerk.post(page_of(activity), reopened(activity, title="Tên mới", **{REASON: "Viết sai tên"}))

    assert activity.history.first().history_change_reason == "Viết sai tên"
    assert "Viết sai tên" in read(clerk.get(page_of(activity, "history/")))


def test_a_typed_reason_is_cleaned_like_every_other_text():
    """PostgreSQL stores no NUL, and a decomposed accent would not be found."""
    activity = ActivityFactory()
    written = unicodedata.normalize("NFD", "  Viết\x00 sai\n tên ")
    posted = reopened(activity, title="Tên mới", **{REASON: written})

    signed_in("Nhập liệu").post(page_of(activity), posted)

    assert activity.history.first().history_change_reason == "Viết sai tên"


def test_what_is_changed_after_an_unlocking_has_its_reason():
    activity = ActivityFactory(approved=True)
    SupportFactory(activity=activity)
    step(signed_in("Kiểm duyệt"), activity, "unlock", "Sai số lớp.")

    signed_in("Nhập liệu").post(page_of(activity), reopened(activity, title="Tên mới"))

    reasons = [row.history_change_reason for row in activity.history.all()[:2]]
    assert reasons == ["Sai số lớp.", "Sai số lớp."]


# The way back.


def restore(client, record, version, reason="Nhập nhầm", **changes):
    record.refresh_from_db()
    posted = {VERSION: record.version, REASON: reason, **changes}
    return client.post(page_of(record, f"ban/{version.history_id}/"), posted, follow=True)


@pytest.fixture
def renamed():
    activity = ActivityFactory(title="Tên đúng", total_by_decision=90)
    activity.title, activity.total_by_decision = "Tên sai", 1200
    activity.save()
    return activity


def test_going_back_shows_the_difference_first_and_saves_a_new_version(renamed):
    clerk = signed_in("Nhập liệu")
    first = renamed.history.earliest()

    words = read(clerk.get(page_of(renamed, f"ban/{first.history_id}/")))
    assert "Tên sai → Tên đúng" in words
    assert "1.200 → 90" in words
    assert "giữ như hiện nay" in words
    renamed.refresh_from_db()
    assert renamed.title == "Tên sai"

    restore(clerk, renamed, first)

    renamed.refresh_from_db()
    assert (renamed.title, renamed.total_by_decision, renamed.version) == ("Tên đúng", 90, 3)
    last = renamed.history.first()
    assert last.history_change_reason == "Khôi phục bản 1: Nhập nhầm"
    assert last.history_user == clerk.user
    assert clerk.user in renamed.editors.all()
    for name in (field.attname for field in Activity._meta.concrete_fields if field.editable):
        assert getattr(renamed, name) == getattr(first, name)


def test_going_back_needs_a_reason_and_the_version_that_was_seen(renamed):
    clerk = signed_in("Nhập liệu")
    first = renamed.history.earliest()

    assert "lý do khôi phục" in told(restore(clerk, renamed, first, reason=" "))
    assert "vừa thay đổi" in told(restore(clerk, renamed, first, **{VERSION: 1}))
    renamed.refresh_from_db()
    assert renamed.title == "Tên sai"


def test_nobody_goes_back_past_a_lock_or_without_permission():
    row = AllocationFactory(amount=90)
    row.amount = 1200
    row.save()
    first = row.history.earliest()
    accountant = signed_in("Kế toán")
    step(accountant, row, "submit")

    shown = read(accountant.get(page_of(row, f"ban/{first.history_id}/")))
    assert "Hồ sơ đang khóa" in shown
    assert "Hồ sơ đang khóa" in told(restore(accountant, row, first))
    row.refresh_from_db()
    assert row.amount == 1200


def test_nobody_goes_back_to_what_belongs_to_another_unit():
    unit, other = ImplementingUnitFactory(), ImplementingUnitFactory()
    activity = ActivityFactory(implementing_unit=other)
    activity.implementing_unit = unit
    activity.save()
    clerk = signed_in("Nhập liệu", unit=unit)

    assert "đơn vị khác" in told(restore(clerk, activity, activity.history.earliest()))
    activity.refresh_from_db()
    assert activity.implementing_unit == unit


def test_an_old_version_that_breaks_a_rule_today_is_refused():
    clerk = signed_in("Nhập liệu")
    facility = FacilityFactory(tax_code="0100000001")
    facility.tax_code = ""
    facility.save()
    first = facility.history.earliest()
    FacilityFactory(tax_code="0100000001")

    assert "Mã số thuế này đã có" in told(restore(clerk, facility, first))
    facility.refresh_from_db()
    assert facility.tax_code == ""


def test_going_back_leaves_what_versions_do_not_keep():
    clerk = signed_in("Nhập liệu")
    facility = FacilityFactory(name="Tên đúng", phone="0977 531 246")
    facility.name = "Tên sai"
    facility.save()

    restore(clerk, facility, facility.history.earliest())

    facility.refresh_from_db()
    assert (facility.name, facility.phone) == ("Tên đúng", "0977 531 246")


def test_a_version_of_another_record_is_not_found(renamed):
    other = ActivityFactory()
    page = page_of(other, f"ban/{renamed.history.earliest().history_id}/")

    assert signed_in("Nhập liệu").get(page).status_code == 404
