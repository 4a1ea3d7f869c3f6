"""The amounts by source and year, and by record; each figure as it is defined."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F

from reports.comparison import DONG_IN
from reports.dimensions import DIMENSIONS
from reports.figures import FIGURES_BY_KEY
from reports.lines import Lines
from reports.models import StatedFigure, StatedNotice
from reports.rollup import Rollup

SOURCE, YEAR, RECORD = DIMENSIONS["nguon"], DIMENSIONS["nam"], DIMENSIONS["de-an"]

# A source and a year: None where the year is unknown, WHOLE for what is told of the period only.
WHOLE = 0
Place = tuple[Any, int | None]
Amounts = Mapping[Place, int]


def by_place(rollup: Rollup, key: str) -> Amounts:
    found = rollup.cross(FIGURES_BY_KEY[key], SOURCE, YEAR)
    return {place: int(value or 0) for place, value in found.items()}


def by_record(lines: Lines, keys: Iterable[str]) -> dict[str, Mapping[Any, int]]:
    by = (SOURCE.column, YEAR.column, RECORD.column)
    grouped = defaultdict(list)
    for key in keys:
        grouped[FIGURES_BY_KEY[key].fact].append(FIGURES_BY_KEY[key])
    found: dict[str, dict[Any, int]] = {key: {} for key in keys}
    for fact, figures in grouped.items():
        rows = lines.of(fact, {*by, *(name for one in figures for name in one.columns)})
        sums = {f"figure_{one.key}": one.expression() for one in figures}
        for row in rows.order_by().values(*by).annotate(**sums):
            place = tuple(row[name] for name in by)
            for one in figures:
                found[one.key][place] = int(row[f"figure_{one.key}"] or 0)
    return dict(found)


def stated(lines: Lines) -> Mapping[Place, int]:
    """What the newest approved notice of exactly these years states per source."""
    period = lines.period
    if period.is_days:
        return {}
    notices = StatedNotice.objects.approved().filter(
        first_year=period.first_year, last_year=period.last_year
    )
    newest = notices.order_by("-published_on", "-pk").first()
    if newest is None:
        return {}
    figures = StatedFigure.objects.filter(notice=newest, source__isnull=False, value__isnull=False)
    figures = figures.annotate(source_code=F("source__code"))
    return {
        (figure.source_code, WHOLE): int(figure.value * DONG_IN[figure.unit])
        for figure in figures
        if figure.unit in DONG_IN
    }


def year_in_words(year: int | None) -> str:
    if year == WHOLE:
        return "cả kỳ"
    return YEAR.unknown if year is None else f"năm {year}"
