"""/hoat-dong/: the approved activities, narrowed by words and by facets with their counts."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from khuyencong.models import public
from projects.filters import ActivityFilter
from projects.models import Activity, Support
from projects.views import PublicList

from .facets import Facets


class ActivityList(PublicList):
    """Approved activities, the latest year first."""

    template_name = "projects/activities.html"
    filter_class = ActivityFilter

    def published(self) -> QuerySet[Any]:
        return Activity.objects.published()

    def get_queryset(self) -> QuerySet[Any]:
        self.facets = Facets(self.request.GET)
        self.worded = super().get_queryset()
        supports = public(Support.objects.all(), "facility")
        return (
            public(self.facets.narrow(self.worded), "main_kind")
            .prefetch_related(Prefetch("supports", supports))
            .order_by("-year", "code")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            facets=self.facets, shown=self.facets.shown(self.worded), **kwargs
        )
