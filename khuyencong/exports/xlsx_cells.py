"""Values as cells of a sheet's XML. A style is a place in ``xlsx_parts.STYLES``."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape

from khuyencong.files import DAY_ZERO, FIRST_YEAR, LONGEST_TEXT, MOST_DIGITS
from khuyencong.text import NOT_IN_XML

from .shapes import WORDS, Shape, plain_digits

HEAD, PLAIN, WHOLE, DECIMAL, DAY, MOMENT = range(1, 7)
EMPTY = "<c/>"
CUT = "…"
CARRIAGE_RETURN = {"\r": "&#13;"}  # a parser would make a line feed of it
SECONDS_A_DAY = 86_400

# What a text may not have to stand in a cell as it is.
_SPECIAL = re.compile("[\x00-\x1f&<>_\ud800-\udfff\ufffe\uffff]|^\\s|\\s$")
# Excel would read it as an escaped character (ECMA-376 part 1, 22.9.2.19).
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def text_cell(text: str, look: str = "") -> str:
    """A text, without what no cell can hold; cut with … beyond 32,767 UTF-16 units."""
    if len(text) > LONGEST_TEXT // 2:
        text = _fitting(text)
    if not _SPECIAL.search(text):
        return f'<c{look} t="str"><v>{text}</v></c>'
    text = _LOOKS_ESCAPED.sub("_x005F_", NOT_IN_XML.sub("", text))
    escaped = escape(text, CARRIAGE_RETURN)
    if text == text.strip():
        return f'<c{look} t="str"><v>{escaped}</v></c>'
    # Blanks at the ends are kept only where a text may say so.
    return f'<c{look} t="inlineStr"><is><t xml:space="preserve">{escaped}</t></is></c>'


def _fitting(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    return units[: 2 * (LONGEST_TEXT - len(CUT))].decode("utf-16-le", "ignore") + CUT


def _text(value: Any) -> str:
    return EMPTY if value is None or value == "" else text_cell(str(value))


def _number(style: int) -> Callable[[Any], str]:
    """A whole number has no decimal point, which Excel would print after it."""

    def write(value: Any) -> str:
        if value is None:
            return EMPTY
        digits = plain_digits(value)
        if len(digits.lstrip("-0.").replace(".", "")) > MOST_DIGITS:
            return text_cell(digits)  # Excel would round it
        look = DECIMAL if "." in digits else style
        return f'<c s="{look}"><v>{digits}</v></c>'

    return write


def _day(value: date | None) -> str:
    if value is None:
        return EMPTY
    if value.year < FIRST_YEAR:
        return text_cell(f"{value:%d/%m}/{value.year:04d}")
    return f'<c s="{DAY}"><v>{(value - DAY_ZERO).days}</v></c>'


def _moment(value: datetime | None) -> str:
    """A local time: Excel knows no zones."""
    if value is None:
        return EMPTY
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    days = (value.date() - DAY_ZERO).days + round(seconds / SECONDS_A_DAY, 10)
    return f'<c s="{MOMENT}"><v>{days}</v></c>'


def _yes_no(value: bool | None) -> str:
    return EMPTY if value is None else text_cell(WORDS[value])


WRITERS: Mapping[Shape, Callable[[Any], str]] = {
    Shape.TEXT: _text,
    Shape.PLAIN: _number(PLAIN),
    Shape.WHOLE: _number(WHOLE),
    Shape.DECIMAL: _number(WHOLE),
    Shape.DAY: _day,
    Shape.MOMENT: _moment,
    Shape.YES_NO: _yes_no,
}
