"""Two editors of one record: what the second one typed beside what the first one stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime

from khuyencong.difference import Difference, since
from khuyencong.fields import WholeNumberFormField
from khuyencong.history import plain_words
from khuyencong.text import whole_number


@dataclass(frozen=True)
class Typed:
    """A box whose content differs from what is stored now."""

    field: str
    typed: Any
    stored: Any
    # It still holds what it held when the page was opened: somebody else changed the field.
    is_untouched: bool = False


@dataclass(frozen=True)
class Conflict:
    """What to know before saving over a newer version."""

    who: Any
    at: datetime | None
    boxes: list[Typed]
    others: Difference | None


def conflict_of(record: Any, own: Any, parts: Iterable[Any], seen: str, opened: str) -> Conflict:
    """``own`` is the refused form and ``parts`` its formsets; ``opened`` is when that page was.

    The forms were made of what is stored now, so what they call changed is what differs from it.
    """
    base = record.history.filter(version=seen).first() if seen.isdecimal() else None
    boxes = list(_boxes(own, "", base))
    for formset in parts:
        kind = str(formset.model._meta.verbose_name).capitalize()
        for number, form in enumerate(formset.initial_forms, 1):
            boxes += _boxes(form, f"{kind} {number}: ")
    last = record.history.select_related("history_user").first()
    moment = _moment(opened)
    return Conflict(
        last and last.history_user,
        last and last.history_date,
        boxes,
        since(record, moment) if moment else None,
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _boxes(form: Any, before: str, base: Any = None) -> Iterator[Typed]:
    for name in form.changed_data:
        field, box = form.fields[name], form[name]
        if box.is_hidden:
            continue
        typed, stored = box_words(field, box.data), box_words(field, box.initial)
        yield Typed(f"{before}{box.label}", typed, stored, _is_untouched(base, field, box))


def _is_untouched(base: Any, field: forms.Field, box: Any) -> bool:
    columns = {one.name: one.attname for one in base.tracked_fields} if base else {}
    if box.name not in columns:
        return False
    return not field.has_changed(getattr(base, columns[box.name]), box.data)


def box_words(field: forms.Field, value: Any) -> Any:
    """What is in a box, or would be: a chosen row by its name, amounts with their points."""
    try:
        value = field.to_python(value)
    except (ValidationError, TypeError, ValueError):
        return plain_words(str(value))
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        labels: dict[Any, Any] = dict(field.choices)  # type: ignore[arg-type]
        value = labels.get(value, value)
    if isinstance(field, WholeNumberFormField) and isinstance(value, int):
        return whole_number(value)
    return plain_words(value)
