"""Đợt nhập: a file that was read, what was found in it, and what it changed.

Everything of an import stands in the database, the file too: so a step is done as a whole or not
at all, and nothing lies about in folders. What was only needed for the preview is removed with it.
"""

from typing import Any, ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from khuyencong.fields import LineField

from .agency import ImplementingUnit


class ImportQuerySet(models.QuerySet[Any]):
    """Imports by how far they came."""

    def open(self) -> Self:
        """Read but not stored yet."""
        return self.filter(state__in=ImportBatch.OPEN)

    def expired(self) -> Self:
        """Read, and left lying too long: the figures may have moved on."""
        return self.open().filter(created_at__lt=timezone.now() - settings.IMPORT_KEPT)

    def of(self, user: Any) -> Self:
        """What a person may open: one's own, and of others what was stored.

        Who belongs to a unit sees that of its own people only, as of its records.
        """
        stored = ~Q(state__in=ImportBatch.OPEN)
        if user.unit_id:
            stored &= Q(user__unit=user.unit_id)
        return self.filter(Q(user=user) | stored)


class ImportBatch(models.Model):
    """One file, from the upload to its undoing."""

    class Mode(models.TextChoices):
        ADD = "add", "Thêm mới"
        UPDATE = "update", "Thêm và cập nhật"
        REPLACE = "replace", "Thay cả ô trống"

    class State(models.TextChoices):
        READING = "reading", "Đang đọc"
        ASKING = "asking", "Chờ ghép cột"
        READY = "ready", "Chờ lưu"
        STORED = "stored", "Đã lưu"
        UNDONE = "undone", "Đã hoàn tác"

    OPEN: ClassVar[tuple[str, ...]] = (State.READING, State.ASKING, State.READY)

    key = models.UUIDField("mã", default=uuid4, unique=True, editable=False)
    subject = models.CharField("danh sách", max_length=20)
    mode = models.CharField("cách nhập", max_length=8, choices=Mode, default=Mode.ADD)
    state = models.CharField("tình trạng", max_length=8, choices=State, default=State.READING)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports", verbose_name="người nhập"
    )
    file_name = LineField("tên tệp", max_length=200)
    file_hash = models.CharField("mã băm của tệp", max_length=64, db_index=True)
    file_size = models.PositiveBigIntegerField("cỡ tệp (byte)")
    # How each sheet was read: see khuyencong/imports/sheets.py.
    layout = models.JSONField("cách đọc", default=list, encoder=DjangoJSONEncoder)
    # How many rows came out how: see khuyencong/imports/judging.py.
    counts = models.JSONField("số dòng", default=dict)
    # What the rows would add up to once approved.
    totals = models.JSONField("số sẽ thay đổi", default=list)
    good_only = models.BooleanField("chỉ lưu dòng đúng", default=False)
    created_at = models.DateTimeField("lúc đọc", auto_now_add=True)
    stored_at = models.DateTimeField("lúc lưu", null=True, blank=True)
    undone_at = models.DateTimeField("lúc hoàn tác", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người hoàn tác",
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt nhập từ Excel"
        verbose_name_plural = "đợt nhập từ Excel"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} ({timezone.localtime(self.created_at):%H:%M %d/%m/%Y})"

    @property
    def reason(self) -> str:
        """Why a record was changed, as its history tells it; fits its column."""
        return f"Nhập từ tệp, đợt {self.pk}: {self.file_name}"[:100]

    @property
    def is_expired(self) -> bool:
        return self.created_at < timezone.now() - settings.IMPORT_KEPT

    def clear(self) -> None:
        """Remove what only the preview needed: the file and its rows."""
        for rows in (self.parts.all(), self.rows.all()):
            rows._raw_delete(rows.db)

    def discard(self) -> None:
        """Throw away what was never stored, with its file."""
        with transaction.atomic():
            self.clear()
            self.delete()


class ImportPart(models.Model):
    """A piece of the file as it came."""

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="parts", verbose_name="đợt nhập"
    )
    order = models.PositiveIntegerField("thứ tự")
    data = models.BinaryField("nội dung")

    class Meta:
        verbose_name = "phần tệp của đợt nhập"
        verbose_name_plural = "phần tệp của đợt nhập"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "order"], name="import_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch}, phần {self.order}"


class ImportRow(models.Model):
    """A row of the file that holds a record: what was read, and what would come of it."""

    class State(models.TextChoices):
        NEW = "new", "Mới"
        CHANGED = "changed", "Thay đổi"
        SAME = "same", "Không đổi"
        REFUSED = "refused", "Cần sửa"

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="rows", verbose_name="đợt nhập"
    )
    sheet = models.PositiveSmallIntegerField("trang tính, từ 0")
    number = models.PositiveIntegerField("dòng trong tệp")
    state = models.CharField("kết quả", max_length=8, choices=State)
    label = models.CharField("hồ sơ", max_length=300)
    # By the column's name, as the subject reads them back; never read from the file again.
    values = models.JSONField("giá trị đã đọc", encoder=DjangoJSONEncoder)
    # (column, level, text); (label, old, new).
    messages = models.JSONField("lời nhắc", default=list)
    changes = models.JSONField("thay đổi", default=list)
    has_warning = models.BooleanField("có điều phải hỏi", default=False)

    class Meta:
        verbose_name = "dòng của đợt nhập"
        verbose_name_plural = "dòng của đợt nhập"
        ordering = ["batch", "sheet", "number"]
        indexes = [models.Index(fields=["batch", "state"], name="import_row_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "sheet", "number"], name="import_row_once_per_batch"
            ),
        ]

    def __str__(self) -> str:
        return f"Dòng {self.number}: {self.label}"


class ImportedRecord(models.Model):
    """What a stored import did to one record, so that it can be undone."""

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="records", verbose_name="đợt nhập"
    )
    model = models.CharField("bảng", max_length=60)
    object_id = models.BigIntegerField("khóa")
    is_new = models.BooleanField("do đợt này thêm")
    version = models.PositiveIntegerField("phiên bản sau khi nhập")
    before = models.JSONField("giá trị trước", default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = "hồ sơ của đợt nhập"
        verbose_name_plural = "hồ sơ của đợt nhập"
        ordering = ["pk"]
        indexes = [models.Index(fields=["model", "object_id"], name="imported_record_of")]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"


class HeadingChoice(models.Model):
    """Cách đọc một tên cột: what an office meant by a heading, remembered for its next file."""

    subject = models.CharField("danh sách", max_length=20)
    heading = models.CharField("tên cột, không dấu", max_length=300)
    unit = models.ForeignKey(
        ImplementingUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="đơn vị",
    )
    # Empty: a column that is not read.
    column = models.CharField("cột của mẫu", max_length=60, blank=True)
    money_unit = models.PositiveIntegerField("đơn vị tiền (đồng)", null=True, blank=True)

    class Meta:
        verbose_name = "cách đọc tên cột"
        verbose_name_plural = "cách đọc tên cột"
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "heading", "unit"],
                nulls_distinct=False,
                name="heading_choice_once",
            ),
        ]

    def __str__(self) -> str:
        return self.heading
