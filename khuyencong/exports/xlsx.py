"""A list of any length as .xlsx, written while it is read: memory does not grow with the rows.

Only what a flat list needs: one table a sheet, styled headings that stay in view and on every
printed page, number and date formats, a filter. Every formatted form and report uses XlsxWriter;
it takes several times as long (see the job "export" in ``bench``).

Cells stand in the order of their columns, so their references are left out (ECMA-376 part 1,
18.3.1.4: optional), and text stands in its cell, typed as such: it is never a formula.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter.utility import xl_col_to_name

from khuyencong.files import zip_entry

from . import xlsx_parts as parts
from .shapes import Cells, Chunk, Heading, written
from .xlsx_cells import HEAD, WRITERS, text_cell

ROWS_PER_SHEET = 1_048_575  # and the headings
BYTES_PER_SHEET = 2**31 - 2**26  # a part beyond 2 GiB needs an extension that Excel calls damage
LEVEL = 1  # of compression: a higher one takes longer than all else together
LONGEST_NAME = 31  # of a sheet


class _Sink:
    """What the archive is written to; it hands over what came since it was last asked."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""

    def taken(self) -> bytes:
        whole = b"".join(self.pieces)
        self.pieces.clear()
        return whole


def xlsx_stream(
    title: str, headings: Sequence[Heading], chunks: Iterable[Chunk]
) -> Iterator[bytes]:
    """The workbook in pieces; ``title`` names the sheet. A full one is followed by another."""
    return _Workbook(title, headings).pieces(iter(chunks))


class _Workbook:
    def __init__(self, title: str, headings: Sequence[Heading]) -> None:
        self.title = re.sub(r"[\[\]:*?/\\']", " ", title)[: LONGEST_NAME - 5].strip() or "Sheet"
        self.headings = headings
        self.cells = [Cells(WRITERS[one.shape]) for one in headings]
        self.sink = _Sink()
        sink: Any = self.sink
        self.archive = ZipFile(sink, "w", ZIP_DEFLATED, compresslevel=LEVEL)
        self.lengths: list[int] = []  # rows of each sheet, the headings with them
        self.left: Chunk = ()  # of a chunk, what the last sheet had no room for

    def pieces(self, chunks: Iterator[Chunk]) -> Iterator[bytes]:
        while not self.lengths or self.left:
            yield from self._sheet(chunks)
        self._put("xl/styles.xml", parts.STYLES)
        self._put("xl/workbook.xml", self._workbook())
        self._put("xl/_rels/workbook.xml.rels", self._relations())
        self._put("_rels/.rels", parts.ROOT_RELATIONS)
        self._put("[Content_Types].xml", self._content_types())
        self.archive.close()
        yield self.sink.taken()

    # Sheets.

    def _sheet(self, chunks: Iterator[Chunk]) -> Iterator[bytes]:
        number = len(self.lengths) + 1
        self.lengths.append(1)
        # By its name alone: an entry of our own would be compressed as Python does by itself.
        with self.archive.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
            size = part.write(self._sheet_head().encode())
            while chunk := self._next(chunks):
                if size > BYTES_PER_SHEET or self.lengths[-1] > ROWS_PER_SHEET:
                    self.left = chunk
                    break
                size += part.write(self._rows(chunk))
                yield self.sink.taken()
            part.write(self._sheet_foot().encode())

    def _next(self, chunks: Iterator[Chunk]) -> Chunk:
        chunk, self.left = self.left or next(chunks, ()), ()
        return chunk

    def _rows(self, chunk: Chunk) -> bytes:
        room = ROWS_PER_SHEET + 1 - self.lengths[-1]
        if len(chunk[0]) > room:
            self.left = [values[room:] for values in chunk]
            chunk = [values[:room] for values in chunk]
        self.lengths[-1] += len(chunk[0])
        rows = zip(repeat("<row>"), *written(chunk, self.cells), repeat("</row>"))
        return "".join(chain.from_iterable(rows)).encode()

    def _sheet_head(self) -> str:
        widths = "".join(
            f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
            for place, width in enumerate((one.wide for one in self.headings), 1)
        )
        heads = "".join(text_cell(one.label, f' s="{HEAD}"') for one in self.headings)
        return f"{parts.SHEET_HEAD}<cols>{widths}</cols><sheetData><row>{heads}</row>"

    def _sheet_foot(self) -> str:
        return f'</sheetData><autoFilter ref="{self._area(self.lengths[-1])}"/>{parts.SHEET_FOOT}'

    def _area(self, rows: int, mark: str = "") -> str:
        last = xl_col_to_name(len(self.headings) - 1)
        return f"{mark}A{mark}1:{mark}{last}{mark}{rows}"

    # What names the sheets.

    def _names(self) -> Iterator[str]:
        for number in range(1, len(self.lengths) + 1):
            yield self.title if number == 1 else f"{self.title} {number}"

    def _workbook(self) -> str:
        sheets = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
            for number, name in enumerate(self._names(), 1)
        )
        return parts.WORKBOOK.format(sheets=sheets, names="".join(self._defined_names()))

    def _defined_names(self) -> Iterator[str]:
        named = list(zip(self._names(), self.lengths, strict=True))
        for place, (name, rows) in enumerate(named):
            yield (
                f'<definedName name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1">'
                f"'{escape(name)}'!{self._area(rows, '$')}</definedName>"
            )
        for place, (name, _) in enumerate(named):
            yield (
                f'<definedName name="_xlnm.Print_Titles" localSheetId="{place}">'
                f"'{escape(name)}'!$1:$1</definedName>"
            )

    def _relations(self) -> str:
        sheets = "".join(
            f'<Relationship Id="rId{number}" Type="{parts.OFFICE}/relationships/worksheet" '
            f'Target="worksheets/sheet{number}.xml"/>'
            for number in range(1, len(self.lengths) + 1)
        )
        return parts.RELATIONS.format(sheets=sheets)

    def _content_types(self) -> str:
        sheets = "".join(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
            f'ContentType="{parts.SPREADSHEET}.worksheet+xml"/>'
            for number in range(1, len(self.lengths) + 1)
        )
        return parts.CONTENT_TYPES.format(sheets=sheets)

    def _put(self, name: str, text: str) -> None:
        self.archive.writestr(zip_entry(name), text)
