"""What the pages of live figures have in common: they need a portal that shows live figures."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from reports.periods import NoSuchPeriod
from reports.spans import CHOICE, Span, span_of


def of_span(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give ``view`` the span that ``?ky=`` names; None while nothing is recorded."""

    @wraps(view)
    def asked(request: HttpRequest, **more: Any) -> HttpResponse:
        if not settings.LIVE_PAGES:
            raise Http404("Cổng này chỉ đăng số liệu đã công bố.")
        return view(request, _span(request), **more)

    return asked


def _span(request: HttpRequest) -> Span | None:
    try:
        return span_of(request.GET.get(CHOICE, ""))
    except NoSuchPeriod as impossible:
        raise Http404("Không có kỳ báo cáo này.") from impossible
