"""How a value that nobody may change prints on the staff's screens."""

from typing import Any

from django import template
from django.core.exceptions import FieldDoesNotExist
from django.utils.safestring import SafeString

from khuyencong.fields import WholeNumberField
from khuyencong.history import NOTHING
from khuyencong.text import whole_number

register = template.Library()

PICTURES = {"True": "có", "False": "không", "None": "chưa rõ"}


@register.filter
def shown(field: Any) -> Any:
    """An admin's read-only field, whole numbers as 1.234.567."""
    try:
        stored = field.form.instance._meta.get_field(field.field["name"])
    except FieldDoesNotExist:
        return field.contents()
    value = field.form.instance.serializable_value(stored.name)
    if isinstance(stored, WholeNumberField) and value is not None:
        return whole_number(value)
    return field.contents()


@register.filter
def amount(value: int | None) -> str:
    """An amount in đồng as 1.234.567; nobody's knowledge as a dash."""
    return NOTHING if value is None else whole_number(value)


@register.filter
def in_words(cell: SafeString) -> SafeString:
    """A cell of a list; Django describes its pictures for yes, no and unknown in Python."""
    for said, ours in PICTURES.items():
        cell = SafeString(cell.replace(f'alt="{said}"', f'alt="{ours}"'))
    return cell
