from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Func, Q, When
from django.db.models.functions import Coalesce

from khuyencong.constraints import FieldCheck
from khuyencong.fields import BlockField, LineField, NumberField, WholeNumberField
from khuyencong.models import Record, Review, ReviewedRecord
from programs.models import ActivityKind, Commune, Measure, OldDistrict, OutcomeMeasure

from .activities import Activity, Stage
from .facilities import Facility, check_commune_of_province


class DayOfYear(Func):
    """A fixed day (``month``, ``day``) of the year given by an expression, on both databases."""

    output_field = models.DateField()
    arity = 1

    def __init__(self, year: Any, month: int, day: int) -> None:
        super().__init__(year)
        self.month, self.day = month, day

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"(%(expressions)s || '-{self.month:02d}-{self.day:02d}')"
        return super().as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"MAKE_DATE((%(expressions)s)::int, {self.month}, {self.day})"
        return super().as_sql(compiler, connection, template=template, **context)


RUNNING = [Stage.APPROVED, Stage.ACCEPTED]


def accepted_day(support: str = "", activity: str = "activity__") -> Case:
    """The day a support counts as done: its own, else the activity's, else its year's end.

    Null while it is not accepted, or was stopped. ``support`` and ``activity`` are the look-up
    prefixes from the model asked. A missing day is listed as incomplete.
    """
    by_activity = Coalesce(f"{activity}accepted_on", DayOfYear(models.F(f"{activity}year"), 12, 31))
    stopped = Q(**{f"{support}stopped_on__isnull": False})
    not_running = ~Q(**{f"{activity}stage__in": RUNNING})
    return Case(
        When(stopped | not_running, then=None),
        When(**{f"{support}accepted_on__isnull": False}, then=f"{support}accepted_on"),
        When(**{f"{activity}stage": Stage.ACCEPTED}, then=by_activity),
        default=None,
        output_field=models.DateField(),
    )


def planned_day(support: str = "", activity: str = "activity__") -> Case:
    """The day a support counts as planned: approval, else its year's start; null if it is not."""
    stopped = Q(**{f"{support}stopped_on__isnull": False})
    not_running = ~Q(**{f"{activity}stage__in": RUNNING})
    return Case(
        When(stopped | not_running, then=None),
        default=Coalesce(f"{activity}approved_on", DayOfYear(models.F(f"{activity}year"), 1, 1)),
        output_field=models.DateField(),
    )


class SupportQuerySet(models.QuerySet["Support"]):
    """Supports by their record's review, with the day that counts."""

    def reviewed(self) -> "SupportQuerySet":
        """Only supports of approved records count."""
        return self.filter(activity__review=Review.APPROVED)

    def with_days(self) -> "SupportQuerySet":
        """Annotate ``accepted_day``."""
        return self.annotate(accepted_day=accepted_day())


