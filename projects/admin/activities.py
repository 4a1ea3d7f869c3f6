import re
from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from khuyencong.admin_base import ReviewedAdmin, StateFilter, unit_of
from khuyencong.admin_lists import YearFilter
from programs.models import ActivityKind, BudgetSource, Commune
from projects.dossiers import dossier_zip
from projects.entry.activity import ActivityForm
from projects.entry.dossier import checklist, part_changes, recent_changes
from projects.entry.reasons import ReasonRow
from projects.entry.supports import SupportForm, typed_measures
from projects.evidence import Lack
from projects.exports import ActivityList
from projects.guards import ASKS
from projects.models import Activity, Funding, Stage, Support
from projects.models.events import LAWFUL

from .inlines import FundingInline, SupportInline

CARD_PREFIX = re.compile(r"supports-(\d{1,3}|__prefix__)")
REASONS = "#ly-do"
CARD_NAMED = re.compile(r"Hạng mục (\d+) ")


class LackFilter(admin.SimpleListFilter):
    """Còn thiếu: what an activity should have and has not."""

    title = "còn thiếu"
    parameter_name = "thieu"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Lack.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = self.value()
        return Lack(chosen).of(queryset) if chosen in Lack.values else queryset


class PartFilter(admin.SimpleListFilter):
    """Activities with a part that refers to the chosen row; each is listed once, unsorted anew."""

    parts: type[Model]
    field_name: str
    rows: QuerySet[Any]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(row.pk), str(row)) for row in self.rows.all()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = self.value()
        if not chosen:
            return queryset
        if not chosen.isdecimal():
            raise IncorrectLookupParameters
        named = {"activity": OuterRef("pk"), self.field_name: int(chosen)}
        return queryset.filter(Exists(self.parts._default_manager.filter(**named)))


class SourceFilter(PartFilter):
    title, parameter_name = "nguồn kinh phí", "nguon"
    parts, field_name = Funding, "source"
    rows = BudgetSource.objects.all()


class CommuneFilter(PartFilter):
    title, parameter_name = "xã, phường", "xa"
    parts, field_name = Support, "commune"
    rows = Commune.objects.all()


