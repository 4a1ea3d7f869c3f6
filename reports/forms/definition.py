"""Mẫu biểu as data: a form's columns, headings and rows.

A column is bound to a code (of a source, a programme, a level), never to a position: what stands
left in one form stands right in another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

MILLION, BILLION = 1_000_000, 1_000_000_000
MONEY = {"triệu đồng": MILLION, "tỷ đồng": BILLION}
BY_SOURCE = ("nguon", "chuong-trinh")


class FormError(ValueError):
    """A definition that is wrong. The message is for the staff who wrote it."""


class Feeds(Enum):
    """What a row of the form stands on."""

    MEASURES = "measures"
    KINDS = "kinds"
    FIGURES = "figures"
    ACTIVITIES = "activities"


class Holds(Enum):
    """What a column holds."""

    NUMBER = "number"
    LABEL = "label"
    UNIT = "unit"
    YEARS = "years"
    FACILITIES = "facilities"
    FIGURE = "figure"


@dataclass(frozen=True)
class FormColumn:
    """A column: its headings from top to bottom, and what it is bound to."""

    heading: tuple[str, ...]
    width: float
    holds: Holds = Holds.FIGURE
    key: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    actual: str = ""
    planned: str = ""
    letter: str = ""
    money: str = "triệu đồng"
    takes_unsourced: bool = False

    @property
    def is_figure(self) -> bool:
        return self.holds is Holds.FIGURE

    @property
    def divisor(self) -> int:
        """By what an amount in đồng is divided before it is printed."""
        return MONEY[self.money]

    @property
    def source(self) -> str:
        """The source or programme it is bound to, if it is to one."""
        codes = [self.where[split] for split in BY_SOURCE if split in self.where]
        return codes[0] if codes and isinstance(codes[0], str) else ""


@dataclass(frozen=True)
class OwnRow:
    """A row that the definition itself feeds; what it does not say, the catalogue's row does."""

    code: str
    actual: str = ""
    planned: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    number: str = ""
    label: str = ""
    unit: str = ""
    level: int | None = None
    sums_children: bool = False


@dataclass(frozen=True)
class SheetPart:
    """A sheet of the form: its name, its title, and what it is narrowed to."""

    name: str
    title: str
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TotalRow:
    label: str
    place: str = "last"
    # Rows of different units have a row "Tổng số" that adds nothing.
    sums: bool = True


@dataclass(frozen=True)
class Definition:
    """One form. ``raw`` is what it was read from, kept whole with a sealed publication."""

    slug: str
    name: str
    title: str
    source: str
    feeds: Feeds
    rule: str
    columns: tuple[FormColumn, ...]
    is_verified: bool = False
    form: str = ""
    actual: str = ""
    planned: str = ""
    heading_rows: int = 1
    orientation: str = "portrait"
    unit_line: str = ""
    notes: tuple[str, ...] = ()
    rows: tuple[OwnRow, ...] = ()
    sheets: tuple[SheetPart, ...] = ()
    total: TotalRow | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def status(self) -> str:
        """A form whose headings nobody verified never bears the number of a Mẫu."""
        return "" if self.is_verified else "Mẫu nội bộ"

    @property
    def figures(self) -> tuple[FormColumn, ...]:
        return tuple(column for column in self.columns if column.is_figure)

    @property
    def has_plan(self) -> bool:
        """Whether anything of it has a planned number."""
        if self.feeds is Feeds.MEASURES:
            return True
        columns = (column.planned for column in self.columns)
        bound = (self.planned, *columns, *(row.planned for row in self.rows))
        return any(bound)

    @property
    def has_letters(self) -> bool:
        return any(column.letter for column in self.columns)

    def sums_children(self, code: Any) -> bool:
        """Whether that row is by definition the sum of the rows under it."""
        return any(row.code == code and row.sums_children for row in self.rows)


def codes_of(chosen: Any) -> Sequence[Any]:
    """One code, or any of several."""
    return tuple(chosen) if isinstance(chosen, list | tuple) else (chosen,)


def plain_where(where: Mapping[str, Any]) -> dict[str, Any]:
    """As a cell carries it: a single member as itself."""
    found = {}
    for split, chosen in where.items():
        codes = codes_of(chosen)
        found[split] = codes[0] if len(codes) == 1 else tuple(codes)
    return found
