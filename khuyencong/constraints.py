"""Database constraints: whose refusal stands beside the box that is wrong, and judged in bulk."""

import operator
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q


class FieldCheck(models.CheckConstraint):
    """A check constraint whose message belongs to one of the fields it compares.

    The field is no part of the database: migrations hold a plain CheckConstraint.
    """

    def __init__(self, *, field: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field = field

    def validate(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().validate(*args, **kwargs)  # type: ignore[misc]
        except ValidationError as refused:
            raise ValidationError({self.field: refused.messages}) from refused

    def deconstruct(self) -> Any:
        _, args, kwargs = super().deconstruct()
        return "django.db.models.CheckConstraint", args, kwargs

    def clone(self) -> "FieldCheck":
        _, _, kwargs = self.deconstruct()
        return type(self)(field=self.field, **kwargs)


def violations(record: models.Model) -> dict[str, list[str]]:
    """What the check constraints of a model have against a record, by field ("" for the whole).

    The same verdict as ``validate_constraints``, which asks the database once for each: here a
    condition is worked out in Python, so that thousands of rows are judged without a query.
    """
    found: dict[str, list[str]] = {}
    for constraint in record._meta.constraints:
        if not isinstance(constraint, models.CheckConstraint):
            continue
        condition = constraint.condition
        if isinstance(condition, Q) and holds(condition, record) is False:
            field = getattr(constraint, "field", "")
            found.setdefault(field, []).append(str(constraint.get_violation_error_message()))
    return found


def holds(condition: Q, record: models.Model) -> bool | None:
    """Whether ``condition`` is true of a record; None where SQL says unknown, which passes.

    Raises NotImplementedError for a condition that goes beyond the record's own fields.
    """
    children: Any = condition.children
    answers = [
        holds(part, record) if isinstance(part, Q) else _compare(part[0], part[1], record)
        for part in children
    ]
    answer = _any(answers) if condition.connector == Q.OR else _all(answers)
    return answer if not condition.negated or answer is None else not answer


def _all(answers: list[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def _any(answers: list[bool | None]) -> bool | None:
    if True in answers:
        return True
    return None if None in answers else False


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def _compare(lookup: str, wanted: Any, record: models.Model) -> bool | None:
    name, _, comparison = lookup.partition("__")
    value = _value(name, record)
    if isinstance(wanted, F):
        wanted = _value(wanted.name, record)
    if comparison == "isnull":
        return (value is None) == wanted
    if comparison not in {"", *_COMPARISONS}:
        raise NotImplementedError(f"{record._meta.label}: {lookup}")
    if value is None or wanted is None:
        return None
    return _COMPARISONS[comparison or "exact"](value, wanted)


def _value(name: str, record: models.Model) -> Any:
    field = record._meta.pk if name == "pk" else record._meta.get_field(name)
    return getattr(record, field.attname)  # type: ignore[union-attr]
