"""``/ket-qua/<kỳ>.docx`` and ``.pdf``: the report that the office sends, of a page of results."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reports.answers import attachment
from reports.editions import Edition
from reports.views import of_edition, with_edition
from reports.writers.docx import to_docx
from reports.writers.pdf import Busy, CannotSet, to_pdf

from .parts import Report
from .report import report_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
RETRY_AFTER = "30"


@of_edition
def paper(request: HttpRequest, edition: Edition, extension: str) -> HttpResponse:
    """The report as Word, to finish and sign, or as PDF, to read."""
    report, name = _report(request, edition), f"bao-cao-khuyen-cong-{edition.address.period.slug}"
    if extension == "docx":
        return _for_readers_only(attachment(to_docx(report), DOCX, f"{name}.docx"))
    try:
        answer = HttpResponse(to_pdf(report), content_type=PDF)
    except CannotSet as reason:
        return _no_pdf(request, edition, reason)
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return _for_readers_only(answer)


def _report(request: HttpRequest, edition: Edition) -> Report:
    address = edition.address
    where = (address.page(), address.page("xlsx"))
    return report_of(edition, *(request.build_absolute_uri(path) for path in where))


def _for_readers_only(answer: HttpResponse) -> HttpResponse:
    """A search engine has the page, which says the same and costs less."""
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _no_pdf(request: HttpRequest, edition: Edition, reason: CannotSet) -> HttpResponse:
    """Why there is no PDF now, and that there is Word; no cache keeps this."""
    is_busy = isinstance(reason, Busy)
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_busy else HTTPStatus.NOT_IMPLEMENTED
    context = with_edition(edition, {"reason": str(reason)})
    answer = render(request, "reports/paper/no_pdf.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    if is_busy:
        answer["Retry-After"] = RETRY_AFTER
    return answer