class Support(Record):
    """Hạng mục hỗ trợ: one kind of support to one facility, or to none. The atom of results.

    A group scheme has many facilities and may be accepted in part; a fair has none.
    """

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="supports", verbose_name="đề án"
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=1)
    kind = models.ForeignKey(
        ActivityKind, models.PROTECT, related_name="supports", verbose_name="nội dung hỗ trợ"
    )
    facility = models.ForeignKey(
        Facility,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supports",
        verbose_name="cơ sở thụ hưởng",
        help_text="Để trống nếu không gắn với cơ sở nào (hội chợ, tập huấn…).",
    )
    subject = LineField("nghề đào tạo, sản phẩm", blank=True)
    equipment = LineField("máy móc, thiết bị", blank=True)
    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supports",
        verbose_name="xã, phường hiện nay",
    )
    old_district = models.ForeignKey(
        OldDistrict,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supports",
        verbose_name="huyện cũ",
    )
    place_then = LineField("địa chỉ theo quyết định", blank=True)
    accepted_on = models.DateField(
        "ngày nghiệm thu", null=True, blank=True, help_text="Để trống: theo đề án."
    )
    stopped_on = models.DateField("ngày ngừng", null=True, blank=True)
    in_common_quantity = models.BooleanField(
        "số lượng nằm trong số chung",
        default=False,
        help_text="Số lượng của hạng mục này đã ghi chung ở một hạng mục khác của đề án.",
    )
    note = BlockField("ghi chú", blank=True)

    public_fields = (
        "activity",
        "order",
        "kind",
        "facility",
        "subject",
        "equipment",
        "commune",
        "old_district",
        "place_then",
        "accepted_on",
        "stopped_on",
        "in_common_quantity",
    )

    told_by = ("activity__code", "activity__title", "order", "kind__name", "facility__name")
    judged_with = (
        "activity__old_province",
        "facility__merged_into",
        "facility__old_district__old_province",
        "commune__province",
        "old_district__old_province",
    )
    objects = SupportQuerySet.as_manager()

    class Meta:
        verbose_name = "hạng mục hỗ trợ"
        verbose_name_plural = "hạng mục hỗ trợ"
        ordering = ["activity", "order", "id"]
        constraints = [
            FieldCheck(
                condition=Q(accepted_on__isnull=True) | Q(stopped_on__isnull=True),
                name="support_accepted_or_stopped",
                field="stopped_on",
                violation_error_message="Hạng mục đã nghiệm thu thì không thể ngừng.",
            )
        ]

    def __str__(self) -> str:
        what = self.facility or self.subject or self.activity
        return f"{self.kind}: {what}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self.activity.refresh_derived()

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        gone = super().delete(*args, **kwargs)
        self.activity.refresh_derived()
        return gone

    def fill_in(self, only: Collection[str] | None = None) -> set[str]:
        """The place is kept as it was then: a facility may move later."""
        filled = super().fill_in(only)
        has_place = self.commune_id or self.old_district_id or self.place_then
        if only is not None or self.facility is None or has_place:
            return filled
        self.commune_id = self.facility.commune_id
        self.old_district_id = self.facility.old_district_id
        self.place_then = self.facility.place_then
        return filled | {"commune", "old_district", "place_then"}

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        facility = self.facility
        if facility and facility.merged_into_id:
            errors["facility"] = (
                f"Cơ sở này đã gộp vào “{facility.merged_into}”. Hãy chọn cơ sở đó."
            )
        errors |= self._errors_of_province()
        if errors:
            raise ValidationError(errors)

    def _errors_of_province(self) -> dict[str, Any]:
        """A facility or place of another province than the one that approved the đề án."""
        errors: dict[str, Any] = {}
        if self.commune is not None:
            try:
                check_commune_of_province(self.commune)
            except ValidationError as refused:
                errors["commune"] = refused.messages
        # The activity may be on the same screen and not stored yet.
        approved_by = getattr(getattr(self, "activity", None), "old_province", None)
        named = {"old_district": self.old_district}
        if self.facility is not None and not self.old_district_id:
            named["facility"] = self.facility.old_district
        for field, district in named.items():
            if approved_by and district and district.old_province_id != approved_by.pk:
                errors[field] = (
                    f"{district} thuộc {district.old_province}, không thuộc tỉnh đã phê duyệt "
                    f"đề án ({approved_by})."
                )
        return errors

    @property
    def public_place_then(self) -> str:
        """The address as the decision has it; a person's may be where he lives."""
        return "" if self.facility is not None and self.facility.is_person else self.place_then

    def problems(self) -> list[str]:
        """What stops the review: an accepted support whose quantity nobody stated."""
        if getattr(self, "accepted_day", None) is None or self.in_common_quantity:
            return []
        stated = {quantity.measure_id: quantity for quantity in self.quantities.all()}
        missing = [
            measure.name
            for measure in self.kind.measures.all()
            if measure.is_main and measure.is_typed
            if measure.pk not in stated or not stated[measure.pk].is_stated
        ]
        if not missing:
            return []
        return [
            f"Hạng mục {self.order} đã nghiệm thu nhưng chưa có số thực hiện của "
            f"“{', '.join(missing)}”. Nhập số, hoặc đánh dấu “Không rõ”."
        ]


