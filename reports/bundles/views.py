"""The bundle of a revision at its own address, for everybody."""

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from reports.editions import Edition
from reports.views import of_edition

from . import layout
from .writing import bundle_chunks


@of_edition
def archive(request: HttpRequest, edition: Edition, extension: str) -> HttpResponseBase:
    """Stream the bundle; its tag is that of the seal, so whoever has it is told at once."""
    publication = edition.publication
    if publication is None:
        raise Http404("Chỉ bản đã công bố mới có gói lưu trữ.")
    answer = StreamingHttpResponse(bundle_chunks(publication), content_type="application/zip")
    name = layout.bundle_name(publication)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["ETag"] = f'"{publication.digest}-{layout.FORMAT}"'
    return answer
