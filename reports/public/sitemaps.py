"""/sitemap.xml: the pages that search engines may keep; never a household's, nor a live twin."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from programs.models import ActivityKind, Commune, OldDistrict
from projects.models import Activity, Facility, Support
from reports.models import Publication
from reports.overview import open_phases, years

PAGES = (
    "home",
    "results_index",
    "activities",
    "facilities",
    "places",
    "kinds",
    "products",
    "comparison",
    "about",
    "contact",
    "notices",
    "method",
    "glossary",
    "accessibility",
    "site_map",
)


# These say no more than what was published where the office shows no live figures.
LIVE_ONLY = ("places", "kinds")


class Pages(Sitemap):
    """The pages that there is one of."""

    def items(self) -> list[str]:
        return [page for page in PAGES if settings.LIVE_PAGES or page not in LIVE_ONLY]

    def location(self, item: str) -> str:
        return reverse(item)


class Periods(Sitemap):
    """The results of each phase and of each year that can be opened."""

    def items(self) -> list[Any]:
        return [*(phase.slug for phase in open_phases()), *years()]

    def location(self, item: Any) -> str:
        return reverse("results", kwargs={"slug": item})


class Records(Sitemap):
    """Records that know their own address."""

    def lastmod(self, item: Any) -> datetime:
        return item.updated_at


class Activities(Records):
    def items(self) -> QuerySet[Any]:
        return Activity.objects.published().order_by("code").only("code", "updated_at")


class Facilities(Records):
    def items(self) -> QuerySet[Any]:
        """A household bears its owner's name: its page is not for search engines."""
        public = Facility.objects.published().exclude(legal_form__in=Facility.PERSONS)
        return public.order_by("code").only("code", "updated_at")


class Publications(Sitemap):
    """The standing revisions; what is sealed never changes again."""

    def items(self) -> QuerySet[Any]:
        return Publication.objects.standing().defer("content")

    def lastmod(self, item: Any) -> datetime:
        return item.sealed_at


class Places(Sitemap):
    """The places that have records, under either name."""

    def items(self) -> list[tuple[str, str]]:
        if not settings.LIVE_PAGES:
            return []
        supports = Support.objects.filter(activity__in=Activity.objects.published()).order_by()
        return [
            *(("commune", code) for code in _codes(Commune, supports.values("commune"))),
            *(("district", code) for code in _codes(OldDistrict, supports.values("old_district"))),
        ]

    def location(self, item: tuple[str, str]) -> str:
        name, code = item
        return reverse(name, kwargs={"code": code})


class Kinds(Sitemap):
    def items(self) -> list[str]:
        if not settings.LIVE_PAGES:
            return []
        return list(ActivityKind.objects.values_list("code", flat=True))

    def location(self, item: str) -> str:
        return reverse("kind", kwargs={"code": item})


def _codes(model: Any, keys: QuerySet[Any]) -> Iterable[str]:
    return model.objects.filter(pk__in=keys).values_list("code", flat=True)


SITEMAPS = {
    "trang": Pages,
    "ket-qua": Periods,
    "cong-bo": Publications,
    "hoat-dong": Activities,
    "co-so": Facilities,
    "dia-ban": Places,
    "noi-dung": Kinds,
}
