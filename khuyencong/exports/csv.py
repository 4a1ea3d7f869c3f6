"""A list of any length as CSV: UTF-8 with a mark so that Excel reads the accents, days as ISO."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from khuyencong.files import BOM
from khuyencong.safe import as_text

from .shapes import WORDS, Cells, Chunk, Heading, Shape, plain_digits, written

EMPTY = '""'  # the only cell of a row: many programs skip a line without anything
_QUOTED = re.compile('[",\r\n]')


def csv_stream(headings: Sequence[Heading], chunks: Iterable[Chunk]) -> Iterator[bytes]:
    """The lines in pieces, the headings with the first of them."""
    head = f"{BOM}{','.join(_text(one.label) for one in headings)}\r\n"
    cells = [Cells(WRITERS[one.shape]) for one in headings]
    for chunk in chunks:
        lines = list(map(",".join, zip(*written(chunk, cells), strict=True)))
        if len(headings) == 1:
            lines = [line or EMPTY for line in lines]
        yield (head + "\r\n".join(lines) + "\r\n").encode("utf-8", "replace")
        head = ""
    yield head.encode()


def _text(value: Any) -> str:
    """Quoted where it must be; what a spreadsheet would run is marked as text."""
    if value is None:
        return ""
    text = as_text(str(value))
    if _QUOTED.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def _number(value: Any) -> str:
    return "" if value is None else plain_digits(value)


def _day(value: Any) -> str:
    return "" if value is None else value.isoformat()


def _moment(value: datetime | None) -> str:
    return "" if value is None else f"{value:%Y-%m-%d %H:%M:%S}"


def _yes_no(value: bool | None) -> str:
    return "" if value is None else WORDS[value]


WRITERS: Mapping[Shape, Callable[[Any], str]] = {
    Shape.TEXT: _text,
    Shape.PLAIN: _number,
    Shape.WHOLE: _number,
    Shape.DECIMAL: _number,
    Shape.DAY: _day,
    Shape.MOMENT: _moment,
    Shape.YES_NO: _yes_no,
}
