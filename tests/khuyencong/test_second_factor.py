"""Who decides or administers works with two factors in production."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.core.cache import cache

from khuyencong.roles import ADMIN, ENTRY, PUBLISH, REVIEW
from tests.factories import PASSWORD, DelegationFactory, UserFactory
from tests.khuyencong.test_accounts import code_for, sign_in, turn_on_second_factor
from tests.staff import signed_in, staff

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]

SET_UP = "/tai-khoan/hai-lop/bat/"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _required(settings):
    """As in production."""
    cache.clear()
    settings.SECOND_FACTOR_REQUIRED = True


def person(role, **fields):
    user = UserFactory(username="canbo", is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name=role))
    return user


@pytest.mark.parametrize("role", [PUBLISH, ADMIN])
def test_these_roles_are_led_to_set_it_up_and_reach_nothing_else(client, role):
    person(role)
    sign_in(client)

    for page in (
        "/quan-tri/",
        "/quan-tri/projects/activity/",
        "/tai-khoan/",
        "/tai-khoan/mat-khau/",
    ):
        assert client.get(page)["Location"] == SET_UP, page
    client.post("/tai-khoan/xac-nhan/", {"password": PASSWORD})
    assert "bắt buộc xác thực hai lớp" in client.get(SET_UP).content.decode()
    assert client.get("/ket-qua/").status_code == 200


def test_a_step_that_is_sent_does_not_get_through_either(client):
    person(ADMIN)
    sign_in(client)

    client.post("/quan-tri/khuyencong/user/add/", {"username": "moi", "is_staff": "on"})

    assert not Authenticator.objects.exists()
    assert client.post("/quan-tri/khuyencong/user/add/", {"username": "moi"})["Location"] == SET_UP


def test_once_set_up_the_work_begins(client):
    person(PUBLISH)
    sign_in(client)
    turn_on_second_factor(client)

    assert client.get("/quan-tri/").status_code == 200
    assert client.get("/tai-khoan/ma-du-phong/").status_code == 200


def test_they_may_leave_without_it(client):
    person(PUBLISH)
    sign_in(client)

    client.post("/tai-khoan/dang-xuat/")

    assert "_auth_user_id" not in client.session


def test_superusers_are_held_too(admin_client):
    assert admin_client.get("/quan-tri/")["Location"] == SET_UP


def test_a_deputy_of_who_publishes_is_held_while_it_runs():
    client = signed_in(ENTRY)
    assert client.get("/quan-tri/").status_code == 200

    DelegationFactory(from_user=staff(PUBLISH), to_user=client.user, role=PUBLISH)

    assert client.get("/quan-tri/")["Location"] == SET_UP


@pytest.mark.parametrize("role", [ENTRY, REVIEW])
def test_other_roles_are_not_held(role):
    assert signed_in(role).get("/quan-tri/").status_code == 200


def test_nobody_is_held_where_it_is_not_required(settings):
    settings.SECOND_FACTOR_REQUIRED = False

    assert signed_in(PUBLISH).get("/quan-tri/").status_code == 200


def test_whom_the_provinces_sign_in_let_in_is_not_held():
    client = signed_in(ADMIN)
    session = client.session
    session["account_authentication_methods"] = [{"method": "socialaccount", "provider": "sso"}]
    session["account_authentication_methods_user"] = str(client.user.pk)
    session.save()

    assert client.get("/quan-tri/").status_code == 200


def test_it_is_not_turned_off_by_who_needs_it(client):
    user = person(PUBLISH)
    TOTP.activate(user, SECRET)
    sign_in(client)
    client.post("/tai-khoan/hai-lop/nhap-ma/", {"code": code_for(SECRET)})

    client.post("/tai-khoan/xac-nhan/", {"password": PASSWORD})
    page = client.get("/tai-khoan/hai-lop/tat/").content.decode()
    client.post("/tai-khoan/hai-lop/tat/")

    assert "không tắt được" in page
    assert "/tai-khoan/hai-lop/tat/" not in client.get("/tai-khoan/").content.decode()
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_the_list_of_accounts_shows_who_lacks_it(settings, admin_client):
    settings.SECOND_FACTOR_REQUIRED = False
    lacking = staff(PUBLISH)
    has = staff(ADMIN)
    TOTP.activate(has, SECRET)
    clerk = staff(ENTRY)
    accounts = "/quan-tri/khuyencong/user/"

    def listed(choice):
        answer = admin_client.get(accounts, {"hai-lop": choice})
        return set(answer.context["cl"].queryset) & {lacking, has, clerk}

    assert listed("co") == {has}
    assert listed("chua") == {lacking, clerk}
    assert listed("thieu") == {lacking}
    assert "chưa bật, nhóm bắt buộc" in admin_client.get(accounts).content.decode()
