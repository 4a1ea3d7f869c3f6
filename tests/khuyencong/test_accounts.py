"""Signing in, the second factor, the lock-out, and passwords without mail."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from khuyencong.models import User
from tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]

SIGN_IN = "/tai-khoan/dang-nhap/"
NEW = "một mật khẩu khác hẳn, dài hơn"


@pytest.fixture(autouse=True)
def _fresh_cache():
    """allauth keeps its limits and the codes already used there."""
    cache.clear()


@pytest.fixture
def staff():
    return UserFactory(username="canbo", is_staff=True)


@pytest.fixture
def administrator(client):
    """Who keeps the accounts, signed in; not a superuser."""
    user = UserFactory(username="quantri", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="khuyencong", codename__contains="user")
    )
    client.force_login(user)
    return user


def sign_in(client, password=PASSWORD, name="canbo"):
    return client.post(SIGN_IN, {"login": name, "password": password})


def fail(client, times):
    """The last of so many wrong passwords."""
    for _ in range(times):
        response = sign_in(client, "sai")
    return response


def code_for(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def signed_in(client):
    return "_auth_user_id" in client.session


def test_staff_sign_in_and_reach_the_admin(client, staff):
    assert sign_in(client)["Location"] == "/quan-tri/"
    assert client.get("/quan-tri/").status_code == 200


def test_who_has_no_work_in_the_admin_goes_to_the_account_page(client):
    UserFactory(username="canbo")

    response = sign_in(client)

    assert response["Location"] == "/tai-khoan/"
    assert "chưa có nhóm" in client.get("/tai-khoan/").content.decode()
    assert client.get("/quan-tri/", follow=True).status_code == 403


def test_the_admin_sends_to_the_one_sign_in(client):
    assert client.get("/quan-tri/").url.startswith("/quan-tri/login/")
    assert client.get("/quan-tri/login/").url.startswith(SIGN_IN)
    assert client.post("/quan-tri/login/", {"username": "a"}).url.startswith(SIGN_IN)


def test_a_wrong_password_is_told_in_vietnamese(client, staff):
    response = sign_in(client, "sai")

    assert "Tên đăng nhập hoặc mật khẩu không đúng" in response.content.decode()
    assert not signed_in(client)


def test_the_fifth_wrong_password_locks_the_account(client, staff):
    assert fail(client, 4).status_code == 200

    locked = fail(client, 1)

    assert locked.status_code == 429
    assert locked["Retry-After"] == "900"
    assert "Tạm khóa đăng nhập trong 15 phút" in locked.content.decode()


def test_a_lock_also_stops_the_right_password_but_nobody_else(client, staff):
    UserFactory(username="nguoikhac", is_staff=True)
    fail(client, 5)

    assert sign_in(client).status_code == 429
    assert not signed_in(client)
    assert sign_in(Client(), name="nguoikhac").status_code == 302


def test_a_password_typed_again_is_guarded_too(client, staff):
    """Otherwise a found session would let its finder guess."""
    client.force_login(staff)
    for _ in range(5):
        response = client.post("/tai-khoan/xac-nhan/", {"password": "sai"})

    assert response.status_code == 429


@pytest.mark.parametrize("mode", ["production", "test"])
def test_a_demo_account_opens_only_in_a_demo(client, settings, mode):
    UserFactory(username="canbo", is_staff=True, is_demo=True)
    settings.MODE = mode

    assert sign_in(client).status_code == 200
    assert not signed_in(client)

    settings.MODE = "demo"

    assert sign_in(client).status_code == 302
    assert signed_in(client)


def test_a_demo_session_ends_with_the_demo(client, settings):
    settings.MODE = "demo"
    client.force_login(UserFactory(is_demo=True, is_staff=True))
    settings.MODE = "production"

    assert client.get("/tai-khoan/").status_code == 302


def test_a_stopped_account_does_not_open(client, staff):
    staff.is_active = False
    staff.save()

    assert sign_in(client).status_code == 200
    assert not signed_in(client)


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_reset_password", "account_email", "mfa_list_webauthn"],
)
def test_nobody_signs_up_or_gets_mail(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


# The second factor.


def turn_on_second_factor(client):
    client.post("/tai-khoan/xac-nhan/", {"password": PASSWORD})
    page = client.get("/tai-khoan/hai-lop/bat/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    return secret, client.post("/tai-khoan/hai-lop/bat/", {"code": code_for(secret)})


def test_the_second_factor_is_set_up_with_a_picture_of_our_own(client, staff):
    client.force_login(staff)
    client.post("/tai-khoan/xac-nhan/", {"password": PASSWORD})
    page = client.get("/tai-khoan/hai-lop/bat/").content.decode()
    address = re.search(r'class="qr" src="([^"]+)"', page)[1]
    picture = client.get(address)

    assert picture["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture["Cache-Control"]
    assert "data:" not in page


def test_the_picture_is_nobody_elses(client, staff):
    assert client.get("/tai-khoan/hai-lop/bat/ma-qr.svg").url.startswith(SIGN_IN)

    client.force_login(staff)

    assert client.get("/tai-khoan/hai-lop/bat/ma-qr.svg").status_code == 404


def test_setting_up_asks_for_the_password_and_gives_recovery_codes(client, staff):
    client.force_login(staff)
    assert client.get("/tai-khoan/hai-lop/bat/").url.startswith("/tai-khoan/xac-nhan/")

    _, response = turn_on_second_factor(client)

    assert response["Location"] == "/tai-khoan/ma-du-phong/"
    page = client.get("/tai-khoan/ma-du-phong/").content.decode()
    assert len(re.findall(r"<li><code>\d+</code></li>", page)) == 10
    assert client.get("/tai-khoan/ma-du-phong/tai-ve/")["Content-Type"].startswith("text/plain")


def test_the_password_alone_no_longer_opens(client, staff):
    TOTP.activate(staff, "JBSWY3DPEHPK3PXP")

    assert sign_in(client)["Location"].startswith("/tai-khoan/hai-lop/nhap-ma/")
    assert "Nhập mã xác thực" in client.get("/tai-khoan/hai-lop/nhap-ma/").content.decode()
    assert not signed_in(client)

    client.post("/tai-khoan/hai-lop/nhap-ma/", {"code": code_for("JBSWY3DPEHPK3PXP")})

    assert signed_in(client)


def test_the_fifth_wrong_code_locks_the_account(client, staff):
    """Who has the password must not get to try all million codes."""
    TOTP.activate(staff, "JBSWY3DPEHPK3PXP")
    sign_in(client)
    for _ in range(5):
        response = client.post("/tai-khoan/hai-lop/nhap-ma/", {"code": "abcdef"})
    right = client.post("/tai-khoan/hai-lop/nhap-ma/", {"code": code_for("JBSWY3DPEHPK3PXP")})

    assert response.status_code == 429
    assert right.status_code == 429
    assert not signed_in(client)


def test_the_second_factor_is_turned_off_and_new_codes_are_made(client, staff):
    client.force_login(staff)
    turn_on_second_factor(client)

    assert "mã chưa dùng" in client.get("/tai-khoan/ma-du-phong/tao/").content.decode()
    client.post("/tai-khoan/ma-du-phong/tao/")
    assert "Tắt xác thực hai lớp?" in client.get("/tai-khoan/hai-lop/tat/").content.decode()
    client.post("/tai-khoan/hai-lop/tat/")

    assert not Authenticator.objects.filter(user=staff).exists()


# Passwords.


def test_staff_change_their_password(client, staff):
    client.force_login(staff)
    response = client.post(
        "/tai-khoan/mat-khau/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )

    assert response["Location"] == "/tai-khoan/"
    staff.refresh_from_db()
    assert staff.check_password(NEW)


def test_a_weak_password_is_refused_beside_its_field(client, staff):
    client.force_login(staff)
    page = client.post(
        "/tai-khoan/mat-khau/",
        {"oldpassword": PASSWORD, "password1": "ngan", "password2": "ngan"},
    ).content.decode()

    assert "ít nhất 14 ký tự" in page
    assert 'class="field bad"' in page


def issue_link(client, user, **data):
    address = f"/quan-tri/khuyencong/user/{user.pk}/password/"
    assert client.get(address).status_code == 200
    page = client.post(address, data).content.decode()
    found = re.search(r"http://testserver(/tai-khoan/dat-lai-mat-khau/\S+/)</code>", page)
    return found and found[1]


def open_link(link, password=NEW):
    """Open the link in another browser and set the password there."""
    browser = Client()
    page = browser.get(link, follow=True)
    if not page.context["validlink"]:
        return page
    return browser.post(
        page.request["PATH_INFO"], {"new_password1": password, "new_password2": password}
    )


def test_an_administrator_gives_a_link_that_sets_the_password_once(client, administrator, staff):
    link = issue_link(client, staff)

    assert open_link(link)["Location"] == SIGN_IN
    staff.refresh_from_db()
    assert staff.check_password(NEW)
    again = open_link(link, "một mật khẩu thứ ba, cũng dài")
    assert "Liên kết không còn dùng được" in again.content.decode()
    staff.refresh_from_db()
    assert staff.check_password(NEW)


def test_the_link_dies_after_a_day(client, administrator, staff, settings):
    link = issue_link(client, staff)
    settings.PASSWORD_RESET_TIMEOUT = -1

    assert "Liên kết không còn dùng được" in open_link(link).content.decode()


def test_giving_a_link_is_on_record_and_not_kept_in_a_cache(client, administrator, staff):
    issue_link(client, staff)

    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (administrator, str(staff.pk))
    assert "liên kết đặt mật khẩu" in entry.change_message
    page = client.post(f"/quan-tri/khuyencong/user/{staff.pk}/password/")
    assert "no-store" in page["Cache-Control"]


def test_a_new_password_ends_a_lock_out(client, administrator, staff):
    visitor = Client()
    fail(visitor, 5)

    open_link(issue_link(client, staff))

    assert sign_in(visitor, NEW).status_code == 302


def test_a_lost_phone_is_forgotten_with_the_link(client, administrator, staff):
    TOTP.activate(staff, "JBSWY3DPEHPK3PXP")
    issue_link(client, staff)
    assert Authenticator.objects.filter(user=staff).exists()

    issue_link(client, staff, forget_second_factor="on")

    assert not Authenticator.objects.filter(user=staff).exists()


def test_only_who_keeps_the_accounts_gives_links(client, staff):
    client.force_login(UserFactory(is_staff=True))

    response = client.post(f"/quan-tri/khuyencong/user/{staff.pk}/password/")

    assert response.status_code == 403


def test_an_administrator_cannot_become_a_superuser(client, administrator, admin_user):
    """Neither by a link to a superuser's password nor by ticking the box."""
    own = f"/quan-tri/khuyencong/user/{administrator.pk}/change/"
    client.post(
        own, {"username": "quantri", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    )
    taken = client.post(f"/quan-tri/khuyencong/user/{admin_user.pk}/password/")

    administrator.refresh_from_db()
    assert not administrator.is_superuser
    assert taken.status_code == 403


def test_a_new_account_has_no_password_until_its_person_sets_one(client, administrator):
    client.post("/quan-tri/khuyencong/user/add/", {"username": "moi", "is_staff": "on"})

    user = User.objects.get(username="moi")
    assert not user.has_usable_password()
    assert not user.is_superuser
    open_link(issue_link(client, user))
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_accounts_are_never_deleted(client, administrator, staff):
    assert client.post(f"/quan-tri/khuyencong/user/{staff.pk}/delete/").status_code == 403


@pytest.mark.parametrize("model", ["user", "agency", "implementingunit"])
def test_the_lists_of_this_package_open_and_search(admin_client, model):
    assert admin_client.get(f"/quan-tri/khuyencong/{model}/", {"q": "an"}).status_code == 200
