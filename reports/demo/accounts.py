"""One demo account per role, with passwords of this installation's own.

The passwords are kept beside the database, readable by its owner only, so that a later start of
the demo prints the same ones. Such accounts open only in demo mode (AccountBackend).
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from khuyencong import roles
from khuyencong.models import User


class DemoRefused(Exception):
    """Demo data does not belong here. The message is for the person at the terminal."""


@dataclass(frozen=True)
class DemoAccount:
    """Who signs in with what role."""

    username: str
    group: str


ACCOUNTS = (
    DemoAccount("nhaplieu", roles.ENTRY),
    DemoAccount("ketoan", roles.ACCOUNTS),
    DemoAccount("kiemduyet", roles.REVIEW),
    DemoAccount("congbo", roles.PUBLISH),
    DemoAccount("quantri", roles.ADMIN),
    DemoAccount("xem", roles.VIEW),
)


@dataclass(frozen=True)
class Authors:
    """Who entered, paid, approved and published the demo records: never the same person."""

    enters: User
    pays: User
    approves: User
    publishes: User


def refuse_production() -> None:
    """Demo data and demo accounts never go among real records."""
    if settings.PRODUCTION:
        raise DemoRefused(
            "Dữ liệu và tài khoản chạy thử không được nạp ở chế độ production. "
            "Đặt KHUYENCONG_MODE=demo và dùng một thư mục dữ liệu riêng."
        )


def refuse_real_users() -> None:
    """A database with users and no demo account is somebody's own, whatever the mode says."""
    if User.objects.exists() and not User.objects.filter(is_demo=True).exists():
        raise DemoRefused(
            "Cơ sở dữ liệu này đã có người dùng thật, nên không nạp dữ liệu chạy thử vào đây. "
            "Hãy chạy thử với một thư mục dữ liệu riêng (KHUYENCONG_DATA_DIR, DATABASE_URL)."
        )


def ensure_accounts() -> Mapping[str, str]:
    """Make the accounts that are missing; their passwords by username."""
    refuse_production()
    refuse_real_users()
    kept = _kept_passwords()
    passwords = {item.username: kept.get(item.username) or _new_password() for item in ACCOUNTS}
    with transaction.atomic():
        for account in ACCOUNTS:
            _ensure(account, passwords[account.username], is_kept=account.username in kept)
    if passwords != kept:
        _keep(passwords)
    return passwords


def authors() -> Authors:
    """The accounts that stand behind the demo records."""
    ensure_accounts()
    found = {user.username: user for user in User.objects.filter(is_demo=True)}
    return Authors(found["nhaplieu"], found["ketoan"], found["kiemduyet"], found["congbo"])


def passwords_file() -> Path:
    return settings.DATA_DIR / "demo-accounts.txt"


def _ensure(account: DemoAccount, password: str, *, is_kept: bool) -> None:
    user = User.objects.filter(username=account.username).first()
    if user is not None and not user.is_demo:
        raise DemoRefused(
            f"Tên đăng nhập “{account.username}” là của một người dùng thật. "
            "Hãy chạy thử với một thư mục dữ liệu riêng (KHUYENCONG_DATA_DIR)."
        )
    if user is not None and is_kept:
        return
    user = user or User(username=account.username, is_demo=True, is_staff=True)
    user.last_name, user.first_name = "Tài khoản minh họa", account.group
    user.set_password(password)
    user.save()
    user.groups.add(Group.objects.get(name=account.group))


# Syllables that are told apart when read aloud or copied by hand: no l, 1, o, 0.
_CONSONANTS, _VOWELS, _DIGITS = "bcdghkmnprstvx", "aeiu", "23456789"


def _new_password() -> str:
    """Such as ``kabe-tusi-mira-4729``: 19 characters, about 47 bits."""
    words = ["".join(_syllable() for _ in range(2)) for _ in range(3)]
    return "-".join([*words, "".join(secrets.choice(_DIGITS) for _ in range(4))])


def _syllable() -> str:
    return secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS)


def _kept_passwords() -> dict[str, str]:
    kept = passwords_file()
    if not kept.exists():
        return {}
    pairs = (line.split() for line in kept.read_text(encoding="utf-8").splitlines())
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def _keep(passwords: Mapping[str, str]) -> None:
    """Write the file anew, never readable by others, not even for a moment."""
    kept = passwords_file()
    kept.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{name} {password}\n" for name, password in passwords.items())
    fresh = kept.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    fresh.replace(kept)
