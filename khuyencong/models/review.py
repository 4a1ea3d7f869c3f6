"""Nháp → chờ duyệt → đã duyệt, and the rule of two persons.

Only approved records count in any figure. Who changed a record since its last approval cannot
approve it; the database holds that the approver is not the one who submitted it.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.dispatch import Signal
from django.utils import timezone

from khuyencong import roles
from khuyencong.fields import BlockField

from .record import REASON_LENGTH, Record

# Sent when a record enters or leaves the live figures.
register_changed = Signal()


class Review(models.TextChoices):
    DRAFT = "draft", "Nháp"
    PENDING = "pending", "Chờ duyệt"
    APPROVED = "approved", "Đã duyệt"


class ReviewQuerySet(models.QuerySet[Any]):
    """Rows by the state of their review."""

    def approved(self) -> Self:
        """The only rows that count and that the public may see."""
        return self.filter(review=Review.APPROVED)

    def pending(self) -> Self:
        """What waits for an approver."""
        return self.filter(review=Review.PENDING)

    def returned(self) -> Self:
        """Drafts that an approver sent back to be repaired (an unlocked record is not one)."""
        never_approved = Q(approved_at__isnull=True) | Q(submitted_at__gt=F("approved_at"))
        return self.filter(never_approved, review=Review.DRAFT).exclude(review_note="")


class ReviewedRecord(Record):
    """A record that one person enters and another approves before it counts."""

    review = models.CharField(
        "xét duyệt", max_length=10, choices=Review, default=Review.DRAFT, editable=False
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="người gửi duyệt",
    )
    submitted_at = models.DateTimeField("lúc gửi duyệt", null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="người duyệt",
    )
    approved_at = models.DateTimeField("lúc duyệt", null=True, blank=True, editable=False)
    review_note = BlockField("ghi chú xét duyệt", blank=True, editable=False)
    editors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="người đã sửa từ lần duyệt trước",
    )

    # What is judged with the record: each model, and the path from it to the record.
    content_parts: ClassVar[tuple[tuple[str, str], ...]] = ()

    objects = ReviewQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ("add", "change", "delete", "view", "approve")
        constraints = [
            models.CheckConstraint(
                condition=~Q(review=Review.APPROVED)
                | (
                    Q(submitted_by__isnull=False)
                    & Q(approved_by__isnull=False)
                    & Q(approved_at__isnull=False)
                    & ~Q(approved_by=F("submitted_by"))
                ),
                name="%(class)s_two_persons",
                violation_error_message="Người duyệt phải khác người gửi duyệt.",
            )
        ]

    # What staff may still do in each state.

    @property
    def is_locked(self) -> bool:
        """An approved or waiting record is changed only after unlocking or return."""
        return self.review != Review.DRAFT

    @property
    def counts(self) -> bool:
        return self.review == Review.APPROVED

    @property
    def is_returned(self) -> bool:
        """Sent back by an approver; see ReviewQuerySet.returned()."""
        if self.review != Review.DRAFT or not self.review_note or self.submitted_at is None:
            return False
        return self.approved_at is None or self.submitted_at > self.approved_at

    def is_own_of(self, user: Any) -> bool:
        """Whether ``user``, or for whom he stands in, entered, changed or submitted it."""
        people = user.stands_for(roles.REVIEW)
        return self.submitted_by_id in people or self.editors.filter(pk__in=people).exists()

    def submission_problems(self) -> list[str]:
        """What must be repaired before review; subclasses say. Messages for staff."""
        return []

    def reviewed_parts(self) -> Iterable["ReviewedRecord"]:
        """Records entered with this one, which its approval approves too."""
        return ()

    def changed_by(self, user: Any) -> None:
        """Remember who changed the record since its last approval."""
        self.editors.add(user)

    # The transitions. Each is one transaction, judged on the row as stored now.

    def submit(self, user: Any) -> None:
        """Nháp → chờ duyệt. Raises ValidationError with every point to repair."""
        with transaction.atomic():
            self._expect(Review.DRAFT, "Chỉ bản nháp mới gửi duyệt được.")
            problems = self.submission_problems()
            if problems:
                raise ValidationError(problems)
            self._move(Review.PENDING, submitted_by=user, submitted_at=timezone.now())
            for part in self.reviewed_parts():
                if part.review == Review.DRAFT:
                    part.submit(user)

    def approve(self, user: Any) -> None:
        """Chờ duyệt → đã duyệt, by someone who has not touched it since the last approval."""
        with transaction.atomic():
            self._expect(Review.PENDING, "Chỉ hồ sơ chờ duyệt mới duyệt được.")
            if self.is_own_of(user):
                raise ValidationError(
                    "Người đã nhập, sửa hoặc gửi hồ sơ không được tự duyệt. "
                    "Hãy nhờ người kiểm duyệt khác."
                )
            self._move(
                Review.APPROVED, approved_by=user, approved_at=timezone.now(), review_note=""
            )
            self.editors.clear()
            for part in self.reviewed_parts():
                if part.review == Review.PENDING:
                    part.approve(user)

    def send_back(self, user: Any, note: str) -> None:
        """Chờ duyệt → nháp, saying what to repair."""
        if not note.strip():
            raise ValidationError("Hãy ghi rõ cần sửa gì khi trả lại.")
        with transaction.atomic():
            self._expect(Review.PENDING, "Chỉ hồ sơ chờ duyệt mới trả lại được.")
            self._move(Review.DRAFT, review_note=note)
            for part in self.reviewed_parts():
                if part.review == Review.PENDING:
                    part.send_back(user, note)

    def unlock(self, user: Any, reason: str) -> None:
        """Đã duyệt → nháp: leaves every live figure until it is approved again."""
        if not reason.strip():
            raise ValidationError("Hãy nêu lý do mở khóa.")
        with transaction.atomic():
            self._expect(Review.APPROVED, "Chỉ hồ sơ đã duyệt mới cần mở khóa.")
            self._move(Review.DRAFT, review_note=reason)

    def _expect(self, state: Review, message: str) -> None:
        """Lock the row and read its state anew, so that two people cannot both act on it."""
        stored = type(self)._default_manager.select_for_update().filter(pk=self.pk)
        self.review, self.version, self.submitted_by_id = stored.values_list(
            "review", "version", "submitted_by"
        ).get()
        if self.review != state:
            raise ValidationError(message)

    def _move(self, state: Review, **changes: Any) -> None:
        counted = self.counts
        self.review = state
        # In the history's own column too, as far as it goes.
        self._change_reason = str(changes.get("review_note", ""))[:REASON_LENGTH] or None
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=["review", *changes])
        if counted or self.counts:
            register_changed.send(sender=type(self), record=self)
