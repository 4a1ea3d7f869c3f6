"""What the pages of live figures have in common: they need a portal that shows live figures."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from reports.overview import publications
from reports.periods import NoSuchPeriod
from reports.spans import CHOICE, Span, span_of


def of_span(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give ``view`` the span that ``?ky=`` names; None while nothing is recorded."""

    @wraps(view)
    def asked(request: HttpRequest, **more: Any) -> HttpResponse:
        if not settings.LIVE_PAGES:
            return only_published(request)
        return view(request, _span(request), **more)

    return asked


def only_published(request: HttpRequest, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """Instead of live figures, where the office shows none: what was published."""
    context = {"publications": publications()}
    return render(request, "reports/only_published.html", context, status=status)


def _span(request: HttpRequest) -> Span | None:
    try:
        return span_of(request.GET.get(CHOICE, ""))
    except NoSuchPeriod as impossible:
        raise Http404("Không có kỳ báo cáo này.") from impossible
