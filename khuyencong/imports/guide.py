"""The sheet "Hướng dẫn" of a template: every column, how it is written, two examples."""

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from khuyencong.models import ImportBatch

from .books import Book
from .columns import Column
from .sheets import GUIDE, GUIDE_TITLE
from .subjects import Subject

FEW_OPTIONS = 200  # characters of options that are told one by one
WIDTHS = (34, 10, 64, 30, 30)  # characters
LINE = 16  # points
HEADINGS = ("Cột", "Bắt buộc", "Cách ghi", "Ví dụ 1", "Ví dụ 2")
MODES = {
    ImportBatch.Mode.ADD: (
        "chỉ thêm hồ sơ chưa có trên cổng; hồ sơ đã có mà khác tệp thì báo, không sửa."
    ),
    ImportBatch.Mode.UPDATE: "sửa hồ sơ đã có theo tệp; ô trống giữ nguyên giá trị đang có.",
    ImportBatch.Mode.REPLACE: "như trên, và ô trống xóa giá trị đang có, trừ cột bắt buộc.",
}
RULES = (
    "Cột có dấu * là bắt buộc. Cột không dùng có thể để trống hoặc xóa; thứ tự cột đổi được; "
    "không sửa tên cột.",
    "Cột nền xám ít dùng, đang gập lại ở bên phải: bấm dấu + phía trên để mở.",
    "Ô trống nghĩa là không rõ hoặc không có; không ghi số 0 hay dấu gạch thay cho “không rõ”.",
    "Trang này và trang danh mục ẩn không được đọc khi nhập; ví dụ ở đây không thành hồ sơ.",
)


def guidance(column: Column, options: Sequence[str]) -> str:
    """How a column is filled in, in sentences: its own help, its kind's, what may be chosen."""
    parts = [_sentence(column.help_text), column.cell.hint]
    told = "; ".join(options)
    if options and len(told) <= FEW_OPTIONS:
        parts.append(f"Chọn một trong: {told}.")
    elif options:
        parts.append("Chọn trong danh sách của ô, hoặc ghi đúng tên, hay mã.")
    return " ".join(filter(None, parts))


def examples(column: Column, options: Sequence[str]) -> list[Any]:
    """The two examples of a column; of a list only what can be chosen from it."""
    if not options:
        return list(column.examples)
    return [_chosen(column, options, place) for place in range(2)]


def _chosen(column: Column, options: Sequence[str], place: int) -> str:
    wanted = column.examples[place]
    if wanted in options:
        return wanted
    return options[place % len(options)] if wanted or column.required else ""


def write_guide(
    book: Book, subject: Subject, columns: Sequence[Column], choices: Mapping[str, Sequence[str]]
) -> None:
    """Write the sheet; ``choices`` are the options of a column by its name."""
    sheet = book.book.add_worksheet(GUIDE)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    sheet.set_row(0, 1.5 * LINE)
    book.write(sheet, 0, 0, f"{GUIDE_TITLE}: {subject.label}", bold=True, font_size=14)
    row = _write_rules(book, sheet, subject)
    for place, heading in enumerate(HEADINGS):
        book.write(sheet, row, place, heading, bold=True, border=1, bg_color="#DCE9F7")
    for number, one in enumerate(columns, row + 1):
        _write_column(book, sheet, number, one, choices.get(one.name, ()))


def _write_rules(book: Book, sheet: Worksheet, subject: Subject) -> int:
    """What holds for the whole file; returns the row after it."""
    row = 1
    modes = [f"Cách nhập “{mode.label}”: {words}" for mode, words in MODES.items()]
    for words in filter(None, (subject.explanation, *RULES, *modes)):
        book.write(sheet, row, 0, words)
        row += 1
    return row + 1


def _write_column(
    book: Book, sheet: Worksheet, row: int, column: Column, options: Sequence[str]
) -> None:
    words = guidance(column, options)
    required = "Có" if column.required else ""
    cells = (column.column_name, required, words, *examples(column, options))
    lines = max(-(-len(str(one)) // width) for one, width in zip(cells, WIDTHS, strict=True))
    sheet.set_row(row, LINE * max(lines, 1) + 3)
    for place, value in enumerate(cells):
        is_example = place > 2
        number_format = column.cell.number_format if is_example else "@"
        shape = {"border": 1, "text_wrap": True, "align": "left", "bold": place == 0}
        book.write(sheet, row, place, value or None, num_format=number_format, **shape)


def _sentence(words: str) -> str:
    return f"{words}." if words and words[-1] not in ".!?…" else words
