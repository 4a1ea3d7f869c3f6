"""What was judged of two facilities: one and the same, or not."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q

from khuyencong.fields import BlockField
from khuyencong.models import Record, Review, ReviewedRecord
from khuyencong.models.review import ReviewQuerySet
from projects import merging

from .facilities import Facility
from .supports import Support


class FacilityMergeQuerySet(ReviewQuerySet):
    """Proposals by their facilities, in whichever order."""

    def of(self, one: Facility, other: Facility) -> "FacilityMergeQuerySet":
        both = [one.pk, other.pk]
        return self.filter(keeper__in=both, merged__in=both)


class FacilityMerge(ReviewedRecord):
    """Đề nghị gộp cơ sở: one person proposes, another approves, and that merges the two.

    It changes who received what in approved records, so it is reviewed as they are. Unlocking it
    takes the merger back.
    """

    keeper = models.ForeignKey(
        Facility,
        models.PROTECT,
        related_name="mergers",
        verbose_name="cơ sở giữ lại",
        help_text="Tên, mã và trang công khai của cơ sở này được giữ.",
    )
    merged = models.ForeignKey(
        Facility,
        models.PROTECT,
        related_name="mergers_away",
        verbose_name="cơ sở gộp đi",
        help_text="Hạng mục, giải thưởng chuyển sang cơ sở giữ lại; tên và mã cũ vẫn tìm thấy.",
    )
    reason = BlockField("lý do", help_text="Vì sao biết là một cơ sở, ví dụ: cùng giấy đăng ký.")
    moved = models.JSONField("những gì đã chuyển", default=dict, blank=True, editable=False)

    not_in_history = ("moved",)  # may hold how to reach a person

    objects = FacilityMergeQuerySet.as_manager()  # type: ignore[misc]

    class Meta(ReviewedRecord.Meta):
        verbose_name = "gộp cơ sở"
        verbose_name_plural = "gộp cơ sở"
        ordering = ["-updated_at", "-pk"]
        constraints = [
            *ReviewedRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=["keeper", "merged"],
                name="facility_merge_once",
                violation_error_message="Đã có đề nghị gộp hai cơ sở này. Hãy mở đề nghị đó.",
            ),
            models.CheckConstraint(
                condition=~Q(keeper=F("merged")),
                name="facility_merge_of_two",
                violation_error_message="Cơ sở không thể gộp vào chính nó. Hãy chọn hai cơ sở.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged} ({self.merged.code}) vào {self.keeper} ({self.keeper.code})"

    @property
    def is_undone(self) -> bool:
        """Was in force, and was taken back."""
        return self.review == Review.DRAFT and self.approved_at is not None

    def clean(self) -> None:
        if self.review == Review.APPROVED or not (self.keeper_id and self.merged_id):
            return
        problems = self.submission_problems()
        if FacilityMerge.objects.filter(keeper=self.merged, merged=self.keeper).exists():
            problems.append("Đã có đề nghị gộp ngược lại hai cơ sở này. Hãy sửa đề nghị đó.")
        if problems:
            raise ValidationError(problems)

    def submission_problems(self) -> list[str]:
        """Why these two cannot be merged now."""
        found = [
            f"“{one}” đã gộp vào “{one.merged_into}”. Hãy chọn cơ sở đó."
            for one in (self.keeper, self.merged)
            if one.merged_into_id
        ]
        if DistinctFacilities.objects.of(self.keeper, self.merged).exists():
            found.append("Hai cơ sở này đã được ghi là khác nhau. Hãy xóa ghi nhận đó trước.")
        if self.keeper.is_illustration != self.merged.is_illustration:
            found.append("Không gộp cơ sở minh họa với cơ sở có thật.")
        return found

    def approve(self, user: Any) -> None:
        """Approve it and merge, or neither."""
        with transaction.atomic():
            super().approve(user)
            keeper, merged = self._locked(user)
            problems = self.submission_problems()
            if problems:
                raise ValidationError(problems)
            self.moved = merging.merge(keeper, merged, user, self.reason)
            self.save(update_fields=["moved"])

    def unlock(self, user: Any, reason: str) -> None:
        """Take the merger back; the proposal is a draft again, with the reason."""
        if not reason.strip():
            raise ValidationError("Hãy nêu lý do hoàn tác.")
        with transaction.atomic():
            super().unlock(user, reason)
            keeper, merged = self._locked(user)
            merging.undo(keeper, merged, self.moved, user, reason)
            self.moved = {}
            self.save(update_fields=["moved"])

    def _locked(self, user: Any) -> tuple[Facility, Facility]:
        """Both facilities as stored now, so that of two mergers the second one sees the first."""
        self.refresh_from_db(fields=["keeper", "merged", "moved"])
        pair = Facility.objects.select_for_update().order_by("pk")
        found = pair.in_bulk([self.keeper_id, self.merged_id])
        self.keeper, self.merged = found[self.keeper_id], found[self.merged_id]
        self._refuse_other_units(user)
        return self.keeper, self.merged

    def _refuse_other_units(self, user: Any) -> None:
        """Staff bound to a unit do not change who received what from another."""
        if user.unit_id is None:
            return
        supports = Support.objects.filter(facility__in=[self.keeper, self.merged])
        if supports.exclude(activity__implementing_unit=user.unit_id).exists():
            raise ValidationError(
                "Hai cơ sở có đề án ngoài đơn vị của bạn. Hãy nhờ người làm việc với mọi đơn vị."
            )


class DistinctFacilitiesQuerySet(models.QuerySet["DistinctFacilities"]):
    """Pairs by their facilities, in whichever order."""

    def of(self, one: Facility, other: Facility) -> "DistinctFacilitiesQuerySet":
        both = [one.pk, other.pk]
        return self.filter(first__in=both, second__in=both)


class DistinctFacilities(Record):
    """Cặp cơ sở khác nhau: alike, but two. Not proposed as duplicates any more."""

    first = models.ForeignKey(
        Facility, models.CASCADE, related_name="+", verbose_name="cơ sở thứ nhất"
    )
    second = models.ForeignKey(
        Facility, models.CASCADE, related_name="+", verbose_name="cơ sở thứ hai"
    )
    reason = BlockField("lý do", help_text="Vì sao biết là hai cơ sở, ví dụ: khác chủ hộ.")

    objects = DistinctFacilitiesQuerySet.as_manager()

    class Meta:
        verbose_name = "cặp cơ sở khác nhau"
        verbose_name_plural = "cặp cơ sở khác nhau"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="distinct_facilities_once",
                violation_error_message="Hai cơ sở này đã được ghi là khác nhau.",
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="distinct_facilities_in_order",
                violation_error_message="Hãy chọn hai cơ sở khác nhau.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} và {self.second}"

    def clean_fields(self, exclude: Any = None) -> None:
        self._put_in_order()
        super().clean_fields(exclude=exclude)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._put_in_order()
        super().save(*args, **kwargs)

    def _put_in_order(self) -> None:
        """The pair is one, whoever is named first."""
        if self.first_id and self.second_id and self.first_id > self.second_id:
            self.first, self.second = self.second, self.first
