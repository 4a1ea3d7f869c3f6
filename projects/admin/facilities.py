from django.contrib import admin

from khuyencong.admin_base import RecordAdmin
from projects.entry.facility import FacilityForm
from projects.models import Facility


@admin.register(Facility)
class FacilityAdmin(RecordAdmin):
    form = FacilityForm
    list_display = ["code", "name", "legal_form", "commune", "old_district"]
    list_display_links = ["code", "name"]
    list_filter = ["legal_form", "old_district"]
    list_select_related = ["commune", "old_district"]
    search_fields = ["search", "tax_code"]
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

    def view_on_site(self, facility: Facility) -> str | None:
        """Only what the public can see has a public page."""
        seen = Facility.objects.published().filter(pk=facility.pk).exists()
        return facility.get_absolute_url() if seen else None
