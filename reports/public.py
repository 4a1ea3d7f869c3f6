"""The home page, and the pages of one activity and one facility: they show figures."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from programs.models import ProgramPhase
from projects.models import Facility

from .addresses import Address
from .models import StatedNotice
from .overview import current_phase, in_a_line, years
from .periods import Period
from .profiles import activity_profile, facility_profile, public_activities

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
        "notices": [(notice, _results_of(notice)) for notice in _latest_notices()],
    }
    return render(request, "home.html", context)


def _latest_notices() -> QuerySet[Any]:
    return StatedNotice.objects.approved()[:NOTICES]


def _results_of(notice: StatedNotice) -> str:
    """Where a notice stands beside what the records give."""
    return Address(Period.years(notice.first_year, notice.last_year)).page()


def activity(request: HttpRequest, code: str) -> HttpResponse:
    """One activity; a draft, a proposal or a refused one has no page."""
    found = get_object_or_404(public_activities(), code=code)
    return render(request, "projects/activity.html", {"profile": activity_profile(found)})


def facility(request: HttpRequest, code: str) -> HttpResponse:
    """One facility and all it received; a merged one leads to the one it was merged into."""
    related = ("trade", "commune", "old_district__old_province", "merged_into")
    found = get_object_or_404(Facility.objects.select_related(*related), code=code)
    if found.merged_into is not None:
        return redirect(found.merged_into, permanent=True)
    profile = facility_profile(found)
    if profile is None:
        raise Http404("Cơ sở này chưa có hồ sơ công khai.")
    return render(request, "projects/facility.html", {"profile": profile})
