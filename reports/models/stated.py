from django.db import models
from django.db.models import F, Q

from khuyencong.constraints import FieldCheck
from khuyencong.fields import BlockField, LineField, NumberField, YearField
from khuyencong.models import Record, ReviewedRecord
from programs.models import ActivityKind, BudgetSource, Decision


class StatedNotice(ReviewedRecord):
    """Thông báo đã đăng: an old notice with its text as printed, slips and all."""

    title = LineField("tiêu đề như đã đăng", max_length=500)
    text = BlockField("nguyên văn")
    issued_by = LineField("cơ quan đăng")
    published_on = models.DateField("ngày đăng")
    first_year = YearField("năm đầu")
    last_year = YearField("năm cuối")
    act = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stated_notices",
        verbose_name="văn bản đúng",
    )
    remark = BlockField("ghi chú", blank=True)

    public_fields = (
        "title",
        "text",
        "issued_by",
        "published_on",
        "first_year",
        "last_year",
        "act",
        "remark",
    )
    content_parts = (("reports.StatedFigure", "notice"),)

    class Meta(ReviewedRecord.Meta):
        verbose_name = "thông báo đã đăng"
        verbose_name_plural = "thông báo đã đăng"
        ordering = ["-published_on"]
        constraints = [
            *ReviewedRecord.Meta.constraints,
            FieldCheck(
                condition=Q(last_year__gte=F("first_year")),
                name="notice_years_in_order",
                field="last_year",
                violation_error_message="Năm cuối không được trước năm đầu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.published_on:%d/%m/%Y})"


class StatedFigure(Record):
    """Số đã công bố: what a notice states. It stands beside a computed figure, never feeds one.

    The value is null where the notice states a result without a number ("các cấp").
    """

    class Qualifier(models.TextChoices):
        EXACT = "", "đúng bằng"
        ABOVE = "hon", "hơn"
        OVER = "tren", "trên"
        NEARLY = "gan", "gần"
        ABOUT = "khoang", "khoảng"
        ESTIMATED = "uoc", "ước"
        AT_LEAST = "tu", "ít nhất"
        AT_MOST = "den", "không quá"

    notice = models.ForeignKey(
        StatedNotice, models.CASCADE, related_name="figures", verbose_name="thông báo"
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=1)
    label = LineField("chỉ số")
    kind = models.ForeignKey(
        ActivityKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stated_figures",
        verbose_name="nội dung",
    )
    source = models.ForeignKey(
        BudgetSource,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stated_figures",
        verbose_name="nguồn kinh phí",
    )
    value = NumberField("giá trị", null=True, blank=True)
    upper_value = NumberField("đến (nếu là khoảng)", null=True, blank=True)
    qualifier = models.CharField(
        "mức độ", max_length=6, choices=Qualifier, default=Qualifier.EXACT, blank=True
    )
    unit = LineField("đơn vị", max_length=60, blank=True)
    printed = BlockField("câu như đã in")

    public_fields = (
        "notice",
        "order",
        "label",
        "kind",
        "source",
        "value",
        "upper_value",
        "qualifier",
        "unit",
    )

    class Meta:
        verbose_name = "số đã công bố"
        verbose_name_plural = "số đã công bố"
        ordering = ["notice", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "order"],
                name="stated_once_per_place",
                violation_error_message="Thứ tự này đã có trong thông báo.",
            )
        ]

    def __str__(self) -> str:
        return self.label
