from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from khuyencong.fields import LineField


class SavedFilterQuerySet(models.QuerySet[Any]):
    """Filters by who may use them."""

    def seen_by(self, user: Any, listed: str) -> Self:
        """One's own for that list, and what colleagues of the same unit share."""
        shared = Q(is_shared=True, user__unit=user.unit_id)
        rows = self.filter(Q(user=user) | shared, listed=listed)
        return rows.select_related("user")


class SavedFilter(models.Model):
    """Bộ lọc đã lưu: what a person asks of one list again and again, under a name."""

    MOST: ClassVar[int] = 30  # of one person, for one list

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="saved_filters",
        verbose_name="người lưu",
    )
    listed = models.CharField("danh sách", max_length=100)
    name = LineField("tên bộ lọc", max_length=60)
    query = models.CharField("điều kiện", max_length=1000)
    is_shared = models.BooleanField("dùng chung trong đơn vị", default=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = "bộ lọc đã lưu"
        verbose_name_plural = "bộ lọc đã lưu"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "listed", "name"],
                name="saved_filter_named_once",
                violation_error_message="Bạn đã có bộ lọc mang tên này cho danh sách này.",
            )
        ]

    def __str__(self) -> str:
        return self.name
