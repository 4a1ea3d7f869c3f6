from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q

from khuyencong.constraints import FieldCheck
from khuyencong.fields import BlockField, LineField, MoneyField, YearField
from khuyencong.models import Record, ReviewedRecord
from khuyencong.text import whole_number
from programs.models import BudgetSource

from .activities import Activity, Programme
from .supports import Support


class Funding(Record):
    """Kinh phí: what one source gives to one activity in one budget year, in whole đồng.

    *Kinh phí thực hiện* is the settled amount, else the planned one, of what was accepted.
    """

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="fundings", verbose_name="đề án"
    )
    source = models.ForeignKey(
        BudgetSource, models.PROTECT, related_name="fundings", verbose_name="nguồn kinh phí"
    )
    budget_year = YearField(
        "năm ngân sách", blank=True, help_text="Để trống: năm của đề án.", null=True
    )
    planned = MoneyField(
        "kế hoạch (đồng)", null=True, blank=True, help_text="Để trống nếu không rõ số tiền."
    )
    settled = MoneyField("quyết toán (đồng)", null=True, blank=True)
    recoverable = MoneyField("phải thu hồi (đồng)", null=True, blank=True)
    recover_from = YearField("thu hồi từ năm", null=True, blank=True)
    recover_to = YearField("thu hồi đến năm", null=True, blank=True)
    note = BlockField("ghi chú", blank=True)

    public_fields = (
        "activity",
        "source",
        "budget_year",
        "planned",
        "settled",
        "recoverable",
        "recover_from",
        "recover_to",
    )

    told_by = ("activity__code", "activity__title", "source__short_name", "budget_year")
    judged_with = ("activity",)

    class Meta:
        verbose_name = "kinh phí"
        verbose_name_plural = "kinh phí"
        ordering = ["activity", "source__order", "budget_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "source", "budget_year"],
                name="funding_once_per_source_year",
                violation_error_message="Nguồn này đã khai cho đề án trong năm ngân sách đó.",
            ),
            models.CheckConstraint(
                condition=(Q(planned__isnull=True) | Q(planned__gte=0))
                & (Q(settled__isnull=True) | Q(settled__gte=0)),
                name="funding_not_negative",
                violation_error_message="Kinh phí không được là số âm.",
            ),
            FieldCheck(
                condition=Q(recoverable__isnull=True)
                | Q(planned__isnull=True)
                | Q(recoverable__lte=F("planned")),
                name="funding_recoverable_within_planned",
                field="recoverable",
                violation_error_message="Số phải thu hồi không được vượt kinh phí kế hoạch.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity.code}, {self.source.short_name} {self.budget_year}"

    def fill_in(self, only: Collection[str] | None = None) -> set[str]:
        filled = super().fill_in(only)
        if self.budget_year is None:
            self.budget_year = self.activity.year
            filled.add("budget_year")
        return filled

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.balance_shares()

    def clean(self) -> None:
        errors: dict[str, str] = {}
        # The activity may be on the same screen and not stored yet.
        first_year = getattr(getattr(self, "activity", None), "year", None)
        if self.budget_year is None:  # before the constraint is asked, which passes by nulls
            self.budget_year = first_year
        if self.budget_year and first_year and self.budget_year < first_year:
            errors["budget_year"] = f"Năm ngân sách không được trước năm {first_year}."
        if (self.recover_from or self.recover_to) and self.recoverable is None:
            errors["recoverable"] = "Nhập số phải thu hồi, hoặc bỏ năm thu hồi."
        if self.recover_from and self.recover_to and self.recover_to < self.recover_from:
            errors["recover_to"] = "Năm cuối thu hồi không được trước năm đầu."
        if errors:
            raise ValidationError(errors)

    def balance_shares(self) -> None:
        """Keep the share that nobody split, so that the shares always make the whole.

        A funding that nobody split has no share at all. Called by every save of a funding or of a
        share; raises ValidationError when the split exceeds the whole.
        """
        shares = list(self.shares.all())
        split = [share for share in shares if share.support_id]
        rest = next((share for share in shares if not share.support_id), None)
        if not split:
            if rest:
                rest.delete_quietly()
            return
        planned = rest_of(self.planned, [share.planned for share in split], "kế hoạch")
        settled = rest_of(self.settled, [share.settled for share in split], "quyết toán")
        rest = rest or FundingShare(funding=self)
        if rest.pk is None or (rest.planned, rest.settled) != (planned, settled):
            rest.planned, rest.settled = planned, settled
            rest.save_quietly()

    def paid(self) -> int:
        """What was advanced and disbursed, in đồng; recoveries are never netted."""
        out = [one for one in self.payments.all() if one.kind != Payment.Kind.RECOVERY]
        return sum(payment.amount for payment in out)


def rest_of(whole: int | None, parts: list[int | None], word: str) -> int | None:
    """What is left of ``whole`` after its known parts; null when the whole is unknown."""
    known = sum(part or 0 for part in parts)
    if whole is None:
        return None
    if known > whole:
        raise ValidationError(
            f"Tổng phần chia ({word}) {whole_number(known)} đồng vượt kinh phí của nguồn "
            f"{whole_number(whole)} đồng."
        )
    return whole - known


def paid_over_planned(paid: int, planned: int | None) -> str:
    """What to say where more was paid out than the source gives; nothing where it fits."""
    if planned is None or paid <= planned:
        return ""
    return (
        f"Đã giải ngân {whole_number(paid)} đồng, vượt kế hoạch "
        f"{whole_number(planned)} đồng của nguồn này."
    )


class FundingShare(Record):
    """Phần kinh phí of one support, where someone knows the split.

    The row without a support is what is left unsplit ("chưa xác định"); Funding keeps it.
    """

    funding = models.ForeignKey(
        Funding, models.CASCADE, related_name="shares", verbose_name="kinh phí"
    )
    support = models.ForeignKey(
        Support,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="shares",
        verbose_name="hạng mục",
    )
    planned = MoneyField("kế hoạch (đồng)", null=True, blank=True)
    settled = MoneyField("quyết toán (đồng)", null=True, blank=True)

    public_fields = ("funding", "support", "planned", "settled")

    class Meta:
        verbose_name = "phần kinh phí của hạng mục"
        verbose_name_plural = "phần kinh phí của hạng mục"
        ordering = ["funding", "support"]
        constraints = [
            models.UniqueConstraint(
                fields=["funding", "support"],
                name="share_once_per_support",
                violation_error_message="Hạng mục này đã có phần của nguồn.",
            ),
            models.UniqueConstraint(
                fields=["funding"],
                condition=Q(support__isnull=True),
                name="share_one_rest",
                violation_error_message="Mỗi nguồn chỉ có một phần chưa chia.",
            ),
            models.CheckConstraint(
                condition=(Q(planned__isnull=True) | Q(planned__gte=0))
                & (Q(settled__isnull=True) | Q(settled__gte=0)),
                name="share_not_negative",
                violation_error_message="Phần kinh phí không được là số âm.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.funding}: {self.support or 'chưa chia'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.funding.balance_shares()

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            gone = super().delete(*args, **kwargs)
            self.funding.balance_shares()
        return gone

    def save_quietly(self) -> None:
        """Store the rest itself, without balancing again."""
        super().save()

    def delete_quietly(self) -> None:
        """Remove the rest itself, without balancing again."""
        super().delete()

    def clean(self) -> None:
        if self.support is None or not self.funding_id:
            return
        if self.support.activity_id != self.funding.activity_id:
            raise ValidationError({"support": "Hạng mục thuộc một đề án khác."})
        self._refuse_more_than_the_whole("planned", "kế hoạch")
        self._refuse_more_than_the_whole("settled", "quyết toán")

    def _refuse_more_than_the_whole(self, part: str, word: str) -> None:
        others = self.funding.shares.exclude(pk=self.pk).exclude(support=None)
        typed = [*others.values_list(part, flat=True), getattr(self, part)]
        try:
            rest_of(getattr(self.funding, part), typed, word)
        except ValidationError as refused:
            raise ValidationError({part: refused.messages}) from refused


class Payment(ReviewedRecord):
    """Lần chi: an advance, a disbursement or a recovery. The truth for "đã giải ngân"."""

    class Kind(models.TextChoices):
        ADVANCE = "advance", "Tạm ứng"
        DISBURSEMENT = "disbursement", "Giải ngân"
        RECOVERY = "recovery", "Thu hồi"

    funding = models.ForeignKey(
        Funding, models.CASCADE, related_name="payments", verbose_name="kinh phí"
    )
    kind = models.CharField("loại", max_length=12, choices=Kind, default=Kind.DISBURSEMENT)
    paid_on = models.DateField("ngày chi")
    amount = MoneyField("số tiền (đồng)")
    document = LineField("chứng từ", blank=True)
    note = BlockField("ghi chú", blank=True)

    public_fields = ("funding", "kind", "paid_on", "amount")

    class Meta(ReviewedRecord.Meta):
        verbose_name = "lần chi"
        verbose_name_plural = "lần chi"
        ordering = ["funding", "paid_on", "id"]
        indexes = [models.Index(fields=["paid_on"], name="payment_day")]
        constraints = [
            *ReviewedRecord.Meta.constraints,
            FieldCheck(
                condition=Q(amount__gt=0),
                name="payment_positive",
                field="amount",
                violation_error_message="Số tiền phải lớn hơn 0. Thu hồi là một loại riêng.",
            ),
        ]

    def __str__(self) -> str:
        amount = whole_number(self.amount)
        return f"{self.get_kind_display()} {amount} đồng ({self.paid_on:%d/%m/%Y})"

    def clean(self) -> None:
        funding = getattr(self, "funding", None)  # may be on the same screen, not stored yet
        if funding is None or self.amount is None or self.kind == self.Kind.RECOVERY:
            return
        others = Payment.objects.filter(funding=funding.pk).exclude(pk=self.pk)
        paid = self.amount + sum(
            others.exclude(kind=self.Kind.RECOVERY).values_list("amount", flat=True)
        )
        if refusal := paid_over_planned(paid, funding.planned):
            raise ValidationError({"amount": refusal})

    def submission_problems(self) -> list[str]:
        """An advance above what its kind allows before acceptance, unless a note says why."""
        limit = self._most_advanced()
        if limit is None or self.note:
            return []
        others = self.funding.payments.filter(kind=self.Kind.ADVANCE).exclude(pk=self.pk)
        advanced = self.amount + sum(others.values_list("amount", flat=True))
        if advanced <= limit:
            return []
        activity = self.funding.activity
        return [
            f"Tạm ứng cộng lại {whole_number(advanced)} đồng, quá mức "
            f"{activity.main_kind.advance_percent}% trước nghiệm thu ({whole_number(limit)} đồng). "
            "Sửa số tiền, hoặc ghi lý do vào ô ghi chú."
        ]

    def _most_advanced(self) -> int | None:
        """In đồng, of national money before acceptance (TT 36/2013/TT-BCT); None: no limit."""
        activity, planned = self.funding.activity, self.funding.planned
        percent = activity.main_kind.advance_percent
        is_national = self.funding.source.code == Programme.NATIONAL
        is_accepted = activity.accepted_on is not None and activity.accepted_on <= self.paid_on
        if self.kind != self.Kind.ADVANCE or not is_national or is_accepted:
            return None
        return planned * percent // 100 if planned is not None and percent is not None else None
