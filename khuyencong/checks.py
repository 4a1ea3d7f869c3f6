"""What must not be true of a portal that the public can reach.

The settings' part stops every command in production; the accounts' part needs the database, so
it runs when the web server starts and under ``check --deploy``.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from khuyencong.locks import LOCKS


@register(Tags.security)
def check_settings(**kwargs: Any) -> list[CheckMessage]:
    """Settings that only a demo or a test may have."""
    return list(unsafe_settings()) if settings.PRODUCTION else []


@register(Tags.security, deploy=True)
def check_accounts(**kwargs: Any) -> list[CheckMessage]:
    """Accounts whose passwords the demo printed on a screen."""
    if not settings.PRODUCTION:
        return []
    try:
        return list(demo_accounts())
    except DatabaseError as problem:
        return [
            checks.Warning(
                f"The accounts could not be checked / Không kiểm tra được tài khoản: {problem}",
                hint="Check DATABASE_URL and that the database runs.",
                id="khuyencong.W001",
            )
        ]


@register(Tags.security, deploy=True)
def check_locks(**kwargs: Any) -> list[CheckMessage]:
    """Locks of seals and history that somebody lifted, or a migration lost."""
    if not settings.PRODUCTION:
        return []
    try:
        missing = [name for locks in LOCKS for name in locks.missing()]
    except DatabaseError:
        return []  # check_accounts says so
    return list(missing_locks(missing))


def missing_locks(names: Sequence[str]) -> Iterator[CheckMessage]:
    """All of them in one message: there may be hundreds."""
    if names:
        yield Error(
            f"{len(names)} locks in the database are missing / Thiếu khóa trong cơ sở dữ liệu: "
            f"{', '.join(names[:3])}…",
            hint="Run manage.py migrate, then verify_publications and verify_history.",
            id="khuyencong.E005",
        )


def refuse_unsafe_start() -> None:
    """Stop the web server in production, naming every cause at once."""
    if not settings.PRODUCTION:
        return
    causes = [*unsafe_settings(), *demo_accounts()]
    if causes:
        raise ImproperlyConfigured(
            "The portal refuses to start / Cổng không khởi động:\n" + as_list(causes)
        )


def unsafe_settings() -> Iterator[CheckMessage]:
    """Each setting that would open a production server."""
    if settings.DEBUG:
        yield Error(
            "DEBUG is on / Đang bật chế độ gỡ lỗi.",
            hint="Remove KHUYENCONG_DEBUG.",
            id="khuyencong.E001",
        )
    if settings.SECRET_KEY.startswith("django-insecure-") or len(settings.SECRET_KEY) < 50:
        yield Error(
            "SECRET_KEY is missing, short or the development key / Khóa bí mật thiếu hoặc yếu.",
            hint="See .env.example for the command that makes one.",
            id="khuyencong.E002",
        )
    if not settings.ALLOWED_HOSTS or any("*" in host for host in settings.ALLOWED_HOSTS):
        yield Error(
            "ALLOWED_HOSTS is empty or open / Chưa khai báo tên miền được phép.",
            hint="Set ALLOWED_HOSTS to the portal's host name.",
            id="khuyencong.E003",
        )


def demo_accounts() -> Iterator[CheckMessage]:
    """The demo's accounts, if this database was ever a demo's."""
    User = get_user_model()
    if User._meta.db_table not in connection.introspection.table_names():
        return  # before the first migrate
    demo = User.objects.filter(is_demo=True).order_by("username")
    if found := ", ".join(demo.values_list("username", flat=True)):
        yield Error(
            f"Demo accounts exist / Còn tài khoản trình diễn: {found}.",
            hint="Start production with a database of its own, not the demo's.",
            id="khuyencong.E004",
        )


def as_list(causes: Iterable[CheckMessage]) -> str:
    """One line a cause, with what to do about it."""
    return "\n".join(f"- {cause.msg} {cause.hint}" for cause in causes)
