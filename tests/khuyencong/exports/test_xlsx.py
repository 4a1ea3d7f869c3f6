"""The small writer of workbooks: what it writes three readers read, whatever the values are."""

import re
from collections import Counter
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import zip_longest
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from khuyencong.exports import xlsx
from khuyencong.exports.shapes import Cells, Heading, Shape
from khuyencong.exports.xlsx import xlsx_stream

pytestmark = pytest.mark.any_database

HEADINGS = [Heading(one.name.capitalize(), one) for one in Shape]
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LOOKS_ESCAPED = re.compile("_x[0-9A-Fa-f]{4}_")

awkward = st.sampled_from(
    ["=1+1", "==1+1", "+84", "-5", "@A1", "\t=1", "\r=1", "&amp;", "<b>", "]]>", " a", "b "]
)
texts = st.one_of(
    st.none(),
    awkward,
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.text("ẵẳỡỹữỶẶỄđĐ &<>\"'\n\r\t_x0041\x01\x0b", max_size=20),
)
whole = st.one_of(st.none(), st.integers(-(10**15) + 1, 10**15 - 1))
decimals = st.one_of(st.none(), st.decimals(-(10**9), 10**9, places=3, allow_nan=False))
days = st.one_of(st.none(), st.dates(date(1905, 1, 1), date(2199, 12, 31)))
moments = st.one_of(
    st.none(),
    st.datetimes(datetime(1905, 1, 1), datetime(2199, 12, 31)).map(  # noqa: DTZ001
        lambda one: one.replace(microsecond=0)
    ),
)
rows = st.lists(
    st.tuples(texts, whole, whole, decimals, days, moments, st.sampled_from([None, True, False])),
    max_size=12,
)


def book(rows, headings=HEADINGS, title="Danh sách", at_once=5):
    """The file, its rows given so many at a time."""
    chunks = (
        list(zip(*rows[start : start + at_once], strict=True))
        for start in range(0, len(rows), at_once)
    )
    return b"".join(xlsx_stream(title, headings, chunks))


