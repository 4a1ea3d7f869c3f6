"""How rows travel from the child: one JSON value a line, read back without trusting the child.

A sheet is an object, a row ``[number, is_hidden, [cell, …]]``. Texts, whole numbers, booleans and
blanks are themselves in JSON; a number with decimals is written as ``repr`` of the float and read
as a Decimal; what JSON lacks is a pair: ``["d", "2026-01-31"]``, ``["t", …]``, ``["b", words]``.
"""

import json
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from .values import Broken, Cell, RawCell, RawRow, Row, SheetInfo


class Garbled(ValueError):
    """The line is none that the child writes."""


def _pair(cell: Any) -> list[str]:
    """What ``json`` cannot write itself."""
    if isinstance(cell, datetime):
        return ["t", cell.isoformat()]
    if isinstance(cell, date):
        return ["d", cell.isoformat()]
    if isinstance(cell, Broken):
        return ["b", cell.text]
    raise TypeError(type(cell).__name__)


_to_json = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_pair
).encode


def _no_object(_: Any) -> None:
    raise Garbled("an object in a row")


_row_of_json = json.JSONDecoder(parse_float=Decimal, object_hook=_no_object).decode


def _line(value: Any) -> bytes:
    # A lone half of a pair is no text; the rest of the row shall arrive all the same.
    return _to_json(value).encode("utf-8", "replace") + b"\n"


def row_line(row: RawRow, cells: list[RawCell]) -> bytes:
    """The line of a row whose cells have been cut to ``cells``."""
    return _line([row.number, row.is_hidden, cells])


def sheet_line(info: SheetInfo) -> bytes:
    """The line that begins a sheet."""
    return _line({"sheet": asdict(info)})


def refused_line(words: str) -> bytes:
    """The line that ends a file that is refused."""
    return _line({"refused": words})


END = b'{"end":true}\n'


def parse(line: bytes) -> Row | SheetInfo | str | None:
    """Read a line: a row, a sheet, the words of a refusal, or None at the end. Raises Garbled."""
    try:
        text = line.decode()
        return _message(json.loads(text)) if text.startswith("{") else _row(*_row_of_json(text))
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise Garbled from error


def _message(value: dict[str, Any]) -> SheetInfo | str | None:
    if "sheet" in value:
        sheet = value["sheet"]
        return SheetInfo(
            name=str(sheet["name"]),
            is_hidden=bool(sheet["is_hidden"]),
            merged=tuple(_area(*area) for area in sheet["merged"]),
            is_1904=bool(sheet["is_1904"]),
            notes=tuple(map(str, sheet["notes"])),
        )
    return str(value["refused"]) if "refused" in value else None


def _area(top: int, left: int, bottom: int, right: int) -> tuple[int, int, int, int]:
    return int(top), int(left), int(bottom), int(right)


def _row(number: Any, is_hidden: Any, cells: Any) -> Row:
    read = tuple(_cell(*cell) if isinstance(cell, list) else cell for cell in cells)
    return Row(int(number), read, bool(is_hidden))


@lru_cache(maxsize=4096)
def _cell(kind: str, text: str) -> Cell:
    if kind == "d":
        return date.fromisoformat(text)
    if kind == "t":
        return datetime.fromisoformat(text)
    if kind == "b":
        return Broken(text)
    raise Garbled(kind)
