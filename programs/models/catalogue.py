"""Danh mục: the words the programme counts in. Data that staff may change, shipped with the app.

Activities follow Điều 4 of Nghị định 45/2012/NĐ-CP (groups 1 to 9; group 10 is "khác", as in
Điều 5 of Thông tư liên tịch 26/2014). Forms are those of the statistics of a Sở Công Thương.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from khuyencong.constraints import FieldCheck
from khuyencong.fields import BlockField, LineField, MoneyField
from khuyencong.models import CatalogueRecord, ShippedRecord


class ActivityGroup(CatalogueRecord):
    """Nhóm nội dung: a khoản of Điều 4 NĐ 45/2012, or group 10."""

    name = LineField("tên nhóm")
    legal_text = BlockField("nguyên văn", blank=True)
    legal_source = LineField("căn cứ", blank=True)

    public_fields = ("code", "order", "name", "legal_text", "legal_source")

    class Meta(CatalogueRecord.Meta):
        verbose_name = "nhóm nội dung (Điều 4)"
        verbose_name_plural = "nhóm nội dung (Điều 4)"

    def __str__(self) -> str:
        return f"{self.code}. {self.name}"


class FormRow(CatalogueRecord):
    """Dòng biểu mẫu: a row of an official form, fed by measures or by the money of kinds."""

    class Form(models.TextChoices):
        RESULTS = "results", "Kết quả công tác khuyến công"
        FUNDING = "funding", "Kinh phí khuyến công"
        AWARDS = "awards", "Kết quả bình chọn sản phẩm CNNT tiêu biểu"

    form = models.CharField("biểu", max_length=10, choices=Form)
    number = models.CharField("TT", max_length=10, blank=True)
    label = LineField("chỉ tiêu", max_length=400)
    unit = LineField("đơn vị tính", max_length=60, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="dòng cha",
    )

    told_by = ("code", "label")

    class Meta(CatalogueRecord.Meta):
        verbose_name = "dòng biểu mẫu"
        verbose_name_plural = "dòng biểu mẫu"

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class DocumentKind(CatalogueRecord):
    """Loại hồ sơ: what a dossier must hold (evidence per kind: Điều 14 TT 36/2013)."""

    name = LineField("tên loại hồ sơ")
    legal_source = LineField("căn cứ", blank=True)

    public_fields = ("code", "order", "name", "legal_source")

    class Meta(CatalogueRecord.Meta):
        verbose_name = "loại hồ sơ"
        verbose_name_plural = "loại hồ sơ"

    def __str__(self) -> str:
        return self.name


class ActivityKind(CatalogueRecord):
    """Nội dung hoạt động: a kind of support under a group of Điều 4."""

    group = models.ForeignKey(
        ActivityGroup, models.PROTECT, related_name="kinds", verbose_name="nhóm nội dung"
    )
    name = LineField("tên nội dung")
    phrase = LineField(
        "cách viết trong thông báo",
        help_text="Ví dụ: “hỗ trợ xây dựng {n} mô hình trình diễn kỹ thuật”; {n} là số và đơn vị.",
        blank=True,
    )
    phrase_without_number = LineField(
        "cách viết khi không có số lượng",
        help_text="Ví dụ: “tổ chức bình chọn sản phẩm CNNT tiêu biểu các cấp”.",
        blank=True,
    )
    is_scheme = models.BooleanField(
        "tính là đề án", default=True, help_text="Bỏ chọn cho chi quản lý, không phải đề án."
    )
    funding_row = models.ForeignKey(
        FormRow,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="funded_kinds",
        verbose_name="dòng biểu kinh phí",
        limit_choices_to={"form": FormRow.Form.FUNDING},
    )
    advance_percent = models.PositiveSmallIntegerField(
        "tạm ứng trước nghiệm thu, nhiều nhất (%)",
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text="Của khuyến công quốc gia (TT 36/2013/TT-BCT). Để trống: không giới hạn.",
    )
    documents = models.ManyToManyField(
        DocumentKind, blank=True, related_name="kinds", verbose_name="hồ sơ phải có"
    )
    valid_from = models.DateField("áp dụng từ", null=True, blank=True)
    valid_to = models.DateField("áp dụng đến", null=True, blank=True)
    usual_from = MoneyField(
        "số tiền thường gặp, từ (đồng)",
        null=True,
        blank=True,
        help_text="Để hỏi khi nhầm đơn vị mà chưa đủ hồ sơ để so; không phải định mức.",
    )
    usual_to = MoneyField("số tiền thường gặp, đến (đồng)", null=True, blank=True)
    repeat_years = models.PositiveSmallIntegerField(
        "hỏi hỗ trợ trùng trong vòng (năm)",
        default=5,
        help_text="Một cơ sở được hỗ trợ lại nội dung này trong số năm đó thì phải nêu lý do. "
        "Ghi 0 nếu nội dung vốn lặp lại hằng năm.",
    )

    public_fields = (
        "code",
        "order",
        "group",
        "name",
        "phrase",
        "phrase_without_number",
        "is_scheme",
        "valid_from",
        "valid_to",
    )

    class Meta(CatalogueRecord.Meta):
        verbose_name = "nội dung hoạt động"
        verbose_name_plural = "nội dung hoạt động"
        constraints = [
            FieldCheck(
                condition=Q(usual_from__isnull=True, usual_to__isnull=True)
                | Q(usual_from__gt=0, usual_to__gte=F("usual_from")),
                name="kind_usual_range_in_order",
                field="usual_to",
                violation_error_message="Nhập cả hai mức, mức đến không nhỏ hơn mức từ.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Measure(CatalogueRecord):
    """Chỉ tiêu đo: how a kind is counted, in which unit, and which form rows it feeds."""

    class Rule(models.TextChoices):
        SUM = "sum", "cộng số lượng đã nhập"
        FACILITIES = "facilities", "đếm cơ sở, mỗi cơ sở một lần"
        SUPPORTS = "supports", "đếm lượt hỗ trợ"
        ACTIVITIES = "activities", "đếm đề án"

    kind = models.ForeignKey(
        ActivityKind, models.PROTECT, related_name="measures", verbose_name="nội dung hoạt động"
    )
    name = LineField("tên chỉ tiêu")
    unit = LineField("đơn vị", max_length=60)
    rule = models.CharField("cách đếm", max_length=12, choices=Rule, default=Rule.SUM)
    is_main = models.BooleanField("chỉ tiêu chính của nội dung", default=False)
    is_money = models.BooleanField(
        "là tiền (đồng)", default=False, help_text="Nhập bằng đồng, in bằng triệu đồng."
    )
    form_rows = models.ManyToManyField(
        FormRow,
        blank=True,
        related_name="measures",
        verbose_name="dòng biểu kết quả",
        limit_choices_to={"form": FormRow.Form.RESULTS},
    )

    public_fields = ("code", "order", "kind", "name", "unit", "rule", "is_main", "is_money")

    class Meta(CatalogueRecord.Meta):
        verbose_name = "chỉ tiêu đo"
        verbose_name_plural = "chỉ tiêu đo"
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(is_main=True),
                name="measure_one_main_per_kind",
                violation_error_code="unique",
                violation_error_message="Mỗi nội dung chỉ có một chỉ tiêu chính.",
            )
        ]

    @property
    def is_typed(self) -> bool:
        """Only a summed measure is typed in; the others are counted from the records."""
        return self.rule == self.Rule.SUM

    def __str__(self) -> str:
        return f"{self.name} ({self.unit})"

    @property
    def option_label(self) -> str:
        """As one of many to choose from: several kinds have a "Số lớp"."""
        return f"{self.kind}: {self.name} ({self.unit})"


class OutcomeMeasure(CatalogueRecord):
    """Chỉ tiêu hiệu quả: what a support brought about; only additive ones are ever summed."""

    name = LineField("tên chỉ tiêu")
    unit = LineField("đơn vị", max_length=60)
    is_additive = models.BooleanField("cộng được", default=False)

    public_fields = ("code", "order", "name", "unit", "is_additive")

    class Meta(CatalogueRecord.Meta):
        verbose_name = "chỉ tiêu hiệu quả"
        verbose_name_plural = "chỉ tiêu hiệu quả"

    def __str__(self) -> str:
        return f"{self.name} ({self.unit})"


class BudgetSource(CatalogueRecord):
    """Nguồn kinh phí. Values are bound to a source by its code, never by column position."""

    class Role(models.TextChoices):
        SUPPORT = "support", "kinh phí khuyến công"
        COUNTERPART = "counterpart", "vốn đối ứng"
        OTHER = "other", "nguồn khác"

    name = LineField("tên nguồn")
    short_name = LineField("tên ngắn", max_length=60)
    role = models.CharField("vai trò", max_length=12, choices=Role)
    is_unknown = models.BooleanField(
        "chưa rõ nguồn", default=False, help_text="Được tính riêng, không vào tỷ lệ."
    )

    public_fields = ("code", "order", "name", "short_name", "role", "is_unknown")

    class Meta(CatalogueRecord.Meta):
        verbose_name = "nguồn kinh phí"
        verbose_name_plural = "nguồn kinh phí"

    def __str__(self) -> str:
        return self.name


class Trade(CatalogueRecord):
    """Ngành nghề được hưởng chính sách (Điều 5 NĐ 45/2012)."""

    name = LineField("tên ngành nghề", max_length=400)
    legal_source = LineField("căn cứ", blank=True)

    public_fields = ("code", "order", "name", "legal_source")

    class Meta(CatalogueRecord.Meta):
        verbose_name = "ngành nghề"
        verbose_name_plural = "ngành nghề"

    def __str__(self) -> str:
        return self.name


class SupportCeiling(ShippedRecord):
    """Định mức: the most that a source may give to one support of a kind, while it is in force."""

    kind = models.ForeignKey(
        ActivityKind, models.PROTECT, related_name="ceilings", verbose_name="nội dung hoạt động"
    )
    source = models.ForeignKey(
        BudgetSource, models.PROTECT, related_name="ceilings", verbose_name="nguồn kinh phí"
    )
    label = LineField("trường hợp", blank=True, default="")
    max_percent = models.DecimalField(
        "tỷ lệ tối đa (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    max_amount = MoneyField("mức tối đa (đồng)", null=True, blank=True)
    legal_source = LineField("căn cứ")
    valid_from = models.DateField("áp dụng từ")
    valid_to = models.DateField("áp dụng đến", null=True, blank=True)

    public_fields = (
        "kind",
        "source",
        "label",
        "max_percent",
        "max_amount",
        "legal_source",
        "valid_from",
        "valid_to",
    )

    class Meta:
        verbose_name = "định mức hỗ trợ"
        verbose_name_plural = "định mức hỗ trợ"
        ordering = ["kind", "source", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source", "label", "valid_from"],
                name="ceiling_once_per_start",
                violation_error_message="Định mức này đã có từ ngày đó.",
            ),
            FieldCheck(
                condition=Q(max_percent__isnull=False) | Q(max_amount__isnull=False),
                name="ceiling_says_something",
                field="max_amount",
                violation_error_message="Nhập tỷ lệ tối đa hoặc mức tối đa.",
            ),
            FieldCheck(
                condition=Q(max_percent__isnull=True) | Q(max_percent__gt=0, max_percent__lte=100),
                name="ceiling_percent_possible",
                field="max_percent",
                violation_error_message="Tỷ lệ phải lớn hơn 0 và không quá 100 %%.",
            ),
            FieldCheck(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="ceiling_dates_in_order",
                field="valid_to",
                violation_error_message="Ngày hết áp dụng phải sau ngày bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.source.short_name}, từ {self.valid_from:%d/%m/%Y})"

    def is_in_force(self, day: date) -> bool:
        """Whether the norm applies on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def clean(self) -> None:
        if self.source_id and self.source.role != BudgetSource.Role.SUPPORT:
            raise ValidationError({"source": "Định mức chỉ đặt cho kinh phí khuyến công."})
