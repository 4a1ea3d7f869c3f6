"""/san-pham/: the recognised products, with how many there are."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from khuyencong.models import public
from projects.filters import ProductFilter
from projects.models import Award, Facility
from projects.views import PublicList
from reports.products import product_figures


class ProductList(PublicList):
    """Approved and recognised products, the latest round first."""

    template_name = "pages/products.html"
    filter_class = ProductFilter

    def published(self) -> QuerySet[Any]:
        related = ("round__decision", "facility__merged_into")
        recognised = Award.objects.approved().exclude(status=Award.Status.REGISTERED)
        return public(recognised, *related).order_by(
            "-round__year", "round__level", "sort_key", "code"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        awards = list(context["object_list"])
        owners = {award.facility.merged_into or award.facility for award in awards}
        shown = Facility.objects.published().filter(pk__in=[owner.pk for owner in owners])
        return {
            **context,
            "figures": product_figures() if settings.LIVE_PAGES else None,
            # A facility without a public record has no page to link to.
            "with_page": set(shown.values_list("pk", flat=True)),
        }
