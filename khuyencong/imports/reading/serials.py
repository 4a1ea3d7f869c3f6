"""Numbers of a workbook: which of them are days, and which day."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import isfinite

from .values import Broken

_BUILT_IN = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
# What a format shows as it stands, and colours, conditions, languages and currencies in brackets.
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|general|standard', re.I | re.S)
_OF_TIME = re.compile("[dmyhs]", re.I)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.I)

_DAY = 86_400_000  # milliseconds
_AFTER_GAP, _BEFORE_GAP = datetime(1899, 12, 30), datetime(1899, 12, 31)  # noqa: DTZ001 -- a workbook knows no zones
_FROM_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_NO_SUCH_DAY = 60  # 29.02.1900, which Excel has and the calendar has not
_LAST, _LAST_OF_1904 = 2_958_465, 2_957_003  # 31.12.9999


def is_date_format(number: int, code: str | None) -> bool:
    """Whether numbers with this format are days; ``code`` is None for a built-in one.

    Times that run beyond 24 hours (``[h]:mm``) are amounts, not days.
    """
    if code is None:
        return number in _BUILT_IN
    shown = code.split(";")[0]
    return not _ELAPSED.search(shown) and bool(_OF_TIME.search(_LITERAL.sub("", shown)))


def number_of(text: str) -> int | float | Broken:
    """Read a number as a workbook stores it: whole ones exactly, others as the nearest float."""
    try:
        value = float(text)
    except ValueError:
        return _no_number(text)
    if not isfinite(value) or "_" in text:
        return _no_number(text)
    if not value.is_integer():
        return value
    return int(text) if text.isdigit() and len(text) < 40 else int(value)


def _no_number(text: str) -> Broken:
    return Broken(f"Ô có số không đọc được ({text[:40]}).")


@lru_cache(maxsize=4096)
def day_of(serial: float, is_1904: bool) -> date | datetime | str | Broken:
    """The day of a serial number, with a time of day only where it has one.

    A time without a day is text (``08:30:00``): there is no day to give it.
    """
    if not 0 <= serial < (_LAST_OF_1904 if is_1904 else _LAST) + 1:
        return Broken(f"Ô có ngày không đọc được ({serial!r}).")
    moment = timedelta(milliseconds=round(serial * _DAY))
    if 0 < serial < 1 or (serial == 0 and not is_1904):
        return (_AFTER_GAP + moment).time().isoformat("seconds")
    if is_1904:
        return plain_day(_FROM_1904 + moment)
    if int(serial) == _NO_SUCH_DAY:
        return Broken("Ô có ngày 29/02/1900, là ngày không có trong lịch.")
    return plain_day((_AFTER_GAP if serial > _NO_SUCH_DAY else _BEFORE_GAP) + moment)


def plain_day(moment: datetime) -> date | datetime:
    """A day, or a moment if it is not midnight."""
    return moment if moment.time() != datetime.min.time() else moment.date()


def day_of_iso(text: str) -> date | datetime | Broken:
    """The day of ``2026-01-31`` or ``2026-01-31T08:30:00`` (a zone is dropped: Excel has none)."""
    try:
        return plain_day(datetime.fromisoformat(text).replace(tzinfo=None))
    except ValueError:
        return Broken(f"Ô có ngày không đọc được ({text[:40]}).")
