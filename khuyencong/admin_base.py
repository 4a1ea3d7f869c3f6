"""What every admin of the portal does alike: search, scope, versions, history and review."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from khuyencong.admin_lists import ListAdmin
from khuyencong.admin_versions import REASON, VERSION, KeepsVersions, typed_reason
from khuyencong.conflicts import Conflict, conflict_of
from khuyencong.difference import returned, since_approval
from khuyencong.models import Review
from khuyencong.models.record import REASON_LENGTH
from khuyencong.sites import FIGURES_LEFT
from khuyencong.text import fold

REFUSALS_TOLD = 3  # at once, above a page
OPENED = "_opened"  # when the person opened it


class RecordForm(forms.ModelForm):
    """A form that does not overwrite what somebody else saved meanwhile."""

    is_stale = False  # as far as it was judged

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk:
            self._refuse_newer()
        return cleaned

    def clean_code(self) -> str:
        """A code, once issued, is not emptied: addresses and papers name it."""
        return self.cleaned_data["code"] or self.initial.get("code") or ""

    def _refuse_newer(self) -> None:
        """Compare with the stored row, locked so that of two savers the second one sees this."""
        manager = type(self.instance)._default_manager
        stored = manager.select_for_update().filter(pk=self.instance.pk)
        version = stored.values_list("version", flat=True).first()
        if self.data.get(VERSION) != str(version):
            self.is_stale = True
            last = self.instance.history.first()
            who = (last and last.history_user) or "Người khác"
            raise ValidationError(
                f"{who} đã sửa hồ sơ này sau khi bạn mở trang, nên chưa lưu. "
                "Những gì bạn nhập vẫn còn trong các ô.",
                code="newer_version",
            )


class ScopedAdmin(BaseModelAdmin):
    """Staff of a unit see and change only what belongs to it."""

    # Where a record names its unit, as a lookup; None where records belong to no unit.
    unit_lookup: ClassVar[str | None] = None

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request)
        unit = unit_of(request)
        return rows.filter(**{self.unit_lookup: unit}) if unit and self.unit_lookup else rows

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Beside a chosen row only "add" is offered: the others would leave half-typed work."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            widget.can_change_related = widget.can_delete_related = False
            widget.can_view_related = False
        return field

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Offer, and accept, only rows that the person may see."""
        related = self.admin_site._registry.get(db_field.remote_field.model)
        if isinstance(related, ScopedAdmin) and related.unit_lookup:
            kwargs.setdefault("queryset", related.get_queryset(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def unit_of(request: HttpRequest) -> int | None:
    """The unit a person is bound to; None for staff who work with every unit."""
    return getattr(request.user, "unit_id", None)


class RecordAdmin(ScopedAdmin, ListAdmin, KeepsVersions):
    """An admin of records: folded search, versions, history in our words."""

    form = RecordForm
    change_form_template = "admin/record_change_form.html"
    save_on_top = False

    class Media:
        css = {"all": ["css/entry.css"]}
        js = ["js/money.js"]

    # Search and scope.

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Find "Dệt thổ cẩm" by "det tho cam": the ``search`` column is kept folded."""
        fields = self.get_search_fields(request)
        if any(field.rpartition("__")[2] == "search" for field in fields):
            search_term = fold(search_term)
        return super().get_search_results(request, queryset, search_term)

    def is_in_scope(self, request: HttpRequest, obj: Any) -> bool:
        """Whether the record belongs to the person's unit, where the person has one."""
        unit = unit_of(request)
        if obj is None or not unit or not self.unit_lookup:
            return True
        for name in self.unit_lookup.split("__"):
            obj = getattr(obj, name, None)
        return obj is not None and obj.pk == unit

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_in_scope(request, obj) and super().has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_in_scope(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_in_scope(request, obj) and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Rows are deleted one by one, each with what hangs on it in view."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    # Versions: what nobody changed is not saved anew; a change of a part is one of the whole.

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = kwargs.get("obj")
        form = context["adminform"].form
        context["conflict"] = None
        seen = {VERSION: str(record.version) if record else "", OPENED: timezone.now().isoformat()}
        if getattr(form, "is_stale", False):
            context["conflict"] = self._conflict(request, record, form, context)
        else:
            seen |= {name: request.POST[name] for name in seen if name in request.POST}
        context["seen"] = seen
        context["reason_field"] = REASON
        context["reason_length"] = REASON_LENGTH
        context["reason"] = request.POST.get(REASON, "")
        return super().render_change_form(request, context, *args, **kwargs)

    def _conflict(
        self, request: HttpRequest, record: Any, form: Any, context: dict[str, Any]
    ) -> Conflict:
        inlines = context["inline_admin_formsets"]
        parts = [inline.formset for inline in inlines if inline.has_change_permission]
        seen, opened = (request.POST.get(name, "") for name in (VERSION, OPENED))
        return conflict_of(record, form, parts, seen, opened)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj._change_reason = self._reason(request, obj)
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def _reason(self, request: HttpRequest, record: Any) -> str | None:
        """Why it is changed: as typed, else what a return or an unlocking asked for."""
        asked = getattr(record, "review_note", "")
        return (typed_reason(request) or asked)[:REASON_LENGTH] or None

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        if change and not form.has_changed() and is_changed(formsets):
            form.instance.save()
        if not change or form.has_changed() or is_changed(formsets):
            self.remember_editor(request, form.instance)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """A part is changed for the reason of the whole."""
        for row in formset.forms:
            row.instance._change_reason = form.instance._change_reason
        super().save_formset(request, form, formset, change)


def is_changed(formsets: Sequence[Any]) -> bool:
    return any(formset.has_changed() for formset in formsets)


class CatalogueAdmin(RecordAdmin):
    """An admin of catalogue rows: codes stand once given, rows that were shipped stay."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = ["code"] if obj else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        shipped = obj is not None and bool(obj.loaded)
        return not shipped and super().has_delete_permission(request, obj)


class Work(models.TextChoices):
    """What waits for a person: a number on the first page, and the list behind it."""

    TO_APPROVE = "cho-toi-duyet", "Chờ tôi duyệt"
    RETURNED = "bi-tra-lai", "Bị trả lại để sửa"
    DRAFTS = "nhap-cua-toi", "Nháp của tôi"
    SENT = "toi-da-gui", "Tôi đã gửi, chờ người khác duyệt"

    def of(self, rows: Any, user: Any) -> Any:
        """The rows that wait for ``user`` in this way."""
        match self:
            case Work.TO_APPROVE:
                return rows.pending().exclude(submitted_by=user).exclude(editors=user)
            case Work.RETURNED:
                return rows.returned().filter(editors=user)
            case Work.DRAFTS:
                returned = rows.returned().values("pk")
                return rows.filter(review=Review.DRAFT, editors=user).exclude(pk__in=returned)
            case _:
                return rows.pending().filter(submitted_by=user)


class StateFilter(admin.SimpleListFilter):
    """Xét duyệt: the three states, and what waits for the person who looks."""

    title = "xét duyệt"
    parameter_name = "xet-duyet"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*Review.choices, *Work.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = self.value()
        if chosen in Work.values:
            return Work(chosen).of(queryset, request.user)
        return queryset.filter(review=chosen) if chosen in Review.values else queryset


class ReviewedAdmin(RecordAdmin):
    """An admin of records that one person enters and another approves."""

    change_form_template = "admin/reviewed_change_form.html"
    actions = ["submit_selected", "approve_selected"]
    # What a step is called once done, where it does more than change the state.
    done_words: ClassVar[dict[str, str]] = {}
    list_filter: Any = [StateFilter]

    # What may be done in which state. The server decides, the template only shows it.

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        locked = obj is not None and obj.is_locked
        return not locked and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only a draft that nobody ever approved."""
        kept = obj is not None and (obj.is_locked or obj.approved_at is not None)
        return not kept and super().has_delete_permission(request, obj)

    def has_approve_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        codename = get_permission_codename("approve", self.opts)
        allowed = request.user.has_perm(f"{self.opts.app_label}.{codename}")
        return allowed and self.is_in_scope(request, obj)

    # Who changed what.

    def remember_editor(self, request: HttpRequest, record: Any) -> None:
        record.changed_by(request.user)

    def work_for(self, request: HttpRequest, what: str) -> models.QuerySet[Any]:
        """What waits for this person here; nothing where the person may not act."""
        rows = self.get_queryset(request)
        approving = what == Work.TO_APPROVE
        may = self.has_approve_permission if approving else self.has_change_permission
        return Work(what).of(rows, request.user) if may(request) else rows.none()

    # The steps.

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_review"
        view = require_POST(self.admin_site.admin_view(self.review_view))
        return [path("<path:object_id>/xet-duyet/", view, name=name), *super().get_urls()]

    def review_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """One step of the review of what the person saw, and back to the record."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404("Không có hồ sơ này.")
        if request.POST.get(VERSION) == str(record.version):
            self.take_step(request, record, request.POST.get("step", ""))
        else:
            text = "Hồ sơ vừa thay đổi sau khi bạn mở trang. Hãy xem lại bản này rồi quyết định."
            self.message_user(request, text, messages.ERROR)
        return HttpResponseRedirect(self.change_url(record))

    def take_step(self, request: HttpRequest, record: Any, step: str) -> bool:
        """Do it if the person may, and say what came of it."""
        if step not in STEPS:
            raise Http404("Không có bước này.")
        allowed, take, _ = STEPS[step]
        if not allowed(self, request, record):
            raise PermissionDenied
        try:
            take(record, request.user, request.POST.get("review_note", ""))
        except ValidationError as refused:
            told, rest = told_of(refused)
            for message in told:
                self.message_user(request, self.refusal(record, message), messages.ERROR)
            if rest:
                self.message_user(request, rest, messages.ERROR)
            return False
        self.message_user(request, f"{self.done(step)}: {record}.", messages.SUCCESS)
        return True

    def refusal(self, record: Any, message: str) -> str | SafeString:
        """What a refused step says; subclasses may link to the place to repair."""
        return message

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().response_add(request, obj, *args, **kwargs)
        return self._submitted(request, obj) or answer

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        answer = super().response_change(request, obj)
        return self._submitted(request, obj) or answer

    def _submitted(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """ "Gửi duyệt" saves the draft first, so nothing typed is lost when it is too early."""
        if "_submit_review" not in request.POST:
            return None
        record = self.model._default_manager.get(pk=obj.pk)
        self.take_step(request, record, "submit")
        return HttpResponseRedirect(self.change_url(record))

    @admin.action(description="Gửi duyệt các dòng đã chọn", permissions=["change"])
    def submit_selected(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._take_steps(request, queryset, "submit")

    @admin.action(description="Duyệt các dòng đã chọn", permissions=["approve"])
    def approve_selected(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._take_steps(request, queryset, "approve")

    def _take_steps(self, request: HttpRequest, queryset: models.QuerySet[Any], step: str) -> None:
        """Each row for itself: one that is refused does not hold back the others."""
        allowed, take, _ = STEPS[step]
        count = 0
        for record in queryset:
            try:
                if not allowed(self, request, record):
                    raise ValidationError("Bạn không được làm bước này với hồ sơ này.")
                take(record, request.user, "")
                count += 1
            except ValidationError as refused:
                told, rest = told_of(refused)
                text = " ".join(filter(None, [f"{record}:", *told, rest]))
                self.message_user(request, text, messages.ERROR)
        if count:
            self.message_user(request, f"{self.done(step)}: {count} dòng.", messages.SUCCESS)

    def done(self, step: str) -> str:
        """What is said once a step was taken."""
        return self.done_words.get(step, STEPS[step][2])

    # What the screens show.

    @admin.display(description="xét duyệt", ordering="review")
    def review_state(self, obj: Any) -> SafeString:
        tone, label = state_of(obj)
        return format_html('<span class="tag {}">{}</span>', tone, label)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = kwargs.get("obj")
        context["review"] = self.review_context(request, record)
        return super().render_change_form(request, context, *args, **kwargs)

    def review_context(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        """What the review panel knows: state, steps, and which of them this person may take."""
        stored = self.model._default_manager.get(pk=record.pk) if record else self.model()
        tone, label = state_of(stored)
        can_approve = record is not None and self.has_approve_permission(request, stored)
        is_pending = record is not None and stored.review == Review.PENDING
        can_unlock = can_approve and stored.review == Review.APPROVED
        return {
            "record": stored,
            "tone": tone,
            "label": label,
            "states": Review.choices,
            "is_own": record is not None and stored.is_own_of(request.user),
            "can_save": self.may_save(request, record),
            "can_approve": can_approve and is_pending,
            "can_unlock": can_unlock,
            "leaves": [one for told in FIGURES_LEFT for one in told(stored)] if can_unlock else [],
            "difference": since_approval(stored) if is_pending else None,
            "returned": returned(stored),
            "problems": stored.submission_problems() if record and not stored.is_locked else [],
        }

    def may_save(self, request: HttpRequest, record: Any) -> bool:
        if record is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, record)


def told_of(refused: ValidationError) -> tuple[list[str], str]:
    """The first points of a refusal, and how many more the record's own page lists."""
    told = refused.messages[:REFUSALS_TOLD]
    more = len(refused.messages) - len(told)
    return told, f"Và {more} điểm nữa, xem trong hồ sơ." if more else ""


def state_of(record: Any) -> tuple[str, str]:
    """Tone and words of a record's state."""
    if record.is_returned:
        return "stop", "Bị trả lại"
    tones = {Review.DRAFT: "", Review.PENDING: "ask", Review.APPROVED: "ok"}
    return tones[record.review], record.get_review_display()


def _may_change(model_admin: ReviewedAdmin, request: HttpRequest, record: Any) -> bool:
    """Its own state is judged by the step itself, which says what is wrong."""
    return model_admin.is_in_scope(request, record) and model_admin.has_change_permission(request)


def _may_approve(model_admin: ReviewedAdmin, request: HttpRequest, record: Any) -> bool:
    return model_admin.has_approve_permission(request, record)


Allowed = Callable[[ReviewedAdmin, HttpRequest, Any], bool]
Step = Callable[[Any, Any, str], None]

STEPS: dict[str, tuple[Allowed, Step, str]] = {
    "submit": (_may_change, lambda record, user, note: record.submit(user), "Đã gửi duyệt"),
    "approve": (_may_approve, lambda record, user, note: record.approve(user), "Đã duyệt"),
    "send_back": (
        _may_approve,
        lambda record, user, note: record.send_back(user, note),
        "Đã trả lại",
    ),
    "unlock": (_may_approve, lambda record, user, note: record.unlock(user, note), "Đã mở khóa"),
}
