"""The list of activities as a file, by the portal: all rows, twenty columns."""

import csv
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import IO, Any
from zipfile import ZipFile
from zlib import crc32

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.http import StreamingHttpResponse
from django.test import RequestFactory
from django.urls import reverse

from bench.portal import OnDatabase, Values
from khuyencong.exports.shapes import Shape
from projects.models import Activity

# The columns by their names in the portal, and what is in them.
COLUMNS = {
    "code": Shape.TEXT,
    "title": Shape.TEXT,
    "year": Shape.PLAIN,
    "programme": Shape.TEXT,
    "main_kind__code": Shape.TEXT,
    "main_kind__name": Shape.TEXT,
    "stage": Shape.TEXT,
    "review": Shape.TEXT,
    "decision__number": Shape.TEXT,
    "decision__signed_on": Shape.DAY,
    "approved_on": Shape.DAY,
    "accepted_on": Shape.DAY,
    "implementing_unit__name": Shape.TEXT,
    "common_facility__code": Shape.TEXT,
    "common_facility__name": Shape.TEXT,
    "common_commune__name": Shape.TEXT,
    "common_district__name": Shape.TEXT,
    "total_by_decision": Shape.WHOLE,
    "KCQG:planned": Shape.WHOLE,
    "KCDP:planned": Shape.WHOLE,
}
SOURCES = ("KCQG", "KCDP")
DAY_ZERO = date(1899, 12, 30)


class Export(OnDatabase):
    """Somebody who takes the whole list along through the admin; the pieces are thrown away."""

    def __init__(self, ending: str) -> None:
        super().__init__()
        self.ending = ending
        self.model_admin: Any = admin.site.get_model_admin(Activity)
        self.user, _ = get_user_model().objects.get_or_create(
            username="do-xuat", is_staff=True, is_superuser=True
        )

    def pieces(self) -> Iterator[bytes]:
        address = reverse("admin:projects_activity_export", args=[self.ending])
        request = RequestFactory().get(address, {"cot": [*COLUMNS], "o": "1"})
        request.user = self.user
        answer = self.model_admin.export_view(request, self.ending)
        assert isinstance(answer, StreamingHttpResponse)
        yield from answer  # type: ignore[misc]

    def run(self) -> None:
        for _ in self.pieces():
            pass

    def values(self) -> Values:
        with tempfile.TemporaryFile() as file:
            for piece in self.pieces():
                file.write(piece)
            file.seek(0)
            return digests(rows_of_book(file) if self.ending == "xlsx" else rows_of_lines(file))


class FirstPiece(Export):
    """Until the first bytes are there; the rest is never asked for."""

    def run(self) -> None:
        next(self.pieces())

    def values(self) -> Values:
        return {"begins": next(self.pieces())[:2].hex()}


class WholeFile(Export):
    def values(self) -> Values:
        self.run()
        return {"begins": next(self.pieces())[:2].hex()}


def digests(rows: Iterable[Iterable[str]]) -> Values:
    """How many rows, and a sum of every column: two files of one list have the same ones."""
    sums, count = [0] * len(COLUMNS), 0
    for row in rows:
        count += 1
        sums = [crc32(f"{text}\n".encode(), so_far) for text, so_far in zip(row, sums, strict=True)]
    return {"rows": count, **dict(zip(COLUMNS, sums, strict=True))}


def rows_of_lines(file: IO[bytes]) -> Iterator[list[str]]:
    """The rows of a CSV file, without its headings."""
    lines = (line.decode() for line in file)
    rows = csv.reader(lines)
    next(rows)
    yield from rows


def rows_of_book(file: IO[bytes]) -> Iterator[list[str]]:
    """The rows of all sheets as text, without headings, read with the memory of one row."""
    with ZipFile(file) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        for name in sheets:
            with book.open(name) as sheet:
                yield from _rows_of_sheet(sheet)


def _rows_of_sheet(sheet: IO[bytes]) -> Iterator[list[str]]:
    found = ET.iterparse(sheet, events=("start", "end"))
    rows: Any = None
    is_head = True
    for event, element in found:
        tag = element.tag.rpartition("}")[2]
        if tag == "sheetData" and event == "start":
            rows = element
        elif tag == "row" and event == "end":
            if not is_head:
                cells = ["".join(cell.itertext()) for cell in element]
                yield [told(one, shape) for one, shape in zip(cells, COLUMNS.values(), strict=True)]
            is_head = False
            rows.clear()


def told(stored: Any, shape: Shape) -> str:
    """A cell as text, days as ISO."""
    if stored in ("", None):
        return ""
    if shape is Shape.DAY and "-" not in str(stored):
        day = DAY_ZERO + timedelta(days=int(stored))
        return day.isoformat()
    return str(stored) if shape in (Shape.TEXT, Shape.DAY) else str(int(stored))
