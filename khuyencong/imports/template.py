"""The file that staff fill in, made from the columns of its subject; exports have the same form."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import IO, Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from .books import Book
from .columns import Column
from .guide import guidance, write_guide
from .subjects import Subject

LIST, CHOICES = "Danh sách", "Danh mục"
CHECKED_ROWS = 1_000  # with drop-downs and hints; the formats hold for the whole column
LONGEST_TITLE, LONGEST_HINT = 32, 255  # of the note beside a cell, as Excel allows
REQUIRED_FILL, USUAL_FILL, RARE_FILL = "#FFE1A8", "#DCE9F7", "#EDEDED"
HEADING_HEIGHT = 50  # points: three lines


def template(subject: Subject) -> BytesIO:
    """The empty file of a subject, with its instructions."""
    made = BytesIO()
    write_book(made, subject, ())
    made.seek(0)
    return made


def write_book(
    target: IO[bytes], subject: Subject, rows: Iterable[Sequence[Any]], *, is_folded: bool = True
) -> None:
    """Write a list with these rows, how to fill it in, and the catalogues it chooses from.

    ``rows`` have a cell for each column of ``in_file``; only one is in memory at a time.
    ``is_folded`` hides the rare columns behind a button.
    """
    columns = subject.resource().in_file
    book = Book(target)
    sheet = book.book.add_worksheet(LIST)
    choices = {one.name: options for one in columns if (options := one.cell.options())}
    _write_headings(book, sheet, columns, is_folded)
    _check_cells(sheet, columns, choices)
    for number, row in enumerate(rows, 1):
        for place, (one, value) in enumerate(zip(columns, row, strict=True)):
            if value is not None:
                wrap = {"text_wrap": True} if isinstance(value, str) else {}
                book.write(sheet, number, place, value, num_format=one.cell.number_format, **wrap)
    write_guide(book, subject, columns, choices)
    _write_choices(book, choices)
    book.book.close()


def _write_headings(
    book: Book, sheet: Worksheet, columns: Sequence[Column], is_folded: bool
) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, _frozen(columns))
    sheet.set_row(0, HEADING_HEIGHT)
    for place, one in enumerate(columns):
        fill = REQUIRED_FILL if one.required else RARE_FILL if one.is_rare else USUAL_FILL
        heading = f"{one.column_name} *" if one.required else one.column_name
        shape = {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter"}
        book.write(sheet, 0, place, heading, bg_color=fill, border=1, **shape)
        folded = {"level": 1, "hidden": is_folded} if one.is_rare else {}
        look = book.look(num_format=one.cell.number_format)
        sheet.set_column(place, place, one.width, look, folded)
    if is_folded and columns[-1].is_rare:  # the button that unfolds them stands beside the last one
        sheet.set_column(len(columns), len(columns), None, None, {"collapsed": True})


def _frozen(columns: Sequence[Column]) -> int:
    """How many columns stay in sight: up to the first one that must be filled in, of the first."""
    return next((place + 1 for place, one in enumerate(columns[:2]) if one.required), 0)


def _check_cells(
    sheet: Worksheet, columns: Sequence[Column], choices: dict[str, list[str]]
) -> None:
    """The hint beside each cell, and the drop-down where there is a list to choose from.

    Another word than those of the list is asked about, not refused: codes are read as well.
    """
    for place, one in enumerate(columns):
        check: dict[str, Any] = {
            "validate": "any",
            "input_title": _cut(one.column_name, LONGEST_TITLE),
            "input_message": _cut(guidance(one, choices.get(one.name, ())), LONGEST_HINT),
        }
        if one.name in choices:
            column = xl_col_to_name(list(choices).index(one.name), col_abs=True)
            last = len(choices[one.name]) + 1
            check |= {
                "validate": "list",
                "source": f"='{CHOICES}'!{column}$2:{column}${last}",
                "error_type": "warning",
                "error_title": "Không có trong danh mục",
                "error_message": "Hãy chọn trong danh sách của ô. Vẫn giữ giá trị này?",
            }
        if check["input_message"] or check["validate"] == "list":
            sheet.data_validation(1, place, CHECKED_ROWS, place, check)


def _write_choices(book: Book, choices: dict[str, list[str]]) -> None:
    """The hidden sheet of what may be chosen: a column for each, under the name of its column."""
    if not choices:
        return
    sheet = book.book.add_worksheet(CHOICES)
    sheet.hide()
    longest = max(map(len, choices.values()))
    for place, name in enumerate(choices):
        book.write(sheet, 0, place, name, bold=True)
    for row in range(longest):
        for place, options in enumerate(choices.values()):
            if row < len(options):
                book.write(sheet, row + 1, place, options[row], num_format="@")


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
