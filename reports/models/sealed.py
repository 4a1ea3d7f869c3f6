"""The sealed home of the lines: same flat columns as the register's, never changed, never added."""

from typing import Any

from django.db import models

from khuyencong.fields import MoneyField, WholeNumberField

from .publications import Publication


class FlatText(models.CharField):
    """A flat column of text: null where the fact has no such column."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"null": True, **kwargs})


class SealedLine(models.Model):
    """Dòng đã chốt: a line as it was when its publication was sealed. Never changed, never added.

    The columns are the flat names of ``reports.lines``: figures and splits read these rows exactly
    as they read the register. Codes and printed labels are copied, primary keys are not.
    """

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="lines", verbose_name="bản công bố"
    )
    order = models.PositiveIntegerField("thứ tự")
    fact = models.CharField("loại dòng", max_length=10)

    activity_code = FlatText("mã đề án", max_length=40)
    activity_title = FlatText("tên đề án", max_length=500)
    is_illustration = models.BooleanField("minh họa", null=True)
    line_year = models.PositiveSmallIntegerField("năm", null=True)
    first_year = models.PositiveSmallIntegerField("năm đầu", null=True)
    last_year = models.PositiveSmallIntegerField("năm cuối", null=True)
    programme_code = FlatText("chương trình", max_length=40)
    stage_code = FlatText("giai đoạn thực hiện", max_length=10)
    main_kind_code = FlatText("nội dung chính", max_length=40)
    is_scheme = models.BooleanField("tính là đề án", null=True)
    old_province_code = FlatText("tỉnh cũ", max_length=40)
    batch_label = FlatText("đợt", max_length=60)
    kind_code = FlatText("nội dung", max_length=40)
    kind_name = FlatText("tên nội dung", max_length=300)
    facility_code = FlatText("mã cơ sở", max_length=40)
    facility_name = FlatText("tên cơ sở", max_length=300)
    legal_form_code = FlatText("loại hình", max_length=12)
    commune_code = FlatText("mã xã, phường", max_length=10)
    commune_name = FlatText("xã, phường", max_length=300)
    district_code = FlatText("mã huyện cũ", max_length=10)
    district_name = FlatText("huyện cũ", max_length=300)
    subject_label = FlatText("nghề, sản phẩm", max_length=300)
    equipment_label = FlatText("máy móc, thiết bị", max_length=300)
    source_code = FlatText("mã nguồn", max_length=40)
    source_name = FlatText("nguồn kinh phí", max_length=300)
    source_role = FlatText("vai trò nguồn", max_length=12)
    source_is_unknown = models.BooleanField("chưa rõ nguồn", null=True)
    payment_kind = FlatText("loại chi", max_length=12)
    measure_code = FlatText("chỉ tiêu đo", max_length=40)
    outcome_code = FlatText("chỉ tiêu hiệu quả", max_length=40)
    outcome_is_additive = models.BooleanField("cộng được", null=True)
    outcome_value = models.DecimalField(
        "giá trị hiệu quả", max_digits=18, decimal_places=3, null=True
    )
    award_code = FlatText("mã sản phẩm", max_length=40)
    product_name = FlatText("sản phẩm", max_length=300)
    level_code = FlatText("cấp", max_length=8)
    product_group_code = FlatText("nhóm sản phẩm", max_length=8)
    award_status = FlatText("kết quả bình chọn", max_length=10)
    decision_number = FlatText("văn bản", max_length=80)
    plan_day = models.DateField("ngày kế hoạch", null=True)
    result_day = models.DateField("ngày thực hiện", null=True)
    activity_done_day = models.DateField("ngày xong đề án", null=True)
    in_plan = models.BooleanField("vào kế hoạch", null=True)
    in_result = models.BooleanField("vào kết quả", null=True)
    activity_in_result = models.BooleanField("đề án vào kết quả", null=True)
    planned_quantity = WholeNumberField("số lượng kế hoạch", null=True)
    actual_quantity = WholeNumberField("số lượng thực hiện", null=True)
    minimum_quantity = WholeNumberField("chỉ tiêu ít nhất", null=True)
    maximum_quantity = WholeNumberField("chỉ tiêu nhiều nhất", null=True)
    planned_amount = MoneyField("kinh phí kế hoạch", null=True)
    settled_amount = MoneyField("quyết toán", null=True)
    spent_amount = MoneyField("kinh phí thực hiện", null=True)
    recoverable_amount = MoneyField("phải thu hồi", null=True)
    paid_amount = MoneyField("số chi", null=True)
    has_planned_amount = models.BooleanField("rõ số kế hoạch", null=True)
    assigned_amount = MoneyField("kinh phí giao", null=True)

    class Meta:
        verbose_name = "dòng đã chốt"
        verbose_name_plural = "dòng đã chốt"
        ordering = ["publication", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "order"], name="sealed_line_once_per_place"
            )
        ]
        indexes = [models.Index(fields=["publication", "fact"], name="sealed_line_fact")]

    def __str__(self) -> str:
        return f"{self.publication_id}/{self.order}"


class SealProof(models.Model):
    """The hash of every sealed line, in order: 32 bytes each, so a changed line can be named."""

    publication = models.OneToOneField(
        Publication, models.PROTECT, related_name="proof", verbose_name="bản công bố"
    )
    line_hashes = models.BinaryField("mã của từng dòng")

    class Meta:
        verbose_name = "chứng cứ dấu"
        verbose_name_plural = "chứng cứ dấu"

    def __str__(self) -> str:
        return str(self.publication_id)


class ImportedBundle(models.Model):
    """Gói đã nhập: which file a publication came from that was not sealed on this portal.

    The chain of a portal may begin at such a publication; nowhere else may it have a gap.
    """

    publication = models.OneToOneField(
        Publication, models.PROTECT, related_name="imported", verbose_name="bản công bố"
    )
    imported_at = models.DateTimeField("lúc nhập")
    file_digest = models.CharField("SHA-256 của tệp gói", max_length=64)

    class Meta:
        verbose_name = "gói lưu trữ đã nhập"
        verbose_name_plural = "gói lưu trữ đã nhập"

    def __str__(self) -> str:
        return str(self.publication_id)
