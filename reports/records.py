"""Hồ sơ của một con số: the records that make a figure, with the same sum.

A count of facilities opens facilities, a count of đề án opens đề án, an amount opens the lines it
was added from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from .dimensions import DIMENSIONS, SEVERAL, UNKNOWN_SLUG
from .figures import Figure, How, Unit, line_count
from .formats import shown
from .lines import REGISTER, Fact, Lines
from .tables import Cell, Column, Row, Table

ACTIVITY = Column("activity_code", "Mã đề án", is_text=True)
TITLE = Column("activity_title", "Tên đề án", is_text=True)
KIND = Column("kind_name", "Nội dung", is_text=True)
FACILITY = Column("facility_name", "Cơ sở", is_text=True)
DISTRICT = Column("district_name", "Huyện lúc hỗ trợ", is_text=True)
COMMUNE = Column("commune_name", "Xã, phường hiện nay", is_text=True)
SOURCE = Column("source_name", "Nguồn kinh phí", is_text=True)
YEAR = Column("line_year", "Năm", is_text=True)
DAY = Column("result_day", "Ngày", is_text=True)
LINES = Column("lines", "Số lượt")

_DETAILED = (ACTIVITY, TITLE, KIND, FACILITY, DISTRICT, COMMUNE, YEAR)
COLUMNS: Mapping[Fact, tuple[Column, ...]] = {
    Fact.SUPPORT: _DETAILED,
    Fact.QUANTITY: _DETAILED,
    Fact.OUTCOME: _DETAILED,
    Fact.FUNDING: (ACTIVITY, TITLE, KIND, FACILITY, DISTRICT, COMMUNE, SOURCE, YEAR),
    Fact.PAYMENT: (ACTIVITY, TITLE, KIND, FACILITY, SOURCE, YEAR, DAY),
    Fact.ALLOCATION: (
        Column("decision_number", "Văn bản giao", is_text=True),
        Column("batch_label", "Đợt", is_text=True),
        SOURCE,
        YEAR,
    ),
    Fact.TARGET: (Column("measure_code", "Chỉ tiêu", is_text=True),),
    Fact.AWARD: (
        Column("award_code", "Mã", is_text=True),
        Column("product_name", "Sản phẩm", is_text=True),
        FACILITY,
        DISTRICT,
        COMMUNE,
        YEAR,
    ),
}
DISTINCT_COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "facility_code": (Column("facility_code", "Mã cơ sở", is_text=True), FACILITY, LINES),
    "activity_code": (ACTIVITY, TITLE, YEAR, LINES),
}


class NoSuchSplit(ValueError):
    """The address narrows by something that this figure cannot be narrowed by."""


@dataclass(frozen=True)
class Records:
    """The records behind ``figure``, narrowed to the members chosen in the address."""

    figure: Figure
    lines: Lines
    chosen: Mapping[str, Any]

    @classmethod
    def from_query(cls, figure: Figure, lines: Lines, query: Mapping[str, str]) -> "Records":
        """Read ``?noi-dung=…&nam=…``. Raises NoSuchSplit for a split the figure does not know."""
        chosen: dict[str, Any] = {}
        for slug, code in query.items():
            dimension = DIMENSIONS.get(slug)
            if dimension is None:
                continue
            if not figure.splits_by(dimension):
                raise NoSuchSplit(slug)
            chosen[slug] = _chosen(dimension.column, code)
        return cls(figure, lines, chosen)

    @property
    def is_money(self) -> bool:
        return self.figure.unit is Unit.DONG

    @property
    def columns(self) -> tuple[Column, ...]:
        if self.figure.how is How.DISTINCT:
            return DISTINCT_COLUMNS[self.figure.column]
        if self.figure.how is How.LINES:
            return COLUMNS[self.figure.fact]
        return (*COLUMNS[self.figure.fact], self.value_column)

    @property
    def value_column(self) -> Column:
        """How the figure itself, and each record's part of it, is printed."""
        return Column(self.figure.column, self.figure.label, self.figure.unit, self.figure.rule)

    @cached_property
    def _narrowed(self) -> Lines:
        where = {
            self.figure.column_of(DIMENSIONS[slug]): code for slug, code in self.chosen.items()
        }
        return self.lines.narrowed(where)

    @cached_property
    def total(self) -> Any:
        """The figure itself, as the database gives it over exactly these lines."""
        rows = self._narrowed.of(self.figure.fact, self.figure.columns)
        return rows.aggregate(figure=self.figure.expression())["figure"]

    @property
    def _links(self) -> list[str]:
        """What a page needs beside the columns: the code of the facility that a row names."""
        knows = REGISTER[self.figure.fact].knows("facility_code")
        return ["facility_code"] if knows and self.figure.how is not How.DISTINCT else []

    def rows(self) -> QuerySet[Any]:
        """The records as mappings of column key to value, in a stable order."""
        keys = [column.key for column in self.columns if column is not LINES]
        needed = {*keys, *self._links, *self.figure.columns}
        rows = self._narrowed.of(self.figure.fact, needed)
        rows = rows.filter(Q(**self.figure.where))
        if self.figure.how is How.DISTINCT:
            rows = rows.filter(**{f"{self.figure.column}__isnull": False})
            return rows.order_by(*keys).values(*keys).annotate(lines=line_count())
        if self.figure.how is How.SUM:
            rows = rows.filter(**{f"{self.figure.column}__isnull": False})
        return rows.order_by(*keys, "pk").values(*keys, *self._links)

    @staticmethod
    def printed(value: Any, column: Column) -> str:
        """A value of a row as a page prints it."""
        return shown(_printed(value, column), column)

    def table(self, title: str, rows: Sequence[Mapping[str, Any]] | None = None) -> Table:
        """The records (or one page of them) as a Table, with the figure as its total."""
        found = self.rows() if rows is None else rows
        return Table(
            slug=f"ho-so-{self.figure.slug}",
            title=title,
            dimension="TT",
            columns=self.columns,
            rows=tuple(self._row(number, row) for number, row in enumerate(found, 1)),
            total=self._total_row(),
            notes=(self.figure.rule,),
        )

    def _row(self, number: int, row: Mapping[str, Any]) -> Row:
        cells = tuple(Cell(column, _printed(row[column.key], column)) for column in self.columns)
        return Row(number, str(number), cells)

    def _total_row(self) -> Row:
        *before, last = self.columns
        filled = (*(Cell(column, "") for column in before), Cell(last, self.total))
        if self.figure.how is not How.SUM:
            count = Column("count", last.label, Unit.COUNT)
            filled = (*filled[:-1], Cell(count, self.total))
        return Row(None, self.figure.label, filled)


def _chosen(column: str, code: str) -> Any:
    """One member, several joined by commas, or None for what has none."""
    if code == UNKNOWN_SLUG:
        return None
    if SEVERAL in code:
        return tuple(_typed(column, one) for one in code.split(SEVERAL))
    return _typed(column, code)


def _typed(column: str, code: str) -> Any:
    if column != "line_year":
        return code
    if not code.isdigit():
        raise NoSuchSplit(code)
    return int(code)


def _printed(value: Any, column: Column) -> Any:
    if hasattr(value, "strftime"):
        return value.strftime("%d/%m/%Y")
    return str(value) if column.is_text and value is not None else value
