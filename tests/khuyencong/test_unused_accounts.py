"""Accounts that nobody uses are stopped after 45 days, but never the last that could open them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone

from khuyencong.models import SignInEvent, User
from khuyencong.roles import ADMIN
from tests.factories import SignInEventFactory, UserFactory
from tests.khuyencong.test_accounts import sign_in

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def account(name, *, made=400, used=None, **fields):
    used = None if used is None else days_ago(used)
    return UserFactory(username=name, date_joined=days_ago(made), last_login=used, **fields)


def active():
    return set(User.objects.filter(is_active=True).values_list("username", flat=True))


def test_what_nobody_used_for_45_days_is_stopped(capsys):
    account("dung-hom-qua", used=1)
    account("dung-44-ngay", used=44)
    account("bo-46-ngay", used=46)
    account("moi-lap", made=10)
    account("chua-tung-dung", made=46)

    call_command("disable_unused_accounts")

    assert active() == {"dung-hom-qua", "dung-44-ngay", "moi-lap"}
    told = capsys.readouterr().out
    assert "Đã ngừng: bo-46-ngay" in told
    event = SignInEvent.objects.get(user__username="bo-46-ngay")
    assert (event.kind, event.by) == (SignInEvent.Kind.DISABLED, None)


def test_it_no_longer_opens(client):
    account("canbo", used=46, is_staff=True)

    call_command("disable_unused_accounts")

    assert sign_in(client).status_code == 200
    assert "_auth_user_id" not in client.session


def test_what_an_administrator_opened_again_has_45_days_anew():
    user = account("mo-lai", used=100)
    opened = SignInEventFactory(user=user, kind=SignInEvent.Kind.ENABLED, happened_at=days_ago(44))
    call_command("disable_unused_accounts")
    assert active() == {"mo-lai"}

    opened.happened_at = days_ago(46)
    opened.save()
    call_command("disable_unused_accounts")
    assert active() == set()


def test_the_last_who_could_open_accounts_stay(capsys):
    account("goc-moi", used=60, is_superuser=True)
    account("goc-cu", used=90, is_superuser=True)
    for name, used in (("quantri-moi", 50), ("quantri-cu", 70), ("quantri-chua", None)):
        keeper = account(name, used=used, is_staff=True)
        keeper.groups.add(Group.objects.get(name=ADMIN))

    call_command("disable_unused_accounts")

    assert active() == {"goc-moi", "quantri-moi"}
    assert "Giữ lại" in capsys.readouterr().out
