"""How a day is written in words; the day stands before the month."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from khuyencong import text

_SPELLED = re.compile(r"ngay\s*(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(\d{4})")
_NUMBERS = re.compile(r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})")


def day_of_text(written: str) -> date:
    """The day that a text means. Raises ValueError."""
    if spelled := _SPELLED.fullmatch(text.fold(written)):
        written = "/".join(spelled.groups())
    try:
        found = forms.DateField().to_python(written)
    except ValidationError as refused:
        raise ValueError(no_day(written)) from refused
    return found  # type: ignore[return-value]


def no_day(written: str) -> str:
    """Why a text is no day; an American one with both readings."""
    numbers = _NUMBERS.fullmatch(written)
    if numbers and len(numbers[3]) == 4 and int(numbers[1]) <= 12 < int(numbers[2]) <= 31:
        month, day, year = numbers.groups()
        return (
            f"“{written}” không rõ: đọc ngày trước thì không có tháng {day}; đọc tháng trước thì "
            f"là {int(day):02d}/{int(month):02d}/{year}. Nếu đúng ngày đó, ghi "
            f"{int(day):02d}/{int(month):02d}/{year}."
        )
    if numbers and len(numbers[3]) == 2:
        day, month, year = numbers.groups()
        return (
            f"“{written}” không rõ năm: 20{year} hay 19{year}? Ghi đủ bốn chữ số, ví dụ "
            f"{day}/{month}/20{year}."
        )
    return f"“{written}” không phải là ngày/tháng/năm, ví dụ 05/03/2026."
