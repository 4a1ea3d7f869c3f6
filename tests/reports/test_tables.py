"""A long split shows its largest rows first, and leaves nothing of its total out."""

from decimal import Decimal

import pytest

from reports.tables import Cell, Column, Row, Table
from reports.templatetags.figures import LONG, SHOWN, abridged

SPENT = Column("spent", "Kinh phí thực hiện")


def row(code, value):
    return Row(code, f"Dòng {code}", (Cell(SPENT, value),))


def table(count):
    """So many rows, the last the largest, one of them unknown; then money that has no place."""
    rows = [row(str(number), number) for number in range(1, count)]
    total = row(None, 1_000)
    return Table("xa-phuong", "Theo xã", "Xã", (SPENT,), (*rows, row(None, 7)), total)


def test_a_long_split_shows_its_largest_rows_and_what_stands_apart():
    shown = abridged(table(LONG + 1), "spent")

    assert [row.cell("spent").value for row in shown.rows] == [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 7]
    assert shown.rows[-1].code is None
    assert shown.total.cell("spent").value == 1_000
    assert f"{SHOWN} dòng lớn nhất, xếp theo kinh phí thực hiện" in shown.title
    assert f"tổng của cả {LONG + 1} dòng" in shown.title


def test_a_short_split_is_whole():
    whole = table(LONG)

    assert abridged(whole, "spent") is whole


def test_a_split_that_nothing_draws_is_whole():
    whole = table(LONG + 1)

    assert abridged(whole, "") is whole


def test_an_unknown_value_is_not_among_the_largest():
    rows = (row("A", None), row("B", 0), row("C", 2))

    led = Table("x", "X", "X", (SPENT,), rows).leading("spent", 2)

    assert [row.code for row in led.rows] == ["C", "A"]


@pytest.mark.parametrize(
    ("stored", "kept"),
    [
        ("30.000", "30"),
        ("30.500", "30.5"),
        ("3000.000", "3000"),
        ("0.000", "0"),
        ("-1.250", "-1.25"),
    ],
)
def test_a_decimal_is_written_alike_whatever_database_it_comes_from(stored, kept):
    """PostgreSQL gives 30.000, which a Vietnamese reader takes for thirty thousand."""
    assert str(Cell(SPENT, Decimal(stored)).value) == kept
