"""The admin's first page: what waits for the person who opens it, and how the year stands."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest
from django.urls import reverse

from khuyencong.counting import counted

APPS = ("projects", "programs", "reports", "khuyencong")


@dataclass(frozen=True)
class Line:
    """So many records, and the list of just those."""

    name: str
    count: int
    url: str
    is_lack: bool = False


@dataclass(frozen=True)
class Panel:
    """A card of the first page: its template, and what that finds under ``panel``."""

    template: str
    context: Mapping[str, Any]


# Each app above adds what it has to say of the year; None where the person may not see it.
PANELS: list[Callable[[HttpRequest], Panel | None]] = []


@dataclass(frozen=True)
class Shown:
    """Figures that a record is in: what they are of, where, and what becomes of them."""

    name: str
    url: str
    note: str = ""


# Told before an approved record is unlocked: the live figures that it would leave.
FIGURES_LEFT: list[Callable[[Any], Iterable[Shown]]] = []


def label_of(record: Any) -> str:
    """A record among others to choose from; some need more words there than elsewhere."""
    return getattr(record, "option_label", None) or str(record)


class Options(AutocompleteJsonView):
    """The rows that a search box offers."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {"id": str(getattr(obj, to_field_name)), "text": label_of(obj)}


class PortalSite(AdminSite):
    """Django's admin with the work of the day on its first page."""

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return Options.as_view(admin_site=self)(request)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        from khuyencong.admin_base import Work

        work = [(label, list(self.waiting(request, value))) for value, label in Work.choices]
        panels = [panel for panel in (make(request) for make in PANELS) if panel]
        context = {"work": work, "has_work": any(lines for _, lines in work), "panels": panels}
        return super().index(request, {**context, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """What staff open every day first, what is set up once last."""
        apps = super().get_app_list(request, app_label)
        return sorted(apps, key=lambda app: (*APPS, app["app_label"]).index(app["app_label"]))

    def waiting(self, request: HttpRequest, what: str) -> Iterator[Line]:
        """The models with something to do for this person."""
        for model, model_admin in self._registry.items():
            work_for = getattr(model_admin, "work_for", None)
            count = counted(work_for(request, what)) if work_for else 0
            if count:
                url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
                yield Line(str(model._meta.verbose_name), count, f"{url}?xet-duyet={what}")
