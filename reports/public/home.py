"""The home page: the current phase in one sentence, the search, and the ways in."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from programs.models import ProgramPhase
from reports.addresses import Address
from reports.models import Publication, StatedNotice
from reports.overview import current_phase, in_a_line, years
from reports.periods import Period

NOTICES = 4


def home(request: HttpRequest) -> HttpResponse:
    """The current phase in one sentence, the search, and the ways in."""
    today = timezone.localdate()
    phase = current_phase(today)
    context = {
        "current": in_a_line(phase) if phase else None,
        "today": today,
        "phases": ProgramPhase.objects.prefetch_related("legal_bases"),
        "years": years(),
        "publications": _latest_publications(),
        "notices": [(notice, _results_of(notice)) for notice in _latest_notices()],
    }
    return render(request, "home.html", context)


def _latest_publications() -> QuerySet[Any]:
    """What stands at the unversioned addresses, the latest seal first."""
    shown = Publication.objects.shown().select_related("old_province", "old_district")
    return shown.defer("content").order_by("-sequence")[:NOTICES]


def _latest_notices() -> QuerySet[Any]:
    return StatedNotice.objects.approved()[:NOTICES]


def _results_of(notice: StatedNotice) -> str:
    """Where a notice stands beside what the records give."""
    return Address(Period.years(notice.first_year, notice.last_year)).page()
