"""Nhập từ Excel on screen: who may, what the pages say, and when something is stored."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from khuyencong.imports.reading import RefusedFile
from khuyencong.models import HeadingChoice, ImportBatch
from projects.models import Activity, Facility
from tests.factories import ImplementingUnitFactory
from tests.imports import workbook
from tests.staff import signed_in, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sources")]

START = "/quan-tri/khuyencong/importbatch/add/"
HEADS = ("Tên cơ sở", "Loại hình")


def upload(client, *rows, subject="co-so", mode="add", name="cơ sở.xlsx"):
    file = SimpleUploadedFile(name, workbook(*rows).read())
    return client.post(START, {"subject": subject, "mode": mode, "file": file}, follow=True)


def address(step=""):
    batch = ImportBatch.objects.latest("pk")
    return reverse(f"admin:import_{step or 'batch'}", args=[batch.key])


def test_a_list_is_uploaded_previewed_and_stored():
    client = signed_in("Nhập liệu")

    page = upload(client, HEADS, ("Cơ sở Một", "Doanh nghiệp"))
    assert "Mọi dòng đều đọc được" in page.text
    assert not Facility.objects.exists()
    page = client.post(address("store"), {"phan": "tat-ca"}, follow=True)

    assert Facility.objects.get().name == "Cơ sở Một"
    assert "Đã lưu thành bản nháp" in page.text
    assert "Cơ sở Một" in page.text
    batch = ImportBatch.objects.get()
    assert not batch.rows.exists()
    assert not batch.parts.exists()


def test_who_may_not_import_gets_nowhere():
    client = signed_in("Nhập liệu")
    upload(client, HEADS, ("Cơ sở Một", "Doanh nghiệp"))
    for role in ("Kiểm duyệt", "Công bố", "Quản trị", "Xem"):
        other = signed_in(role)
        assert other.get(START).status_code == 403
        assert upload(other, HEADS, ("Cơ sở Hai", "Doanh nghiệp")).status_code == 403
        assert other.get(address()).status_code == 404
        assert other.post(address("store"), {"phan": "tat-ca"}).status_code == 404
    assert signed_in("Nhập liệu").get(address()).status_code == 404
    assert not Facility.objects.exists()


def test_the_permission_is_asked_again_before_storing():
    client = signed_in("Nhập liệu")
    upload(client, HEADS, ("Cơ sở Một", "Doanh nghiệp"))
    client.user.groups.clear()

    answer = client.post(address("store"), {"phan": "tat-ca"})

    assert answer.status_code in (403, 404)
    assert not Facility.objects.exists()


def test_an_accountant_imports_money_assigned_but_no_facilities():
    client = signed_in("Kế toán")

    page = client.get(START)

    assert "Kinh phí giao" in page.text
    assert "Cơ sở công nghiệp nông thôn" not in page.context["subjects"]
    assert upload(client, HEADS, ("Cơ sở Một", "Doanh nghiệp")).status_code == 200
    assert not ImportBatch.objects.exists()


def test_unknown_headings_are_asked_and_remembered(machines):
    client = signed_in("Nhập liệu")
    rows = (
        ("Tên đề án", "Năm", "Chương trình", "Nội dung chính", "Tiền tỉnh cho", "Cột lạ"),
        ("Hỗ trợ máy", 2026, "Khuyến công địa phương", machines.name, "60", "x"),
    )

    page = upload(client, *rows, subject="de-an")
    assert "Tiền tỉnh cho" in page.text
    page = client.post(
        address("headings"), {"column_4": "KCDP:planned", "unit_4": "", "column_5": ""}, follow=True
    )
    assert "chọn số trong cột tính bằng đơn vị nào" in page.text
    assert "“Không đọc cột này”" in page.text
    answers = {"column_4": "KCDP:planned", "unit_4": "1000000", "column_5": "-"}
    page = client.post(address("headings"), answers, follow=True)
    assert "Mọi dòng đều đọc được" in page.text
    client.post(address("store"), {"phan": "tat-ca"})

    assert Activity.objects.get().fundings.get().planned == 60_000_000
    assert HeadingChoice.objects.count() == 2
    page = upload(client, rows[0], ("Khác", *rows[1][1:]), subject="de-an")
    assert "Mọi dòng đều đọc được" in page.text


def test_the_same_file_again_is_noticed():
    client = signed_in("Nhập liệu")
    rows = HEADS, ("Cơ sở Một", "Doanh nghiệp")
    upload(client, *rows)
    client.post(address("store"), {"phan": "tat-ca"})

    page = upload(client, *rows)

    assert "Tệp này đã nhập rồi" in page.text


def test_a_preview_is_thrown_away_with_its_file():
    client = signed_in("Nhập liệu")
    upload(client, HEADS, ("Cơ sở Một", "Doanh nghiệp"))

    client.post(address("cancel"))

    assert not ImportBatch.objects.exists()


def test_an_import_is_undone_on_its_page():
    client = signed_in("Nhập liệu")
    upload(client, HEADS, ("Cơ sở Một", "Doanh nghiệp"))
    client.post(address("store"), {"phan": "tat-ca"})

    page = client.post(address("undo"), follow=True)

    assert "Đã hoàn tác" in told(page)
    assert not Facility.objects.exists()


def test_what_is_no_table_is_refused_by_name():
    client = signed_in("Nhập liệu")
    file = SimpleUploadedFile("quyet-dinh.pdf", b"%PDF-1.7 ...")

    page = client.post(START, {"subject": "co-so", "mode": "add", "file": file})

    assert "PDF" in page.text
    assert not ImportBatch.objects.exists()


def test_the_list_of_imports_shows_what_was_stored():
    client = signed_in("Nhập liệu")
    upload(client, HEADS, ("Cơ sở Một", "Doanh nghiệp"))
    client.post(address("store"), {"phan": "tat-ca"})

    page = signed_in("Xem").get("/quan-tri/khuyencong/importbatch/")

    assert "cơ sở.xlsx" in page.text
    assert "Mới: 1" in page.text


def test_what_a_column_was_read_as_is_corrected():
    client = signed_in("Nhập liệu")
    page = upload(client, ("Tên cơ sở", "Loại hình", "Sản phẩm"), ("Một", "Doanh nghiệp", "x"))
    assert "Sửa cách đọc các cột" in page.text

    page = client.get(address(), {"sua-cot": "1"})
    assert "Sản phẩm" in page.text
    answers = {"column_0": "name", "column_1": "legal_form", "column_2": "source_note"}
    client.post(address("headings"), answers)
    client.post(address("store"), {"phan": "tat-ca"})

    facility = Facility.objects.get()
    assert (facility.products, facility.source_note) == ("", "x")


def test_people_of_a_unit_neither_see_nor_undo_what_others_imported():
    client = signed_in("Nhập liệu")
    upload(client, HEADS, ("Cơ sở Một", "Doanh nghiệp"))
    client.post(address("store"), {"phan": "tat-ca"})
    unit = ImplementingUnitFactory()
    stranger = signed_in("Nhập liệu", unit=unit)

    assert stranger.get(address()).status_code == 404
    assert stranger.post(address("undo")).status_code == 404
    assert "cơ sở.xlsx" not in stranger.get("/quan-tri/khuyencong/importbatch/").text
    assert Facility.objects.exists()
    client.user.unit = unit
    client.user.save()
    assert stranger.get(address()).status_code == 200


def test_a_marked_file_that_cannot_be_read_again_says_so(monkeypatch):
    def refuse(batch):
        raise RefusedFile("Đọc tệp này mất quá lâu.")

    client = signed_in("Nhập liệu")
    upload(client, HEADS, ("Cơ sở Một", "HTX"))
    monkeypatch.setattr("khuyencong.imports.admin.marked", refuse)

    page = client.get(address("marked"), follow=True)

    assert "Đọc tệp này mất quá lâu." in told(page)
