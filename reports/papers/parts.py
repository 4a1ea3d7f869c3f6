"""What a report is made of. Every text and number stands here as it is printed.

The office's own paragraphs are blocks of ``reports.publishing.markup``, and so are ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from reports.formats import lower_first
from reports.publishing.markup import Block

# Millimetres between the margins of Nghị định 30/2020/NĐ-CP on A4: 30 at the left, 15 at the right.
PORTRAIT, LANDSCAPE = 165.0, 252.0
# A table of so few rows is not broken between pages.
SHORT = 9


@dataclass(frozen=True)
class Fixed:
    """The words that every report has."""

    country: str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    motto: str = "Độc lập - Tự do - Hạnh phúc"
    kind: str = "BÁO CÁO"
    recipients: str = "Nơi nhận:"
    signature: str = "(Chữ ký, dấu)"
    blank: str = "…………………………"
    rules: str = "Cách tính số liệu"


FIXED = Fixed()


@dataclass(frozen=True)
class Heading:
    """A heading with its number: "I. Kết quả theo nội dung"."""

    text: str
    kind: ClassVar = "heading"


@dataclass(frozen=True)
class GridColumn:
    """A column of a printed table; ``width`` in millimetres."""

    head: str
    is_number: bool
    width: float = 0.0


@dataclass(frozen=True)
class GridLine:
    """A row as printed; ``note`` stands small below its first cell."""

    cells: Sequence[str]
    note: str = ""
    level: int = 0
    is_total: bool = False


@dataclass(frozen=True)
class Grid:
    """A printed table. ``elsewhere`` says where its rows are when they are too many to print."""

    caption: str
    unit: str
    columns: Sequence[GridColumn]
    lines: Sequence[GridLine]
    elsewhere: str = ""
    number: int = 0
    kind: ClassVar = "grid"

    @property
    def rows(self) -> list[tuple[GridLine, list[tuple[GridColumn, str]]]]:
        """Each row with its cells, each with its column."""
        pairs = [(line, zip(self.columns, line.cells, strict=True)) for line in self.lines]
        return [(line, list(cells)) for line, cells in pairs]

    @property
    def title(self) -> str:
        return f"Bảng {self.number}. {self.caption}"

    @property
    def width(self) -> float:
        return sum(column.width for column in self.columns)

    @property
    def is_short(self) -> bool:
        """Whether it stays on one page; rows with notes are high."""
        return len(self.lines) <= SHORT and not any(line.note for line in self.lines)

    @property
    def is_wide(self) -> bool:
        """Whether it needs a page of its own across."""
        return self.width > PORTRAIT + 1


Part = Heading | Block | Grid


@dataclass(frozen=True)
class Letterhead:
    """What stands above the text; a blank to fill in is dots."""

    parent_name: str
    name: str
    number: str
    place_and_date: str
    subject: str
    status: str


@dataclass(frozen=True)
class Rule:
    """How a figure is counted, and what it is called."""

    name: str
    words: str


@dataclass(frozen=True)
class Report:
    """The whole document: what stands above the signature, and the notes and source below it.

    ``made_on`` is the day of a sealed one, none of live figures.
    """

    letterhead: Letterhead
    bases: Sequence[str]
    parts: Sequence[Part]
    recipients: Sequence[str]
    rules: Sequence[Rule]
    source: str
    author: str
    made_on: date | None
    digest: str = ""

    @property
    def title(self) -> str:
        """For the properties of the file and the title bar of a viewer."""
        return f"Báo cáo {lower_first(self.letterhead.subject)}"
