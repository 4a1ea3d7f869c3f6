"""Ủy quyền: who stands in for somebody who is away, from which day to which, by which paper."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from khuyencong import roles
from khuyencong.fields import BlockField, LineField

from .record import Record
from .user import User


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Delegations by when they hold."""

    def standing(self) -> "DelegationQuerySet":
        """Those that nobody revoked."""
        return self.filter(revoked_at__isnull=True)

    def in_force(self, day: date | None = None) -> "DelegationQuerySet":
        """Those that hold on a day, today unless it is given.

        Who is in the group no longer has nothing left to delegate. A stopped account does not end
        it: accounts are stopped when nobody uses them, and absence is what a deputy is for.
        """
        day = day or timezone.localdate()
        running = self.standing().filter(first_day__lte=day, last_day__gte=day)
        return running.filter(from_user__groups__name=F("role"))


class Delegation(Record):
    """One person acts in another's place for a while, with the rights of one group.

    Never a way round the rule of two persons: the deputy can approve or sign neither what he
    entered himself nor what the person entered for whom he stands in.
    """

    class Role(models.TextChoices):
        REVIEW = roles.REVIEW, roles.REVIEW
        PUBLISH = roles.PUBLISH, roles.PUBLISH

    from_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="delegations_given",
        verbose_name="người ủy quyền",
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="delegations_received",
        verbose_name="người được ủy quyền",
    )
    role = models.CharField("việc được ủy quyền", max_length=20, choices=Role)
    first_day = models.DateField("từ ngày")
    last_day = models.DateField("đến hết ngày")
    document_number = LineField(
        "số văn bản", max_length=40, help_text="Số của quyết định hoặc giấy ủy quyền."
    )
    note = BlockField("ghi chú", blank=True)
    revoked_at = models.DateTimeField("lúc thu hồi", null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="người thu hồi",
    )

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = "ủy quyền"
        verbose_name_plural = "ủy quyền"
        ordering = ["-first_day", "-pk"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_user=F("to_user")),
                name="delegation_to_another",
                violation_error_message="Không ai ủy quyền cho chính mình.",
            ),
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")),
                name="delegation_days_in_order",
                violation_error_message="Ngày cuối phải từ ngày đầu trở đi.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[roles.REVIEW, roles.PUBLISH]),
                name="delegation_of_a_second_person",
                violation_error_message="Chỉ ủy quyền được việc kiểm duyệt hoặc công bố.",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.from_user} ủy quyền {self.role.lower()} cho {self.to_user}, "
            f"{self.first_day:%d/%m/%Y}–{self.last_day:%d/%m/%Y}"
        )

    @property
    def state(self) -> str:
        """Where it stands today, in words."""
        today = timezone.localdate()
        if self.revoked_at:
            return "đã thu hồi"
        if self.last_day < today:
            return "đã hết hạn"
        return "đang có hiệu lực" if self.first_day <= today else "chưa đến ngày"

    @property
    def can_be_revoked(self) -> bool:
        return self.revoked_at is None and self.last_day >= timezone.localdate()

    @property
    def words(self) -> str:
        """How a record that the deputy approved names it; fits the history's reason."""
        end = f" (số {self.document_number})"
        return f"Được ủy quyền của {self.from_user}"[: 100 - len(end)] + end

    def clean(self) -> None:
        """Judged when it is made; the day, the revoking and the group are judged at each use."""
        if not (self.from_user_id and self.to_user_id and self.role):
            return  # each field says what it lacks
        self._refuse_persons()
        if self.first_day and self.last_day:
            self._refuse_days()

    def _refuse_persons(self) -> None:
        """Who stands in gets only what the other holds himself: no chain of deputies."""
        if not self.from_user.groups.filter(name=self.role).exists():
            raise ValidationError(
                {"role": f"{self.from_user} không thuộc nhóm {self.role} nên không ủy quyền được."}
            )
        if not (self.to_user.is_active and self.to_user.is_staff):
            raise ValidationError({"to_user": "Tài khoản này không làm việc ở trang quản trị."})
        if self.to_user.groups.filter(name=self.role).exists():
            raise ValidationError(
                {"to_user": f"{self.to_user} đã thuộc nhóm {self.role}, không cần ủy quyền."}
            )

    def _refuse_days(self) -> None:
        if self.last_day < timezone.localdate():
            raise ValidationError({"last_day": "Ngày cuối đã qua."})
        # Locked, so that of two who enter at once the second one sees the first.
        people = User.objects.select_for_update().order_by("pk")
        list(people.filter(pk__in=[self.from_user_id, self.to_user_id]))
        same = Delegation.objects.standing().exclude(pk=self.pk).filter(role=self.role)
        at_once = same.filter(first_day__lte=self.last_day, last_day__gte=self.first_day)
        one_of_them = Q(from_user=self.from_user_id) | Q(to_user=self.to_user_id)
        if other := at_once.filter(one_of_them).first():
            raise ValidationError({"first_day": f"Trùng thời gian với: {other}."})

    def revoke(self, user: Any) -> None:
        """End it now. Raises ValidationError where it has ended."""
        if not self.can_be_revoked:
            raise ValidationError("Ủy quyền này đã kết thúc.")
        self.revoked_at, self.revoked_by = timezone.now(), user
        self.save(update_fields=["revoked_at", "revoked_by"])
