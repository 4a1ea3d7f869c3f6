"""Every page that shows figures: home, one activity, one facility, and the results.

/ket-qua/<kỳ>/… is the ordinary address of a period; its ``hien-nay/`` is always live.
"""

from django.urls import path, register_converter

from . import public, views
from .periods import SLUG_PATTERN


class PeriodConverter:
    regex = SLUG_PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ExtensionConverter(PeriodConverter):
    regex = "xlsx|csv|json"


register_converter(PeriodConverter, "period")
register_converter(ExtensionConverter, "ext")

ROADS = (
    ("results", views.results, ""),
    ("records", views.records, "/ho-so/<slug:figure>"),
    ("split", views.split, "/<slug:split>"),
)

urlpatterns = [
    path("", public.home, name="home"),
    path("hoat-dong/<path:code>/", public.activity, name="activity"),
    path("co-so/<path:code>/", public.facility, name="facility"),
    path("ket-qua/", views.index, name="results_index"),
]
for prefix, segment, is_live in (("live_", "/hien-nay", True), ("", "", False)):
    for name, view, rest in ROADS:
        base, more = f"ket-qua/<period:slug>{segment}{rest}", {"is_live": is_live}
        urlpatterns += [
            path(f"{base}/", view, more, name=f"{prefix}{name}"),
            path(f"{base}.<ext:extension>", view, more, name=f"{prefix}{name}_file"),
        ]
