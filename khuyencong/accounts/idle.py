"""Nobody stays signed in who does nothing: TCVN 14423:2026 gives 15 minutes, administrators 5.

The time of the last request of the staff's side is kept in the session and judged here, on the
server. ``static/js/idle.js`` only warns before, tells us that somebody is typing, and keeps what
was typed; without it the rule holds all the same.
"""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import SimpleLazyObject

from khuyencong.models import SignInEvent

from .sign_in_log import record

LAST_SEEN = "last_seen"  # in the session
ENDED = "het-phien"  # what the sign-in page is told: READING or SENDING
READING, SENDING = "doc", "gui"
ADMIN = "/quan-tri/"
STAFF_SIDE = (ADMIN, settings.LOGIN_URL.removesuffix("dang-nhap/"))


@receiver(user_logged_in)
def _begin(request: HttpRequest, **kwargs: Any) -> None:
    """The time runs from the sign-in, whose session is written anyway."""
    request.session[LAST_SEEN] = int(time.time())


class IdleMiddleware:
    """Signs out who did nothing for too long, whichever page asks first who it is.

    Public pages do not ask, so they neither read the session nor count as work.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: awake(request))  # type: ignore[assignment]
        if request.path.startswith(STAFF_SIDE) and is_to_sign_in(request):
            return to_sign_in(request)
        return self.get_response(request)


def awake(request: HttpRequest) -> Any:
    """The person, still signed in; nobody once the time is over."""
    user: Any = get_user(request)
    if not user.is_authenticated:
        return user
    now = int(time.time())
    seen = request.session.get(LAST_SEEN, now)
    if now - seen > user.idle_seconds:
        record(SignInEvent.Kind.EXPIRED, user, request=request)
        request.session.flush()
        request.session_ended = True  # type: ignore[attr-defined]
        return AnonymousUser()
    if LAST_SEEN not in request.session or now - seen >= settings.IDLE_WRITTEN_EVERY:
        request.session[LAST_SEEN] = now
    return user


def is_to_sign_in(request: HttpRequest) -> bool:
    """Whose time is over; and who sends something to the admin without being signed in.

    The latter was signed out by another page, and must be told that nothing was saved.
    """
    if request.user.is_authenticated:
        return False
    if is_sending(request):
        return request.path.startswith(ADMIN)
    return hasattr(request, "session_ended") and request.path != settings.LOGIN_URL


def is_sending(request: HttpRequest) -> bool:
    return request.method not in ("GET", "HEAD", "OPTIONS")


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, which says what happened and leads back to where the person was."""
    kind = SENDING if is_sending(request) else READING
    query = urlencode({"next": page_of(request), ENDED: kind})
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?{query}")


def page_of(request: HttpRequest) -> str:
    """The page that is to be opened again: of a form that was sent, the page it stood on."""
    if not is_sending(request):
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host() or not came_from.path.startswith(ADMIN):
        return ADMIN
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
