"""What is written to a file is read back as it was; amounts keep their value in every spelling."""

import unicodedata
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import models
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from khuyencong.imports import cells
from khuyencong.imports.reading import opened
from khuyencong.text import MONEY_UNITS, clean_line, parse_money, plain_number, whole_number

pytestmark = pytest.mark.any_database


class Choice(models.TextChoices):
    ONE = "one", "Hợp tác xã"
    TWO = "two", "Hộ kinh doanh"


DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
AMOUNTS = st.integers(0, 10**15 - 1)  # what Excel keeps of a number
LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn"))
TEXTS = st.text(LETTERS, max_size=40).map(clean_line)
KINDS = {
    "money": (cells.MoneyCell(), AMOUNTS),
    "whole": (cells.WholeCell(), AMOUNTS),
    "quantity": (cells.QuantityCell(), AMOUNTS | st.just(cells.UNKNOWN)),
    "year": (cells.YearCell(), st.integers(2000, 2100)),
    "day": (cells.DateCell(), DAYS),
    "choice": (cells.ChoiceCell(Choice.choices), st.sampled_from(Choice.values)),
    "text": (cells.TextCell(), TEXTS),
    "tax code": (cells.TaxCodeCell(), st.from_regex(r"[0-9]{10}(-[0-9]{3})?", fullmatch=True)),
    "phone": (cells.PhoneCell(), st.from_regex(r"0[235789][0-9]{8,9}", fullmatch=True)),
}
HOW = {"note": lambda text: None, "unit": 1}


def stored(kind, value):
    """A choice is kept as text."""
    return str(value) if kind == "choice" else value or (value if value == 0 else None)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_cell_reads_what_it_writes(kind, data):
    cell, values = KINDS[kind]
    value = data.draw(values)

    assert cell.clean(cell.render(value), **HOW) == stored(kind, value)
    written = cells.shown(cell.render(value))
    if kind != "text":  # typed again by a person who sees the cell
        assert cell.clean(written, **HOW) == stored(kind, value)


@settings(max_examples=8)
@given(st.lists(st.fixed_dictionaries({kind: one for kind, (_, one) in KINDS.items()}), min_size=1))
def test_a_file_reads_what_was_written(rows):
    made = BytesIO()
    book = Workbook(made, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_number(number, 0, number)
        for place, (kind, value) in enumerate(row.items(), 1):
            shown = KINDS[kind][0].render(value)
            write = sheet.write_string if isinstance(shown, str) else sheet.write
            if shown is not None:
                write(number, place, shown)
    book.close()
    made.seek(0)

    with opened(made, "a.xlsx") as sheets:
        ((_, found),) = ((info, list(lines)) for info, lines in sheets)

    assert [line.number for line in found] == [*range(1, len(rows) + 1)]
    for line, row in zip(found, rows, strict=True):
        read = [*line.cells, *[None] * len(KINDS)][1 : len(KINDS) + 1]
        for cell, (kind, value) in zip(read, row.items(), strict=True):
            assert KINDS[kind][0].clean(cell, **HOW) == stored(kind, value)


# Amounts.

UNITS = st.sampled_from(
    [("đồng", 1), ("nghìn", 10**3), ("ngàn", 10**3), ("triệu", 10**6), ("tr", 10**6),
     ("tỷ", 10**9), ("tỉ", 10**9)]
)  # fmt: skip
SPELLINGS = st.sampled_from(
    [
        str,
        str.upper,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: f"  {text}\u200b ",
        lambda text: text.replace(" ", ""),
    ]
)


@given(st.integers(0, 10**9), UNITS, st.sampled_from(["", " đồng"]), SPELLINGS, st.booleans())
def test_whole_amounts_with_their_unit(number, unit, more, spelled, is_from_file):
    word, scale = unit
    more = "" if scale == 1 else more

    for figure in (str(number), whole_number(number)):
        text = spelled(f"{figure} {word}{more}")
        for other in (1, 10**3, 10**6):  # the unit of the column does not matter
            assert parse_money(text, other, from_file=is_from_file) == number * scale


@given(st.integers(0, 10**9), st.sampled_from(sorted({*MONEY_UNITS.values()})))
def test_amounts_without_unit_count_in_that_of_the_column(number, scale):
    for figure in (str(number), whole_number(number)):
        assert parse_money(figure, scale, from_file=True) == number * scale


@given(st.decimals(0, 10**6, places=3), UNITS, st.booleans())
def test_a_part_of_a_unit_is_its_value_or_refused(number, unit, is_from_file):
    """Never another value: what may be read in two ways, and a part of a đồng, is refused."""
    word, scale = unit
    text = f"{plain_number(number)} {word}"
    is_twofold = len(plain_number(number).partition(",")[2]) == 3
    try:
        found = parse_money(text, from_file=is_from_file)
    except ValueError:
        found = None

    is_clear = not is_twofold and number * scale == int(number * scale)
    assert found == number * scale or (found is None and not is_clear)


@given(st.decimals(0, 10**9, places=4), st.sampled_from([1, 10**3, 10**6, 10**9]))
def test_a_number_of_excel_is_its_value_or_refused(number, scale):
    cell = cells.MoneyCell()
    if number * scale == int(number * scale):
        assert cell.clean(number, unit=scale) == number * scale
    else:
        with pytest.raises(ValueError, match="không ra số đồng nguyên"):
            cell.clean(number, unit=scale)


@given(st.integers(1, 999), st.integers(0, 999))
def test_a_comma_before_three_figures_is_told_both_ways(thousands, rest):
    for scale in (1, 10**6):
        with pytest.raises(ValueError, match="không rõ") as refused:
            parse_money(f"{thousands},{rest:03d}", scale, from_file=True)
        assert f"{thousands}.{rest:03d}" in str(refused.value)


@given(DAYS)
def test_a_day_is_read_in_every_spelling(day):
    cell = cells.DateCell()
    for written in (
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}",
        day.isoformat(),
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        (day - cells.EPOCHS[False]).days,
        Decimal((day - cells.EPOCHS[False]).days) + Decimal("0.5"),
    ):
        assert cell.clean(written) == day
    assert cell.clean((day - cells.EPOCHS[True]).days, is_1904=True) == day
