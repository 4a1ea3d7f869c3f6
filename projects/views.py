"""The public lists of activities and facilities. They print records, no figures."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.views.generic import ListView

from .filters import ActivityFilter, FacilityFilter, PublicFilter
from .models import Activity, Facility, Support

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


class ActivityList(PublicList):
    """Approved activities, the latest year first."""

    template_name = "projects/activities.html"
    filter_class = ActivityFilter

    def published(self) -> QuerySet[Any]:
        supports = Support.objects.select_related("facility")
        return (
            Activity.objects.published()
            .select_related("main_kind")
            .prefetch_related(Prefetch("supports", supports))
            .order_by("-year", "code")
        )


class FacilityList(PublicList):
    """Facilities that a public record supports, in the order of the alphabet."""

    template_name = "projects/facilities.html"
    filter_class = FacilityFilter

    def published(self) -> QuerySet[Any]:
        related = ("commune", "old_district")
        return Facility.objects.published().select_related(*related).order_by("sort_key", "code")
