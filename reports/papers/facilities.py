"""Who was helped: the latest with what they received, then all of them, if a paper holds them."""

from collections.abc import Iterator
from dataclasses import replace

from reports.beneficiaries import Beneficiary
from reports.dimensions import DIMENSIONS
from reports.editions import Edition
from reports.formats import NOTHING, short_heading, shown_cell
from reports.lines import Fact, Lines
from reports.results import Results
from reports.rollup import Rollup
from reports.tables import Table

from . import sentences as say
from .grids import MILLIONS, MOST_ROWS, elsewhere, fitted, grid_of
from .parts import Grid, GridColumn, GridLine, Part

ALL = "Danh sách cơ sở được hỗ trợ"
BY_FACILITY = DIMENSIONS["co-so"]
COLUMNS = ("supports", "spent")
MARK = " (minh họa)"


def facilities(
    edition: Edition, results: Results, forms: Table | None, annex: str
) -> Iterator[Part]:
    """The section; nothing where no facility was helped."""
    count = int(results.facilities.value or 0)
    if not count:
        return
    yield say.paragraph(say.of_facilities(results, forms))
    if forms is not None:
        yield grid_of(forms, "Kết quả theo loại hình cơ sở")
    yield _latest(results)
    if count > MOST_ROWS:
        yield _left_out(results, annex)
    elif count > len(results.beneficiaries):
        yield grid_of(_marked(edition.lines), ALL)


def _latest(results: Results) -> Grid:
    columns = [
        GridColumn("Cơ sở", is_number=False),
        GridColumn("Được hỗ trợ", is_number=False),
        GridColumn("Địa bàn lúc hỗ trợ", is_number=False),
        GridColumn("Năm", is_number=False),
        GridColumn(short_heading(results.spent.column), is_number=True),
    ]
    shown, count = results.beneficiaries, results.facilities.value
    caption = f"Cơ sở được hỗ trợ gần đây nhất ({len(shown)} trong {count} cơ sở)"
    return fitted(Grid(caption, MILLIONS, columns, [_beneficiary(one) for one in shown]))


def _beneficiary(one: Beneficiary) -> GridLine:
    cells = (
        f"{one.name}{MARK if one.is_illustration else ''}",
        "; ".join(one.received),
        one.place_then or one.place_now or NOTHING,
        ", ".join(map(str, one.years)),
        shown_cell(one.spent),
    )
    return GridLine(cells, one.legal_form)


def _marked(lines: Lines) -> Table:
    """Every facility by name; those of illustrations say so."""
    table = Rollup(lines).split(BY_FACILITY, COLUMNS)
    supports = lines.of(Fact.SUPPORT, {BY_FACILITY.column, "is_illustration"})
    marked = supports.filter(is_illustration=True, facility_code__isnull=False)
    codes = set(marked.order_by().values_list(BY_FACILITY.column, flat=True))
    rows = (
        replace(row, label=f"{row.label}{MARK}") if row.code in codes else row for row in table.rows
    )
    return replace(table, rows=tuple(rows))


def _left_out(results: Results, annex: str) -> Grid:
    """Of too many facilities only the total, as the headline has it: the list is not even read."""
    cells = (results.supports, results.spent)
    columns = [
        GridColumn(BY_FACILITY.label, is_number=False),
        *(GridColumn(short_heading(cell.column), is_number=True) for cell in cells),
    ]
    total = GridLine(("Cộng", *map(shown_cell, cells)), is_total=True)
    return fitted(Grid(ALL, MILLIONS, columns, [total], elsewhere(annex)))
