from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from khuyencong import roles
from khuyencong.models import User


class AccountBackend(ModelBackend):
    """Opens active accounts; a demo account, whose password was printed, only in a demo.

    Not allauth's backend: that one hands an account refused here on to the next step of the
    sign-in, which looks at ``is_active`` alone.
    """

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        may = super().user_can_authenticate(user)
        return may and (settings.MODE == "demo" or not getattr(user, "is_demo", False))

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Those of the own groups, and of the group for which the person is deputy today."""
        own: set[str] = super().get_group_permissions(user_obj, obj)
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return own
        delegated = {code for one in user_obj.deputising for code in roles.permissions_of(one.role)}
        return own | (delegated - roles.NOT_DELEGATED)
