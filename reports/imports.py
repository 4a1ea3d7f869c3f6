"""What an import would do to published figures, once its records are approved."""

from collections.abc import Iterable, Iterator
from typing import Any

from khuyencong.sites import Shown
from reports.models import Publication


def published_figures(totals: Iterable[Iterable[Any]]) -> Iterator[Shown]:
    """The sealed publications whose years the rows touch: they stay, and tell the difference."""
    years = {year for year, _, _ in totals if year}
    for publication in Publication.objects.shown() if years else ():
        period = publication.period
        touched = [year for year in sorted(years) if period.first_year <= year <= period.last_year]
        if touched:
            named = ", ".join(map(str, touched))
            note = (
                f"Số đã chốt giữ nguyên. Hồ sơ năm {named} tính vào kỳ này thì trang sẽ báo "
                "sổ hiện nay khác bản đã chốt:"
            )
            yield Shown(str(publication), publication.get_absolute_url(), note)
