from django.contrib import admin

from khuyencong.admin_base import RecordAdmin
from projects.models import Document, StageEvent


class DossierAdmin(RecordAdmin):
    """Papers and events are added to a locked activity too, and count in no figure."""

    unit_lookup = "activity__implementing_unit"
    list_select_related = ["activity"]
    search_fields = ["activity__search"]
    autocomplete_fields = ["activity"]


@admin.register(StageEvent)
class StageEventAdmin(DossierAdmin):
    list_display = ["happened_on", "activity", "kind", "to_stage", "document_number"]
    list_filter = ["kind", "to_stage"]
    autocomplete_fields = ["activity", "support"]
    fieldsets = [
        (None, {"fields": ["activity", "support", "kind", "happened_on", "document_number"]}),
        ("Chuyển giai đoạn", {"fields": ["from_stage", "to_stage"]}),
        ("Nội dung", {"fields": ["reason", "before", "after"]}),
    ]


@admin.register(Document)
class DocumentAdmin(DossierAdmin):
    list_display = ["kind", "number", "signed_on", "activity", "is_public"]
    list_filter = ["kind", "is_public"]
    list_select_related = ["activity", "kind"]
    fields = ["activity", "kind", "number", "signed_on", "title", "is_public"]
