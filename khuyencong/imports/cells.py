"""How one cell of a file becomes a value, and a value a cell: the same words both ways.

A cell refuses with ValueError, whose text tells staff what to do. What can be read in two ways is
refused with both, never guessed. Cells from a file are None, text, bool, int, Decimal, date,
datetime or Broken (see ``reading``).
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from import_export.widgets import Widget

from khuyencong import text
from khuyencong.fields import YearField

from .days import day_of_text, no_day
from .lookups import Known, rows_of
from .reading import Broken

YES, NO = "Có", "Không"
UNKNOWN = "Không rõ"
# Stands for a text that no cell of Excel holds; read back it is refused, so that nothing is lost.
TOO_LONG = "(quá dài cho một ô Excel)"
# The days that a bare number in a column of dates may mean: Excel counts them from 1900 or 1904.
EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
FIRST_DAY, LAST_DAY = date(YearField.FIRST, 1, 1), date(YearField.LAST, 12, 31)
# Of a mobile telephone, of a fixed one.
_WITHOUT_ZERO = re.compile(r"[35789]\d{8}|2\d{9}")


def shown(value: Any) -> str:
    """A cell as a person sees it, for a message."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Decimal):
        return text.plain_number(value)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


class Cell(Widget):
    """A cell of one kind. ``hint`` tells in the template how it is filled in.

    ``number_format`` and ``width`` (in characters) are of its column in a workbook; "@" keeps what
    is typed as text, so that Excel takes no zero away.
    """

    hint = ""
    number_format = "@"
    width = 22

    def clean(self, value: Any, row: Any = None, **how: Any) -> Any:
        """The value behind a cell; None for an empty one.

        ``how``: ``unit`` (đồng a number counts in), ``is_1904``, ``known`` (see ``lookups``),
        ``note`` (told what was read otherwise than it stands there).
        """
        if isinstance(value, Broken):
            raise ValueError(value.text)
        if isinstance(value, str):
            value = text.clean_block(value)
        if value == TOO_LONG:
            raise ValueError("Chữ quá dài cho một ô Excel. Sửa trên cổng, hoặc ghi ngắn lại ở đây.")
        return None if value in (None, "") else self.read(value, **how)

    def read(self, value: Any, **how: Any) -> Any:
        """The value behind a cell that is not empty."""
        raise NotImplementedError

    def restore(self, stored: Any) -> Any:
        """The value again, from how JSON keeps it."""
        return stored

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value

    def options(self) -> list[str]:
        """What may stand in the cell, for a drop-down; empty where it is free."""
        return []


class TextCell(Cell):
    """Text, cleaned as its field cleans it; a number or a day is taken as it is shown."""

    def __init__(self, cleaner: Callable[[str], str] = text.clean_line) -> None:
        super().__init__()
        self.cleaner = cleaner

    def read(self, value: Any, **how: Any) -> str | None:
        return self.cleaner(shown(value)) or None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value or None


class TaxCodeCell(TextCell):
    """A tax code; as a number Excel takes its first 0 away."""

    hint = "Ghi dạng chữ, giữ cả số 0 ở đầu."
    width = 16

    def read(self, value: Any, **how: Any) -> str | None:
        found = super().read(value, **how)
        if found and isinstance(value, int) and len(found) in (9, 11):
            found = f"0{found}"
            how["note"](f"Thêm số 0 ở đầu mã số thuế mà Excel bỏ mất: {found}.")
        return found


class PhoneCell(TextCell):
    """A telephone number; as a number Excel takes its first 0 away."""

    hint = "Ghi dạng chữ, giữ cả số 0 ở đầu."

    def read(self, value: Any, **how: Any) -> str | None:
        found = super().read(value, **how)
        if found and isinstance(value, int) and _WITHOUT_ZERO.fullmatch(found):
            found = f"0{found}"
            how["note"](f"Thêm số 0 ở đầu số điện thoại mà Excel bỏ mất: {found}.")
        return found


class WholeCell(Cell):
    """A whole number."""

    hint = "Số nguyên, ví dụ 9.510."
    number_format = "#,##0"
    width = 12

    def read(self, value: Any, **how: Any) -> Any:
        if isinstance(value, str):
            return text.parse_whole(value)
        if isinstance(value, bool | date) or value != int(value):
            raise ValueError(f"“{shown(value)}” không phải là số nguyên, ví dụ 9.510.")
        return int(value)


