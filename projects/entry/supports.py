"""Block 2 of the screen: supports, each with the quantities of its kind."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet

from khuyencong.fields import NOT_NEGATIVE, WholeNumberFormField, WholeNumberInput
from khuyencong.models import Review
from programs.models import Measure
from projects.entry.base import CardForm
from projects.models import Activity, Outcome, Quantity, Support

from .places import AddressThen

PARTS = ("planned", "actual", "unknown")
MODEL_NAMES = {"planned": "planned", "actual": "actual", "unknown": "is_unknown"}


@dataclass(frozen=True)
class QuantityRow:
    """One measure on a support's card."""

    measure: Measure
    stored: Quantity | None
    planned: forms.BoundField
    actual: forms.BoundField
    unknown: forms.BoundField


class SupportForm(CardForm, forms.ModelForm):
    """A support's card. Its kind says which quantities it has; without one, the main kind does."""

    details = ("kind", "stopped_on", "in_common_quantity", "note")

    class Meta:
        model = Support
        fields: Any = "__all__"  # the inline's fieldsets choose
        widgets: ClassVar[Any] = {"place_then": AddressThen}

    def __init__(
        self,
        *args: Any,
        activity: Activity,
        measures: dict[int, list[Measure]],
        quantities: dict[int, dict[int, Quantity]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.activity = activity
        self.stored = quantities.get(self.instance.pk, {})
        self.instance.activity = activity  # with what is typed in block 1, stored or not
        kind = self.fields["kind"]
        kind.required = False
        kind.empty_label = "Như nội dung chính"  # type: ignore[attr-defined]
        if self.instance.kind_id == activity.main_kind_id:
            self.initial["kind"] = None
        self.measures = measures.get(self._kind_on_screen() or 0, [])
        for measure in self.measures:
            self._add_quantity_fields(measure)

    def _kind_on_screen(self) -> int | None:
        """The kind whose quantities are shown: the one posted, or stored, else the main kind."""
        posted = self.data.get(self.add_prefix("kind"), "") if self.is_bound else None
        own = str((self.initial.get("kind") if posted is None else posted) or "")
        return int(own) if own.isdecimal() else self.activity.main_kind_id

    def _add_quantity_fields(self, measure: Measure) -> None:
        stored = self.stored.get(measure.pk)
        for part in ("planned", "actual"):
            name = quantity_name(measure, part)
            label = f"{measure.name}, {'kế hoạch' if part == 'planned' else 'thực hiện'}"
            self.fields[name] = WholeNumberFormField(
                required=False,
                label=label,
                validators=[NOT_NEGATIVE],
                widget=WholeNumberInput(attrs={"aria-label": label}),
            )
            # Without an initial value every edit of a stored quantity would look unchanged.
            self.initial[name] = getattr(stored, part, None)
        name = quantity_name(measure, "unknown")
        self.fields[name] = forms.BooleanField(required=False, label="Không rõ")
        self.initial[name] = bool(stored and stored.is_unknown)

    @property
    def quantity_rows(self) -> list[QuantityRow]:
        """What the template prints."""
        return [
            QuantityRow(
                measure,
                self.stored.get(measure.pk),
                *(self[quantity_name(measure, part)] for part in PARTS),
            )
            for measure in self.measures
        ]

    def has_changed(self) -> bool:
        """A card on the screen is a support, also where the main kind says all there is to say."""
        return self.instance.pk is None or super().has_changed()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if not cleaned.get("kind") and "kind" not in self.errors:
            # Without a main kind block 1 already says so.
            cleaned["kind"] = self.activity.main_kind if self.activity.main_kind_id else None
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.typed = [quantity for measure in self.measures if (quantity := self._typed(measure))]

    def _typed(self, measure: Measure) -> Quantity | None:
        """The quantity of a measure as typed and judged by its model; None where nothing is."""
        values = {part: self.cleaned_data.get(quantity_name(measure, part)) for part in PARTS}
        if values["planned"] is None and values["actual"] is None and not values["unknown"]:
            return None
        quantity = self.stored.get(measure.pk) or Quantity(measure=measure)
        for part, name in MODEL_NAMES.items():
            setattr(quantity, name, values[part])
        try:
            quantity.full_clean(exclude=["support"])
        except ValidationError as refused:
            self._place_errors(measure, refused.message_dict)
        return quantity

    def _place_errors(self, measure: Measure, errors: dict[str, list[str]]) -> None:
        """Beside the box that is wrong; what concerns the whole row, beside "thực hiện"."""
        boxes = {name: part for part, name in MODEL_NAMES.items()}
        boxes[NON_FIELD_ERRORS] = "actual"
        for name, messages in errors.items():
            self.add_error(quantity_name(measure, boxes.get(name, "actual")), messages)

    def _save_m2m(self) -> None:
        """The quantities are stored with their support, in its transaction."""
        super()._save_m2m()  # type: ignore[misc]
        kept = {quantity.measure_id for quantity in self.typed}
        for measure_id, quantity in self.stored.items():
            if measure_id not in kept:
                quantity.delete()
        for quantity in self.typed:
            quantity.support = self.instance
            if quantity.pk is None or self._is_edited(quantity.measure):
                quantity.save()

    def _is_edited(self, measure: Measure) -> bool:
        return any(quantity_name(measure, part) in self.changed_data for part in PARTS)


def quantity_name(measure: Measure, part: str) -> str:
    """``q_lao-dong_planned``"""
    return f"q_{measure.code}_{part}"


def typed_measures() -> dict[int, list[Measure]]:
    """The measures that are typed in, by kind."""
    by_kind: dict[int, list[Measure]] = defaultdict(list)
    measures = Measure.objects.filter(rule=Measure.Rule.SUM)
    for measure in measures.order_by("-is_main", "order", "code"):
        by_kind[measure.kind_id].append(measure)
    return by_kind


class SupportFormSet(BaseInlineFormSet):
    """All cards of an activity."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measures = typed_measures()
        self.quantities = self._stored_quantities()
        # Block 3 names supports by their place on the screen, since new ones have no key yet.
        self.instance.support_forms = self

    def _stored_quantities(self) -> dict[int, dict[int, Quantity]]:
        by_support: dict[int, dict[int, Quantity]] = defaultdict(dict)
        if self.instance.pk:
            rows = Quantity.objects.filter(support__activity=self.instance)
            for quantity in rows.select_related("measure"):
                by_support[quantity.support_id][quantity.measure_id] = quantity
        return by_support

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(index),
            "activity": self.instance,
            "measures": self.measures,
            "quantities": self.quantities,
        }

    @property
    def kept_forms(self) -> list[Any]:
        return [form for form in self.forms if not self._should_delete_form(form)]

    def _should_delete_form(self, form: Any) -> bool:
        """As posted: block 3 asks before the cards are judged."""
        can_delete = self.is_bound and DELETION_FIELD_NAME in form.fields
        return can_delete and bool(form[DELETION_FIELD_NAME].data)

    @property
    def tally(self) -> str:
        """So many cards and facilities; counted, never typed."""
        supports = [form.instance for form in self.kept_forms]
        facilities = {support.facility_id for support in supports} - {None}
        return f"{len(supports)} hạng mục, {len(facilities)} cơ sở"

    def clean(self) -> None:
        super().clean()
        gone = [form.instance.pk for form in self.deleted_forms if form.instance.pk]
        approved = Outcome.objects.filter(support__in=gone).exclude(review=Review.DRAFT)
        if approved.exists():
            raise ValidationError(
                "Hạng mục có kết quả sau hỗ trợ đã gửi hoặc đã duyệt thì không xóa được."
            )
        for number, form in enumerate(self.kept_forms, 1):
            form.number = number

    def save_new(self, form: Any, commit: bool = True) -> Any:
        form.instance.order = form.number
        return super().save_new(form, commit)

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit)
        for form in self.kept_forms:
            if form.instance.order != form.number:
                form.instance.order = form.number
                form.instance.save(update_fields=["order"])
        return saved
