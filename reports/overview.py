"""The phases and years there are: for the list of results and the home page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from programs.models import ProgramPhase
from projects.models import Activity

from .addresses import Address
from .figures import RATIOS, Ratio
from .lines import RegisterLines
from .models import Publication
from .periods import Period
from .results import cells_of, has_illustrations
from .rollup import Rollup
from .tables import Cell, Column

IN_A_LINE = ("activities", "facilities", "spent")
# Of the plan that is known: what was assigned, else what was planned.
SHARES = {
    "share_of_assigned": "kinh phí được giao",
    "share_of_planned": "kinh phí kế hoạch",
}


@dataclass(frozen=True)
class PhaseInALine:
    """A phase and its live results: đề án, cơ sở, kinh phí, and its share of the plan."""

    phase: ProgramPhase
    address: Address
    # The numbers are live, so they open live records even where the period is published.
    live: Address
    cells: Sequence[Cell]
    share: Cell | None
    has_illustrations: bool

    @property
    def share_of(self) -> str:
        """The denominator of the share, in words."""
        return SHARES[self.share.column.key] if self.share else ""

    @property
    def is_empty(self) -> bool:
        return not any(cell.value for cell in self.cells)

    @property
    def activities(self) -> Cell:
        return self.cells[0]

    @property
    def facilities(self) -> Cell:
        return self.cells[1]

    @property
    def spent(self) -> Cell:
        return self.cells[2]


def phases() -> list[PhaseInALine]:
    """Every phase with its live results; four queries a phase, however many records."""
    return [in_a_line(phase) for phase in open_phases()] if settings.LIVE_PAGES else []


def open_phases() -> list[ProgramPhase]:
    """The phases whose results can be opened, the latest first."""
    opens = _opener()
    found = ProgramPhase.objects.prefetch_related("legal_bases")
    return [phase for phase in found if opens(phase.slug)]


def years() -> list[int]:
    """The years that have public records and results to open, the latest first."""
    opens = _opener()
    found = Activity.objects.published().order_by("-year").values_list("year", flat=True)
    return [year for year in found.distinct() if opens(str(year))]


def _opener() -> Callable[[str], bool]:
    """Which periods have a page: all of them, or the published where live figures are off."""
    if settings.LIVE_PAGES:
        return lambda slug: True
    published = set(
        Publication.objects.shown().filter(scope_slug="").values_list("period_slug", flat=True)
    )
    return published.__contains__


def publications() -> QuerySet[Any]:
    """What stands at the unversioned addresses, the latest seal first."""
    shown = Publication.objects.shown().select_related("old_province", "old_district")
    return shown.defer("content").order_by("-sequence")


def phases_around(period: Period) -> list[ProgramPhase]:
    """The phases that count a single year; there may be several, or none."""
    if not period.is_single_year:
        return []
    return list(ProgramPhase.objects.covering(period.first_year))


def current_phase(today: date) -> ProgramPhase | None:
    """The latest phase that has begun and has public records; none without live figures."""
    if not settings.LIVE_PAGES:
        return None
    latest = Activity.objects.published().order_by("-year").values_list("year", flat=True).first()
    if latest is None:
        return None
    return ProgramPhase.objects.filter(first_year__lte=min(latest, today.year)).first()


def in_a_line(phase: ProgramPhase) -> PhaseInALine:
    """The results of one phase."""
    period = Period.years(phase.first_year, phase.last_year)
    ratios = [ratio for ratio in RATIOS if ratio.key in SHARES]
    wanted = {*IN_A_LINE, *(ratio.whole for ratio in ratios)}
    lines = RegisterLines(period)
    values = Rollup(lines).some(sorted(wanted))
    shares = [_share(ratio, values) for ratio in ratios]
    known = next((cell for cell in shares if cell.value is not None), None)
    return PhaseInALine(
        phase=phase,
        address=Address(period),
        live=Address(period, is_live=True),
        cells=cells_of(values, IN_A_LINE),
        share=known,
        has_illustrations=has_illustrations(lines),
    )


def _share(ratio: Ratio, values: Mapping[str, Any]) -> Cell:
    column = Column(ratio.key, ratio.label, ratio.unit, ratio.rule)
    return Cell(column, ratio.of(values, values))
