"""/so-sanh/?ky=…&ky=…: phases or years side by side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from programs.models import ProgramPhase
from reports.addresses import Address
from reports.editions import NoSuchEdition, edition_at
from reports.overview import open_phases, years
from reports.periods import NoSuchPeriod, Period
from reports.side_by_side import Side, SideBySide, chosen_periods
from reports.spans import CHOICE


def comparison(request: HttpRequest) -> HttpResponse:
    """What the address names; without a choice, the two latest phases that have begun."""
    phases, recorded = open_phases(), years()
    try:
        periods = chosen_periods(request.GET.getlist(CHOICE))
    except NoSuchPeriod as impossible:
        raise Http404("Không có kỳ báo cáo này.") from impossible
    periods = periods or _latest(phases, recorded)
    choices = [Period.years(phase.first_year, phase.last_year) for phase in phases]
    choices += [Period.years(year) for year in recorded]
    found = SideBySide(_sides(periods)) if len(periods) > 1 else None
    context = {
        "found": found,
        "unfinished": found.unfinished(timezone.localdate()) if found else [],
        "chosen": [period.slug for period in periods],
        "choices": choices,
    }
    return render(request, "pages/comparison.html", context)


def _latest(phases: list[ProgramPhase], recorded: list[int]) -> list[Period]:
    """The two latest phases with recorded years, else the two latest years; the earlier first."""
    begun = [phase for phase in phases if {*phase.years} & {*recorded}]
    periods = [Period.years(phase.first_year, phase.last_year) for phase in begun[:2]]
    if len(periods) < 2:
        periods = [Period.years(year) for year in recorded[:2]]
    return periods[::-1]


def _sides(periods: list[Period]) -> list[Side]:
    try:
        return [Side(edition_at(Address(period))) for period in periods]
    except NoSuchEdition as missing:
        raise Http404(str(missing)) from missing
