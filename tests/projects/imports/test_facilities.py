"""Danh sách cơ sở, from the file to the record and back."""

import pytest
from django.core.exceptions import ValidationError

from khuyencong.imports.storing import store
from khuyencong.imports.undoing import undo
from projects.models import Facility
from tests.factories import FacilityFactory
from tests.imports import imported, messages, previewed

pytestmark = pytest.mark.django_db

HEADS = ("TT", "Tên cơ sở", "Loại hình", "Mã số thuế", "Xã, phường", "Điện thoại")


def test_a_list_is_stored_as_it_stands(commune):
    batch = imported(
        "co-so",
        ("DANH SÁCH CƠ SỞ",),
        HEADS,
        (1, "Cơ sở Một", "Doanh nghiệp", "5900000001", "ia ly", "0900 000 000"),
        (2, "Hợp tác xã Hai", "HỢP TÁC XÃ", "", "", ""),
        ("", "Tổng cộng", "", "", "", ""),
        ("", "", "", "", "Người lập biểu", ""),
    )

    one, two = Facility.objects.order_by("pk")
    assert (one.name, one.legal_form, one.tax_code) == ("Cơ sở Một", "enterprise", "5900000001")
    assert (one.commune, one.phone, one.code) == (commune, "0900 000 000", "CS-00001")
    assert (two.name, two.legal_form, two.commune) == ("Hợp tác xã Hai", "cooperative", None)
    assert one.search.startswith("co so mot")
    assert batch.counts == {"new": 2}
    assert batch.layout[0]["others"] == {
        "Tiêu đề của tệp": 1,
        "Tên cột": 1,
        "Dòng tổng": 1,
        "Ngoài bảng (chữ ký, ghi chú)": 1,
    }


def test_what_was_imported_is_in_the_history(commune):
    batch = imported("co-so", HEADS, (1, "Cơ sở Một", "Doanh nghiệp", "", "", ""))

    (version,) = Facility.objects.get().history.all()
    assert version.history_user == batch.user
    assert version.history_change_reason == batch.reason


def test_a_wrong_row_is_named_and_nothing_is_stored(commune):
    batch = previewed(
        "co-so",
        HEADS,
        (1, "Cơ sở Một", "HTX", "123", "Xã Không Có", ""),
        (2, "Hợp tác xã Hai", "Hợp tác xã", "", "", ""),
    )

    said = {column: text for _, column, text in messages(batch, 2)}
    assert "“HTX” không hợp lệ. Chọn một trong: Doanh nghiệp" in said["legal_form"]
    assert "Mã số thuế có 10 chữ số" in said["tax_code"]
    assert "Không có xã, phường “Xã Không Có”" in said["commune"]
    assert batch.counts == {"new": 1, "refused": 1}
    with pytest.raises(ValidationError, match="Còn 1 dòng cần sửa"):
        store(batch, batch.user)
    assert not Facility.objects.exists()


def test_the_good_rows_alone_are_stored_when_asked_for():
    batch = previewed(
        "co-so",
        HEADS,
        (1, "Cơ sở Một", "HTX", "", "", ""),
        (2, "Hợp tác xã Hai", "Hợp tác xã", "", "", ""),
    )

    store(batch, batch.user, good_only=True)

    assert Facility.objects.get().name == "Hợp tác xã Hai"


def test_a_stored_facility_is_updated_by_its_tax_code_and_a_blank_erases_nothing():
    FacilityFactory(name="Cơ sở Cũ", legal_form="enterprise", tax_code="5900000001", phone="1")

    batch = previewed(
        "co-so", HEADS, (1, "Cơ sở Mới", "Doanh nghiệp", "5900000001", "", ""), mode="update"
    )
    store(batch, batch.user)

    stored = Facility.objects.get()
    assert (stored.name, stored.phone) == ("Cơ sở Mới", "1")
    assert stored.history.count() == 2


def test_replacing_erases_what_stands_empty():
    FacilityFactory(name="Cơ sở", legal_form="enterprise", tax_code="5900000001", phone="1")

    imported("co-so", HEADS, (1, "Cơ sở", "Doanh nghiệp", "5900000001", "", ""), mode="replace")

    assert Facility.objects.get().phone == ""


def test_a_known_name_asks():
    known = FacilityFactory(name="Cơ sở Một", legal_form="enterprise")

    batch = previewed("co-so", HEADS, (1, "CƠ SỞ MỘT", "Doanh nghiệp", "", "", ""))

    assert known.code in messages(batch, 2)[0][2]


def test_an_import_is_taken_back():
    kept = FacilityFactory(name="Cơ sở Cũ", legal_form="enterprise", tax_code="5900000001")
    rows = (
        HEADS,
        (1, "Cơ sở Mới", "Doanh nghiệp", "5900000001", "", ""),
        (2, "Cơ sở Hai", "Doanh nghiệp", "", "", ""),
    )
    batch = imported("co-so", *rows, mode="update")

    undo(batch, batch.user)

    assert Facility.objects.get() == kept
    assert Facility.objects.get().name == "Cơ sở Cũ"


def test_more_rows_than_are_stored_at_once():
    rows = [(place, f"Cơ sở số {place}", "Doanh nghiệp", "", "", "") for place in range(1, 1203)]

    batch = imported("co-so", HEADS, *rows)

    assert batch.counts == {"new": 1202}
    assert Facility.objects.count() == 1202
    assert Facility.objects.order_by("pk").last().code == "CS-01202"
