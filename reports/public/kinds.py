"""The pages of kinds of support: the groups of Điều 4, and one kind with its law and figures."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from programs.models import ActivityKind
from reports.kinds import ceilings_of, groups, kind_profile, kinds_table, papers_of
from reports.spans import Span

from .live import of_span


@of_span
def index(request: HttpRequest, span: Span | None) -> HttpResponse:
    """The kinds that have records, and every kind of every group."""
    context: dict[str, Any] = {"span": span, "groups": groups()}
    if span is not None:
        context["table"], context["address"] = kinds_table(span.period)
    return render(request, "kinds/index.html", context)


@of_span
def kind(request: HttpRequest, span: Span | None, code: str) -> HttpResponse:
    """One kind: what it is, by which law, up to which norm, and what was done."""
    found = get_object_or_404(ActivityKind.objects.select_related("group"), code=code)
    context = {
        "kind": found,
        "span": span,
        "profile": span and kind_profile(found, span.period),
        "ceilings": ceilings_of(found, timezone.localdate()),
        "papers": papers_of(found),
    }
    return render(request, "kinds/kind.html", context)