def by_openpyxl(file):
    sheet = load_workbook(BytesIO(file)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def by_calamine(file):
    sheet = CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_index(0)
    return [list(row) for row in sheet.iter_rows()][1:]


def as_calamine_tells(moment):
    """Midnight is a day to it."""
    return moment if moment.time() != time() else moment.date()


def written(text):
    """What a text is in a cell: without what no cell can hold."""
    return UNPRINTABLE.sub("", text or "")


@settings(max_examples=60, deadline=None)
@given(rows)
def test_every_value_comes_back_in_openpyxl(rows):
    for (text, *values, is_so), found in zip(rows, by_openpyxl(book(rows)), strict=True):
        plain = LOOKS_ESCAPED.sub(lambda one: f"_x005F{one.group()}", written(text))
        assert (found[0] or "") in (plain, written(text))
        year, amount, number, day, moment = found[1:6]
        assert [year, amount] == values[:2]
        assert number == (values[2] and float(values[2])) or (number, values[2]) == (0, 0)
        assert (day and day.date()) == values[3]
        assert moment == values[4]
        assert found[6] == {True: "có", False: "không", None: None}[is_so]


@settings(max_examples=60, deadline=None)
@given(rows)
def test_every_value_comes_back_in_calamine(rows):
    found = by_calamine(book(rows))
    nothing = [""] * len(HEADINGS)  # it leaves out the empty rows at the end
    for (text, *values, is_so), cells in zip_longest(rows, found, fillvalue=nothing):
        assert cells[0] == written(text)
        assert cells[1:4] == ["" if one is None else float(one) for one in values[:3]]
        assert cells[4] == ("" if values[3] is None else values[3])
        assert cells[5] == ("" if values[4] is None else as_calamine_tells(values[4]))
        assert cells[6] == {True: "có", False: "không", None: ""}[is_so]


# What a sheet cannot hold.


def test_rows_beyond_a_sheet_go_to_the_next_ones(monkeypatch):
    monkeypatch.setattr(xlsx, "ROWS_PER_SHEET", 7)
    numbers = [(place,) for place in range(20)]
    made = load_workbook(BytesIO(book(numbers, [Heading("Số", Shape.PLAIN)], "Đề án")))

    assert made.sheetnames == ["Đề án", "Đề án 2", "Đề án 3"]
    columns = [[cell.value for cell in sheet["A"]] for sheet in made]
    assert columns == [["Số", *range(7)], ["Số", *range(7, 14)], ["Số", *range(14, 20)]]
    assert [sheet.auto_filter.ref for sheet in made] == ["A1:A8", "A1:A8", "A1:A7"]
    assert [sheet.print_title_rows for sheet in made] == ["$1:$1"] * 3


@pytest.mark.parametrize("count", [7, 14])
def test_a_sheet_filled_to_the_last_row_is_the_last_one(count, monkeypatch):
    monkeypatch.setattr(xlsx, "ROWS_PER_SHEET", 7)
    numbers = [(place,) for place in range(count)]

    assert len(load_workbook(BytesIO(book(numbers, HEADINGS[:1]))).sheetnames) == count // 7


def test_a_part_stays_below_what_excel_takes(monkeypatch):
    monkeypatch.setattr(xlsx, "BYTES_PER_SHEET", 3000)
    numbers = [(f"số {place}",) for place in range(200)]
    made = load_workbook(BytesIO(book(numbers, HEADINGS[:1])))

    assert len(made.sheetnames) > 1
    assert [cell.value for sheet in made for cell in sheet["A"][1:]] == [one for (one,) in numbers]


def test_as_many_rows_as_excel_has_and_no_more():
    assert xlsx.ROWS_PER_SHEET + 1 == 2**20
    assert xlsx.BYTES_PER_SHEET < 2**31


@pytest.mark.parametrize(("letter", "units"), [("ă", 1), ("😀", 2)])
def test_a_text_of_any_length_is_cut_to_what_a_cell_holds(letter, units):
    fits, too_long = letter * (32_767 // units), letter * (32_767 // units + 1)
    _, (first,), (second,) = by_calamine(book([("",), (fits,), (too_long,)], HEADINGS[:1]))

    assert first == fits
    assert second == letter * (32_766 // units) + "…"
    assert len(second.encode("utf-16-le")) <= 2 * 32_767


def test_what_excel_would_round_or_has_no_day_for_is_text():
    values = [
        None,
        10**15,
        10**15 - 1,
        Decimal("123456789012345.678"),
        date(1890, 2, 3),
        None,
        None,
    ]
    text, big, year, number, day, _, _ = by_openpyxl(book([values]))[0]

    assert (text, big, year) == (None, "1000000000000000", 10**15 - 1)
    assert (number, day) == ("123456789012345.678", "03/02/1890")


# What it looks like.


def test_a_formula_is_a_text():
    made = load_workbook(BytesIO(book([("=1+1",), ("==1+1",), ("@A1",)], HEADINGS[:1])))

    assert [cell.data_type for cell in made.worksheets[0]["A"]] == ["s"] * 4
    assert b"<f>" not in ZipFile(BytesIO(book([("=1+1",)], HEADINGS[:1]))).read(
        "xl/worksheets/sheet1.xml"
    )


def test_the_headings_stay_in_view_and_numbers_have_formats():
    values = ("chữ", 2026, 9_510_000_000, Decimal("30.5"), date(2026, 3, 2), None, True)
    sheet = load_workbook(BytesIO(book([values]))).worksheets[0]
    looks = {one.value: sheet.cell(2, place).number_format for place, one in enumerate(sheet[1], 1)}

    widths = {place: column.width for place, column in sheet.column_dimensions.items()}
    assert min(widths.values()) >= 8
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:G2"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet["A1"].font.bold
    assert {cell.font.name for row in sheet.iter_rows() for cell in row} == {"Times New Roman"}
    assert looks == {
        "Text": "General",
        "Plain": "0",
        "Whole": "#,##0",
        "Decimal": "#,##0.###",
        "Day": "dd/mm/yyyy",
        "Moment": "General",  # nothing stands there
        "Yes_no": "General",
    }


def test_a_whole_number_among_decimals_has_no_point():
    sheet = load_workbook(BytesIO(book([(Decimal(30),), (Decimal("0.5"),)], [HEADINGS[3]])))
    assert [cell.number_format for cell in sheet.worksheets[0]["A"][1:]] == ["#,##0", "#,##0.###"]


def test_an_empty_list_has_its_headings():
    sheet = load_workbook(BytesIO(book([]))).worksheets[0]

    assert [cell.value for cell in sheet[1]] == [one.label for one in HEADINGS]
    assert sheet.max_row == 1


@pytest.mark.parametrize("title", ["", "a[b]:*?/\\'c'", "x" * 60, "<&>"])
def test_any_title_names_a_sheet(title):
    (name,) = load_workbook(BytesIO(book([], title=title))).sheetnames

    assert 0 < len(name) <= 31


def test_equal_lists_are_equal_files():
    values = [("Dệt", 2026, 1, None, date(2026, 1, 1), None, False)]

    assert book(values) == book(values)
    assert book(values) != book([("Dệt thổ cẩm", *values[0][1:])])


# How much it holds.


def test_what_is_remembered_of_a_column_is_bounded():
    asked = Counter()
    cells = Cells(lambda value: asked.update([value]) or str(value))
    for value in range(3 * Cells.MOST):
        cells[value], cells[value]

    assert len(cells) <= Cells.MOST
    assert set(asked.values()) == {1}


def test_a_piece_leaves_with_every_chunk():
    """So memory does not grow with the rows, and the first bytes do not wait for the last."""
    given = []

    def chunks():
        for place in range(50):
            given.append(place)
            yield [[f"{place} {number}" for number in range(1000)]]

    pieces = xlsx_stream("Danh sách", HEADINGS[:1], chunks())

    for place in range(50):
        next(pieces)
        assert given[-1] == place


def test_the_archive_is_whole_and_compressed():
    with ZipFile(BytesIO(book([("Dệt",)] * 1000, HEADINGS[:1]))) as made:
        assert made.testzip() is None
        sheet = made.getinfo("xl/worksheets/sheet1.xml")
        assert sheet.compress_size < sheet.file_size / 10
        assert "[Content_Types].xml" in made.namelist()
