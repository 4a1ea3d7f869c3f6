"""One address, four formats: page, .xlsx, .csv, .json; all from the same Table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from .addresses import CUTOFF, Address
from .dimensions import DIMENSIONS, SPLITS
from .figures import FIGURES_BY_KEY, FIGURES_BY_SLUG
from .lines import RegisterLines
from .measures import measures_table
from .overview import phases, phases_around, years
from .periods import NoSuchPeriod, Period
from .profiles import public_pages
from .records import NoSuchSplit, Records
from .results import Results, has_illustrations, results_of
from .rollup import Rollup
from .tables import Cell, Table
from .writers import to_csv, to_json, to_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = (("Excel", "xlsx"), ("CSV", "csv"), ("JSON", "json"))
ROWS_PER_PAGE = 100
# A proposal is not public, so neither is the list of them.
PROPOSALS = FIGURES_BY_KEY["proposals"]


def index(request: HttpRequest) -> HttpResponse:
    """The phases with their results in a line, and the years that have records."""
    return render(request, "reports/index.html", {"phases": phases(), "years": years()})


def results(
    request: HttpRequest, slug: str, extension: str = "", is_live: bool = False
) -> HttpResponse:
    """The results page of a period."""
    lines, address = _asked(request, slug, is_live)
    found = results_of(lines)
    if extension:
        return _file(request, extension, found.tables, address, slug, _json_head(found))
    context = {
        "results": found,
        "address": address,
        "files": FORMATS,
        "around": phases_around(lines.period),
        "now": timezone.localtime(),
    }
    return render(request, "reports/results.html", context)


def split(
    request: HttpRequest, slug: str, split: str, extension: str = "", is_live: bool = False
) -> HttpResponse:
    """One split of a period's figures."""
    lines, address = _asked(request, slug, is_live)
    rollup = Rollup(lines)
    if split == "chi-tieu":
        table = measures_table(rollup)
    elif split in SPLITS:
        table = rollup.split(DIMENSIONS[split])
    else:
        raise Http404("Không có cách chia này.")
    if extension:
        return _file(request, extension, [table], address, f"{slug}-{split}")
    context = {
        "table": table,
        "period": lines.period,
        "address": address,
        "files": FORMATS,
        "splits": [DIMENSIONS[name] for name in ("chi-tieu", *SPLITS)],
        "has_illustrations": has_illustrations(lines),
    }
    return render(request, "reports/split.html", context)


def records(
    request: HttpRequest, slug: str, figure: str, extension: str = "", is_live: bool = False
) -> HttpResponse:
    """The records behind one figure."""
    lines, address = _asked(request, slug, is_live)
    if figure not in FIGURES_BY_SLUG or FIGURES_BY_SLUG[figure] is PROPOSALS:
        raise Http404("Không có chỉ số này.")
    try:
        found = Records.from_query(FIGURES_BY_SLUG[figure], lines, request.GET)
    except NoSuchSplit as unknown:
        raise Http404("Chỉ số này không chia theo cách đó.") from unknown
    title = f"{found.figure.label}, {lines.period.label}"
    if extension:
        name = f"{slug}-ho-so-{figure}"
        return _file(request, extension, [found.table(title)], address, name)
    page = Paginator(found.rows(), ROWS_PER_PAGE).get_page(request.GET.get("trang"))
    rows = list(page.object_list)
    context = {
        "records": found,
        "total": Cell(found.value_column, found.total),
        "rows": rows,
        "page_obj": page,
        "pages": public_pages(rows),
        "title": title,
        "period": lines.period,
        "address": address,
        "files": [
            (name, address.records(figure, found.chosen, extension)) for name, extension in FORMATS
        ],
        "narrowed_by": _narrowed_by(found, address),
    }
    return render(request, "reports/records.html", context)


def _asked(request: HttpRequest, slug: str, is_live: bool) -> tuple[RegisterLines, Address]:
    """The lines and the address that the request names; 404 for an impossible period."""
    try:
        period = Period.from_slug(slug)
    except NoSuchPeriod as impossible:
        raise Http404("Không có kỳ báo cáo này.") from impossible
    cutoff = _cutoff(request)
    return RegisterLines(period.until(cutoff)), Address(period, is_live, cutoff)


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
        labels = dict(dimension.members(found.lines.period, [] if code is None else [code]))
        rest = {name: chosen for name, chosen in found.chosen.items() if name != slug}
        narrowed.append(
            Narrowing(
                dimension.label,
                dimension.unknown if code is None else labels.get(code, code),
                address.records(found.figure.slug, rest),
            )
        )
    return narrowed


def _file(
    request: HttpRequest,
    extension: str,
    tables: Sequence[Table],
    address: Address,
    name: str,
    head: dict[str, Any] | None = None,
) -> HttpResponse:
    """The tables as a file of that extension, named after the address."""
    match extension:
        case "xlsx":
            where = request.build_absolute_uri(address.page())
            source = f"Nguồn: {where}. {_cutoff_words(address)}"
            return _attachment(to_xlsx(tables, source), XLSX, f"khuyen-cong-{name}.xlsx")
        case "csv":
            return _attachment(to_csv(tables), "text/csv; charset=utf-8", f"khuyen-cong-{name}.csv")
    body = {
        **(head or {}),
        "period": address.period.slug,
        "cutoff": address.cutoff and address.cutoff.isoformat(),
        "tables": [to_json(table, address.cell) for table in tables],
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


def _json_head(found: Results) -> dict[str, Any]:
    return {"sentence": "".join(piece.text for piece in found.sentence)}


def _cutoff_words(address: Address) -> str:
    cutoff = address.period.until(address.cutoff).cutoff
    if cutoff is None:
        return "Số liệu tạm tính theo hồ sơ đã duyệt."
    return f"Số liệu tạm tính theo hồ sơ đã duyệt, đến ngày {cutoff:%d/%m/%Y}."


def _attachment(body: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
