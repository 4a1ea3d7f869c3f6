"""Block 3 of the screen: money by source, with the simple payment and the split by support."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet

from khuyencong.fields import NOT_NEGATIVE, MoneyFormField
from khuyencong.models import Review
from khuyencong.text import whole_number
from projects.entry.base import CardForm
from projects.models import Activity, Funding, FundingShare, Payment
from projects.models.funding import paid_over_planned, rest_of

SPLITS = (("planned", "kế hoạch"), ("settled", "quyết toán"))


@dataclass(frozen=True)
class ShareRow:
    """What one support gets of a funding."""

    prefix: str
    stored: FundingShare | None
    planned: forms.BoundField
    settled: forms.BoundField


class FundingForm(CardForm, forms.ModelForm):
    """A source's row. With at most one open payment, that payment is typed here too."""

    details = ("budget_year", "recoverable", "recover_from", "recover_to", "note")

    paid = MoneyFormField(label="Đã giải ngân (đồng)", required=False, validators=[NOT_NEGATIVE])
    paid_on = forms.DateField(label="Ngày chi", required=False, widget=AdminDateWidget)
    paid_rows = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Funding
        fields: Any = "__all__"  # the inline's fieldsets choose

    def __init__(
        self,
        *args: Any,
        activity: Activity,
        activity_year: int | None,
        payments: dict[int, list[Payment]],
        shares: dict[int, dict[int, FundingShare]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.activity = activity
        self.instance.activity = activity  # with what is typed in block 1, stored or not
        self.payments = payments.get(self.instance.pk, [])
        self.stored_shares = shares.get(self.instance.pk, {})
        self.stored_year = self.instance.budget_year
        self.typed_payment: Payment | None = None
        self.saved_payment: Payment | None = None
        if self.stored_year == activity_year:
            self.initial["budget_year"] = None  # follows the activity's
        self._describe_payment()
        for support_form in self.support_forms:
            self._add_share_fields(support_form)

    # The simple payment.

    @property
    def payment(self) -> Payment | None:
        """The one payment there is."""
        return self.payments[0] if len(self.payments) == 1 else None

    @property
    def can_type_payment(self) -> bool:
        """Several payments, or one that waits or is approved, are kept on their own page."""
        return not self.payments or (len(self.payments) == 1 and not self.payments[0].is_locked)

    @property
    def total_paid(self) -> int:
        return sum(
            payment.amount for payment in self.payments if payment.kind != Payment.Kind.RECOVERY
        )

    def _describe_payment(self) -> None:
        self.initial["paid_rows"] = ",".join(str(payment.pk) for payment in self.payments)
        if not self.can_type_payment:
            del self.fields["paid"], self.fields["paid_on"]
        elif self.payment:
            self.initial["paid"] = self.payment.amount
            self.initial["paid_on"] = self.payment.paid_on

    # The split.

    @property
    def support_forms(self) -> list[Any]:
        forms_of_block_2 = getattr(self.activity, "support_forms", None)
        return forms_of_block_2.kept_forms if forms_of_block_2 is not None else []

    def _add_share_fields(self, support_form: Any) -> None:
        stored = self.stored_shares.get(support_form.instance.pk)
        for part, word in SPLITS:
            name = share_name(support_form.prefix, part)
            self.fields[name] = MoneyFormField(
                label=f"Phần của hạng mục, {word} (đồng)",
                required=False,
                validators=[NOT_NEGATIVE],
            )
            self.initial[name] = getattr(stored, part, None)

    @property
    def share_rows(self) -> list[ShareRow]:
        """What the template prints."""
        return [
            ShareRow(
                form.prefix,
                self.stored_shares.get(form.instance.pk),
                *(self[share_name(form.prefix, part)] for part, _ in SPLITS),
            )
            for form in self.support_forms
        ]

    @property
    def has_details(self) -> bool:
        return super().has_details or any(
            row.planned.value() or row.settled.value() or row.planned.errors or row.settled.errors
            for row in self.share_rows
        )

    # What is typed, judged by the models.

    def has_changed(self) -> bool:
        return super().has_changed() or self._year_moves()

    @property
    def _takes_year(self) -> bool:
        """Whether the row has no year of its own and takes the activity's."""
        return self.is_bound and not self.data.get(self.add_prefix("budget_year"))

    def _year_moves(self) -> bool:
        return (
            bool(self.instance.pk) and self._takes_year and self.stored_year != self.activity.year
        )

    def _get_validation_exclusions(self) -> set[str]:
        """A year that is taken from block 1 is judged there."""
        taken = {"budget_year"} if self._takes_year else set()
        return super()._get_validation_exclusions() | taken  # type: ignore[misc]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        self._refuse_newer_payments()
        if "budget_year" not in self.errors:
            cleaned["budget_year"] = cleaned.get("budget_year") or self.activity.year
        return cleaned

    def _refuse_newer_payments(self) -> None:
        """A payment added elsewhere while this screen was open is not typed over."""
        if self.cleaned_data.get("paid_rows") == self.initial["paid_rows"]:
            return
        # Once told, what is stored now is what the next save goes by.
        self.data = {**self.data, self.add_prefix("paid_rows"): self.initial["paid_rows"]}
        raise ValidationError(
            "Các lần chi của nguồn này vừa được người khác sửa, nay đã giải ngân "
            f"{whole_number(self.total_paid)} đồng. Hãy xem lại số bạn nhập rồi lưu lần nữa."
        )

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if "planned" in self.errors:
            self.instance.planned = None  # nothing else is measured by a refused amount
        if self.can_type_payment:
            self._judge_payment()
        elif refusal := paid_over_planned(self.total_paid, self.instance.planned):
            self.add_error("planned", refusal)
        self._judge_split()

    def _judge_payment(self) -> None:
        amount, day = self.cleaned_data.get("paid"), self.cleaned_data.get("paid_on")
        if not amount and not day:
            return
        payment = self.payment or Payment()
        payment.funding = self.instance
        for name, value in (("amount", amount), ("paid_on", day)):
            setattr(payment, name, value)
        boxes = {"amount": "paid", "paid_on": "paid_on"}
        # What a box itself refused is not said a second time.
        refused_already = [name for name, box in boxes.items() if box in self.errors]
        try:
            payment.full_clean(exclude=["funding", *refused_already])
        except ValidationError as refused:
            for name, messages in refused.message_dict.items():
                self.add_error(boxes.get(name, "paid"), messages)
        self.typed_payment = payment

    def _judge_split(self) -> None:
        for part, word in SPLITS:
            names = [share_name(form.prefix, part) for form in self.support_forms]
            typed = [self.cleaned_data.get(name) for name in names]
            if not any(typed):
                continue
            try:
                rest_of(getattr(self.instance, part), typed, word)
            except ValidationError as refused:
                last = max(index for index, amount in enumerate(typed) if amount)
                self.add_error(names[last], refused)

    # One row of the screen is stored as a whole.

    def save(self, commit: bool = True) -> Funding:
        if commit and self.instance.pk:
            self._lower_shares()
        return super().save(commit)

    def _lower_shares(self) -> None:
        """Store the new parts first, or the old ones would not fit into a lower whole."""
        for form in self.support_forms:
            share = self.stored_shares.get(form.instance.pk)
            if share is None:
                continue
            share.planned, share.settled = self._split_of(form)
            if share.planned is None and share.settled is None:
                share.delete_quietly()
            else:
                share.save_quietly()

    def _split_of(self, support_form: Any) -> tuple[int | None, int | None]:
        names = [share_name(support_form.prefix, part) for part, _ in SPLITS]
        planned, settled = (self.cleaned_data.get(name) for name in names)
        return planned, settled

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        self._save_new_shares()
        if self.can_type_payment:
            self._save_payment()

    def _save_new_shares(self) -> None:
        for form in self.support_forms:
            planned, settled = self._split_of(form)
            if form.instance.pk in self.stored_shares or (planned is None and settled is None):
                continue
            share = FundingShare(funding=self.instance, support=form.instance)
            share.planned, share.settled = planned, settled
            share.save_quietly()

    def _save_payment(self) -> None:
        if self.typed_payment is None:
            if self.payment:
                self.payment.delete()
        elif {"paid", "paid_on"} & set(self.changed_data):
            self.typed_payment.funding = self.instance
            self.typed_payment.save()
            self.saved_payment = self.typed_payment


def share_name(support_prefix: str, part: str) -> str:
    """``share_supports-0_planned``"""
    return f"share_{support_prefix}_{part}"


class FundingFormSet(BaseInlineFormSet):
    """All sources of an activity."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.payments: dict[int, list[Payment]] = defaultdict(list)
        self.shares: dict[int, dict[int, FundingShare]] = defaultdict(dict)
        self.activity_year: int | None = None
        if self.instance.pk:
            self._load()

    def _load(self) -> None:
        stored = Activity.objects.filter(pk=self.instance.pk)
        self.activity_year = stored.values_list("year", flat=True).get()
        payments = Payment.objects.filter(funding__activity=self.instance)
        for payment in payments.order_by("paid_on", "pk"):
            self.payments[payment.funding_id].append(payment)
        for share in FundingShare.objects.filter(funding__activity=self.instance):
            if share.support_id:
                self.shares[share.funding_id][share.support_id] = share

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(index),
            "activity": self.instance,
            "activity_year": self.activity_year,
            "payments": self.payments,
            "shares": self.shares,
        }

    def clean(self) -> None:
        super().clean()
        self._refuse_deleting_what_was_paid()
        self._refuse_a_source_twice()

    def _refuse_deleting_what_was_paid(self) -> None:
        gone = [form.instance.pk for form in self.deleted_forms if form.instance.pk]
        kept = Payment.objects.filter(funding__in=gone).exclude(review=Review.DRAFT)
        if kept.exists():
            raise ValidationError(
                "Nguồn có lần chi đã gửi hoặc đã duyệt thì không xóa được. "
                "Hãy mở khóa lần chi đó trước."
            )

    def _refuse_a_source_twice(self) -> None:
        """The database holds this too; here it is said beside the second row."""
        seen = set()
        for form in self.forms:
            if form.cleaned_data.get(DELETION_FIELD_NAME):
                continue
            key = (form.cleaned_data.get("source"), form.cleaned_data.get("budget_year"))
            if None not in key and key in seen:
                form.add_error("source", "Nguồn này đã khai ở trên cho cùng năm ngân sách.")
            seen.add(key)

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit)
        # A support that was removed took its parts along, also from rows that nobody touched.
        for funding in Funding.objects.filter(activity=self.instance):
            funding.balance_shares()
        return saved
