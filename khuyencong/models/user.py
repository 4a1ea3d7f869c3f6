from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property

from khuyencong import roles

if TYPE_CHECKING:
    from .delegation import Delegation


class User(AbstractUser):
    """A person who signs in. Deactivated, never deleted: history and approvals name them."""

    unit = models.ForeignKey(
        "khuyencong.ImplementingUnit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name="đơn vị",
        help_text="Để trống nếu làm việc với đề án của mọi đơn vị.",
    )
    is_demo = models.BooleanField(
        "tài khoản chạy thử",
        default=False,
        editable=False,
        help_text="Chỉ đăng nhập được khi cổng chạy ở chế độ chạy thử.",
    )

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined]
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

    def get_full_name(self) -> str:
        """Vietnamese order: family name first."""
        return f"{self.last_name} {self.first_name}".strip()

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    # Read once a request: ``request.user`` is made anew for each.

    @cached_property
    def own_role_names(self) -> frozenset[str]:
        return frozenset(self.groups.values_list("name", flat=True))

    @cached_property
    def deputising(self) -> Sequence["Delegation"]:
        """What this person does today in another's place, having no right of the own to it."""
        if self.is_superuser:
            return []
        received = self.delegations_received.in_force().select_related("from_user")
        return [one for one in received if one.role not in self.own_role_names]

    @property
    def role_names(self) -> frozenset[str]:
        """The groups whose work this person does today, as a deputy too."""
        return self.own_role_names.union(one.role for one in self.deputising)

    def stands_for(self, role: str) -> set[int]:
        """Whose hands these are in the work of ``role``: the own, and those of who is away."""
        away = {one.from_user_id for one in self.deputising if one.role == role}
        return {self.pk, *away}

    @property
    def idle_seconds(self) -> int:
        """How long this person may do nothing before signing in again."""
        if self.is_superuser or roles.ADMIN in self.role_names:
            return settings.IDLE_SECONDS_OF_ADMINISTRATORS
        return settings.IDLE_SECONDS

    @property
    def must_have_second_factor(self) -> bool:
        """Whether this person's work asks for a second factor here."""
        if not settings.SECOND_FACTOR_REQUIRED:
            return False
        return self.is_superuser or not self.role_names.isdisjoint(settings.SECOND_FACTOR_ROLES)


def person(request: HttpRequest) -> User:
    """Who is signed in, where nobody else comes in."""
    return request.user  # type: ignore[return-value]
