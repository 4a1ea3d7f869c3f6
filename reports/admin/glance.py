"""What the office's first page says of this year's money, and where its forms are."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from khuyencong.sites import Panel
from reports.addresses import Address
from reports.dimensions import DIMENSIONS
from reports.lines import RegisterLines
from reports.periods import Period
from reports.rollup import Rollup
from reports.tables import Cell, Column, Row, Table

MONEY = ("assigned", "planned", "disbursed")
LEFT = Column("left", "Còn lại", rule="Kinh phí giao trừ đã giải ngân.")


def money_panel(request: HttpRequest) -> Panel | None:
    """Assigned, planned, disbursed and left, by source; for everybody who may see activities."""
    if not request.user.has_perm("projects.view_activity"):
        return None
    period = Period.years(timezone.localdate().year)
    table = _with_left(Rollup(RegisterLines(period)).split(DIMENSIONS["nguon"], MONEY))
    address = Address(period, is_live=True)
    context = {"table": table, "address": address, "opens": settings.LIVE_PAGES, "period": period}
    return Panel("admin/reports/_money_panel.html", context)


def forms_panel(request: HttpRequest) -> Panel | None:
    """Where the office's forms are: of this year so far, and of the year before."""
    if not (settings.LIVE_PAGES and request.user.has_perm("projects.view_activity")):
        return None
    year = timezone.localdate().year
    periods = [Period.years(one) for one in (year, year - 1)]
    links = [(one.label, Address(one, is_live=True).forms()) for one in periods]
    return Panel("admin/reports/_forms_panel.html", {"periods": links})


def _with_left(table: Table) -> Table:
    if table.is_empty:
        return table
    return replace(
        table,
        columns=(*table.columns, LEFT),
        rows=tuple(_row_with_left(row) for row in table.rows),
        total=table.total and _row_with_left(table.total),
    )


def _row_with_left(row: Row) -> Row:
    """Nothing is left of what was never assigned: that source's money is not in our hands."""
    assigned, disbursed = row.cell("assigned"), row.cell("disbursed")
    column = replace(LEFT, unit=assigned.column.unit)
    left = int(assigned.value) - int(disbursed.value or 0) if assigned.value else None
    return replace(row, cells=(*row.cells, Cell(column, left)))
