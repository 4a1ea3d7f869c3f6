from collections import Counter
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from khuyencong.admin_base import RecordAdmin, ReviewedAdmin, StateFilter, state_of
from projects.models import DistinctFacilities, FacilityMerge

from .duplicates import label_of, side_by_side


@admin.register(FacilityMerge)
class FacilityMergeAdmin(ReviewedAdmin):
    """Proposals to merge two facilities: approving one merges, unlocking it undoes that."""

    change_form_template = "admin/projects/facilitymerge/change_form.html"
    done_words = {"approve": "Đã duyệt và gộp", "unlock": "Đã hoàn tác"}
    list_display = ["merged", "keeper", "reason", "merge_state", "approved_at"]
    list_filter = [StateFilter]
    list_select_related = ["merged", "keeper"]
    search_fields = ["merged__search", "keeper__search"]
    autocomplete_fields = ["merged", "keeper"]
    fields = ["merged", "keeper", "reason"]

    @admin.display(description="xét duyệt", ordering="review")
    def merge_state(self, merge: FacilityMerge) -> SafeString:
        if merge.counts:
            tone, label = "ok", "Đã gộp"
        elif merge.is_undone:
            tone, label = "", "Đã hoàn tác"
        else:
            tone, label = state_of(merge)
        return format_html('<span class="tag {}">{}</span>', tone, label)

    def review_context(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        context = super().review_context(request, record)
        merge = context["record"]
        context["compared"] = None
        context["moved"] = moved_words(merge)
        if merge.pk:
            pair = merge.merged, merge.keeper
            context["compared"] = side_by_side(*pair, request.user)
        return context


def moved_words(merge: FacilityMerge) -> list[str]:
    """What a merger in force moved and filled: "3 hạng mục hỗ trợ"."""
    if not merge.moved:
        return []
    counted = Counter(label for label, _, _ in merge.moved["rows"])
    moved = [f"{n} {apps.get_model(label)._meta.verbose_name}" for label, n in counted.items()]
    filled = [label_of(name.removesuffix("_id")) for name in merge.moved["filled"]]
    return [*moved, *(f"điền {name} vào cơ sở giữ lại" for name in filled)]


@admin.register(DistinctFacilities)
class DistinctFacilitiesAdmin(RecordAdmin):
    """Pairs that are alike and are two; deleting one lets it be proposed again."""

    list_display = ["first", "second", "reason", "created_at"]
    list_select_related = ["first", "second"]
    search_fields = ["first__search", "second__search"]
    autocomplete_fields = ["first", "second"]
    fields = ["first", "second", "reason"]
