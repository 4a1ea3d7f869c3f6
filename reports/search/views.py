"""/tim/: the page of results, and what may be meant as one types. All of it in the address."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .answer import Answer, answer, suggestions
from .query import LONGEST
from .sources import GROUP_OF, GROUPS

PER_PAGE, OF_A_GROUP = 20, 5
EXAMPLES = ("dệt thổ cẩm", "che bien nong san", "1288/QĐ-TTg", "“máy móc tiên tiến”")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Groups by kind with the first of each; one kind page by page."""
    query = request.GET.get("q", "")
    slug = request.GET.get("loai", "") if request.GET.get("loai") in GROUPS else ""
    year = _whole(request.GET.get("nam", ""))
    found = answer(query, slug, year)
    context: dict[str, Any] = {
        "query": found.asked.text if found else "",
        "longest": LONGEST,
        "answer": found,
        "slug": slug,
        "year": year,
        "examples": EXAMPLES,
        **(_of_one_kind(request, found, slug) if found and slug else _of_all_kinds(found)),
    }
    return render(request, "reports/search.html", context)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) == len("2026") else None


def _of_one_kind(request: HttpRequest, found: Answer, slug: str) -> dict[str, Any]:
    group = next((group for group in found.groups if group.slug == slug), None)
    page = Paginator(group.keys if group else [], PER_PAGE).get_page(request.GET.get("trang"))
    parts = [(group, found.results(page.object_list))] if group else []
    return {"parts": parts, "page_obj": page, "kind": GROUPS[slug]}


def _of_all_kinds(found: Answer | None) -> dict[str, Any]:
    if found is None:
        return {"parts": []}
    shown = [key for group in found.groups for key in group.keys[:OF_A_GROUP]]
    results = {result.entry.pk: result for result in found.results(shown)}
    parts = [
        (group, [results[key] for key in group.keys[:OF_A_GROUP] if key in results])
        for group in found.groups
    ]
    return {"parts": parts}


@require_safe
@cache_control(public=True, max_age=60)
def suggest(request: HttpRequest) -> JsonResponse:
    """For the script beside the search box; the page works without."""
    items = [
        {"title": entry.title, "kind": GROUPS[GROUP_OF[entry.source]], "url": entry.url}
        for entry in suggestions(request.GET.get("q", ""))
    ]
    return JsonResponse({"items": items})
