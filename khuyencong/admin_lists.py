"""The lists of the admin: quick at any size, taken along as files, with saved filters."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, SEARCH_VAR, ChangeList
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import path
from django.views.decorators.http import require_POST

from khuyencong.counting import CappedPaginator
from khuyencong.exports.admin import ExportsList
from khuyencong.imports.subjects import subject_for
from khuyencong.models import SavedFilter, person
from khuyencong.text import clean_line

KEPT = (SEARCH_VAR, ORDER_VAR)


class YearFilter(admin.FieldListFilter):
    """The years from the first to the last, asked of both ends and not of every row."""

    def __init__(self, field: Any, request: HttpRequest, params: Any, *args: Any, **kwargs: Any):
        path = kwargs["field_path"]
        is_day = isinstance(field, models.DateField)
        self.parameter = f"{path}{LOOKUP_SEP}year" if is_day else path
        super().__init__(field, request, params, *args, **kwargs)
        if is_day:
            self.title = f"năm của {field.verbose_name}"
        used: Any = self.used_parameters.get(self.parameter)
        self.chosen = used[-1] if used else ""

    def expected_parameters(self) -> list[str | None]:
        return [self.parameter]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> Any:
        if not self.chosen:
            return queryset
        if not (self.chosen.isdecimal() and 0 < int(self.chosen) < 10_000):
            raise IncorrectLookupParameters
        return queryset.filter(**{self.parameter: int(self.chosen)})

    def choices(self, changelist: Any) -> Iterator[Any]:
        everything = changelist.get_query_string(remove=[self.parameter])
        yield {"selected": not self.chosen, "query_string": everything, "display": "Tất cả"}
        for year in self._years(changelist.root_queryset):
            yield {
                "selected": self.chosen == str(year),
                "query_string": changelist.get_query_string({self.parameter: year}),
                "display": year,
            }

    def _years(self, rows: models.QuerySet[Any]) -> range:
        found = rows.aggregate(first=models.Min(self.field_path), last=models.Max(self.field_path))
        ends = [getattr(end, "year", end) for end in found.values()]
        return range(0) if None in ends else range(ends[1], ends[0] - 1, -1)


class RecordList(ChangeList):
    """One opening of a list: also what of its address is worth keeping, and who opened it."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.user = request.user
        super().__init__(request, *args, **kwargs)

    @cached_property
    def kept_query(self) -> str:
        """What narrows and orders the list, always written alike."""
        known: set[str | None] = {*KEPT}
        known.update(name for spec in self.filter_specs for name in spec.expected_parameters())
        kept = {name: texts for name, texts in self.filter_params.items() if name in known}
        return urlencode(sorted((name, texts) for name, texts in kept.items() if any(texts)), True)

    @cached_property
    def file_query(self) -> str:
        """All that narrows and orders it, a lookup that no filter offers too: a file is alike."""
        kept = self.get_filters_params()
        ordered = {name: self.filter_params[name] for name in KEPT if name in self.filter_params}
        return urlencode(sorted((kept | ordered).items()), True)

    @property
    def next_page(self) -> str:
        return self.get_query_string({PAGE_VAR: self.page_num + 1})

    @cached_property
    def saved_filters(self) -> models.QuerySet[SavedFilter]:
        return SavedFilter.objects.seen_by(self.user, self.opts.label_lower)


class ListAdmin(ExportsList):
    """Part of an admin: its list has files and saved filters, and never counts a large table."""

    paginator: Any = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RecordList

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        save, drop = view(self.save_filter_view), view(self.drop_filter_view)
        return [
            path("bo-loc/", require_POST(save), name=f"{name}_save_filter"),
            path("bo-loc/<int:filter_id>/xoa/", require_POST(drop), name=f"{name}_drop_filter"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, and where to import into it from a file."""
        context = {"import_subject": subject_for(self.model, request.user), **(extra_context or {})}
        return super().changelist_view(request, context)  # type: ignore[misc]

    # Saved filters.

    def save_filter_view(self, request: HttpRequest) -> HttpResponse:
        """Keep what the list is narrowed by under a name; the same name replaces the old one."""
        self._may_see(request)
        query = self._known(request, request.POST.get("query", ""))
        own = self._own_filters(request)
        name = clean_line(request.POST.get("name", ""))
        kept = own.filter(name=name).first()
        if kept is None:
            kept = SavedFilter(user=person(request), listed=self.opts.label_lower, name=name)
        kept.query, kept.is_shared = query, "is_shared" in request.POST
        try:
            self._keep(kept, own)
        except ValidationError as refused:
            self.message_user(request, " ".join(refused.messages), messages.ERROR)
        else:
            self.message_user(request, f"Đã lưu bộ lọc “{kept}”.", messages.SUCCESS)
        return self._to_list(query)

    def _own_filters(self, request: HttpRequest) -> models.QuerySet[SavedFilter]:
        return SavedFilter.objects.filter(user=person(request), listed=self.opts.label_lower)

    def _known(self, request: HttpRequest, query: str) -> str:
        """Only what this list can be asked; nothing where the address makes no sense."""
        opened = self._opened(request, QueryDict(query))
        return opened.kept_query if opened else ""

    def _keep(self, kept: SavedFilter, own: models.QuerySet[SavedFilter]) -> None:
        if not kept.query:
            raise ValidationError("Danh sách chưa lọc gì nên không có gì để lưu.")
        if kept.pk is None and own.count() >= SavedFilter.MOST:
            raise ValidationError("Đã có quá nhiều bộ lọc cho danh sách này. Hãy xóa bớt.")
        kept.full_clean()
        kept.save()

    def drop_filter_view(self, request: HttpRequest, filter_id: int) -> HttpResponse:
        """Each person takes away their own."""
        self._may_see(request)
        own = self._own_filters(request)
        kept = own.filter(pk=filter_id).first()
        if kept is None:
            raise Http404("Không có bộ lọc này.")
        kept.delete()
        self.message_user(request, f"Đã xóa bộ lọc “{kept}”.", messages.SUCCESS)
        return self._to_list(self._known(request, request.POST.get("query", "")))


class ReadOnlyAdmin(ListAdmin, admin.ModelAdmin):
    """What the portal alone writes: nobody adds, changes or deletes it, superusers included."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
