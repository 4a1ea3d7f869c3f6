"""What the office's first page says of this year's money, and the reports that it may owe."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from khuyencong.sites import Panel
from programs.models import ProgramPhase
from reports.addresses import Address
from reports.dimensions import DIMENSIONS
from reports.lines import RegisterLines
from reports.periods import Period, reported_on
from reports.rollup import Rollup
from reports.tables import Cell, Column, Row, Table
from reports.writers.pdf import is_installed as pdf_is_installed

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


def reports_panel(request: HttpRequest) -> Panel | None:
    """What the office may owe now, each of it one click away as the file that is sent."""
    if not (settings.LIVE_PAGES and request.user.has_perm("projects.view_activity")):
        return None
    return Panel("admin/reports/_reports_panel.html", {"reports": list(map(_owed, _periods()))})


@dataclass(frozen=True)
class Owed:
    """The reports of one period: where its forms are seen, and each report as a file."""

    label: str
    url: str
    files: Sequence[tuple[str, str]]


def _periods() -> list[Period]:
    today = timezone.localdate()
    phases = ProgramPhase.objects.filter(first_year__lte=today.year, last_year__gte=today.year)
    running = [Period.years(one.first_year, one.last_year) for one in phases]
    return [*reported_on(today), *running]


def _owed(period: Period) -> Owed:
    address = Address(period, is_live=True)
    files = [
        ("Biểu", address.forms("xlsx")),
        ("Sổ tổng hợp", address.page("xlsx")),
        ("Word", address.paper("docx")),
    ]
    if pdf_is_installed():
        files.append(("PDF", address.paper("pdf")))
    return Owed(period.label, address.forms(), files)


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
