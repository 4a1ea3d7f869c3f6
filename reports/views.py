"""One address, four formats: page, .xlsx, .csv, .json; all from the same Table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from khuyencong.files import XLSX

from .addresses import CUTOFF, Address
from .answers import attachment, base_of, written
from .caching import keep
from .dimensions import DIMENSIONS, SPLITS
from .drift import drift_strip, measured
from .editions import (
    MEASURES,
    Edition,
    NoSuchEdition,
    NotPublished,
    edition_at,
    state_in_words,
    state_of,
)
from .english import english_summary
from .figures import FIGURES_BY_KEY, FIGURES_BY_SLUG
from .overview import phases, phases_around, publications, years
from .periods import NoSuchPeriod, Period
from .profiles import public_pages
from .public.live import only_published
from .reconciliation import reconciled
from .records import NoSuchSplit, Records
from .results import Results
from .tables import Cell, Table
from .themes import PARAMETER as THEME
from .themes import switch
from .workbook import book_of
from .writers import to_csv, to_json, to_xlsx
from .writers.book_xlsx import to_book_xlsx
from .writers.pdf import is_installed as pdf_is_installed

FORMATS = (("Excel", "xlsx"), ("CSV", "csv"), ("JSON", "json"))
ROWS_PER_PAGE = 100
# A proposal is not public, so neither is the list of them.
PROPOSALS = FIGURES_BY_KEY["proposals"]


def index(request: HttpRequest) -> HttpResponse:
    """The phases with their results in a line, the years that have records, what was published."""
    context = {"phases": phases(), "years": years(), "publications": publications()}
    return render(request, "reports/index.html", context)


def of_edition(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give ``view`` the edition that the address names; one withdrawn only says so, everywhere."""

    @wraps(view)
    def asked(
        request: HttpRequest,
        slug: str,
        scope: str = "",
        revision: int | None = None,
        is_live: bool = False,
        **more: Any,
    ) -> HttpResponseBase:
        try:
            edition = _edition(request, slug, scope, revision, is_live)
        except NotPublished:
            return only_published(request, HTTPStatus.NOT_FOUND)
        if edition.is_withdrawn:
            return _tombstone(request, edition)
        answer = view(request, edition, **more)
        if edition.is_pinned:
            return keep(request, answer, is_file=bool(more.get("extension")))
        return answer

    return asked


@of_edition
def results(
    request: HttpRequest, edition: Edition, extension: str = ""
) -> HttpResponse | FileResponse:
    """The results page of a period: its latest revision, a given one, or live figures."""
    if extension == "xlsx":
        return _workbook(request, edition)
    found = edition.results()
    if extension:
        return _file(request, extension, found.tables, edition, head=_json_head(found))
    context = {
        "results": found,
        "english": english_summary(found),
        "switch": found.switch(request.GET.get(THEME, "")),
        "files": FORMATS,
        "has_pdf": pdf_is_installed(),
        "around": phases_around(edition.lines.period),
        "drift": drift_strip(edition.publication),
        "shows_reconciliation": settings.PUBLIC_DRIFT,
    }
    return render(request, "reports/results.html", with_edition(edition, context))


@of_edition
def split(request: HttpRequest, edition: Edition, split: str, extension: str = "") -> HttpResponse:
    """One split of a period's figures."""
    table = edition.table(split)
    if table is None:
        raise Http404("Không có cách chia này.")
    if extension:
        return _file(request, extension, [table], edition, split)
    context = {
        "table": table,
        "switch": switch(table, request.GET.get(THEME, "")),
        "files": FORMATS,
        "splits": [DIMENSIONS[name] for name in (MEASURES, *SPLITS)],
        "has_illustrations": edition.has_illustrations(),
    }
    return render(request, "reports/split.html", with_edition(edition, context))


@of_edition
def records(
    request: HttpRequest, edition: Edition, figure: str, extension: str = ""
) -> HttpResponse:
    """The records behind one figure."""
    if figure not in FIGURES_BY_SLUG or FIGURES_BY_SLUG[figure] is PROPOSALS:
        raise Http404("Không có chỉ số này.")
    try:
        found = Records.from_query(FIGURES_BY_SLUG[figure], edition.lines, request.GET)
    except NoSuchSplit as unknown:
        raise Http404("Chỉ số này không chia theo cách đó.") from unknown
    title = f"{found.figure.label}, {edition.lines.period.label}"
    if extension:
        return _file(request, extension, [found.table(title)], edition, f"ho-so-{figure}")
    page = Paginator(found.rows(), ROWS_PER_PAGE).get_page(request.GET.get("trang"))
    rows = list(page.object_list)
    address = edition.address
    context = {
        "records": found,
        "total": Cell(found.value_column, found.total),
        "rows": rows,
        "page_obj": page,
        "pages": public_pages(rows),
        "title": title,
        "files": [
            (name, address.records(figure, found.chosen, extension)) for name, extension in FORMATS
        ],
        "narrowed_by": _narrowed_by(found, address),
    }
    return render(request, "reports/records.html", with_edition(edition, context))


