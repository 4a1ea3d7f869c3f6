from django.contrib import admin

from khuyencong.admin_base import ReviewedAdmin, ScopedAdmin, StateFilter
from khuyencong.admin_lists import YearFilter
from reports.models import ManualIndicator, StatedFigure, StatedNotice
from reports.notices.admin import ReadsNotice


class StatedFigureInline(ScopedAdmin, admin.StackedInline):
    """What the notice states, as printed; never what the records say."""

    model = StatedFigure
    extra = 0
    fields = [
        ("order", "label"),
        ("kind", "source"),
        ("qualifier", "value", "upper_value", "unit"),
        "printed",
    ]


@admin.register(StatedNotice)
class StatedNoticeAdmin(ReadsNotice):
    inlines = [StatedFigureInline]
    list_display = ["title", "issued_by", "published_on", "first_year", "last_year", "review_state"]
    list_filter = [StateFilter, ("last_year", YearFilter)]
    search_fields = ["title", "issued_by"]
    autocomplete_fields = ["act"]
    fieldsets = [
        (None, {"fields": ["title", "issued_by", "published_on", ("first_year", "last_year")]}),
        ("Nguyên văn", {"fields": ["text", "act", "remark"]}),
    ]


@admin.register(ManualIndicator)
class ManualIndicatorAdmin(ReviewedAdmin):
    list_display = ["row", "year", "source", "value", "basis", "review_state"]
    list_filter = [StateFilter, ("year", YearFilter)]
    list_select_related = ["row", "source"]
    search_fields = ["row__label", "basis"]
    fields = ["row", "year", "source", "value", "basis"]
