from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from khuyencong.admin_base import CatalogueAdmin, RecordAdmin, ScopedAdmin
from khuyencong.text import whole_number
from programs.models import (
    ActivityGroup,
    ActivityKind,
    BudgetSource,
    Deadline,
    DocumentKind,
    FormRow,
    Measure,
    OutcomeMeasure,
    SupportCeiling,
    Trade,
)

from .search import FoldedSearch


class NamedAdmin(FoldedSearch, CatalogueAdmin):
    """A catalogue of names; those that ship with the portal may be changed but not deleted."""

    search_fields = ["code", "name"]
    list_display_links = ["code", "name"]


@admin.register(ActivityGroup)
class ActivityGroupAdmin(NamedAdmin):
    list_display = ["code", "name", "legal_source", "order"]
    fieldsets = [
        (None, {"fields": ["code", "name", "order"]}),
        ("Căn cứ", {"fields": ["legal_source", "legal_text"]}),
    ]


class MeasureInline(ScopedAdmin, admin.TabularInline):
    """The measures of a kind at a glance; each is changed on its own page."""

    model = Measure
    template = "admin/programs/measures.html"
    fields = ["name", "unit", "rule", "is_main", "is_money"]
    readonly_fields = ["name", "unit", "rule", "is_main", "is_money"]
    can_delete = False
    max_num = 0


@admin.register(ActivityKind)
class ActivityKindAdmin(NamedAdmin):
    inlines = [MeasureInline]
    list_display = ["code", "name", "group", "funding_row", "is_scheme", "valid_from", "valid_to"]
    list_filter = ["group", "is_scheme"]
    list_select_related = ["group", "funding_row"]
    autocomplete_fields = ["documents"]
    fieldsets = [
        (None, {"fields": ["code", "group", "name", "is_scheme", "order"]}),
        ("Cách viết trong thông báo", {"fields": ["phrase", "phrase_without_number"]}),
        ("Biểu mẫu, hồ sơ, tạm ứng", {"fields": ["funding_row", "documents", "advance_percent"]}),
        (
            "Điều phải hỏi khi nhập",
            {"fields": [("usual_from", "usual_to"), "repeat_years"]},
        ),
        (
            "Thời gian áp dụng",
            {
                "fields": ["valid_from", "valid_to"],
                "description": "Để trống nếu không giới hạn. Khi văn bản thay đổi, ghi ngày hết "
                "áp dụng và thêm một nội dung mới; đề án cũ vẫn theo nội dung cũ.",
            },
        ),
    ]


@admin.register(Measure)
class MeasureAdmin(NamedAdmin):
    list_display = ["code", "name", "kind", "unit", "rule", "is_main", "is_money"]
    list_filter = ["rule", "is_main", "kind__group"]
    list_select_related = ["kind"]
    search_fields = ["code", "name", "kind__name"]
    autocomplete_fields = ["kind", "form_rows"]
    fieldsets = [
        (None, {"fields": ["code", "kind", "name", "unit", "order"]}),
        ("Cách đếm", {"fields": ["rule", "is_main", "is_money"]}),
        ("Biểu mẫu", {"fields": ["form_rows"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Measure]:
        """With the kinds, which name a measure wherever it is chosen."""
        return super().get_queryset(request).select_related("kind")


@admin.register(FormRow)
class FormRowAdmin(NamedAdmin):
    list_display = ["code", "form", "number", "label", "unit", "order"]
    list_display_links = ["code", "label"]
    list_filter = ["form"]
    search_fields = ["code", "label"]
    autocomplete_fields = ["parent"]
    fields = ["code", "form", "number", "label", "unit", "parent", "order"]


@admin.register(DocumentKind)
class DocumentKindAdmin(NamedAdmin):
    list_display = ["code", "name", "legal_source", "order"]
    fields = ["code", "name", "legal_source", "order"]


@admin.register(OutcomeMeasure)
class OutcomeMeasureAdmin(NamedAdmin):
    list_display = ["code", "name", "unit", "is_additive", "order"]
    list_filter = ["is_additive"]
    fields = ["code", "name", "unit", "is_additive", "order"]


@admin.register(BudgetSource)
class BudgetSourceAdmin(NamedAdmin):
    list_display = ["code", "name", "short_name", "role", "is_unknown", "order"]
    list_filter = ["role"]
    fields = ["code", "name", "short_name", "role", "is_unknown", "order"]


@admin.register(Trade)
class TradeAdmin(NamedAdmin):
    list_display = ["code", "name", "legal_source", "order"]
    fields = ["code", "name", "legal_source", "order"]


@admin.register(Deadline)
class DeadlineAdmin(NamedAdmin):
    list_display = ["code", "name", "every", "days", "month", "legal_source"]
    fields = ["code", "name", "every", ("days", "month"), "legal_source", "order"]


@admin.register(SupportCeiling)
class SupportCeilingAdmin(FoldedSearch, CatalogueAdmin):
    list_display = [
        "kind",
        "label",
        "source_name",
        "max_percent",
        "max_amount_shown",
        "valid_from",
        "valid_to",
    ]
    list_select_related = ["kind", "source"]
    search_fields = ["kind__name", "source__short_name", "label", "legal_source"]
    autocomplete_fields = ["kind"]
    fieldsets = [
        (None, {"fields": ["kind", "source", "label", "max_percent", "max_amount"]}),
        (
            "Hiệu lực",
            {
                "fields": ["legal_source", "valid_from", "valid_to"],
                "description": "Định mức thay đổi thì ghi ngày hết áp dụng của dòng cũ và thêm "
                "dòng mới, không sửa đè.",
            },
        ),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A ceiling has no code to hold."""
        return RecordAdmin.get_readonly_fields(self, request, obj)

    @admin.display(description="nguồn", ordering="source")
    def source_name(self, ceiling: SupportCeiling) -> str:
        return ceiling.source.short_name

    @admin.display(description="mức tối đa (đồng)", ordering="max_amount")
    def max_amount_shown(self, ceiling: SupportCeiling) -> str:
        return "–" if ceiling.max_amount is None else whole_number(ceiling.max_amount)
