"""How the cells of a form look, and how high their rows are: one place for every sheet."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from xlsxwriter import Workbook

from khuyencong.files import FONT

A4 = 9
LINE = 15.0  # points of a line of 11 points
FITS = 1.25  # letters of this font to the unit that widths are given in
BOLD = 0.85  # of them where they are bold
CAPITALS = 0.7  # and where they are capitals
ROW = 18.0  # a row of the form is a little higher
# NĐ 30/2020: 20 mm above and below, 30 mm at the left for binding, 15 mm at the right; in inches.
MARGINS = {"left": 1.18, "right": 0.59, "top": 0.79, "bottom": 0.79}
FOOTER = f'&C&"{FONT},Regular"&10Trang &P/&N'
SHAPES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 12, "align": "center", "text_wrap": True},
    "book title": {"bold": True, "font_size": 15, "align": "center", "text_wrap": True},
    "left title": {"bold": True, "font_size": 13, "text_wrap": True},
    "office": {"bold": True, "font_size": 11},
    "part": {"bold": True, "font_size": 12, "text_wrap": True},
    "warning": {"bold": True, "italic": True, "font_color": "#a61b1b"},
    "link": {"underline": 1, "font_color": "#0b4f8a"},
    "line": {"italic": True, "align": "center", "text_wrap": True},
    "mark": {"italic": True, "align": "right"},
    "agency": {"align": "center", "text_wrap": True, "font_size": 12},
    "agency bold": {"bold": True, "align": "center", "text_wrap": True, "font_size": 12},
    "motto": {"bold": True, "align": "center", "underline": 1, "font_size": 12},
    "place": {"italic": True, "align": "center"},
    "note": {"text_wrap": True, "valign": "top"},
    "source": {"italic": True, "text_wrap": True, "valign": "top", "font_size": 9},
    "head": {"bold": True, "align": "center", "text_wrap": True, "border": 1},
    "letter": {"italic": True, "align": "center", "border": 1},
    "text": {"text_wrap": True, "border": 1},
    "centre": {"align": "center", "text_wrap": True, "border": 1},
    "sub": {"text_wrap": True, "border": 1, "indent": 1},
    "number": {"border": 1},
    "bold number": {"bold": True, "border": 1},
    "bold text": {"bold": True, "text_wrap": True, "border": 1},
    "bold centre": {"bold": True, "align": "center", "border": 1},
}
WHOLE, BROKEN, SHARE, PLAIN = "#,##0", "#,##0.0##", "#,##0.0", "0"


def lines_in(text: str, width: float) -> int:
    """Lines that a text takes in a column of that width."""
    return max(1, ceil(len(text) / (width * FITS)))


class Formats:
    """Cell formats, each made once; numbers by their pattern."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, str], Any] = {}

    def __call__(self, shape: str, pattern: str = "") -> Any:
        if (shape, pattern) not in self._made:
            base = {"font_name": FONT, "font_size": 11, "valign": "vcenter", **SHAPES[shape]}
            if pattern:
                base |= {"num_format": pattern, "align": "right", "indent": 1}
            self._made[shape, pattern] = self._book.add_format(base)
        return self._made[shape, pattern]
