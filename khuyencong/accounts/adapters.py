"""How allauth behaves here: accounts are made by an administrator, never by a visitor."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import resolve_url


class AccountAdapter(DefaultAccountAdapter):
    """Closes the sign-up page and leads everyone to the page that is theirs."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who has no work in the admin would only meet a 403 there."""
        if not request.user.is_staff:
            return resolve_url("mfa_index")
        return super().get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("mfa_index")


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Lets single sign-on open accounts that exist, and make none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the second factor of those whose work asks for it."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": (
            "Nhóm của bạn bắt buộc xác thực hai lớp nên không tắt được. "
            "Đổi điện thoại: hãy nhờ người quản trị."
        ),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not authenticator.user.must_have_second_factor
