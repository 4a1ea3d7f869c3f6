"""The account pages that allauth does not have, or not in the way we need."""

from datetime import timedelta
from typing import Any

from allauth.account.views import AccountInactiveView, LoginView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from axes.utils import reset as forget_failures
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from khuyencong.context import Site
from khuyencong.models import SignInEvent

from .idle import ENDED
from .sign_in_log import record


class OurFrame:
    """Gives the name ``site`` back to our context processor; allauth means its own by it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        del context["site"]
        return context


class OffersSingleSignOn:
    """Names the province's own sign-in where one is configured."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        name = apps[0]["name"] if apps else ""
        return super().get_context_data(**kwargs, single_sign_on=name)  # type: ignore[misc]


class SignIn(OurFrame, OffersSingleSignOn, LoginView):
    """Username and password; says it where a session ended because nothing was done."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, ended=self.request.GET.get(ENDED, ""))


class Stopped(OurFrame, AccountInactiveView):
    """What a person reads whose account was stopped."""


class Account(OffersSingleSignOn, IndexView):
    """What a person may do with the own account."""


class SecondFactor(OurFrame, AuthenticateView):
    """The code after the password; a wrong code counts as a failed sign-in like a wrong password.

    Otherwise who has the password could try all million codes.
    """

    @property
    def credentials(self) -> dict[str, str]:
        return {"username": self.stage.login.user.get_username()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not AxesProxyHandler.is_allowed(request, self.credentials):
            return get_lockout_response(request, credentials=self.credentials)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        if form.has_error("code", "incorrect_code"):
            user_login_failed.send(
                sender=__name__, credentials=self.credentials, request=self.request
            )
        return super().form_invalid(form)


@never_cache
@require_POST
def keep_alive(request: HttpRequest) -> HttpResponse:
    """Somebody is typing: asking who it is counts as work (see khuyencong.accounts.idle)."""
    return HttpResponse(status=204 if request.user.is_authenticated else 403)


@never_cache
@login_required
def totp_picture(request: HttpRequest) -> HttpResponse:
    """The QR code of the secret being set up; our policy allows no picture inside the page."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(picture, content_type="image/svg+xml")


class NewPassword(PasswordResetConfirmView):
    """Where the one-time link of an administrator leads; also ends a lock-out."""

    template_name = "account/password_reset.html"
    success_url = reverse_lazy("account_login")

    def form_valid(self, form: Any) -> HttpResponse:
        forget_failures(username=form.user.get_username())
        record(
            SignInEvent.Kind.PASSWORD_CHANGED,
            form.user,
            request=self.request,
            note="Bằng liên kết dùng một lần.",
        )
        messages.success(self.request, "Đã lưu mật khẩu mới. Hãy đăng nhập.")
        return super().form_valid(form)


def locked_out(
    request: HttpRequest, original: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Say how long the lock lasts and what to do meanwhile."""
    cool_off: timedelta = settings.AXES_COOLOFF_TIME
    seconds = int(cool_off.total_seconds())
    context = {
        "site": Site(request.path),
        "minutes": seconds // 60,
        "limit": settings.AXES_FAILURE_LIMIT,
    }
    page = render_to_string("account/locked.html", context)
    return HttpResponse(page, status=429, headers={"Retry-After": str(seconds)})
