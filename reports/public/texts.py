"""The pages of words: about, contact, notices, method, glossary, accessibility, site map."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from khuyencong.models import public
from programs.models import ProgramPhase
from reports.addresses import Address
from reports.dimensions import DIMENSIONS, SPLITS
from reports.figures import FIGURES, FIGURES_BY_KEY, RATIOS
from reports.glossary import TERMS
from reports.models import Publication, StatedNotice
from reports.overview import years
from reports.periods import Period

# A proposal is not public, so neither is how it is counted.
PUBLIC_FIGURES = [item for item in FIGURES if item is not FIGURES_BY_KEY["proposals"]]
LONGEST = 300  # of what an address may put on the contact page


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html")


def contact(request: HttpRequest) -> HttpResponse:
    """Whom to ask; from "Báo sai sót" also which page and which figure, as text to copy."""
    page = request.GET.get("trang", "")[:LONGEST]
    is_ours = page.startswith("/") and not page.startswith("//")
    context = {
        "reported": request.build_absolute_uri(page) if is_ours else "",
        "figure": request.GET.get("so", "")[:LONGEST],
    }
    return render(request, "pages/contact.html", context)


@dataclass(frozen=True)
class Notice:
    """One entry of the list of notices: a sealed revision, or an old notice as it was printed."""

    day: date
    title: str
    url: str
    publication: Publication | None = None
    stated: StatedNotice | None = None


def notices(request: HttpRequest) -> HttpResponse:
    """Every sealed revision and every old notice, the latest first."""
    sealed = Publication.objects.sealed().defer("content")
    sealed = sealed.select_related("old_province", "old_district")
    found = [
        *map(_of_publication, sealed),
        *map(_of_stated, public(StatedNotice.objects.approved())),
    ]
    found.sort(key=lambda notice: notice.day, reverse=True)
    return render(request, "pages/notices.html", {"notices": found})


def _of_publication(publication: Publication) -> Notice:
    day = publication.sealed_at.date() if publication.sealed_at else publication.cutoff
    return Notice(day, publication.title, publication.get_absolute_url(), publication=publication)


def _of_stated(stated: StatedNotice) -> Notice:
    page = Address(Period.years(stated.first_year, stated.last_year)).page()
    return Notice(stated.published_on, stated.title, f"{page}#doi-chieu", stated=stated)


def method(request: HttpRequest) -> HttpResponse:
    """How every figure is counted, as its definition says; where the data comes from."""
    context: dict[str, Any] = {
        "figures": PUBLIC_FIGURES,
        "ratios": RATIOS,
        "splits": [DIMENSIONS[slug] for slug in SPLITS],
        "sample": _sample(),
        "public_drift": settings.PUBLIC_DRIFT,
    }
    return render(request, "pages/method.html", context)


def _sample() -> Address:
    """A period whose addresses serve as examples."""
    phase = ProgramPhase.objects.first()
    return Address(Period.years(phase.first_year, phase.last_year) if phase else Period.years(2025))


def glossary(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/glossary.html", {"terms": TERMS})


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


def site_map(request: HttpRequest) -> HttpResponse:
    """Where everything is, in words."""
    context = {
        "phases": ProgramPhase.objects.all(),
        "years": years(),
        "splits": [DIMENSIONS[slug] for slug in SPLITS],
        "sample": _sample(),
    }
    return render(request, "pages/site_map.html", context)
