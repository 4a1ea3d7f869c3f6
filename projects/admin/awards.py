from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from khuyencong.admin_base import RecordAdmin, ReviewedAdmin, StateFilter
from khuyencong.admin_lists import YearFilter
from projects.models import Award, AwardRound
from projects.models.awards import Validity


@admin.register(AwardRound)
class AwardRoundAdmin(RecordAdmin):
    list_display = ["year", "level", "name", "decision", "held_on", "products"]
    list_display_links = ["year", "level"]
    list_filter = ["level", ("year", YearFilter)]
    list_select_related = ["decision"]
    search_fields = ["decision__search", "year"]
    autocomplete_fields = ["decision"]
    fields = ["level", "year", "name", "decision", "held_on", "products"]
    readonly_fields = ["products"]
    link_columns = ("products",)

    @admin.display(description="sản phẩm")
    def products(self, award_round: AwardRound) -> SafeString:
        """The list of a round's products, and one more."""
        listed = reverse("admin:projects_award_changelist")
        added = reverse("admin:projects_award_add")
        return format_html(
            '<a href="{}?round__id__exact={}">xem</a> · <a href="{}?round={}">thêm</a>',
            listed,
            award_round.pk,
            added,
            award_round.pk,
        )


class ValidityFilter(admin.SimpleListFilter):
    """Hiệu lực: certificates that stand, end this year, or have ended."""

    title = "hiệu lực"
    parameter_name = "hieu-luc"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Validity.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = self.value()
        if chosen not in Validity.values:
            return queryset
        return queryset.of_validity(Validity(chosen), timezone.localdate())


@admin.register(Award)
class AwardAdmin(ReviewedAdmin):
    list_display = [
        "code",
        "product",
        "facility",
        "round",
        "group",
        "status",
        "valid_until",
        "review_state",
    ]
    list_display_links = ["code", "product"]
    list_filter = [StateFilter, ValidityFilter, "round", "group", "status"]
    list_select_related = ["facility", "round"]
    search_fields = ["search", "facility__search"]
    autocomplete_fields = ["facility", "round"]
    fields = [
        "round",
        "facility",
        "product",
        "group",
        "status",
        "certificate",
        "valid_until",
        "code",
    ]
