"""The gaps as tables of a file: every record, in đồng behind the printed triệu."""

from collections.abc import Sequence
from typing import Any

from reports.figures import Unit
from reports.tables import Cell, Column, Row, Table

from .pairs import Checked, column_of


def gaps_table(one: Checked) -> Table:
    """The gaps of a pair with their records, as rows of a file."""
    columns = (
        Column("code", "Mã đề án", is_text=True),
        Column("title", "Tên đề án", is_text=True),
        column_of(one.pair.left),
        column_of(one.pair.right),
        Column("difference", "Chênh lệch", Unit.DONG),
        Column("unexplained", "Chưa giải thích", Unit.DONG),
    )
    rows = []
    for gap in one.gaps:
        label = f"{gap.source}, {gap.year}"
        sums = (None, None, gap.left, gap.right, gap.difference, gap.unexplained)
        rows.append(_plain_row(label, label, columns, sums))
        for record in gap.records:
            told = (record.code, record.title, record.left, record.right, record.difference, None)
            rows.append(_plain_row(record.code, label, columns, told, level=1))
    return Table(one.pair.slug, one.pair.title, one.pair.title, columns, tuple(rows))


def _plain_row(
    code: str, label: str, columns: Sequence[Column], values: Sequence[Any], level: int = 0
) -> Row:
    cells = (Cell(column, value) for column, value in zip(columns, values, strict=True))
    return Row(code, label, tuple(cells), level)
