"""Chỉ tiêu nhập tay: the approved numbers of rows that no record feeds.

A number is of a year, and a period prints that of its latest year which has one: such rows say how
many there are (cán bộ của trung tâm), so the years are not added.
"""

from collections.abc import Mapping

from khuyencong.models import Review
from reports.models import ManualIndicator
from reports.periods import Period

from .definition import FormColumn

# By the row and the source's code, "" where none was named.
Typed = Mapping[tuple[str, str], ManualIndicator]


def typed_in(period: Period) -> Typed:
    """The latest number of each row and source in the period."""
    rows = ManualIndicator.objects.filter(
        review=Review.APPROVED, year__range=(period.first_year, period.last_year)
    )
    found = rows.select_related("row", "source").order_by("year")
    return {(one.row.code, one.source.code if one.source else ""): one for one in found}


def typed_for(typed: Typed, row: str, column: FormColumn) -> int | float | None:
    """What stands in a column: the number of its source, else one without, where that goes."""
    of_source = typed.get((row, column.source)) if column.source else None
    found = of_source or (typed.get((row, "")) if column.takes_unsourced else None)
    if found is None:
        return None
    whole = found.value == found.value.to_integral_value()
    return int(found.value) if whole else float(found.value)