class QuantityCell(WholeCell):
    """A count that may be unknown: that is said, never left out."""

    hint = f"Số nguyên, hoặc “{UNKNOWN}” nếu có làm mà không thống kê số lượng."

    def read(self, value: Any, **how: Any) -> Any:
        if isinstance(value, str) and text.fold(value) == text.fold(UNKNOWN):
            return UNKNOWN
        return super().read(value, **how)


class MoneyCell(Cell):
    """An amount, stored in whole đồng whatever unit the file counts in."""

    hint = "Số tiền bằng đồng, ví dụ 150.000.000; hoặc kèm đơn vị: 150 triệu, 1,2 tỷ."
    number_format = "#,##0"
    width = 18

    def read(self, value: Any, **how: Any) -> int:
        unit = how.get("unit") or 1
        if isinstance(value, str):
            return text.parse_money(value, unit, from_file=True)
        if isinstance(value, bool | date):
            raise ValueError(f"“{shown(value)}” không phải là số tiền.")
        return text.in_dong(Decimal(value), unit)


class YearCell(WholeCell):
    """A calendar year."""

    hint = "Năm bốn chữ số, ví dụ 2025."
    number_format = "0"
    width = 10

    def read(self, value: Any, **how: Any) -> Any:
        year = re.sub(r"^nam\s*", "", text.fold(value)) if isinstance(value, str) else value
        if isinstance(year, date) or (isinstance(year, str) and not year.isdecimal()):
            raise ValueError(f"“{shown(value)}” không phải là năm bốn chữ số, ví dụ 2026.")
        return super().read(year, **how)


class DateCell(Cell):
    """A day; the day stands before the month."""

    hint = "Ngày/tháng/năm, ví dụ 05/03/2026."
    number_format = "dd/mm/yyyy"
    width = 13

    def read(self, value: Any, **how: Any) -> date:
        day = self._day(value, **how)
        if FIRST_DAY <= day <= LAST_DAY:
            return day
        raise ValueError(
            f"“{shown(value)}” phải là ngày từ năm {FIRST_DAY.year} đến năm {LAST_DAY.year}."
        )

    def _day(self, value: Any, **how: Any) -> date:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        if isinstance(value, str):
            return day_of_text(value)
        return self._of_serial(value, how.get("is_1904", False))

    @staticmethod
    def _of_serial(value: Any, is_1904: bool) -> date:
        if not isinstance(value, bool) and 0 < value < 200_000:
            day = EPOCHS[is_1904] + timedelta(days=int(value))
            if FIRST_DAY <= day <= LAST_DAY:
                return day
        raise ValueError(no_day(shown(value)))

    def restore(self, stored: Any) -> Any:
        return date.fromisoformat(stored) if isinstance(stored, str) else stored


class ChoiceCell(Cell):
    """A choice, written as staff read it: "Hợp tác xã", not "cooperative"."""

    def __init__(self, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self.labels = {code: str(label) for code, label in choices if code}
        self.codes = {text.fold(label): code for code, label in self.labels.items()}

    def read(self, value: Any, **how: Any) -> str:
        found = self.codes.get(text.fold(shown(value)))
        if found is None:
            options = "; ".join(self.labels.values())
            raise ValueError(f"“{shown(value)}” không hợp lệ. Chọn một trong: {options}.")
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return self.labels.get(value)

    def options(self) -> list[str]:
        return list(self.labels.values())


class KnownCell(Cell):
    """Something of a catalogue that must be there already, by its name or its code.

    ``label`` is the attribute by which it is written on the way out.
    """

    def __init__(self, model: Any, label: str = "name") -> None:
        super().__init__()
        self.model, self.label = model, label

    def read(self, value: Any, **how: Any) -> str:
        return how["known"].code(self.model, shown(value))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return None if value is None else kwargs["known"].word(value, self.label)

    def options(self) -> list[str]:
        known = Known()
        return [known.word(row, self.label) for row in rows_of(self.model)]
