"""Any list of the admin as a file: what is filtered, in its order, in the chosen columns."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import slugify

from khuyencong.files import XLSX
from khuyencong.models import person

from .chunks import chunks_of
from .columns import ExportColumn
from .csv import csv_stream
from .resource import ListResource
from .xlsx import xlsx_stream

COLUMN, NO_COLUMN = "cot", ""  # of an address: a column, as often as there are some
CSV = "text/csv; charset=utf-8"
FORMATS = {"xlsx": "Excel", "csv": "CSV"}


class ExportsList(BaseModelAdmin):
    """Part of an admin: its list can be taken along by who may see it."""

    get_changelist_instance: Callable[[HttpRequest], Any]
    message_user: Callable[..., None]

    list_resource: ClassVar[type[ListResource]] = ListResource
    # Columns that hold only links say nothing in a file.
    link_columns: ClassVar[tuple[str, ...]] = ()

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("xuat/", view(self.export_choice_view), name=f"{name}_export_choice"),
            path("xuat.<slug:ending>", view(self.export_view), name=f"{name}_export"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def export_choice_view(self, request: HttpRequest) -> HttpResponse:
        """Which columns to take along."""
        self._may_see(request)
        opened = self._opened(request, request.GET)
        if opened is None:
            return self._to_list(f"{ERROR_FLAG}=1")
        resource = self.list_resource(self, request)
        columns, usual = resource.columns, resource.taken_unasked
        context = {
            **self.admin_site.each_context(request),
            "title": f"Xuất danh sách {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "usual": usual.items(),
            "others": [
                (name, one)
                for name, one in columns.items()
                if name not in usual and not one.is_personal
            ],
            "personal": [(name, one) for name, one in columns.items() if one.is_personal],
            "kept": QueryDict(opened.file_query).lists(),
            "file_query": opened.file_query,
            "rows": opened.result_count,
        }
        return TemplateResponse(request, "admin/export.html", context)

    def export_view(self, request: HttpRequest, ending: str) -> HttpResponseBase:
        """The list as a file: exactly what is filtered, all pages of it, in the same order."""
        self._may_see(request)
        if ending not in FORMATS:
            raise Http404("Không có định dạng này.")
        chosen = self._chosen(request)
        opened = self._opened(request, request.GET)
        if opened is None:
            return self._to_list(f"{ERROR_FLAG}=1")
        if not chosen:
            self.message_user(request, "Hãy chọn ít nhất một cột.", messages.ERROR)
            return HttpResponseRedirect(f"xuat/?{opened.file_query}")
        self._log_export(request, FORMATS[ending], opened.file_query, chosen.values())
        name = slugify(f"{self.opts.model_name}-{timezone.localdate()}")
        pieces = self._pieces(ending, opened.queryset, [*chosen.values()])
        return streamed(pieces, f"{name}.{ending}", XLSX if ending == "xlsx" else CSV)

    def _may_see(self, request: HttpRequest) -> None:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied

    def _to_list(self, query: str = "") -> HttpResponseRedirect:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        address = reverse(name, current_app=self.admin_site.name)
        return HttpResponseRedirect(f"{address}?{query}" if query else address)

    def _pieces(self, ending: str, rows: Any, columns: list[ExportColumn]) -> Iterator[bytes]:
        headings, chunks = [one.heading for one in columns], chunks_of(rows, columns)
        if ending == "xlsx":
            return xlsx_stream(str(self.opts.verbose_name_plural), headings, chunks)
        return csv_stream(headings, chunks)

    def _chosen(self, request: HttpRequest) -> Mapping[str, ExportColumn]:
        """Those that the address names, in the order of the file; the usual where it names none.

        Empty where the person took the tick from every column.
        """
        resource, named = self.list_resource(self, request), {*request.GET.getlist(COLUMN)}
        if not named:
            return resource.taken_unasked
        if unknown := named - {NO_COLUMN} - resource.columns.keys():
            raise Http404(f"Không có cột “{min(unknown)}”, hoặc bạn không được xuất cột này.")
        return {name: one for name, one in resource.columns.items() if name in named}

    def _opened(self, request: HttpRequest, query: QueryDict) -> Any:
        """The list as a query narrows it; None where that makes no sense."""
        asked = copy(request)
        asked.GET = query.copy()  # type: ignore[assignment]
        asked.GET.pop(COLUMN, None)  # type: ignore[misc]
        try:
            return self.get_changelist_instance(asked)
        except IncorrectLookupParameters:
            return None

    def _log_export(
        self, request: HttpRequest, kind: str, query: str, columns: Iterable[ExportColumn] = ()
    ) -> None:
        """Who took which list along is on record, and whether with how to reach people."""
        personal = [one.column_name for one in columns if one.is_personal]
        told = f" Có cột cá nhân: {', '.join(personal)}." if personal else ""
        LogEntry.objects.create(
            user=person(request),
            content_type=ContentType.objects.get_for_model(self.model, for_concrete_model=False),
            object_repr=f"Danh sách {self.opts.verbose_name_plural}"[:200],
            action_flag=CHANGE,
            change_message=f"Đã xuất danh sách ({kind}), lọc: {query or 'không'}.{told}",
        )


def streamed(pieces: Iterator[bytes], name: str, kind: str) -> StreamingHttpResponse:
    """The answer of a view, read while it is sent.

    Nothing is read before: the question stands in a transaction that only reads, and on their way
    out the other parts of the portal still write, for one when the person was last seen.
    """
    answer = StreamingHttpResponse(pieces, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