@admin.register(Activity)
class ActivityAdmin(ReviewedAdmin):
    """The staff's one screen: the activity, its supports and its money, saved together."""

    unit_lookup = "implementing_unit"
    list_resource = ActivityList
    form = ActivityForm
    inlines = [SupportInline, FundingInline]
    change_form_template = "admin/projects/activity/change_form.html"
    list_display = ["code", "title", "review_state", "stage", "year", "main_kind"]
    list_display_links = ["code", "title"]
    list_filter = [
        StateFilter,
        ("year", YearFilter),
        "programme",
        "stage",
        LackFilter,
        "main_kind",
        SourceFilter,
        "implementing_unit",
        CommuneFilter,
    ]
    list_select_related = ["main_kind"]
    search_fields = ["search"]
    autocomplete_fields = ["decision"]
    radio_fields = {"programme": admin.HORIZONTAL}
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "title",
                    "main_kind",
                    "year",
                    "programme",
                    "stage",
                    "accepted_on",
                    "decision",
                    "implementing_unit",
                    "total_by_decision",
                ]
            },
        ),
        (
            "Thêm chi tiết",
            {
                "fields": [
                    "code",
                    "approved_on",
                    "batch",
                    "old_province",
                    "partner_units",
                    "starts_on",
                    "ends_on",
                    "stopped_on",
                    "data_source",
                    "note",
                ]
            },
        ),
    ]

    class Media:
        js = ["js/entry.js"]

    # The unit of the person is the unit of what the person enters.

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        unit = unit_of(request)
        if db_field.name == "implementing_unit" and unit:
            field.queryset = field.queryset.filter(pk=unit)
            field.required, field.initial = True, unit
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who does not enter activities may still keep the money of one (kế toán)."""
        fields = super().get_readonly_fields(request, obj)
        if obj is not None and not self.has_add_permission(request):
            return [*fields, *flatten_fieldsets(self.fieldsets)]
        was_public = obj is not None and obj.approved_at is not None
        return [*fields, "code"] if was_public else fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"year": timezone.localdate().year, **super().get_changeform_initial_data(request)}

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.quantities_view)
        return [
            path("so-luong/", view, name="projects_activity_quantities"),
            path(
                "<int:object_id>/ho-so.zip",
                self.admin_site.admin_view(self.dossier_view),
                name="projects_activity_dossier",
            ),
            *super().get_urls(),
        ]

    def quantities_view(self, request: HttpRequest) -> HttpResponse:
        """The boxes of a kind's quantities, for a card whose kind was just chosen."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        prefix, kind = request.GET.get("prefix", ""), request.GET.get("kind", "")
        if not CARD_PREFIX.fullmatch(prefix) or not kind.isdecimal():
            raise Http404("Không có hạng mục hoặc nội dung này.")
        activity = Activity(main_kind=get_object_or_404(ActivityKind, pk=kind))
        form = SupportForm(
            prefix=prefix, activity=activity, measures=typed_measures(), quantities={}
        )
        context = {"form": form, "editable": True}
        return render(request, "admin/projects/edit_inline/_quantities.html", context)

    def dossier_view(self, request: HttpRequest, object_id: int) -> FileResponse:
        """All papers of an activity, for who may see it and them."""
        activity = self.get_object(request, str(object_id))
        if activity is None:
            raise Http404("Không có đề án này.")
        if not (
            self.has_view_permission(request, activity)
            and request.user.has_perm("projects.view_document")
        ):
            raise PermissionDenied
        name = f"ho-so-{activity.code}.zip"
        return FileResponse(dossier_zip(activity), as_attachment=True, filename=name)

    # Saving.

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        for row in formset.forms:
            payment = getattr(row, "saved_payment", None)
            if payment:
                payment.changed_by(request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not form.instance.has_phase():
            text = self.phase_warning(request, form.instance.year)
            self.message_user(request, text, messages.WARNING)

    def phase_warning(self, request: HttpRequest, year: int) -> str | SafeString:
        """A year that no phase covers is stored all the same, and the phase is offered."""
        text = f"Năm {year} chưa thuộc giai đoạn nào, nên chưa có trong kết quả của giai đoạn."
        if not request.user.has_perm("programs.add_programphase"):
            return f"{text} Hãy báo người quản trị thêm giai đoạn."
        url = reverse("admin:programs_programphase_add")
        return format_html(
            '{} <a href="{}?first_year={}&amp;last_year={}">Thêm giai đoạn</a>',
            text,
            url,
            year - (year - 1) % 5,
            year - (year - 1) % 5 + 4,
        )

    def refusal(self, record: Any, message: str) -> SafeString:
        return format_html('<a href="{}">{}</a>', place_of(message), message)

    # What stands beside the form.

    def view_on_site(self, activity: Activity) -> str | None:
        """Only what the public can see has a public page."""
        seen = Activity.objects.published().filter(pk=activity.pk).exists()
        return activity.get_absolute_url() if seen else None

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        activity = self.get_object(request, unquote(object_id))
        parts = part_changes(activity) if activity else []
        return super().history_view(request, object_id, {"parts": parts, **(extra_context or {})})

    def review_context(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        context = super().review_context(request, record)
        context["open_points"] = list(open_points(context["problems"]))
        if record:
            context["checklist"] = list(checklist(context["record"]))
            context["events"] = context["record"].events.select_related("support__kind")
            context["next_stages"] = next_stages(context["record"])
            context["changes"] = recent_changes(context["record"])
        return context

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        context["reasons"] = [(row, self.earlier(request, row)) for row in form.reason_rows]
        context["refused"] = []
        if context["errors"]:
            forms = [form]
            for formset in context["inline_admin_formsets"]:
                forms += formset.formset.forms
            context["refused"] = list(errors_of(forms))
        return super().render_change_form(request, context, *args, **kwargs)

    def earlier(self, request: HttpRequest, row: ReasonRow) -> list[tuple[Activity, str]]:
        """The records that a finding names, each where this person may open it."""
        return [
            (
                one,
                self.change_url(one) if self.is_in_scope(request, one) else one.get_absolute_url(),
            )
            for one in row.judged.finding.earlier
        ]


def open_points(problems: list[str]) -> Iterator[tuple[str, str]]:
    """What is left before sending; what may stand with a reason is told where it is asked."""
    asked = [text for text in problems if text.endswith(ASKS)]
    yield from ((place_of(text), text) for text in problems if text not in asked)
    if asked:
        yield REASONS, f"{len(asked)} điểm phải sửa hoặc nêu lý do."


def next_stages(activity: Activity) -> list[Stage]:
    """Where an approved record may go from here, by an event with its own review."""
    return list(LAWFUL.get(Stage(activity.stage), ())) if activity.counts else []


def place_of(problem: str) -> str:
    """Where on the screen a problem is answered: the reasons, a card, the scheme or the money."""
    if problem.endswith(ASKS):
        return REASONS
    if problem.startswith("Đề án nghiệm thu"):
        return "#de-an"
    card = CARD_NAMED.match(problem)
    if card:
        return f"#supports-{int(card[1]) - 1}"
    return "#hang-muc" if "chưa có hạng mục" in problem else "#kinh-phi"


def errors_of(forms: list[Any]) -> Iterator[tuple[str, str]]:
    """Every refused box, for the list at the top: its id and what is wrong."""
    for form in forms:
        for name, texts in form.errors.items():
            box = form[name].id_for_label if name in form.fields else ""
            label = f"{form[name].label}: " if name in form.fields else ""
            for text in texts:
                yield box, f"{label}{text}"
