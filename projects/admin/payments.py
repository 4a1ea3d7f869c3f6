from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from khuyencong.admin_base import RecordAdmin, StateFilter
from khuyencong.admin_lists import YearFilter
from khuyencong.text import whole_number
from projects.models import Funding, Outcome, Payment, Support

from .later import LaterAdmin


class LookedUpAdmin(RecordAdmin):
    """Parts that are typed on the activity's screen; elsewhere they are only looked up."""

    unit_lookup = "activity__implementing_unit"
    search_fields = ["activity__search"]
    ordering = ["-pk"]  # the order by activity would sort every row

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Asked of the parts when a whole draft is deleted."""
        kept = obj is not None and (obj.activity.is_locked or obj.activity.approved_at is not None)
        return not kept and super().has_delete_permission(request, obj)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A part alone is removed on the activity's screen, which remembers who did it."""
        raise PermissionDenied


@admin.register(Funding)
class FundingAdmin(LookedUpAdmin):
    list_select_related = ["activity", "source"]


@admin.register(Support)
class SupportAdmin(LookedUpAdmin):
    list_select_related = ["activity", "kind", "facility"]
    search_fields = ["activity__search", "facility__search"]


@admin.register(Payment)
class PaymentAdmin(LaterAdmin):
    """Later payments, each with its own review: the approved activity stays locked."""

    unit_lookup = "funding__activity__implementing_unit"
    path_to_activity = "funding.activity"
    list_display = ["paid_on", "funding", "kind", "amount_shown", "document", "review_state"]
    list_filter = [StateFilter, ("paid_on", YearFilter), "kind", "funding__source"]
    list_select_related = ["funding__activity", "funding__source"]
    search_fields = ["funding__activity__search"]
    autocomplete_fields = ["funding"]
    fields = ["funding", "kind", "paid_on", "amount", "document", "note"]

    @admin.display(description="số tiền (đồng)", ordering="amount")
    def amount_shown(self, payment: Payment) -> str:
        return whole_number(payment.amount)


@admin.register(Outcome)
class OutcomeAdmin(LaterAdmin):
    """What came of a support, seen after its approval and reviewed for itself."""

    unit_lookup = "support__activity__implementing_unit"
    path_to_activity = "support.activity"
    list_display = ["support", "measure", "qualifier", "value", "upper_value", "review_state"]
    list_filter = [StateFilter, "measure"]
    list_select_related = ["support__activity", "support__kind", "support__facility", "measure"]
    search_fields = ["support__activity__search", "support__facility__search"]
    autocomplete_fields = ["support"]
    fields = ["support", "measure", "qualifier", "value", "upper_value", "observed_on", "note"]
