"""What public lists share, the list of facilities, public papers. Records, no figures."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from khuyencong.models import public
from khuyencong.uploads import as_attachment

from .filters import FacilityFilter, PublicFilter
from .models import Document, Facility

ROWS_PER_PAGE = 50


class PublicList(ListView):
    """A list narrowed by its filter, page by page; all of it in the address."""

    paginate_by = ROWS_PER_PAGE
    page_kwarg = "trang"
    filter_class: type[PublicFilter]

    def get_queryset(self) -> QuerySet[Any]:
        self.filter = self.filter_class(self.request.GET)
        return self.filter.narrow(self.published())

    def published(self) -> QuerySet[Any]:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(filter=self.filter, **kwargs)


class FacilityList(PublicList):
    """Facilities that a public record supports, in the order of the alphabet."""

    template_name = "projects/facilities.html"
    filter_class = FacilityFilter

    def published(self) -> QuerySet[Any]:
        rows = public(Facility.objects.published(), "commune", "old_district")
        return rows.order_by("sort_key", "code")


@require_safe
def document(request: HttpRequest, name: str, ending: str) -> FileResponse:
    """The file of a paper that staff marked public, by the name it is kept under."""
    papers = public(Document.objects.published())
    paper = get_object_or_404(papers, file=f"{Document.FOLDER}/{name}.{ending}")
    return as_attachment(paper.file, paper.file_name)
