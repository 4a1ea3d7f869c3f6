from typing import ClassVar

from django.db import models


class HistoryCheckpoint(models.Model):
    """Mốc lịch sử: every history row up to here, hashed and chained to the checkpoint before."""

    # Known before it is stored, so that its spans can be stored one by one.
    sequence = models.PositiveIntegerField("thứ tự", primary_key=True)
    made_at = models.DateTimeField("lúc lập")
    occasion = models.CharField("dịp", max_length=300)
    previous_digest = models.CharField("mã mốc trước", max_length=64, blank=True)
    digest = models.CharField("mã mốc", max_length=64)

    public_fields: ClassVar[tuple[str, ...]] = ()

    class Meta:
        verbose_name = "mốc lịch sử"
        verbose_name_plural = "mốc lịch sử"
        ordering = ["-sequence"]

    def __str__(self) -> str:
        return f"Mốc {self.sequence}"


class HistorySpan(models.Model):
    """Đoạn lịch sử: the rows of one history table that a checkpoint covers.

    ``proof`` holds of each row its id, that of its record and its hash, so that it can be named.
    """

    checkpoint = models.ForeignKey(
        HistoryCheckpoint, models.PROTECT, related_name="spans", verbose_name="mốc"
    )
    table = models.CharField("bảng lịch sử", max_length=100)
    after_id = models.BigIntegerField("sau dòng")
    last_id = models.BigIntegerField("đến dòng")
    count = models.PositiveIntegerField("số dòng")
    # Named here, so that a column which comes later leaves the old rows as they were hashed.
    columns = models.TextField("các cột")
    proof = models.BinaryField("dấu của từng dòng")

    public_fields: ClassVar[tuple[str, ...]] = ()

    class Meta:
        verbose_name = "đoạn lịch sử"
        verbose_name_plural = "đoạn lịch sử"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "last_id"],
                name="history_span_once",
                violation_error_message="Đoạn lịch sử này đã có mốc.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.table}: dòng sau {self.after_id} đến {self.last_id}"
