from django.db import models

from khuyencong.fields import BlockField
from khuyencong.models import Record

from .activities import Activity


class Guard(models.TextChoices):
    """What is asked of a record before its review; see projects.guards."""

    UNIT = "don-vi", "Có thể nhầm đơn vị tiền"
    COPIED = "so-chep-nham", "Số tiền trùng một số khác trong hồ sơ"
    SUM = "tong", "Tổng các nguồn khác tổng theo quyết định"
    CEILING = "dinh-muc", "Vượt định mức"
    OVERPAID = "giai-ngan", "Giải ngân vượt kế hoạch"
    DATES = "ngay", "Ngày không thuận"
    TWICE = "ho-tro-trung", "Có thể hỗ trợ trùng"


class Explanation(Record):
    """Lý do: why what a guard found may stand.

    It answers exactly the facts that were found: when they change, their fingerprint does, and the
    reason lapses. It is kept all the same, and answers again should the facts come back.
    """

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="explanations", verbose_name="đề án"
    )
    guard = models.CharField("điểm cần lý do", max_length=16, choices=Guard)
    fingerprint = models.CharField("dấu của điều được hỏi", max_length=64, editable=False)
    finding = BlockField("điều được hỏi")
    reason = BlockField("lý do")

    class Meta:
        verbose_name = "lý do"
        verbose_name_plural = "lý do"
        ordering = ["activity", "guard", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "fingerprint"],
                name="explanation_once_per_finding",
                violation_error_message="Điểm này đã có lý do. Hãy sửa lý do đó.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_guard_display()}: {self.reason}"
