"""The pages of places: the list under either naming, a commune of today, a district of before."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from programs.models import Commune, OldDistrict
from reports.dimensions import DIMENSIONS
from reports.places import NOW, THEN, place_profile, places_table
from reports.spans import Span

from .live import of_span

NAMING = "theo"
NAMINGS = {"hien-nay": NOW, "luc-ho-tro": THEN}


@of_span
def index(request: HttpRequest, span: Span | None) -> HttpResponse:
    """Every place with records: as communes of today, or as the districts of the time."""
    naming = NAMINGS.get(request.GET.get(NAMING, ""), NOW)
    context: dict[str, Any] = {
        "span": span,
        "is_now": naming == NOW,
        "unknown": DIMENSIONS[naming].unknown,
    }
    if span is not None:
        context["table"], context["address"] = places_table(span.period, naming)
    return render(request, "places/index.html", context)


@of_span
def commune(request: HttpRequest, span: Span | None, code: str) -> HttpResponse:
    """One commune of today."""
    return _place(request, span, get_object_or_404(Commune, code=code))


@of_span
def district(request: HttpRequest, span: Span | None, code: str) -> HttpResponse:
    """One district of before 01/07/2025."""
    places = OldDistrict.objects.select_related("old_province")
    return _place(request, span, get_object_or_404(places, code=code))


def _place(request: HttpRequest, span: Span | None, place: Commune | OldDistrict) -> HttpResponse:
    is_now = isinstance(place, Commune)
    here, other = (NOW, THEN) if is_now else (THEN, NOW)
    context: dict[str, Any] = {
        "place": place,
        "is_now": is_now,
        "unknown": DIMENSIONS[here].unknown,
        "other_unknown": DIMENSIONS[other].unknown,
        "span": span,
        "profile": span and place_profile(place, span.period),
    }
    return render(request, "places/place.html", context)
