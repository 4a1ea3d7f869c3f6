from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from khuyencong.admin_base import RecordForm, StateFilter
from khuyencong.admin_lists import YearFilter
from khuyencong.uploads import ENDINGS, as_attachment
from projects.models import Document, StageEvent

from .later import LaterAdmin


class DossierAdmin(LaterAdmin):
    """Papers and events are added to a locked activity too, each with its own review."""

    unit_lookup = "activity__implementing_unit"
    path_to_activity = "activity"
    list_select_related = ["activity"]
    search_fields = ["activity__search"]
    autocomplete_fields = ["activity"]


@admin.register(StageEvent)
class StageEventAdmin(DossierAdmin):
    """What happened, one day after the other; a change of stage takes effect when approved."""

    list_display = [
        "happened_on",
        "activity",
        "kind",
        "to_stage",
        "document_number",
        "review_state",
    ]
    list_filter = [StateFilter, ("happened_on", YearFilter), "kind", "to_stage"]
    autocomplete_fields = ["activity", "support"]
    fields = [
        "activity",
        "support",
        "kind",
        "to_stage",
        "happened_on",
        "document_number",
        "reason",
        "before",
        "after",
    ]


class DocumentForm(RecordForm):
    class Meta:
        widgets = {"file": forms.FileInput(attrs={"accept": ENDINGS})}


@admin.register(Document)
class DocumentAdmin(DossierAdmin):
    """Papers with their files, which only this page and, where public, the portal hand out."""

    form = DocumentForm
    list_display = ["kind", "number", "signed_on", "activity", "is_public", "review_state"]
    list_filter = [StateFilter, "kind", "is_public"]
    list_select_related = ["activity", "kind"]
    fields = ["activity", "kind", "number", "signed_on", "title", "file", "is_public"]
    readonly_fields = [*DossierAdmin.readonly_fields, "stored_file"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A locked paper shows its file as a link to it, not as the path it is kept under."""
        fields = super().get_fields(request, obj)
        if obj is None or not obj.file:
            return fields
        at = fields.index("file")
        rest = fields[at:] if self.has_change_permission(request, obj) else fields[at + 1 :]
        return [*fields[:at], "stored_file", *rest]

    @admin.display(description="tệp đang lưu")
    def stored_file(self, document: Document) -> SafeString:
        url = reverse("admin:projects_document_file", args=[document.pk])
        return format_html('<a href="{}">{}</a>', url, document.file_name)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.file_view)
        name = "projects_document_file"
        return [path("<int:object_id>/tep/", view, name=name), *super().get_urls()]

    def file_view(self, request: HttpRequest, object_id: int) -> FileResponse:
        """The file, for who may see the record."""
        document = self.get_object(request, str(object_id))
        if document is None or not document.file:
            raise Http404("Không có tệp này.")
        if not self.has_view_permission(request, document):
            raise PermissionDenied
        return as_attachment(document.file, document.file_name)
