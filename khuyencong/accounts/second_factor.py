"""Who decides or administers signs in with two factors, and sets the second one up first."""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

STAFF_SIDE = ("/quan-tri/", "/tai-khoan/")
# What setting it up needs, and the way out.
OPEN = {
    "mfa_activate_totp",
    "account_totp_picture",
    "account_reauthenticate",
    "account_keep_alive",
    "account_login",
    "account_logout",
}


class SecondFactorMiddleware:
    """Leads who lacks a second factor to where it is set up, and nowhere else.

    Whom the province's own sign-in (OIDC) let in for this session is not held: which factors that
    asks for is the province's to decide, and a second code here would only teach people to keep
    both on one telephone. Signing a publication still asks for the portal's own code, from
    everybody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        name = request.resolver_match and request.resolver_match.view_name
        if request.path.startswith(STAFF_SIDE) and name not in OPEN and is_lacking(request):
            return redirect("mfa_activate_totp")
        return None


def is_lacking(request: HttpRequest) -> bool:
    """Whether this person's work asks for a second factor that is not there."""
    user = request.user
    if not user.is_authenticated or not user.must_have_second_factor:
        return False
    return not is_mfa_enabled(user, [Authenticator.Type.TOTP]) and not came_by_oidc(request)


def came_by_oidc(request: HttpRequest) -> bool:
    """Whether the province's sign-in opened this session."""
    records = get_authentication_records(request, request.user)
    return any(one["method"] == "socialaccount" for one in records)
