from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from khuyencong.admin_base import RecordAdmin, ScopedAdmin
from reports.models import NoticeRow, Publication
from reports.publishing.forms import NoticeRowForm, PublicationForm, period_choices
from reports.publishing.gate import Readiness
from reports.publishing.revisions import refusal_of_revision
from reports.publishing.rows import previous_with_rows
from reports.publishing.signing import refusal_to_withdraw

from .publication_steps import PublicationSteps


class NoticeRowInline(ScopedAdmin, admin.StackedInline):
    """The rows that the sentence is made of; their numbers come from the figures."""

    model = NoticeRow
    form = NoticeRowForm
    extra = 0
    autocomplete_fields = ["measures"]
    fieldsets = [
        (None, {"fields": [("order", "measures"), "phrase"]}),
        (
            "Đơn vị, làm tròn, năm riêng",
            {
                "classes": ["collapse"],
                "fields": [
                    ("unit", "places"),
                    "shows_number",
                    "phrase_without_number",
                    ("first_year", "last_year"),
                ],
            },
        ),
    ]


@admin.register(Publication)
class PublicationAdmin(PublicationSteps, RecordAdmin):
    form = PublicationForm
    change_form_template = "admin/reports/publication/change_form.html"
    inlines = [NoticeRowInline]
    view_on_site = False  # a draft has no page yet; the screen links to what has one
    list_display = ["title", "state", "period_slug", "scope", "revision", "sealed_at"]
    list_filter = ["basis"]
    list_select_related = ["old_province", "old_district"]
    search_fields = ["title", "period_slug"]
    fieldsets = [
        ("Số liệu nào", {"fields": ["period_slug", "cutoff", "basis"]}),
        ("Phạm vi (để trống: toàn tỉnh)", {"fields": [("old_province", "old_district")]}),
        ("Lời văn", {"fields": ["title", "introduction", "closing"]}),
        ("Kinh phí", {"fields": [("shows_money", "money_in_billions"), "money_places"]}),
    ]

    class Media:
        css = {"all": ["css/publication.css"]}

    # A sealed publication is only read; a revision keeps the period and scope that it corrects.

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_sealed = obj is not None and obj.is_sealed
        return not is_sealed and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_sealed = obj is not None and obj.is_sealed
        return not is_sealed and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        is_revision = obj is not None and obj.revision > 1
        return ["period_slug", "old_province", "old_district"] if is_revision else []

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """What is sealed no longer follows its rows: its sentence is kept whole."""
        return [] if obj is not None and obj.is_sealed else super().get_inlines(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is not None and obj.revision > 1:
            fieldsets.append(("Bản mới", {"fields": ["reason"]}))
        return fieldsets

    # Who composed and who edited: neither may sign.

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.composed_by = request.user
        super().save_model(request, obj, form, change)

    def remember_editor(self, request: HttpRequest, record: Any) -> None:
        record.edited_by(request.user)

    # What the screens show.

    @admin.display(description="tình trạng", ordering="sealed_at")
    def state(self, obj: Publication) -> SafeString:
        return format_html('<span class="tag {}">{}</span>', *state_of(obj))

    @admin.display(description="phạm vi", ordering="scope_slug")
    def scope(self, obj: Publication) -> str:
        return obj.scope_name or "toàn tỉnh"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        publication = kwargs.get("obj")
        context["period_choices"] = list(period_choices())
        context["can_revise"] = self.has_add_permission(request)
        if publication is not None:
            # As stored: what is being typed may not be valid.
            context |= _context(Publication.objects.get(pk=publication.pk), request.user)
        return super().render_change_form(request, context, *args, **kwargs)


def state_of(publication: Publication) -> tuple[str, str]:
    """Tone and words of what became of a publication."""
    if publication.is_withdrawn:
        return "stop", "Đã thu hồi"
    return ("ok", "Đã công bố") if publication.is_sealed else ("", "Bản soạn")


def _context(publication: Publication, user: Any) -> dict[str, Any]:
    if publication.is_sealed:
        return {
            "refused_revision": refusal_of_revision(publication),
            "refused_withdrawal": refusal_to_withdraw(publication, user),
        }
    has_rows = publication.rows.exists()
    return {
        "ready": Readiness(publication),
        "rows_before": None if has_rows else previous_with_rows(publication),
    }
