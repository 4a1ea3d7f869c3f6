from django.contrib import admin

from khuyencong.admin_base import RecordAdmin, ReviewedAdmin, StateFilter
from khuyencong.admin_lists import YearFilter
from khuyencong.text import whole_number
from programs.models import Allocation, Decision, ProgramPhase, Target

from .search import FoldedSearch


@admin.register(Decision)
class DecisionAdmin(RecordAdmin):
    list_display = ["number", "signed_on", "issuer", "title", "batch"]
    search_fields = ["search"]
    list_filter = [("signed_on", YearFilter)]
    fields = ["number", "signed_on", "issuer", "title", "batch"]


@admin.register(ProgramPhase)
class ProgramPhaseAdmin(FoldedSearch, RecordAdmin):
    list_display = ["name", "first_year", "last_year"]
    search_fields = ["name", "first_year", "last_year"]
    autocomplete_fields = ["legal_bases"]
    fieldsets = [
        (
            None,
            {
                "fields": ["name", ("first_year", "last_year")],
                "description": "Các giai đoạn có thể trùng năm; một đề án được tính vào mọi giai "
                "đoạn có năm của nó.",
            },
        ),
        ("Thông báo", {"fields": ["legal_bases", "introduction"]}),
    ]


class PlanAdmin(FoldedSearch, ReviewedAdmin):
    """The plan side: of a year, or of a phase where the year is not known."""

    @admin.display(description="năm, giai đoạn", ordering="year")
    def period(self, record: Allocation | Target) -> str:
        return str(record.year or record.phase)


@admin.register(Allocation)
class AllocationAdmin(PlanAdmin):
    list_display = ["period", "source", "amount_shown", "decision", "batch", "review_state"]
    list_filter = [StateFilter, ("year", YearFilter), "source"]
    list_select_related = ["source", "decision", "phase"]
    search_fields = ["year", "phase", "source__name", "decision", "batch"]
    autocomplete_fields = ["decision"]
    fieldsets = [
        (None, {"fields": ["year", "source", "amount"]}),
        ("Văn bản giao", {"fields": ["decision", "batch", "assigned_on"]}),
        ("Thêm chi tiết", {"fields": ["phase", "note"]}),
    ]

    @admin.display(description="kinh phí giao (đồng)", ordering="amount")
    def amount_shown(self, allocation: Allocation) -> str:
        return whole_number(allocation.amount)


@admin.register(Target)
class TargetAdmin(PlanAdmin):
    list_display = ["measure", "kind", "period", "range_shown", "decision", "review_state"]
    list_filter = [StateFilter, ("year", YearFilter), "phase"]
    list_select_related = ["measure__kind", "decision", "phase"]
    search_fields = ["measure__name", "measure__kind__name", "year", "phase", "decision"]
    autocomplete_fields = ["measure", "decision"]
    fieldsets = [
        (None, {"fields": ["measure", "year", "phase", ("minimum", "maximum")]}),
        ("Văn bản giao", {"fields": ["decision", "note"]}),
    ]

    @admin.display(description="nội dung", ordering="measure__kind")
    def kind(self, target: Target) -> str:
        return str(target.measure.kind)

    @admin.display(description="số được giao")
    def range_shown(self, target: Target) -> str:
        ends = [target.minimum, target.maximum]
        if None not in ends and ends[0] != ends[1]:
            return f"{whole_number(ends[0])} – {whole_number(ends[1])}"
        known = next(end for end in ends if end is not None)
        word = "" if None not in ends else "ít nhất " if target.maximum is None else "nhiều nhất "
        return f"{word}{whole_number(known)}"
