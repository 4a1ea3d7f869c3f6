"""The home page: the current phase in one sentence, the search, and the ways in."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from khuyencong.models import public
from reports.addresses import Address
from reports.models import StatedNotice
from reports.overview import current_phase, in_a_line, open_phases, publications, years
from reports.periods import Period

NOTICES = 4


def home(request: HttpRequest) -> HttpResponse:
    """The current phase in one sentence, the search, and the ways in."""
    today = timezone.localdate()
    phase = current_phase(today)
    context = {
        "current": in_a_line(phase) if phase else None,
        "today": today,
        "phases": open_phases(),
        "years": years(),
        "publications": publications()[:NOTICES],
        "notices": [(notice, _results_of(notice)) for notice in _latest_notices()],
    }
    return render(request, "home.html", context)


def _latest_notices() -> QuerySet[Any]:
    return public(StatedNotice.objects.approved())[:NOTICES]


def _results_of(notice: StatedNotice) -> str:
    """Where a notice stands beside what the records give."""
    return Address(Period.years(notice.first_year, notice.last_year)).page()
