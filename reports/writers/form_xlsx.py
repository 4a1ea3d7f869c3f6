"""Form -> Excel as an office submits it: headings merged as in the form, totals as live formulas.

Numbers are numbers; a formula carries the value too, for programs that show a file without
recalculating it. The layout comes from the definition; nothing is computed here.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO

from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from khuyencong.files import new_book
from reports.forms.building import Form, Sheet
from reports.forms.definition import Definition, FormColumn, Holds
from reports.forms.layout import heads_of
from reports.forms.paper import Paper, outside_in_words
from reports.forms.printed import number
from reports.tables import Row

from . import form_shapes as look

CENTRED = {Holds.NUMBER, Holds.UNIT, Holds.YEARS}


def to_form_xlsx(forms: Sequence[Form], papers: Sequence[Paper]) -> bytes:
    """The forms as a workbook, each of their sheets a sheet."""
    out = BytesIO()
    book = new_book(out, in_memory=True)
    formats = look.Formats(book)
    for form, paper in zip(forms, papers, strict=True):
        for sheet in form.sheets:
            _Writer(book.add_worksheet(_sheet_name(sheet)), form.definition, sheet, paper, formats)
    book.close()
    return out.getvalue()


def _sheet_name(sheet: Sheet) -> str:
    return sheet.part.name.translate(str.maketrans("", "", "[]:*?/\\"))[:31]


class _Writer:
    """One sheet, written from top to bottom."""

    def __init__(
        self,
        sheet: Worksheet,
        definition: Definition,
        filled: Sheet,
        paper: Paper,
        formats: look.Formats,
    ) -> None:
        self.sheet, self.definition, self.filled = sheet, definition, filled
        self.paper, self.formats = paper, formats
        self.columns = definition.columns
        self.last = len(self.columns) - 1
        self.place = 0
        self._set_up()
        self._above()
        self._heads()
        self._body()
        self._below()
        sheet.print_area(0, 0, self.place, self.last)

    # The page.

    def _set_up(self) -> None:
        sheet = self.sheet
        sheet.set_paper(look.A4)
        if self.definition.orientation == "landscape":
            sheet.set_landscape()
        sheet.set_margins(**look.MARGINS)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_footer(look.FOOTER)
        for place, column in enumerate(self.columns):
            sheet.set_column(place, place, column.width, self.formats("note"))

    def _wide(self, text: str, shape: str) -> None:
        """A line over the whole width; a merged cell does not grow with its text by itself."""
        self._block(self.place, 0, self.place, self.last, text, shape)
        width = sum(column.width for column in self.columns)
        self.sheet.set_row(self.place, (look.LINE + 1) * look.lines_in(text, width))
        self.place += 1

    def _block(self, top: int, left: int, bottom: int, right: int, text: str, shape: str) -> None:
        made = self.formats(shape)
        if (top, left) != (bottom, right):
            self.sheet.merge_range(top, left, bottom, right, "", made)
        self.sheet.write_string(top, left, text, made)

    @property
    def _half(self) -> int:
        """The last column of the left half, by width."""
        whole, reached = sum(column.width for column in self.columns), 0.0
        halves = []
        for column in self.columns:
            reached += column.width
            halves.append(abs(reached - whole / 2))
        return halves.index(min(halves[:-1]))

    def _pair(self, left: str, right: str, shapes: tuple[str, str], lines: int = 1) -> None:
        half = self._half
        self._block(self.place, 0, self.place, half, left, shapes[0])
        self._block(self.place, half + 1, self.place, self.last, right, shapes[1])
        self.sheet.set_row(self.place, (look.LINE + 1) * lines)
        self.place += 1

    # From top to bottom.

    def _above(self) -> None:
        issuer = self.paper.issuer
        if self.paper.options.has_agency:
            texts = (issuer.parent_name.upper(), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
            halves = self.columns[: self._half + 1], self.columns[self._half + 1 :]
            lines = max(
                look.lines_in(text, look.CAPITALS * sum(column.width for column in half))
                for text, half in zip(texts, halves, strict=True)
            )
            self._pair(*texts, ("agency", "agency bold"), lines)
            self._pair(issuer.name.upper(), "Độc lập - Tự do - Hạnh phúc", ("agency bold", "motto"))
            self.place += 1
        if self.definition.status:
            self._wide(self.definition.status, "mark")
        self._wide(self.filled.table.title, "title")
        self._wide(self.paper.period_line, "line")

    def _heads(self) -> None:
        first = self.place
        heights = [look.ROW] * self.definition.heading_rows
        for head in heads_of(self.definition):
            width = sum(one.width for one in self.columns[head.left : head.right + 1])
            missing = (look.LINE + 1) * look.lines_in(head.text, width * look.BOLD) - sum(
                heights[head.top : head.bottom + 1]
            )
            heights[head.bottom] += max(0.0, missing)
            self._block(
                first + head.top,
                head.left,
                first + head.bottom,
                head.right,
                head.text,
                "head",
            )
        for place, height in enumerate(heights, first):
            self.sheet.set_row(place, height)
        self.place = first + self.definition.heading_rows
        self.sheet.repeat_rows(first, self.place - 1)
        if self.definition.has_letters:
            for place, column in enumerate(self.columns):
                self._text(self.place, place, column.letter, "letter")
            self.place += 1
        self.sheet.freeze_panes(self.place, 0)

    def _body(self) -> None:
        table, total = self.filled.table, self.definition.total
        is_first = total is not None and total.place == "first"
        first = self.place + is_first
        if total is not None and table.total is not None:
            place = self.place if is_first else first + len(table.rows)
            added = list(self._outer(first)) if total.sums else []
            self._row(place, table.total, added, "bold ")
        for place, row in enumerate(table.rows, first):
            self._row(place, row, self._children(place - first, first), "")
        self.place = first + len(table.rows) + (total is not None and not is_first)

    def _outer(self, first: int) -> Iterator[tuple[int, int]]:
        """Runs of rows that stand in no other row; what is "trong đó" is not added twice."""
        start = None
        rows = self.filled.table.rows
        for place, row in enumerate([*rows, None], first):
            is_outer = row is not None and not row.level
            if is_outer and start is None:
                start = place
            elif not is_outer and start is not None:
                yield start, place - 1
                start = None

    def _children(self, index: int, first: int) -> list[tuple[int, int]]:
        rows = self.filled.table.rows
        if not self.definition.sums_children(rows[index].code):
            return []
        last = index
        while last + 1 < len(rows) and rows[last + 1].level > rows[index].level:
            last += 1
        return [(first + index + 1, first + last)] if last > index else []

    def _row(self, place: int, row: Row, added: Sequence[tuple[int, int]], bold: str) -> None:
        self.sheet.set_row(place, look.ROW + look.LINE * (self._lines(row) - 1))
        for at, column in enumerate(self.columns):
            if column.is_figure:
                self._number(place, at, row, column, added, bold)
            elif column.holds is Holds.LABEL:
                self._text(place, at, row.label, "sub" if row.level else f"{bold}text")
            else:
                shape = f"{bold}centre" if column.holds in CENTRED else f"{bold}text"
                self._text(place, at, str(row.cell(column.key).value), shape)

    def _text(self, place: int, at: int, text: str, shape: str) -> None:
        if text:
            self.sheet.write_string(place, at, text, self.formats(shape))
        else:
            self.sheet.write_blank(place, at, None, self.formats(shape))

    def _lines(self, row: Row) -> int:
        """How many lines the longest text of a row takes in its column."""
        texts = (
            (row.label if column.holds is Holds.LABEL else str(row.cell(column.key).value or ""))
            for column in self.columns
        )
        widths = (column.width for column in self.columns)
        return max(look.lines_in(text, width) for text, width in zip(texts, widths, strict=True))

    def _number(
        self,
        place: int,
        at: int,
        row: Row,
        column: FormColumn,
        added: Sequence[tuple[int, int]],
        bold: str,
    ) -> None:
        value, zeros = number(row.cell(column.key), column), self.paper.options.zeros
        pattern = look.WHOLE if not value or value == int(value) else look.BROKEN
        if added:
            ranges = ",".join(xl_range(top, at, bottom, at) for top, bottom in added)
            shown = pattern if zeros else f"{pattern};-{pattern};"
            made = self.formats(f"{bold}number", shown)
            self.sheet.write_formula(place, at, f"=SUM({ranges})", made, value or 0)
        elif value is None or (not value and not zeros):
            self.sheet.write_blank(place, at, None, self.formats(f"{bold}number", look.WHOLE))
        else:
            self.sheet.write_number(place, at, value, self.formats(f"{bold}number", pattern))

    def _below(self) -> None:
        self.place += 1
        notes = (*self.definition.notes, *self.filled.table.notes)
        for note in (*notes, *outside_in_words(self.filled.outside)):
            self._wide(note, "note")
        self._wide(self.paper.source_line, "source")
        if self.paper.options.has_signature:
            self._sign()

    def _sign(self) -> None:
        self.place += 1
        day = "…………, ngày …… tháng …… năm 20……"
        self._pair("", day, ("place", "place"))
        self._pair("NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG CƠ QUAN", ("agency bold", "agency bold"))
        self._pair("(Ký, họ tên)", "(Ký, họ tên, đóng dấu)", ("place", "place"))
        self.place += 4
