"""Diễn biến of an activity, and what a change of stage does to it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from khuyencong.constraints import FieldCheck
from khuyencong.fields import ActNumberField, BlockField
from khuyencong.models import ReviewedRecord
from khuyencong.models.review import register_changed

from .activities import Activity, Stage
from .supports import Support

# Where each stage may lead (TT 36/2013/TT-BCT, Điều 8 to 14). What was stopped, refused or accepted
# by mistake is put right by unlocking the record, with a reason.
LAWFUL = {
    Stage.PROPOSED: (Stage.APPROVED, Stage.REJECTED),
    Stage.APPROVED: (Stage.ACCEPTED, Stage.STOPPED),
}
NEEDS_REASON = (Stage.STOPPED, Stage.REJECTED)


class StageEvent(ReviewedRecord):
    """Diễn biến: a change of stage, or a dated event that does not count (hợp đồng, thanh lý…).

    A change of stage takes effect when it is approved: the activity stays approved and locked, and
    moves on. Named with a support, it accepts or stops that support alone.
    """

    class Kind(models.TextChoices):
        STAGE = "stage", "Chuyển giai đoạn"
        CONTRACT = "contract", "Ký hợp đồng"
        LIQUIDATION = "liquidation", "Thanh lý hợp đồng"
        SETTLEMENT = "settlement", "Quyết toán"
        ADJUSTMENT = "adjustment", "Điều chỉnh"

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="events", verbose_name="đề án"
    )
    support = models.ForeignKey(
        Support,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="events",
        verbose_name="hạng mục",
        help_text="Để trống: cả đề án.",
    )
    kind = models.CharField("loại", max_length=12, choices=Kind)
    from_stage = models.CharField(
        "từ giai đoạn",
        max_length=10,
        choices=Stage,
        blank=True,
        help_text="Để trống: giai đoạn hiện nay của đề án.",
    )
    to_stage = models.CharField("sang giai đoạn", max_length=10, choices=Stage, blank=True)
    happened_on = models.DateField("ngày")
    document_number = ActNumberField("số văn bản", max_length=80, blank=True)
    reason = BlockField("lý do", blank=True)
    before = BlockField("trước điều chỉnh", blank=True)
    after = BlockField("sau điều chỉnh", blank=True)

    public_fields = (
        "activity",
        "support",
        "kind",
        "from_stage",
        "to_stage",
        "happened_on",
        "document_number",
    )

    class Meta(ReviewedRecord.Meta):
        verbose_name = "diễn biến"
        verbose_name_plural = "diễn biến"
        ordering = ["activity", "happened_on", "id"]
        constraints = [
            *ReviewedRecord.Meta.constraints,
            FieldCheck(
                condition=~Q(kind="stage") | ~Q(to_stage=""),
                name="event_stage_named",
                field="to_stage",
                violation_error_message="Chuyển giai đoạn thì chọn giai đoạn mới.",
            ),
        ]

    def __str__(self) -> str:
        what = self.get_kind_display()
        if self.kind == self.Kind.STAGE and self.to_stage:
            what = self.get_to_stage_display()
        return f"{what}, {self.happened_on:%d/%m/%Y}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.kind == self.Kind.STAGE and not self.from_stage:
            self.from_stage = self.activity.stage
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.activity_id is None:
            return
        errors: dict[str, str] = {}
        if self.support and self.support.activity_id != self.activity_id:
            errors["support"] = "Hạng mục thuộc một đề án khác."
        if self.happened_on and self.happened_on > timezone.localdate():
            errors["happened_on"] = "Ngày này chưa tới. Chỉ ghi việc đã xảy ra."
        if self.kind == self.Kind.ADJUSTMENT:
            errors |= self._adjustment_errors()
        if self.kind == self.Kind.STAGE and self.to_stage:
            errors |= self._stage_errors()
        if errors:
            raise ValidationError(errors)

    def _adjustment_errors(self) -> dict[str, str]:
        """Điều 11 TT 36/2013: what changes and why is written down."""
        wanted = {
            "before": "Ghi nội dung trước điều chỉnh.",
            "after": "Ghi nội dung sau điều chỉnh.",
            "reason": "Ghi lý do điều chỉnh.",
        }
        return {name: text for name, text in wanted.items() if not getattr(self, name)}

    def _stage_errors(self) -> dict[str, str]:
        errors: dict[str, str] = {}
        before = Stage(self.from_stage or self.activity.stage)
        after = Stage(self.to_stage)
        if after not in LAWFUL.get(before, ()):
            errors["to_stage"] = f"Không chuyển được từ “{before.label}” sang “{after.label}”."
        elif self.support and after not in (Stage.ACCEPTED, Stage.STOPPED):
            errors["to_stage"] = "Một hạng mục chỉ được nghiệm thu hoặc ngừng; hãy bỏ hạng mục."
        if after in NEEDS_REASON and not self.reason:
            errors["reason"] = f"Ghi lý do của “{after.label}”."
        approved_on = self.activity.approved_on
        is_later = before != Stage.PROPOSED and self.happened_on is not None
        if is_later and approved_on and self.happened_on < approved_on:
            errors["happened_on"] = f"Ngày trước ngày phê duyệt ({approved_on:%d/%m/%Y})."
        return errors

    def submission_problems(self) -> list[str]:
        """A change of stage that the activity, as it is now, could not take."""
        if self.kind != self.Kind.STAGE or not self.activity.counts:
            return []
        try:
            self._changed()
        except ValidationError as refused:
            return refused.messages
        return []

    def approve(self, user: Any) -> None:
        """Approve, and let a change of stage take effect on an approved activity."""
        with transaction.atomic():
            super().approve(user)
            activity = Activity.objects.select_for_update().get(pk=self.activity_id)
            if self.kind == self.Kind.STAGE and activity.counts:
                self.activity = activity
                self._take_effect()

    def unlock(self, user: Any, reason: str) -> None:
        """Only what changed nothing else: a stage is put back in the record itself."""
        if self.kind == self.Kind.STAGE:
            raise ValidationError(
                "Diễn biến này đã chuyển giai đoạn của đề án. Muốn sửa, hãy mở khóa đề án."
            )
        super().unlock(user, reason)

    def _take_effect(self) -> None:
        changed = self._changed()
        if changed is None:
            return
        changed._change_reason = f"{self} (diễn biến đã duyệt)"  # type: ignore[union-attr]
        changed.save()
        register_changed.send(sender=Activity, record=self.activity)

    def _changed(self) -> Activity | Support | None:
        """What this changes, changed but not stored; None where it tells of what is past.

        Raises ValidationError where the activity has gone another way meanwhile.
        """
        now, before, after = map(Stage, (self.activity.stage, self.from_stage, self.to_stage))
        if now != before:
            if self.support_id is None and (now == after or now in LAWFUL.get(after, ())):
                return None
            raise ValidationError(
                f"Đề án nay ở “{now.label}”, không còn ở “{before.label}”. Hãy xem lại diễn biến."
            )
        changed = self._changed_support() if self.support_id else self._changed_activity()
        changed.full_clean()
        return changed

    def _changed_activity(self) -> Activity:
        activity = Activity.objects.get(pk=self.activity_id)
        activity.stage = self.to_stage
        match self.to_stage:
            case Stage.APPROVED:
                activity.approved_on = activity.approved_on or self.happened_on
            case Stage.ACCEPTED:
                activity.accepted_on = self.happened_on
            case Stage.STOPPED:
                activity.stopped_on = self.happened_on
        return activity

    def _changed_support(self) -> Support:
        support = Support.objects.get(events=self)
        if self.to_stage == Stage.ACCEPTED:
            support.accepted_on = self.happened_on
        else:
            support.stopped_on = self.happened_on
        return support
