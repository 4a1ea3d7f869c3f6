from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from khuyencong.models import User


class AccountBackend(ModelBackend):
    """Opens active accounts; a demo account, whose password was printed, only in a demo.

    Not allauth's backend: that one hands an account refused here on to the next step of the
    sign-in, which looks at ``is_active`` alone.
    """

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        may = super().user_can_authenticate(user)
        return may and (settings.MODE == "demo" or not getattr(user, "is_demo", False))
