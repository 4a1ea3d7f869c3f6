from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from khuyencong.codes import save_with_code
from khuyencong.constraints import FieldCheck
from khuyencong.fields import LineField, YearField
from khuyencong.models import Record, ReviewedRecord, SearchableRecord
from khuyencong.models.review import ReviewQuerySet
from programs.models import Decision

from .facilities import Facility

VALID_YEARS = 3  # to 31/12 of the third year (TT 26/2014/TT-BCT)


class AwardRound(Record):
    """Đợt bình chọn sản phẩm công nghiệp nông thôn tiêu biểu (TT 26/2014/TT-BCT). Not OCOP."""

    class Level(models.TextChoices):
        DISTRICT = "district", "Cấp huyện"
        PROVINCE = "province", "Cấp tỉnh"
        REGION = "region", "Cấp khu vực"
        NATION = "nation", "Cấp quốc gia"

    level = models.CharField("cấp", max_length=8, choices=Level)
    year = YearField("năm")
    name = LineField("tên đợt", blank=True)
    decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="award_rounds",
        verbose_name="quyết định công nhận",
    )
    held_on = models.DateField("ngày công nhận", null=True, blank=True)

    told_by = ("level", "year", "name")
    public_fields = ("level", "year", "name", "decision", "held_on")

    class Meta:
        verbose_name = "đợt bình chọn"
        verbose_name_plural = "đợt bình chọn"
        ordering = ["-year", "level"]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "year", "name"],
                name="award_round_once",
                violation_error_message="Đợt bình chọn này đã có.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} năm {self.year}"


class Validity(models.TextChoices):
    """Hiệu lực of a certificate on a day."""

    VALID = "con", "Còn hiệu lực"
    EXPIRING = "sap-het", "Hết hiệu lực trong năm nay"
    EXPIRED = "het", "Đã hết hiệu lực"


class AwardQuerySet(ReviewQuerySet):
    """Products by their certificates."""

    def recognised(self) -> "AwardQuerySet":
        """Those with a result: a registered product has no certificate."""
        return self.exclude(status=Award.Status.REGISTERED)

    def of_validity(self, validity: Validity, today: date) -> "AwardQuerySet":
        """Recognised products whose certificate is so; those that end this year are still valid."""
        rows = self.recognised()
        if validity == Validity.EXPIRED:
            return rows.filter(valid_until__lt=today)
        valid = rows.filter(valid_until__gte=today)
        if validity == Validity.EXPIRING:
            return valid.filter(valid_until__lte=date(today.year, 12, 31))
        return valid


class Award(SearchableRecord, ReviewedRecord):
    """Sản phẩm dự bình chọn: product counts come from these, never typed in a support."""

    class Group(models.TextChoices):
        """The four groups of Điều 5 TT 26/2014/TT-BCT."""

        CRAFT = "craft", "Thủ công mỹ nghệ"
        FOOD = "food", "Chế biến nông, lâm, thủy sản và thực phẩm"
        MACHINE = "machine", "Phụ tùng, máy móc, thiết bị, cơ khí"
        OTHER = "other", "Sản phẩm khác"

    class Status(models.TextChoices):
        REGISTERED = "registered", "Đăng ký"
        RECOGNISED = "recognised", "Công nhận"
        AWARDED = "awarded", "Trao giải"
        NOMINATED = "nominated", "Đề cử lên cấp trên"

    code = models.CharField("mã sản phẩm dự bình chọn", max_length=40, unique=True, blank=True)
    round = models.ForeignKey(
        AwardRound, models.PROTECT, related_name="awards", verbose_name="đợt bình chọn"
    )
    product = LineField("sản phẩm, bộ sản phẩm")
    facility = models.ForeignKey(
        Facility, models.PROTECT, related_name="awards", verbose_name="cơ sở"
    )
    group = models.CharField("nhóm sản phẩm", max_length=8, choices=Group)
    status = models.CharField("kết quả", max_length=10, choices=Status, default=Status.REGISTERED)
    certificate = LineField("giấy chứng nhận", max_length=80, blank=True)
    valid_until = models.DateField(
        "có giá trị đến", null=True, blank=True, help_text="Để trống: 31/12 của năm thứ ba."
    )

    public_fields = ("code", "round", "product", "facility", "group", "status", "valid_until")
    judged_with = ("round",)
    searched_fields = ("product", "code")

    objects = AwardQuerySet.as_manager()  # type: ignore[misc]
    sorted_field = "product"

    class Meta(ReviewedRecord.Meta):
        verbose_name = "sản phẩm dự bình chọn"
        verbose_name_plural = "sản phẩm dự bình chọn"
        ordering = ["-round__year", "sort_key"]
        constraints = [
            *ReviewedRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=["round", "facility", "product"],
                name="award_once_per_round",
                violation_error_message="Sản phẩm này của cơ sở đã có trong đợt.",
            ),
            FieldCheck(
                condition=Q(certificate="") | ~Q(status="registered"),
                name="award_certificate_needs_result",
                field="certificate",
                violation_error_message="Có giấy chứng nhận thì kết quả không thể là “Đăng ký”.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} ({self.round})"

    @property
    def is_recognised(self) -> bool:
        return self.status != self.Status.REGISTERED

    @property
    def code_series(self) -> tuple[str, int]:
        """See Activity.code_series."""
        return f"SP-{self.round.year}-", 3

    def fill_in(self, only: Collection[str] | None = None) -> set[str]:
        filled = super().fill_in(only)
        if self.is_recognised and self.valid_until is None:
            self.valid_until = date(self.round.year + VALID_YEARS - 1, 12, 31)
            filled.add("valid_until")
        return filled

    def save(self, *args: Any, **kwargs: Any) -> None:
        save_with_code(self, lambda: super(Award, self).save(*args, **kwargs))
