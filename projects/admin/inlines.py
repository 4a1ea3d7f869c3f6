from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from khuyencong.admin_base import ScopedAdmin
from projects.entry.fundings import FundingForm, FundingFormSet
from projects.entry.supports import SupportForm, SupportFormSet
from projects.models import Funding, Support


class EntryInline(ScopedAdmin, admin.StackedInline):
    """A block of the screen; one blank row to begin with, more on demand."""

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 1


class SupportInline(EntryInline):
    """Block 2. Before the money, which may be split by support."""

    model = Support
    form = SupportForm
    formset = SupportFormSet
    template = "admin/projects/edit_inline/supports.html"
    autocomplete_fields = ["facility", "commune", "old_district"]
    fieldsets = [
        (None, {"fields": ["facility", "accepted_on", "subject", "equipment"]}),
        (
            "Thêm chi tiết",
            {
                "fields": [
                    "kind",
                    "commune",
                    "old_district",
                    "place_then",
                    "stopped_on",
                    "in_common_quantity",
                    "note",
                ]
            },
        ),
    ]


class FundingInline(EntryInline):
    """Block 3."""

    model = Funding
    form = FundingForm
    formset = FundingFormSet
    template = "admin/projects/edit_inline/fundings.html"
    verbose_name = "nguồn kinh phí"
    fieldsets = [
        (None, {"fields": ["source", "planned", "settled"]}),
        (
            "Thêm chi tiết",
            {"fields": ["budget_year", "recoverable", "recover_from", "recover_to", "note"]},
        ),
    ]
