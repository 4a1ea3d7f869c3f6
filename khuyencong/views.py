"""Error pages, robots, favicon and logo: what answers where no app of the portal does."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from khuyencong.context import Site
from khuyencong.pictures import kind_of_picture


def _error(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Print an error page without the database, the session or the list of static files."""
    page = render_to_string(template, {"site": Site(request.path)})
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, "403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _error(request, "403_csrf.html", 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, "404.html", 404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return _error(request, "429.html", 429)


def server_error(request: HttpRequest) -> HttpResponse:
    return _error(request, "500.html", 500)


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """A demo is not indexed at all; of a portal, neither staff pages nor unpublished figures."""
    sitemap = request.build_absolute_uri("/sitemap.xml")
    page = render_to_string("robots.txt", {"site": Site(), "sitemap": sitemap})
    return HttpResponse(page, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers and tools that ask for the old name without reading the page."""
    picture = (settings.SOURCE_DIR / "static" / "favicon.ico").read_bytes()
    return HttpResponse(picture, content_type="image/x-icon")


@require_safe
@cache_control(public=True, max_age=3600)
def logo(request: HttpRequest) -> HttpResponse:
    """The agency's emblem, served as what its bytes are and never as a page."""
    stored = Site().agency.logo
    if not stored:
        raise Http404
    with stored.open("rb") as opened:
        picture = opened.read()
    kind = kind_of_picture(picture)
    if not kind:
        raise Http404
    return HttpResponse(picture, content_type=kind)
