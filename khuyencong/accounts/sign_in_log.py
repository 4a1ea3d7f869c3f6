"""The log of the door: each event is a row that administrators read, and a line of JSON.

No password ever comes here. Nor does a name that is no account's: it is often a password typed
into the wrong box.
"""

import logging
from ipaddress import ip_address
from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from khuyencong.models import SignInEvent, User

logger = logging.getLogger("khuyencong.sign_in")

Kind = SignInEvent.Kind
KEPT_DAYS = 366  # twelve months, whichever they are
NO_ACCOUNT = "Tên đăng nhập không có ở cổng."


def record(
    kind: SignInEvent.Kind,
    user: User | None,
    *,
    request: HttpRequest | None = None,
    by: Any = None,
    note: str = "",
) -> None:
    """Write one event; ``by`` is who did it, where it was not the account's own person."""
    address = address_of(request)
    SignInEvent.objects.create(kind=kind, user=user, by=by, address=address, note=note)
    # By number: log files travel further than the database, and names are personal.
    persons = {"account": user and user.pk, "by": by and by.pk}
    logger.info(
        kind.value, extra={"event": kind.value, "address": address, "note": note, **persons}
    )


def address_of(request: HttpRequest | None) -> str | None:
    """Where a request came from, as TrustedProxyMiddleware settled it."""
    given = request.META.get("REMOTE_ADDR", "") if request else ""
    try:
        return str(ip_address(given))
    except ValueError:
        return None  # a command, or a neighbour on a Unix socket


def account_named(name: Any) -> User | None:
    return User.objects.filter(username=name).first() if name else None


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    record(Kind.SIGNED_IN, user, request=request)


@receiver(user_logged_out)
def _signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record(Kind.SIGNED_OUT, user, request=request)


@receiver(user_login_failed)
def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """A try that locks, or comes during a lock-out, is told by the signal of the lock-out."""
    if getattr(request, "axes_locked_out", False):
        return
    user = account_named(credentials.get("username"))
    record(Kind.FAILED, user, request=request, note="" if user else NO_ACCOUNT)


@receiver(user_locked_out)
def _locked(request: HttpRequest, username: str | None, **kwargs: Any) -> None:
    user = account_named(username)
    record(Kind.LOCKED, user, request=request, note="" if user else NO_ACCOUNT)


@receiver(authenticator_added)
def _factor_on(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        record(Kind.FACTOR_ON, user, request=request)


@receiver(authenticator_removed)
def _factor_off(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        record(Kind.FACTOR_OFF, user, request=request)


@receiver(authenticator_reset)
def _codes_renewed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    record(Kind.CODES_RENEWED, user, request=request)


@receiver(password_changed)
def _password_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    record(Kind.PASSWORD_CHANGED, user, request=request)
