"""How a change reads to staff: "Kế hoạch (đồng): 1.000 → 2.000", not raw values."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from simple_history.models import ModelChange
from simple_history.template_utils import HistoricalRecordContextHelper

from khuyencong.fields import WholeNumberField
from khuyencong.text import decimal_number, whole_number

NOTHING = "–"
# Steps of the review, and of a merger, are no fields of a form, but a change worth telling.
STEP_FIELDS = ("review", "review_note", "merged_into")


def changes_between(newer: Any, older: Any) -> list[dict[str, Any]]:
    """What was typed or decided from one version of a record to the next."""
    words = ChangeWords(newer.instance_type, newer)
    delta = newer.diff_against(older, foreign_keys_are_objs=True)
    steps = [
        ModelChange(name, getattr(older, name), getattr(newer, name))
        for name in STEP_FIELDS
        if getattr(older, name, None) != getattr(newer, name, None)
    ]
    return words.context_for_delta_changes(replace(delta, changes=[*steps, *delta.changes]))


class ChangeWords(HistoricalRecordContextHelper):
    """Values as they stand on the screen."""

    def prepare_delta_change_value(self, change: ModelChange, value: Any) -> Any:
        field = self.model._meta.get_field(change.field)
        labels = dict(getattr(field, "flatchoices", None) or ())
        if value in labels:
            return labels[value] or NOTHING
        if isinstance(field, WholeNumberField) and isinstance(value, int):
            return whole_number(value)
        return plain_words(super().prepare_delta_change_value(change, value))


def plain_words(value: Any) -> Any:
    """A value without a field's own way of printing."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return decimal_number(value.normalize(), max(0, -int(value.normalize().as_tuple()[2])))
    return value
