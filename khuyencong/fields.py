"""Model and form fields that speak Vietnamese: clean text, whole đồng, 9.510 and 23.292,2."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models

from . import text


class _CleanText:
    """Normalises on every way in: assignment by a form, an import, or plain save()."""

    cleaner = staticmethod(text.clean_line)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)  # type: ignore[misc]
        return self.cleaner(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)  # type: ignore[misc]
        return self.cleaner(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)  # type: ignore[misc]
        if isinstance(value, str):
            value = self.cleaner(value)
            setattr(model_instance, self.attname, value)  # type: ignore[attr-defined]
        return value


class LineField(_CleanText, models.CharField):
    """One line of text, NFC, trimmed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 300, **kwargs})


class BlockField(_CleanText, models.TextField):
    """Several lines of text, NFC, trimmed."""

    cleaner = staticmethod(text.clean_block)


class ActNumberField(LineField):
    """Số văn bản, written one way: ``1288/QĐ-TTg``."""

    cleaner = staticmethod(text.clean_act_number)


class SortKeyField(models.CharField):
    """A key whose order is that of its bytes on both databases (SQLite compares so by itself)."""

    def db_parameters(self, connection: Any) -> Any:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class WholeNumberInput(forms.TextInput):
    """A text box that shows 1234567 as 1.234.567; ``money.js`` keeps it so while typing."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        shown = {"inputmode": "numeric", "autocomplete": "off", "class": "vNumber"}
        super().__init__({**shown, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, int):
            return text.whole_number(value)
        return super().format_value(value)


class MoneyInput(WholeNumberInput):
    """An amount in đồng; ``money.js`` writes it in words beneath while it is typed."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "vNumber vMoney", **(attrs or {})})


class WholeNumberFormField(forms.IntegerField):
    """A whole number as staff write it: ``9.510`` is nine thousand five hundred and ten."""

    widget = WholeNumberInput
    reader = staticmethod(text.parse_whole)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        try:
            return self.reader(str(value))
        except text.UnclearNumber as unclear:
            raise ValidationError(str(unclear), code="invalid") from unclear

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class MoneyFormField(WholeNumberFormField):
    """An amount in whole đồng; ``9,5 triệu`` is read too."""

    widget = MoneyInput
    reader = staticmethod(text.parse_money)


class DecimalFormField(forms.DecimalField):
    """A number as staff write it: ``23.292,2``."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return text.parse_decimal(str(value))
        except text.UnclearNumber as unclear:
            raise ValidationError(str(unclear), code="invalid") from unclear

    def prepare_value(self, value: Any) -> Any:
        return text.plain_number(value) if isinstance(value, Decimal) else value


NOT_NEGATIVE = MinValueValidator(0, message="Không được là số âm.")


class WholeNumberField(models.BigIntegerField):
    """A count: a whole number, not negative."""

    default_validators = [NOT_NEGATIVE]
    form_class: type[WholeNumberFormField] = WholeNumberFormField

    def formfield(self, **kwargs: Any) -> Any:  # type: ignore[override]
        kwargs.setdefault("form_class", self.form_class)
        kwargs.pop("widget", None)  # the admin's own, which shows no separators
        return super().formfield(**kwargs)


class MoneyField(WholeNumberField):
    """An amount in whole đồng. "Triệu đồng" is a way of printing, never of storing."""

    form_class = MoneyFormField


class NumberField(models.DecimalField):
    """A measured value with up to three decimals."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 18, "decimal_places": 3, **kwargs})

    def formfield(self, **kwargs: Any) -> Any:  # type: ignore[override]
        return super().formfield(**{"form_class": DecimalFormField, **kwargs})


class YearField(models.PositiveSmallIntegerField):
    """A calendar year; what lies outside FIRST to LAST is a slip of the keys."""

    FIRST, LAST = 2000, 2100

    default_error_messages = {"invalid": "Năm phải là số có bốn chữ số, ví dụ 2026."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.validators.append(_possible_year)

    def formfield(self, **kwargs: Any) -> Any:  # type: ignore[override]
        messages = {"invalid": self.default_error_messages["invalid"]}
        return super().formfield(**{"error_messages": messages, **kwargs})


def _possible_year(value: int) -> None:
    if not YearField.FIRST <= value <= YearField.LAST:
        raise ValidationError(
            f"Năm phải từ {YearField.FIRST} đến {YearField.LAST}.", code="impossible_year"
        )
