"""Table -> Grid: the printed cells, and column widths in millimetres that hold the longest number.

A word processor and a PDF setter lay columns out each in their own way; with the widths given,
both print the same page, and no number is broken.
"""

from collections.abc import Sequence
from dataclasses import replace

from reports.formats import has_money, short_heading, shown_cell
from reports.tables import Row, Table

from .parts import LANDSCAPE, PORTRAIT, Grid, GridColumn, GridLine

# Of a font of 11 points.
DIGIT, LETTER, BOLD_LETTER, PADDING = 1.95, 2.0, 2.35, 3.2
LINES_OF_HEADING = 3
NARROWEST_NUMBER = 15.0
NARROWEST_TEXT, WIDEST_TEXT = 24.0, 78.0
MILLIONS = "Đơn vị tính: triệu đồng"
# A longer table is left to the Excel file: nobody reads it on paper.
MOST_ROWS = 300


def grid_of(table: Table, caption: str) -> Grid:
    """A table of figures under its own headings; its total row last."""
    columns = [
        GridColumn(table.dimension, is_number=False),
        *(GridColumn(short_heading(one), not one.is_text) for one in table.columns),
    ]
    lines = [*map(_line, table.rows)]
    if table.total is not None:
        lines.append(replace(_line(table.total), is_total=True))
    return fitted(Grid(caption, MILLIONS if has_money(table) else "", columns, lines))


def _line(row: Row) -> GridLine:
    return GridLine((row.label, *map(shown_cell, row.cells)), level=row.level)


def shortened(grid: Grid, annex: str) -> Grid:
    """The grid; of one too long its total, and where its rows are."""
    totals = [line for line in grid.lines if line.is_total]
    if len(grid.lines) - len(totals) <= MOST_ROWS:
        return grid
    return fitted(replace(grid, lines=totals, elsewhere=elsewhere(annex)))


def elsewhere(annex: str) -> str:
    return f"Xem phụ lục Excel kèm theo: {annex}"


def fitted(grid: Grid) -> Grid:
    """The grid with its widths: of a page upright where it fits, else of a page across."""
    least = [_least(grid, place) for place in range(len(grid.columns))]
    page = PORTRAIT if sum(least) <= PORTRAIT else LANDSCAPE
    wished = [
        low if column.is_number else max(low, _whole(grid, place))
        for place, (column, low) in enumerate(zip(grid.columns, least, strict=True))
    ]
    widths = _spread(least, wished, page)
    columns = [
        replace(column, width=round(width, 1))
        for column, width in zip(grid.columns, widths, strict=True)
    ]
    return replace(grid, columns=columns)


def _texts(grid: Grid, place: int) -> list[str]:
    return [line.cells[place] for line in grid.lines]


def _least(grid: Grid, place: int) -> float:
    """What breaks no number and no word of a heading."""
    column = grid.columns[place]
    head = max(_longest_word([column.head]), len(column.head) / LINES_OF_HEADING) * BOLD_LETTER
    if column.is_number:
        number = PADDING + max(head, DIGIT * max(map(len, _texts(grid, place)), default=0))
        return max(number, NARROWEST_NUMBER)
    words = LETTER * _longest_word(_texts(grid, place))
    return PADDING + max(head, min(words, NARROWEST_TEXT))


def _longest_word(texts: Sequence[str]) -> int:
    return max((len(word) for text in texts for word in text.split()), default=0)


def _whole(grid: Grid, place: int) -> float:
    """What sets the longest text on one line, within reason."""
    longest = max(map(len, _texts(grid, place)), default=0)
    return min(PADDING + LETTER * longest, WIDEST_TEXT)


def _spread(least: Sequence[float], wished: Sequence[float], page: float) -> list[float]:
    """Fill the page: texts take what they wish for first, the rest goes to all alike."""
    slack, missing = page - sum(least), sum(wished) - sum(least)
    share = min(1.0, slack / missing) if missing and slack > 0 else 0.0
    widths = [low + (wish - low) * share for low, wish in zip(least, wished, strict=True)]
    return [width * page / sum(widths) for width in widths]
