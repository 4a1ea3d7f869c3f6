"""One address, four formats: page, .xlsx, .csv, .json; all from the same Table."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from programs.models import ProgramPhase
from projects.models import Activity

from .addresses import CUTOFF, Address
from .dimensions import DIMENSIONS, SPLITS
from .figures import FIGURES_BY_SLUG
from .lines import RegisterLines
from .measures import measures_table
from .periods import NoSuchPeriod, Period
from .records import NoSuchSplit, Records
from .results import Results, results_of
from .rollup import Rollup
from .tables import Table
from .writers import to_csv, to_json, to_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_PER_PAGE = 100


def index(request: HttpRequest) -> HttpResponse:
    """The phases and the years that have records."""
    years = Activity.objects.published().order_by("-year").values_list("year", flat=True)
    context = {
        "phases": ProgramPhase.objects.prefetch_related("legal_bases"),
        "years": list(years.distinct()),
    }
    return render(request, "reports/index.html", context)


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
        "other_splits": [DIMENSIONS[name] for name in SPLITS],
        "today": timezone.localdate(),
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
        "splits": [DIMENSIONS[name] for name in ("chi-tieu", *SPLITS)],
    }
    return render(request, "reports/split.html", context)


def records(
    request: HttpRequest, slug: str, figure: str, extension: str = "", is_live: bool = False
) -> HttpResponse:
    """The records behind one figure."""
    lines, address = _asked(request, slug, is_live)
    if figure not in FIGURES_BY_SLUG:
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
    context = {
        "records": found,
        "table": found.table(title, page.object_list),
        "page": page,
        "period": lines.period,
        "address": address,
        "narrowed_by": _narrowed_by(found),
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


def _narrowed_by(found: Records) -> list[tuple[str, str]]:
    """The chosen members in words: (Nội dung hoạt động, Hội chợ)."""
    words = []
    for slug, code in found.chosen.items():
        dimension = DIMENSIONS[slug]
        labels = dict(dimension.members(found.lines.period, [] if code is None else [code]))
        words.append(
            (dimension.label, dimension.unknown if code is None else labels.get(code, code))
        )
    return words


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
