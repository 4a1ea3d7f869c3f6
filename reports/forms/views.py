"""``/ket-qua/<kỳ>/bieu/``: the office's forms of a period, on screen and as files."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render

from khuyencong.files import XLSX
from reports.addresses import Address
from reports.answers import attachment, base_of, written
from reports.basis import Basis
from reports.editions import Edition, state_in_words, state_of
from reports.periods import NoSuchPeriod, Period
from reports.publishing.forms import period_choices
from reports.views import FORMATS, of_edition, with_edition
from reports.workbook import ILLUSTRATIONS
from reports.writers.annex_xlsx import to_annex_xlsx
from reports.writers.form_data import to_form_csv, to_form_json
from reports.writers.form_xlsx import to_form_xlsx

from .annex import NoSuchRow, annex_of
from .building import Form
from .definition import Definition
from .paper import Options, Paper

ROWS_PER_PAGE = 100
ROW = "dong"
PERIOD, FROM, UNTIL = "ky", "tu", "den"


@of_edition
def forms(request: HttpRequest, edition: Edition, extension: str = "") -> HttpResponse:
    """The list of forms with a chooser of period; as a file, all of them one after the other."""
    if elsewhere := _chosen_period(request.GET, edition.address):
        return HttpResponseRedirect(elsewhere)
    options = Options.from_query(request.GET)
    definitions = [one for one in edition.forms.definitions if one.has_plan or not options.is_plan]
    if extension:
        return _file(request, edition, definitions, options, extension, "bieu")
    links = [(one, edition.address.form(one.slug, query=options.query)) for one in definitions]
    context = {
        "forms": links,
        "options": options,
        "period_choices": list(period_choices()),
        "files": _files(edition.address.forms, options),
    }
    return render(request, "reports/forms.html", with_edition(edition, context))


@of_edition
def form(request: HttpRequest, edition: Edition, form: str, extension: str = "") -> HttpResponse:
    """One form, every number of which opens its records."""
    definition, options = _asked(request, edition, form)
    if extension:
        return _file(request, edition, [definition], options, extension, f"bieu-{form}")
    filled = edition.form(definition, options.is_plan, is_whole=False)
    longest = max(filled.sheets, key=lambda sheet: len(sheet.table.rows)).table.rows
    page = Paginator(longest, ROWS_PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "form": filled,
        "definition": definition,
        "options": options,
        "paper": _paper(request, edition, definition, options),
        "page_obj": page,
        "has_illustrations": edition.has_illustrations(),
        "others": [one for one in edition.forms.definitions if one.slug != form],
        "files": _files(lambda *path: edition.address.form(form, *path), options),
        "annex": edition.address.annex(form, options.query),
    }
    return render(request, "reports/form.html", with_edition(edition, context))


@of_edition
def annex(
    request: HttpRequest, edition: Edition, form: str, extension: str
) -> HttpResponse | FileResponse:
    """The records behind every number of a form, or of the row that ``?dong=`` names."""
    definition, options = _asked(request, edition, form)
    filled = edition.form(definition, options.is_plan)
    try:
        rolls = annex_of(filled, edition.lines, request.GET.get(ROW, ""))
    except NoSuchRow as unknown:
        raise Http404("Biểu này không có dòng đó.") from unknown
    paper = _paper(request, edition, definition, options)
    lines = [(paper.period_line, "source"), (paper.source_line, "source")]
    lines += [(ILLUSTRATIONS, "warning")] if edition.has_illustrations() else []
    name = f"khuyen-cong-{edition.address.period.slug}-bieu-{form}-phu-luc.{extension}"
    return written(name, lambda target: to_annex_xlsx(rolls, lines, target, base_of(request)))


def _asked(request: HttpRequest, edition: Edition, form: str) -> tuple[Definition, Options]:
    """The form of that name as the switches want it; 404 where there is none."""
    definition, options = edition.definition(form), Options.from_query(request.GET)
    if definition is None:
        raise Http404("Không có biểu này.")
    if options.is_plan and not definition.has_plan:
        raise Http404("Biểu này không có số kế hoạch.")
    return definition, options


def _chosen_period(query: Mapping[str, str], address: Address) -> str:
    """Where the chooser leads: a period by its name, or any range of days."""
    slug = query.get(PERIOD, "")
    start, end = query.get(FROM, ""), query.get(UNTIL, "")
    if start and end:
        slug = f"tu-{start}-den-{end}"
    if not slug or slug == address.period.slug:
        return ""
    try:
        period = Period.from_slug(slug)
    except NoSuchPeriod as impossible:
        raise Http404("Không có kỳ báo cáo này.") from impossible
    chosen = Address(period, address.is_live, scope=address.scope)
    return chosen.forms(query=Options.from_query(query).query)


def _files(address_of: Any, options: Options) -> list[tuple[str, str]]:
    return [(name, address_of(extension, options.query)) for name, extension in FORMATS]


def _file(
    request: HttpRequest,
    edition: Edition,
    definitions: Sequence[Definition],
    options: Options,
    extension: str,
    part: str,
) -> HttpResponse:
    filled = [edition.form(one, options.is_plan) for one in definitions]
    name = f"khuyen-cong-{edition.address.period.slug}-{part}.{extension}"
    match extension:
        case "xlsx":
            papers = [_paper(request, edition, one, options) for one in definitions]
            return attachment(to_form_xlsx(filled, papers), XLSX, name)
        case "csv":
            return attachment(to_form_csv(filled), "text/csv; charset=utf-8", name)
    return JsonResponse(_json(edition, filled, options), json_dumps_params={"ensure_ascii": False})


def _json(edition: Edition, filled: Sequence[Form], options: Options) -> dict[str, Any]:
    return {
        **state_of(edition),
        "basis": _basis(edition, options),
        "forms": [to_form_json(one, edition.address.cell) for one in filled],
    }


def _paper(
    request: HttpRequest, edition: Edition, definition: Definition, options: Options
) -> Paper:
    address = edition.address.form(definition.slug, query=options.query)
    where = request.build_absolute_uri(address)
    status = f"{definition.status}. " if definition.status else ""
    return Paper(
        _period_line(edition, definition, options),
        f"{status}Nguồn: {where}. {state_in_words(edition)}",
        edition.forms.issuer,
        options,
    )


def _period_line(edition: Edition, definition: Definition, options: Options) -> str:
    """What the numbers are of: "Kỳ báo cáo: năm 2025; thực hiện; đơn vị tính: triệu đồng"."""
    period = edition.lines.period
    words = [f"Kỳ báo cáo: {period.label}", _basis(edition, options).lower()]
    if period.cutoff and not period.is_days:
        words.append(f"số liệu đến ngày {period.cutoff:%d/%m/%Y}")
    if definition.unit_line:
        words.append(definition.unit_line[:1].lower() + definition.unit_line[1:])
    return "; ".join(words)


def _basis(edition: Edition, options: Options) -> str:
    """What the numbers are: planned, done, or on the basis of the publication itself."""
    if options.is_plan:
        return str(Basis.PLAN.label)
    return str(edition.basis.label)
