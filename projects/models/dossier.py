from django.core.exceptions import ValidationError
from django.db import models

from khuyencong.constraints import FieldCheck
from khuyencong.fields import ActNumberField, BlockField, LineField
from khuyencong.models import Record
from programs.models import DocumentKind

from .activities import Activity, Stage
from .supports import Support


class StageEvent(Record):
    """Diễn biến: a change of stage, or a dated event that does not count (hợp đồng, thanh lý…)."""

    class Kind(models.TextChoices):
        STAGE = "stage", "Chuyển giai đoạn"
        CONTRACT = "contract", "Ký hợp đồng"
        LIQUIDATION = "liquidation", "Thanh lý hợp đồng"
        SETTLEMENT = "settlement", "Quyết toán"
        ADJUSTMENT = "adjustment", "Điều chỉnh"

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="events", verbose_name="đề án"
    )
    support = models.ForeignKey(
        Support,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="events",
        verbose_name="hạng mục",
    )
    kind = models.CharField("loại", max_length=12, choices=Kind)
    from_stage = models.CharField("từ giai đoạn", max_length=10, choices=Stage, blank=True)
    to_stage = models.CharField("sang giai đoạn", max_length=10, choices=Stage, blank=True)
    happened_on = models.DateField("ngày")
    document_number = ActNumberField("số văn bản", max_length=80, blank=True)
    reason = BlockField("lý do", blank=True)
    before = BlockField("trước điều chỉnh", blank=True)
    after = BlockField("sau điều chỉnh", blank=True)

    public_fields = (
        "activity",
        "support",
        "kind",
        "from_stage",
        "to_stage",
        "happened_on",
        "document_number",
    )

    class Meta:
        verbose_name = "diễn biến"
        verbose_name_plural = "diễn biến"
        ordering = ["activity", "happened_on", "id"]
        constraints = [
            FieldCheck(
                condition=~models.Q(kind="stage") | ~models.Q(to_stage=""),
                name="event_stage_named",
                field="to_stage",
                violation_error_message="Chuyển giai đoạn thì chọn giai đoạn mới.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.happened_on:%d/%m/%Y}"

    def clean(self) -> None:
        if self.support and self.support.activity_id != self.activity_id:
            raise ValidationError({"support": "Hạng mục thuộc một đề án khác."})


class Document(Record):
    """Hồ sơ: a paper of the dossier; shown to the public only when marked so."""

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="documents", verbose_name="đề án"
    )
    kind = models.ForeignKey(
        DocumentKind, models.PROTECT, related_name="documents", verbose_name="loại hồ sơ"
    )
    number = ActNumberField("số, ký hiệu", max_length=80, blank=True)
    signed_on = models.DateField("ngày", null=True, blank=True)
    title = LineField("trích yếu", max_length=500, blank=True)
    is_public = models.BooleanField("công khai", default=False)

    public_fields = ("activity", "kind", "number", "signed_on", "title", "is_public")

    class Meta:
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ"
        ordering = ["activity", "kind__order", "signed_on"]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}".strip()
