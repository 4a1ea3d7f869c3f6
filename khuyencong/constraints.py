"""Database constraints whose refusal stands beside the box that is wrong."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models


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
