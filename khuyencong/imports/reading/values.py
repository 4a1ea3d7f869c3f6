"""What the reader gives and what it refuses: the words that parent and child share."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from khuyencong.imports.refused import RefusedFile

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much a file may ask for. Sizes in bytes, times in seconds, texts in characters."""

    bytes: int = 50 * MEGABYTE
    rows: int = 100_000  # rows that hold something, in all sheets together
    columns: int = 200
    sheets: int = 100
    merged: int = 20_000  # merged ranges in one sheet
    cell: int = 32_767  # what one cell of Excel holds
    row: int = 1_000_000
    entries: int = 2_000  # in the ZIP that an .xlsx or .ods is
    inflated: int = 500 * MEGABYTE  # all of that ZIP unpacked; also all text that is read from it
    ratio: int = 200  # unpacked to packed, asked of what unpacks to more than 10 MB
    depth: int = 50  # XML elements inside each other
    seconds: int = 120
    memory: int = 512 * MEGABYTE  # address space of the child


@dataclass(frozen=True)
class Broken:
    """A cell that has no value: an error, or a formula that was never worked out."""

    text: str


Cell = None | str | bool | int | Decimal | date | datetime | Broken
# As the child knows it: a number with decimals is a float until it reaches the parent.
RawCell = None | str | bool | int | float | date | datetime | Broken


@dataclass(frozen=True)
class Row:
    """A row that holds something; ``number`` is the one that Excel shows, blanks at the end cut.

    In a CSV file ``number`` is the line on which the record begins.
    """

    number: int
    cells: tuple[Cell, ...]
    is_hidden: bool


@dataclass(frozen=True)
class RawRow:
    """A row as the child found it, blank or not."""

    number: int
    cells: list[RawCell]
    is_hidden: bool = False


@dataclass(frozen=True)
class SheetInfo:
    """A sheet. ``merged`` has first row, first column, last row, last column, counted from 1."""

    name: str
    is_hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    is_1904: bool = False
    notes: tuple[str, ...] = ()


def damaged(where: str) -> RefusedFile:
    """A workbook that contradicts itself; ``where`` ends the first sentence."""
    return RefusedFile(f"Tệp bị hỏng {where}. Mở tệp bằng Excel, lưu lại, rồi tải lên.")


def row_runs(numbers: list[int], most: int = 10) -> str:
    """Print row numbers in rising order as ``3, 5–9``; after ``most`` runs an ellipsis."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    words = [str(first) if first == last else f"{first}–{last}" for first, last in runs[:most]]
    return ", ".join(words) + (", …" if len(runs) > most else "")


def hidden_rows_note(numbers: list[int]) -> tuple[str, ...]:
    """The note on hidden rows, where there are any."""
    if not numbers:
        return ()
    return (f"Dòng {row_runs(numbers)} đang ẩn trong Excel; vẫn được đọc.",)
