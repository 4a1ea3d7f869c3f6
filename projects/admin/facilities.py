from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from projects.entry.facility import FacilityForm
from projects.models import Facility

from .duplicates import FacilityScreens


@admin.register(Facility)
class FacilityAdmin(FacilityScreens):
    form = FacilityForm
    change_form_template = "admin/projects/facility/change_form.html"
    change_list_template = "admin/projects/facility/change_list.html"
    list_display = ["code", "name", "legal_form", "commune", "old_district", "merged_into"]
    list_display_links = ["code", "name"]
    list_filter = ["legal_form", "old_district"]
    list_select_related = ["commune", "old_district", "merged_into"]
    search_fields = ["search", "tax_code", "merged_from__tax_code"]
    autocomplete_fields = ["commune", "old_district"]
    fieldsets = [
        (None, {"fields": ["name", "legal_form", "tax_code", "commune", "old_district"]}),
        ("Ngành nghề", {"fields": ["trade", "products"]}),
        (
            "Thêm chi tiết",
            {
                "fields": [
                    "code",
                    "former_names",
                    "place_then",
                    "address",
                    "representative",
                    "phone",
                    "source_note",
                ]
            },
        ),
    ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Where a facility is chosen, a merged one is found as the one it was merged into."""
        if request.path.endswith("/autocomplete/"):
            queryset = queryset.filter(merged_into__isnull=True)
        return super().get_search_results(request, queryset, search_term)

    # A merged record is kept as it was, for the way back.

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _is_merged(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _is_merged(obj) and super().has_delete_permission(request, obj)

    def view_on_site(self, facility: Facility) -> str | None:
        """Only what the public can see has a public page."""
        seen = Facility.objects.published().filter(pk=facility.pk).exists()
        return facility.get_absolute_url() if seen else None


def _is_merged(facility: Facility | None) -> bool:
    return facility is not None and facility.merged_into_id is not None
