"""The results page in three English sentences, bound to the same cells as the Vietnamese ones."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from .periods import Period
from .results import Results
from .sentence import Piece
from .tables import Cell, Row

MILLION_DONG = 6  # powers of ten
# Sources are the office's data; those that the law names have an English name here.
SOURCES = {"KCQG": "the national programme", "KCDP": "the local programme"}
OTHER_SOURCES = "other sources of the programme"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# One, and many.
WORDS = {
    "activities": ("scheme", "schemes"),
    "supports": ("support", "supports"),
    "facilities": ("rural industrial establishment", "rural industrial establishments"),
}


def english_summary(results: Results) -> tuple[Piece, ...]:
    """What was done, for whom and for how much; every number opens its records."""
    activities, supports, facilities, spent = results.headline
    if not (supports.value or spent.value):
        return (Piece(f"{_period(results.period)}, no result has been accepted yet."),)
    return (
        Piece(f"{_period(results.period)}, the industry promotion programme (khuyến công) had "),
        _counted(activities),
        Piece(" completed in full; "),
        _counted(supports),
        Piece(" went to "),
        _counted(facilities),
        Piece(". Spending on accepted results was "),
        _money(spent),
        *_by_source(results.money.rows),
        Piece("."),
    )


def _period(period: Period) -> str:
    if period.start and period.cutoff:
        return f"From {_day(period.start)} to {_day(period.cutoff)}"
    years = f"{period.first_year}–{period.last_year}"
    named = f"In {period.first_year}" if period.is_single_year else f"In {years}"
    return f"{named}, as of {_day(period.cutoff)}" if period.cutoff else named


def _day(day: date) -> str:
    """Not by the locale, which is Vietnamese."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _counted(cell: Cell) -> Piece:
    value = int(cell.value or 0)
    one, many = WORDS[cell.column.key]
    return _bound(f"{value:,} {one if value == 1 else many}", cell)


def _money(cell: Cell) -> Piece:
    millions = Decimal(int(cell.value or 0)).scaleb(-MILLION_DONG).normalize()
    return _bound(f"{millions:,f} million đồng", cell)


def _by_source(rows: Sequence[Row]) -> list[Piece]:
    """Each source that spent anything, unless it is the only one."""
    spending = [row for row in rows if row.cell("spent").value]
    if len(spending) < 2:
        return []
    pieces: list[Piece] = []
    for position, row in enumerate(spending):
        name = SOURCES.get(row.code or "") or f"{OTHER_SOURCES} ({row.label})"
        joint = ", " if position else ": "
        pieces += [Piece(joint), _money(row.cell("spent")), Piece(f" from {name}")]
    return pieces


def _bound(text: str, cell: Cell) -> Piece:
    return Piece(text, cell.figure, cell.where, int(cell.value or 0))
