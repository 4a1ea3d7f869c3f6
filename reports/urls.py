"""Every page that shows figures: home, one activity, one facility, and the results.

/ket-qua/<kỳ>/… is the ordinary address of a period: the latest revision, else live figures;
``ban-2/`` is one revision for ever, ``hien-nay/`` is always live, ``sai-khac/`` is the drift.
"""

from typing import Any

from django.contrib.sitemaps import views as sitemaps
from django.urls import path, register_converter

from . import views
from .bundles.views import archive
from .forms.views import annex, form, forms
from .papers.views import paper
from .periods import SLUG_PATTERN
from .public import home, kinds, places, records, texts
from .public.activities import ActivityList
from .public.comparison import comparison
from .public.products import ProductList
from .public.sitemaps import SITEMAPS
from .search.views import search, suggest


class PeriodConverter:
    regex = SLUG_PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ExtensionConverter(PeriodConverter):
    regex = "xlsx|csv|json"


class PaperConverter(PeriodConverter):
    regex = "docx|pdf"


register_converter(PeriodConverter, "period")
register_converter(ExtensionConverter, "ext")
register_converter(PaperConverter, "paper")


class ScopeConverter(PeriodConverter):
    # An old province ("gia-lai-cu" and the like) or district; never the two splits of that name.
    regex = r"huyen-cu-\d+|(?!(?:huyen|tinh)-cu\b)[a-z]+(?:-[a-z]+)*-cu"


register_converter(ScopeConverter, "scope")

ROADS = (
    ("results", views.results, ""),
    ("drift", views.drift, "/sai-khac"),
    ("reconciliation", views.reconciliation, "/doi-soat"),
    ("records", views.records, "/ho-so/<slug:figure>"),
    ("forms", forms, "/bieu"),
    ("form", form, "/bieu/<slug:form>"),
    ("split", views.split, "/<slug:split>"),
)
# What sets the latest revision against the register has no revision of its own.
UNVERSIONED = {"drift", "reconciliation"}
# A scope before a split: both are words, and a split would swallow the scope.
SCOPES = (("scoped_", "/<scope:scope>"), ("", ""))
KINDS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("live_", "/hien-nay", {"is_live": True}),
    ("sealed_", "/ban-<int:revision>", {}),
    ("", "", {}),
)

urlpatterns = [
    path("", home.home, name="home"),
    path("hoat-dong/", ActivityList.as_view(), name="activities"),
    path("hoat-dong/<path:code>/", records.activity, name="activity"),
    path("co-so/<path:code>/", records.facility, name="facility"),
    path("dia-ban/", places.index, name="places"),
    path("dia-ban/huyen-cu-<slug:code>/", places.district, name="district"),
    path("dia-ban/<slug:code>/", places.commune, name="commune"),
    path("noi-dung/", kinds.index, name="kinds"),
    path("noi-dung/<slug:code>/", kinds.kind, name="kind"),
    path("san-pham/", ProductList.as_view(), name="products"),
    path("so-sanh/", comparison, name="comparison"),
    path("gioi-thieu/", texts.about, name="about"),
    path("lien-he/", texts.contact, name="contact"),
    path("thong-bao/", texts.notices, name="notices"),
    path("du-lieu/", texts.method, name="method"),
    path("thuat-ngu/", texts.glossary, name="glossary"),
    path("tiep-can/", texts.accessibility, name="accessibility"),
    path("so-do-trang/", texts.site_map, name="site_map"),
    path(
        "sitemap.xml",
        sitemaps.index,
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"},
        name="sitemaps",
    ),
    path("sitemap-<section>.xml", sitemaps.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("ket-qua/", views.index, name="results_index"),
    path("tim/", search, name="search"),
    path("tim/goi-y.json", suggest, name="suggest"),
]
for scope, scope_part in SCOPES:
    urlpatterns.append(
        path(
            f"ket-qua/<period:slug>{scope_part}/ban-<int:revision>/goi-luu-tru.zip",
            archive,
            {"extension": "zip"},
            name=f"sealed_{scope}archive",
        )
    )
    for kind, kind_part, more in KINDS:
        place = f"ket-qua/<period:slug>{scope_part}{kind_part}"
        annexed = {**more, "extension": "xlsx"}
        urlpatterns += [
            path(f"{place}.<paper:extension>", paper, more, name=f"{kind}{scope}paper_file"),
            path(
                f"{place}/bieu/<slug:form>/phu-luc.xlsx",
                annex,
                annexed,
                name=f"{kind}{scope}annex",
            ),
        ]
        for road, view, rest in ROADS:
            if road in UNVERSIONED and kind:
                continue
            base, name = f"{place}{rest}", f"{kind}{scope}{road}"
            urlpatterns += [
                path(f"{base}/", view, more, name=name),
                path(f"{base}.<ext:extension>", view, more, name=f"{name}_file"),
            ]