@of_edition
def drift(request: HttpRequest, edition: Edition, extension: str = "") -> HttpResponse:
    """By how much the register differs today from the latest revision, figure and record."""
    _refuse_the_public(request)
    if edition.publication is None:
        raise Http404("Kỳ này chưa có bản công bố nào để so.")
    found = measured(edition.publication)
    if extension:
        return _file(request, extension, found.tables, edition, "sai-khac")
    return render(request, "reports/drift.html", with_edition(edition, {"found": found}))


@of_edition
def reconciliation(request: HttpRequest, edition: Edition, extension: str = "") -> HttpResponse:
    """The same money at every place where it is told, and what explains the differences."""
    _refuse_the_public(request)
    found, address = reconciled(edition)
    live = Edition(address, found.lines)
    if extension:
        return _file(request, extension, found.tables, live, "doi-soat")
    context = {"found": found, "published": edition.publication, "files": FORMATS}
    return render(request, "reports/reconciliation.html", with_edition(live, context))


def _refuse_the_public(request: HttpRequest) -> None:
    """How the register differs from what was published may be kept for staff."""
    if not settings.PUBLIC_DRIFT and not request.user.is_staff:
        raise Http404("Trang này dành cho cán bộ.")


def _tombstone(request: HttpRequest, edition: Edition) -> HttpResponse:
    """A withdrawn revision keeps its address, and says why it was withdrawn."""
    return render(request, "reports/withdrawn.html", with_edition(edition, {}), status=410)


def with_edition(edition: Edition, context: dict[str, Any]) -> dict[str, Any]:
    """What every page of an edition prints beside its own."""
    return {
        "edition": edition,
        "address": edition.address,
        "period": edition.lines.period,
        "now": timezone.localtime(),
        **context,
    }


def _edition(
    request: HttpRequest, slug: str, scope: str, revision: int | None, is_live: bool
) -> Edition:
    """What the request names; 404 for an impossible period or a revision that is not there.

    Raises NotPublished where only live figures could answer and none are shown.
    """
    try:
        period = Period.from_slug(slug)
    except NoSuchPeriod as impossible:
        raise Http404("Không có kỳ báo cáo này.") from impossible
    address = Address(period, is_live, _cutoff(request), revision, scope)
    try:
        return edition_at(address)
    except NotPublished:
        raise
    except NoSuchEdition as missing:
        raise Http404(str(missing)) from missing


def _cutoff(request: HttpRequest) -> date | None:
    text = request.GET.get(CUTOFF)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as impossible:
        raise Http404("Ngày chốt số liệu phải có dạng 2020-12-31.") from impossible


@dataclass(frozen=True)
class Narrowing:
    """One chosen member in words, and the address without it."""

    split: str
    member: str
    without: str


def _narrowed_by(found: Records, address: Address) -> list[Narrowing]:
    narrowed = []
    for slug, code in found.chosen.items():
        dimension = DIMENSIONS[slug]
        codes = code if isinstance(code, tuple) else () if code is None else (code,)
        labels = dict(found.lines.members(dimension, codes))
        rest = {name: chosen for name, chosen in found.chosen.items() if name != slug}
        narrowed.append(
            Narrowing(
                dimension.label,
                "; ".join(labels.get(one, str(one)) for one in codes) or dimension.unknown,
                address.records(found.figure.slug, rest),
            )
        )
    return narrowed


def _workbook(request: HttpRequest, edition: Edition) -> HttpResponse | FileResponse:
    """The whole workbook of the period."""
    book, source = book_of(edition), _source_line(request, edition)
    name = f"khuyen-cong-{edition.address.period.slug}.xlsx"
    return written(name, lambda target: to_book_xlsx(book, target, source, base_of(request)))


def _source_line(request: HttpRequest, edition: Edition) -> str:
    where = request.build_absolute_uri(edition.address.page())
    return f"Nguồn: {where}. {state_in_words(edition)}"


def _file(
    request: HttpRequest,
    extension: str,
    tables: Sequence[Table],
    edition: Edition,
    part: str = "",
    head: dict[str, Any] | None = None,
) -> HttpResponse:
    """The tables as a file of that extension, named after the address."""
    address = edition.address
    name = "-".join(filter(None, ["khuyen-cong", address.period.slug, part]))
    match extension:
        case "xlsx":
            source = _source_line(request, edition)
            answer = attachment(to_xlsx(tables, source), XLSX, f"{name}.xlsx")
        case "csv":
            answer = attachment(to_csv(tables), "text/csv; charset=utf-8", f"{name}.csv")
        case _:
            body = {
                **(head or {}),
                **state_of(edition),
                "tables": [to_json(table, address.cell) for table in tables],
            }
            answer = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    return answer


def _json_head(found: Results) -> dict[str, Any]:
    return {"sentence": "".join(piece.text for piece in found.sentence)}
