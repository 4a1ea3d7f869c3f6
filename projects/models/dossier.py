from pathlib import Path
from typing import Any

from django.db import models

from khuyencong.fields import ActNumberField, LineField
from khuyencong.models import ReviewedRecord
from khuyencong.models.review import ReviewQuerySet
from khuyencong.uploads import RandomName, check_upload, plain_name
from programs.models import DocumentKind

from .activities import Activity


class DocumentQuerySet(ReviewQuerySet):
    """Papers by who may see them."""

    def published(self) -> "DocumentQuerySet":
        """Approved, marked public, and of an activity that the public sees."""
        of_public = Activity.objects.published().values("pk")
        return self.approved().filter(is_public=True, activity__in=of_public)


class Document(ReviewedRecord):
    """Hồ sơ: a paper of the dossier; shown to the public only when approved and marked so.

    A file that was replaced stays on the disk: the history of the record still names it.
    """

    FOLDER = "ho-so"

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="documents", verbose_name="đề án"
    )
    kind = models.ForeignKey(
        DocumentKind, models.PROTECT, related_name="documents", verbose_name="loại hồ sơ"
    )
    number = ActNumberField("số, ký hiệu", max_length=80, blank=True)
    signed_on = models.DateField("ngày", null=True, blank=True)
    title = LineField("trích yếu", max_length=500, blank=True)
    file = models.FileField(
        "tệp", upload_to=RandomName(FOLDER), blank=True, validators=[check_upload]
    )
    file_name = LineField("tên tệp", max_length=200, blank=True, editable=False)
    is_public = models.BooleanField(
        "công khai",
        default=False,
        help_text="Ai cũng tải được tệp. Không công khai giấy tờ có số căn cước, điện thoại, "
        "địa chỉ nhà hay chữ ký mẫu.",
    )

    public_fields = (
        "activity",
        "kind",
        "number",
        "signed_on",
        "title",
        "file",
        "file_name",
        "is_public",
    )

    objects = DocumentQuerySet.as_manager()  # type: ignore[misc]

    class Meta(ReviewedRecord.Meta):
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ"
        ordering = ["activity", "kind__order", "signed_on"]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}".strip()

    def get_absolute_url(self) -> str:
        """Where the public finds its file."""
        return f"/van-ban/{Path(self.file.name).name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and not self.file._committed:
            sent = self.file.name
            self.file.save(sent, self.file.file, save=False)
            self.file_name = plain_name(sent, self.file.name)
        super().save(*args, **kwargs)
