from django.contrib import admin

from khuyencong.admin_base import RecordAdmin, ReviewedAdmin, StateFilter
from projects.models import Award, AwardRound


@admin.register(AwardRound)
class AwardRoundAdmin(RecordAdmin):
    list_display = ["year", "level", "name", "decision", "held_on"]
    list_display_links = ["year", "level"]
    list_filter = ["level", "year"]
    list_select_related = ["decision"]
    search_fields = ["decision__search", "year"]
    autocomplete_fields = ["decision"]
    fields = ["level", "year", "name", "decision", "held_on"]


@admin.register(Award)
class AwardAdmin(ReviewedAdmin):
    list_display = ["code", "product", "facility", "round", "group", "status", "review_state"]
    list_display_links = ["code", "product"]
    list_filter = [StateFilter, "round", "group", "status"]
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
