"""What was planned: phases, the acts they rest on, the money assigned and the targets."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from khuyencong.constraints import FieldCheck
from khuyencong.fields import (
    ActNumberField,
    BlockField,
    LineField,
    MoneyField,
    WholeNumberField,
    YearField,
)
from khuyencong.models import Record, ReviewedRecord, SearchableRecord

from .catalogue import BudgetSource, Measure


class Decision(SearchableRecord):
    """Văn bản: an act that a phase, an allocation or an activity rests on."""

    number = ActNumberField("số, ký hiệu", max_length=80)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    issuer = LineField("cơ quan ban hành", blank=True)
    title = LineField("trích yếu", max_length=500, blank=True)
    batch = LineField("đợt", max_length=60, blank=True)

    told_by = ("number", "signed_on")
    public_fields = ("number", "signed_on", "issuer", "title")
    searched_fields = ("number", "title", "issuer")
    sorted_field = "number"

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        ordering = ["-signed_on", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["number", "signed_on"],
                name="decision_once",
                violation_error_message="Văn bản có số và ngày ký này đã có.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.signed_on:%d/%m/%Y})" if self.signed_on else self.number


class PhaseQuerySet(models.QuerySet["ProgramPhase"]):
    """Phases by the years they cover."""

    def covering(self, year: int) -> "PhaseQuerySet":
        """Phases that count an activity of ``year``; there may be several, or none."""
        return self.filter(first_year__lte=year, last_year__gte=year)


class ProgramPhase(Record):
    """Giai đoạn: a range of years. Phases overlap (2014–2020, 2016–2020) and never add up.

    An activity has a year, not a phase, so several phases can count the same activity.
    """

    name = LineField("tên giai đoạn", help_text="Ví dụ: Chương trình khuyến công giai đoạn …")
    first_year = YearField("năm đầu")
    last_year = YearField("năm cuối")
    legal_bases = models.ManyToManyField(
        Decision, blank=True, related_name="phases", verbose_name="căn cứ"
    )
    introduction = BlockField("lời dẫn", blank=True)

    public_fields = ("name", "first_year", "last_year", "legal_bases", "introduction")

    objects = PhaseQuerySet.as_manager()

    class Meta:
        verbose_name = "giai đoạn"
        verbose_name_plural = "giai đoạn"
        ordering = ["-first_year", "-last_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["first_year", "last_year"],
                name="phase_years_once",
                violation_error_message="Giai đoạn có các năm này đã có.",
            ),
            FieldCheck(
                condition=Q(last_year__gte=F("first_year")),
                name="phase_years_in_order",
                field="last_year",
                violation_error_message="Năm cuối không được trước năm đầu.",
            ),
        ]

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)

    @property
    def slug(self) -> str:
        """The phase in an address: ``2014-2020``."""
        return f"{self.first_year}-{self.last_year}"

    def __str__(self) -> str:
        return f"Giai đoạn {self.first_year}–{self.last_year}"


class Allocation(ReviewedRecord):
    """Kinh phí giao: year × source × decision. The plan side of money.

    The year may be unknown when only a phase's sum is known; then the phase is given.
    """

    year = YearField("năm ngân sách", null=True, blank=True)
    phase = models.ForeignKey(
        ProgramPhase,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="allocations",
        verbose_name="giai đoạn (khi không rõ năm)",
    )
    source = models.ForeignKey(
        BudgetSource, models.PROTECT, related_name="allocations", verbose_name="nguồn kinh phí"
    )
    amount = MoneyField("kinh phí giao (đồng)")
    decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="allocations",
        verbose_name="văn bản giao",
    )
    assigned_on = models.DateField(
        "ngày giao", null=True, blank=True, help_text="Để trống: lấy ngày ký của văn bản."
    )
    batch = LineField("đợt", max_length=60, blank=True, default="")
    note = BlockField("ghi chú", blank=True)

    public_fields = ("year", "phase", "source", "amount", "decision", "assigned_on", "batch")

    judged_with = ("source", "decision")

    class Meta(ReviewedRecord.Meta):
        verbose_name = "kinh phí giao"
        verbose_name_plural = "kinh phí giao"
        ordering = ["-year", "source", "batch"]
        constraints = [
            *ReviewedRecord.Meta.constraints,
            models.UniqueConstraint(
                Coalesce("year", 0),
                Coalesce("phase", 0),
                "source",
                Coalesce("decision", 0),
                "batch",
                name="allocation_once",
                violation_error_message="Kinh phí giao của nguồn, năm, văn bản và đợt này đã có.",
            ),
            FieldCheck(
                condition=Q(year__isnull=False, phase__isnull=True)
                | Q(year__isnull=True, phase__isnull=False),
                name="allocation_year_or_phase",
                field="year",
                violation_error_message="Nhập năm, hoặc giai đoạn khi không rõ năm; không cả hai.",
            ),
            FieldCheck(
                condition=Q(amount__gte=0),
                name="allocation_not_negative",
                field="amount",
                violation_error_message="Kinh phí giao không được là số âm.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source.short_name} {self.year or self.phase}"

    def fill_in(self, only: Collection[str] | None = None) -> set[str]:
        filled = super().fill_in(only)
        if self.assigned_on is None and self.decision is not None:
            self.assigned_on = self.decision.signed_on
            filled.add("assigned_on")
        return filled

    def clean(self) -> None:
        if self.source_id and self.source.role == BudgetSource.Role.COUNTERPART:
            raise ValidationError(
                {"source": "Vốn đối ứng do cơ sở bỏ ra, không phải kinh phí được giao."}
            )


class Target(ReviewedRecord):
    """Chỉ tiêu of a phase or a year: a measure with a minimum, a maximum, or both ("2 - 4")."""

    phase = models.ForeignKey(
        ProgramPhase,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name="giai đoạn",
    )
    year = YearField("năm", null=True, blank=True)
    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="targets", verbose_name="chỉ tiêu đo"
    )
    minimum = WholeNumberField("ít nhất", null=True, blank=True)
    maximum = WholeNumberField("nhiều nhất", null=True, blank=True)
    decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name="văn bản giao",
    )
    note = BlockField("ghi chú", blank=True)

    public_fields = ("phase", "year", "measure", "minimum", "maximum", "decision")

    class Meta(ReviewedRecord.Meta):
        verbose_name = "chỉ tiêu kế hoạch"
        verbose_name_plural = "chỉ tiêu kế hoạch"
        ordering = ["-year", "measure"]
        constraints = [
            *ReviewedRecord.Meta.constraints,
            models.UniqueConstraint(
                Coalesce("phase", 0),
                Coalesce("year", 0),
                "measure",
                name="target_once",
                violation_error_message="Chỉ tiêu này đã được giao cho năm hoặc giai đoạn đó.",
            ),
            FieldCheck(
                condition=Q(year__isnull=False, phase__isnull=True)
                | Q(year__isnull=True, phase__isnull=False),
                name="target_year_or_phase",
                field="year",
                violation_error_message="Chọn giai đoạn hoặc năm; không cả hai.",
            ),
            FieldCheck(
                condition=Q(minimum__isnull=False) | Q(maximum__isnull=False),
                name="target_says_something",
                field="minimum",
                violation_error_message="Nhập ít nhất một trong hai số.",
            ),
            FieldCheck(
                condition=Q(minimum__isnull=True)
                | Q(maximum__isnull=True)
                | Q(maximum__gte=F("minimum")),
                name="target_range_in_order",
                field="maximum",
                violation_error_message="Số nhiều nhất không được nhỏ hơn số ít nhất.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.year or self.phase}"
