"""What the log of the door tells, who reads it, and that nobody changes it."""

import json
import logging
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from khuyencong.logs import JsonFormatter
from khuyencong.models import SignInEvent
from khuyencong.roles import ADMIN, ROLES
from tests.factories import PASSWORD, SignInEventFactory, UserFactory
from tests.khuyencong.test_accounts import (
    NEW,
    fail,
    issue_link,
    open_link,
    sign_in,
    turn_on_second_factor,
)
from tests.staff import signed_in

pytestmark = pytest.mark.django_db

LOG = "/quan-tri/khuyencong/signinevent/"
Kind = SignInEvent.Kind


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def staff():
    return UserFactory(username="canbo", is_staff=True)


def told(user):
    """What happened to an account, the first first."""
    return list(SignInEvent.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_a_way_in_and_out_is_told_with_its_address(client, staff):
    fail(client, 1)
    sign_in(client)
    client.post("/tai-khoan/dang-xuat/")

    assert told(staff) == [Kind.FAILED, Kind.SIGNED_IN, Kind.SIGNED_OUT]
    assert set(SignInEvent.objects.values_list("address", flat=True)) == {"127.0.0.1"}


def test_the_fifth_wrong_password_is_told_as_a_lock_out_and_so_is_what_follows(client, staff):
    fail(client, 6)

    assert told(staff) == [*[Kind.FAILED] * 4, Kind.LOCKED, Kind.LOCKED]


def test_a_name_that_is_no_accounts_is_not_kept(client, caplog):
    """It is often a password in the wrong box."""
    caplog.set_level(logging.INFO)
    sign_in(client, "sai", name="mật khẩu gõ nhầm ô")

    event = SignInEvent.objects.get()
    assert (event.kind, event.user) == (Kind.FAILED, None)
    ours = [record for record in caplog.records if record.name == "khuyencong.sign_in"]
    assert "gõ nhầm" not in f"{event.note} {[JsonFormatter().format(line) for line in ours]}"


def test_every_event_is_one_line_of_json_without_a_password_or_a_name(client, staff, caplog):
    caplog.set_level(logging.INFO, "khuyencong.sign_in")
    fail(client, 1)
    sign_in(client)

    ours = [record for record in caplog.records if record.name == "khuyencong.sign_in"]
    lines = [json.loads(JsonFormatter().format(record)) for record in ours]
    assert [(line["event"], line["account"]) for line in lines] == [
        ("failed", staff.pk),
        ("signed-in", staff.pk),
    ]
    assert PASSWORD not in str(lines)
    assert "canbo" not in str(lines)


def test_the_second_factor_and_the_password_are_told(
    client, staff, django_capture_on_commit_callbacks
):
    sign_in(client)
    with django_capture_on_commit_callbacks(execute=True):
        turn_on_second_factor(client)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/tai-khoan/ma-du-phong/tao/")
    client.post("/tai-khoan/hai-lop/tat/")
    changed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post("/tai-khoan/mat-khau/", changed)

    assert told(staff)[1:] == [
        Kind.FACTOR_ON,
        Kind.CODES_RENEWED,
        Kind.FACTOR_OFF,
        Kind.PASSWORD_CHANGED,
    ]


def test_a_link_names_who_gave_it_and_that_it_was_used(staff):
    TOTP.activate(staff, "JBSWY3DPEHPK3PXP")
    keeper = signed_in(ADMIN)

    open_link(issue_link(keeper, staff, forget_second_factor="on"))

    assert told(staff) == [Kind.FACTOR_OFF, Kind.LINK_GIVEN, Kind.PASSWORD_CHANGED]
    assert SignInEvent.objects.get(kind=Kind.LINK_GIVEN).by == keeper.user


def test_stopping_and_opening_an_account_is_told(staff):
    keeper = signed_in(ADMIN)
    page = f"/quan-tri/khuyencong/user/{staff.pk}/change/"
    keeper.post(page, {"username": "canbo", "is_staff": "on"})
    keeper.post(page, {"username": "canbo", "is_staff": "on", "is_active": "on"})

    assert told(staff) == [Kind.DISABLED, Kind.ENABLED]


@pytest.mark.parametrize("role", ROLES)
def test_administrators_alone_read_it(role):
    event = SignInEventFactory()
    expected = 200 if role == ADMIN else 403

    client = signed_in(role)

    assert client.get(LOG).status_code == expected
    assert client.get(f"{LOG}{event.pk}/change/").status_code == expected


def test_it_is_filtered_by_account_and_by_day(admin_client, staff):
    old = timezone.now() - timedelta(days=40)
    SignInEventFactory(user=staff, note="dòng cũ", happened_at=old)
    SignInEventFactory(user__username="khac", note="của người khác")
    day = timezone.localtime(old)
    by_day = {f"happened_at__{part}": getattr(day, part) for part in ("year", "month", "day")}

    for query in (by_day, {"user__id__exact": staff.pk}, {"q": "canbo"}):
        page = admin_client.get(LOG, query).content.decode()
        assert "dòng cũ" in page
        assert "của người khác" not in page


def test_nobody_changes_it_superusers_included(admin_client):
    event = SignInEventFactory()
    posted = {"action": "delete_selected", "_selected_action": event.pk, "post": "yes"}

    assert admin_client.get(f"{LOG}add/").status_code == 403
    assert admin_client.post(f"{LOG}{event.pk}/change/", {"note": "khác"}).status_code == 403
    assert admin_client.post(f"{LOG}{event.pk}/delete/", {"post": "yes"}).status_code == 403
    admin_client.post(LOG, posted)

    assert SignInEvent.objects.get(pk=event.pk).note == ""


def test_it_is_kept_for_twelve_months(capsys):
    now = timezone.now()
    kept = SignInEventFactory(happened_at=now - timedelta(days=365))
    SignInEventFactory(happened_at=now - timedelta(days=367))

    call_command("clean_sign_in_log")

    assert list(SignInEvent.objects.all()) == [kept]
    assert "Đã bỏ 1 dòng" in capsys.readouterr().out


def test_a_visitor_behind_the_proxys_socket_has_no_address(staff):
    browser = Client(REMOTE_ADDR="")
    sign_in(browser)

    assert SignInEvent.objects.get().address is None
