"""From an address of before 01/07/2025 to communes of today: every possibility, no guess."""

import pytest
from django.core.management import call_command

from programs.models import OldDistrict
from programs.places_then import proposals
from tests.staff import signed_in

ASK = "/quan-tri/programs/commune/goi-y/"


@pytest.fixture(autouse=True)
def catalogue(db):
    call_command("load_catalogue", verbosity=0)


def named(address, district=""):
    known = OldDistrict.objects.get(name=district) if district else None
    return [(one.commune.name, one.ward and str(one.ward)) for one in proposals(address, known)]


def test_an_old_ward_leads_to_its_commune():
    assert named("Thôn 2, P. Nhơn Bình, TP. Quy Nhơn") == [
        ("Phường Quy Nhơn Đông", "Phường Nhơn Bình, Thành phố Quy Nhơn")
    ]


@pytest.mark.parametrize("address", ["phường nhơn phú", "NHON PHU", "P.Nhơn Phú - Quy Nhơn"])
def test_accents_case_and_points_do_not_matter(address):
    assert named(address)[0] == ("Phường Quy Nhơn Bắc", "Phường Nhơn Phú, Thành phố Quy Nhơn")


def test_a_divided_ward_shows_every_part():
    found = proposals("Xã An Nghĩa, huyện An Lão")

    assert [(one.commune.name, one.is_part) for one in found] == [
        ("Xã An Hòa", True),
        ("Xã An Toàn", True),
    ]


def test_a_name_of_several_districts_is_narrowed_only_by_what_is_known(django_assert_num_queries):
    quy_nhon = ("Phường Quy Nhơn", "Phường Đống Đa, Thành phố Quy Nhơn")
    pleiku = ("Phường Thống Nhất", "Phường Đống Đa, Thành phố Pleiku")

    assert named("phường Đống Đa") == [quy_nhon, pleiku]
    assert named("P. Đống Đa, TP. Pleiku") == [pleiku]
    assert named("phường Đống Đa", "Thành phố Quy Nhơn") == [quy_nhon]
    with django_assert_num_queries(2):
        proposals("phường Đống Đa")


def test_a_commune_behind_its_district_is_found():
    pleiku = ("Phường Thống Nhất", "Phường Đống Đa, Thành phố Pleiku")

    assert named("TP. Pleiku, phường Đống Đa") == [pleiku]
    assert named("TP Pleiku, Đống Đa") == [pleiku]


def test_the_name_of_a_district_is_not_taken_for_a_commune():
    assert [name for name, _ in named("Xã An Nghĩa, huyện An Lão")] == ["Xã An Hòa", "Xã An Toàn"]
    assert named("Trần Hưng Đạo") == []


def test_staff_are_shown_buttons_and_the_doubt():
    clerk = signed_in("Nhập liệu")

    page = clerk.get(ASK, {"dia-chi": "Xã An Nghĩa, huyện An Lão"}).content.decode()
    assert "Có 2 khả năng" in page
    assert "chỉ một phần" in page
    assert 'data-name="Xã An Toàn"' in page
    assert "Không thấy tên" in clerk.get(ASK, {"dia-chi": "", "huyen": "x"}).content.decode()
    assert signed_in().get(ASK).status_code == 403
