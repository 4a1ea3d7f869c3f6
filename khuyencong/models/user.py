from django.contrib.auth.models import AbstractUser
from django.db import models


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