class Quantity(Record):
    """Số lượng of one measure of a support. Unknown is null with its mark; never 0 or 1."""

    support = models.ForeignKey(
        Support, models.CASCADE, related_name="quantities", verbose_name="hạng mục"
    )
    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="quantities", verbose_name="chỉ tiêu đo"
    )
    planned = WholeNumberField("kế hoạch", null=True, blank=True)
    actual = WholeNumberField("thực hiện", null=True, blank=True)
    is_unknown = models.BooleanField(
        "không rõ số thực hiện",
        default=False,
        help_text="Có thực hiện nhưng không thống kê số lượng (ví dụ “các cấp”).",
    )

    judged_with = ("support", "measure")

    public_fields = ("support", "measure", "planned", "actual", "is_unknown")

    class Meta:
        verbose_name = "số lượng"
        verbose_name_plural = "số lượng"
        ordering = ["support", "measure__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["support", "measure"],
                name="quantity_once_per_measure",
                violation_error_message="Chỉ tiêu này đã có số lượng ở hạng mục.",
            ),
            FieldCheck(
                condition=Q(is_unknown=False) | Q(actual__isnull=True),
                name="quantity_unknown_has_no_value",
                field="actual",
                violation_error_message="Đã đánh dấu “Không rõ” thì để trống số thực hiện.",
            ),
            models.CheckConstraint(
                condition=(Q(planned__isnull=True) | Q(planned__gte=0))
                & (Q(actual__isnull=True) | Q(actual__gte=0)),
                name="quantity_not_negative",
                violation_error_message="Số lượng không được là số âm.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.actual if self.actual is not None else '–'}"

    @property
    def part_label(self) -> str:
        """Among the changes of an activity, where the number itself is told beside it."""
        return f"{self.measure} ({self.support})"

    @property
    def is_stated(self) -> bool:
        return self.is_unknown or self.actual is not None

    def clean(self) -> None:
        if self.measure_id and self.support_id and self.measure.kind_id != self.support.kind_id:
            raise ValidationError(
                {"measure": "Chỉ tiêu này không thuộc nội dung hỗ trợ của hạng mục."}
            )
        if self.measure_id and not self.measure.is_typed:
            raise ValidationError({"measure": "Chỉ tiêu này do hệ thống tự đếm, không nhập."})


class Outcome(ReviewedRecord):
    """Kết quả sau hỗ trợ: "khoảng 30 lao động", "5 - 7 tấn/năm"."""

    class Qualifier(models.TextChoices):
        EXACT = "", "đúng bằng"
        ABOVE = "hon", "hơn"
        OVER = "tren", "trên"
        NEARLY = "gan", "gần"
        ABOUT = "khoang", "khoảng"
        ESTIMATED = "uoc", "ước"

    support = models.ForeignKey(
        Support, models.CASCADE, related_name="outcomes", verbose_name="hạng mục"
    )
    measure = models.ForeignKey(
        OutcomeMeasure, models.PROTECT, related_name="outcomes", verbose_name="chỉ tiêu hiệu quả"
    )
    value = NumberField("giá trị")
    upper_value = NumberField("đến (nếu là khoảng)", null=True, blank=True)
    qualifier = models.CharField(
        "mức độ", max_length=6, choices=Qualifier, default=Qualifier.EXACT, blank=True
    )
    observed_on = models.DateField("ngày ghi nhận", null=True, blank=True)
    note = BlockField("ghi chú", blank=True)

    public_fields = ("support", "measure", "value", "upper_value", "qualifier", "observed_on")

    class Meta(ReviewedRecord.Meta):
        verbose_name = "kết quả sau hỗ trợ"
        verbose_name_plural = "kết quả sau hỗ trợ"
        ordering = ["support", "measure"]
        constraints = [
            *ReviewedRecord.Meta.constraints,
            FieldCheck(
                condition=Q(upper_value__isnull=True) | Q(upper_value__gte=models.F("value")),
                name="outcome_range_in_order",
                field="upper_value",
                violation_error_message="Số trên không được nhỏ hơn số dưới.",
            ),
            FieldCheck(
                condition=Q(value__gte=0),
                name="outcome_not_negative",
                field="value",
                violation_error_message="Giá trị không được là số âm.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.value}"

    @property
    def part_label(self) -> str:
        """See Quantity.part_label."""
        return f"{self.measure} ({self.support})"
