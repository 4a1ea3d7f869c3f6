"""Nhập từ Excel on screen: upload, explain headings, preview, store, undo."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from khuyencong.admin_lists import ReadOnlyAdmin
from khuyencong.files import XLSX
from khuyencong.models import ImportBatch, ImportRow, person

from .export import exported
from .forms import MODES, HeadingsForm, UploadForm
from .marking import marked
from .pieces import WARNING
from .preview import preview, read_again
from .reading import RefusedFile
from .shown import ShownRow, ShownSheet, earlier, shown_records, signed, tabs
from .storing import store
from .subjects import EFFECTS, Subject, subject_of, subjects
from .template import template
from .undoing import undo

PER_PAGE = 50
RECENT = 5
State = ImportBatch.State


def allowed_subjects(user: Any) -> list[Subject]:
    """What a person may import."""
    return [subject for subject in subjects() if subject.allows(user)]


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    """Every import that was stored, and one's own that wait; its page leads on."""

    list_display = [
        "shown_file",
        "subject_label",
        "mode",
        "state",
        "rows_told",
        "user",
        "created_at",
    ]
    list_display_links = None
    list_filter = ["state", "mode"]
    list_select_related = ["user"]
    search_fields = ["file_name", "user__username"]

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = super().get_queryset(request)
        return rows.of(person(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever may import anything."""
        return bool(allowed_subjects(request.user))

    @admin.display(description="tệp", ordering="file_name")
    def shown_file(self, batch: ImportBatch) -> SafeString:
        return format_html('<a href="{}">{}</a>', batch_url(batch), batch.file_name)

    @admin.display(description="danh sách", ordering="subject")
    def subject_label(self, batch: ImportBatch) -> str:
        subject = subject_of(batch.subject)
        return subject.label if subject else batch.subject

    @admin.display(description="kết quả")
    def rows_told(self, batch: ImportBatch) -> str:
        told = [f"{label}: {count}" for name, label, count in tabs(batch) if name]
        return ", ".join(told) or "–"

    # Addresses.

    def get_urls(self) -> list[Any]:
        def address(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=f"import_{name}")

        return [
            path("add/", self.admin_site.admin_view(self.start_view), name="import_start"),
            address("mau/<slug:code>.xlsx", self.template_view, "template"),
            address("hien-co/<slug:code>.xlsx", self.export_view_of, "existing"),
            address("<uuid:key>/", self.batch_view, "batch"),
            address("<uuid:key>/cot/", require_POST(self.headings_view), "headings"),
            address("<uuid:key>/luu/", require_POST(self.store_view), "store"),
            address("<uuid:key>/huy/", require_POST(self.cancel_view), "cancel"),
            address("<uuid:key>/hoan-tac/", require_POST(self.undo_view), "undo"),
            address("<uuid:key>/can-sua.xlsx", self.marked_view, "marked"),
            *super().get_urls(),
        ]

    def _page(self, request: HttpRequest, name: str, **context: Any) -> TemplateResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/khuyencong/importbatch/{name}.html", shared)

    def _batch(self, request: HttpRequest, key: Any) -> ImportBatch:
        batch = self.get_queryset(request).filter(key=key).first()
        if batch is None or not self.has_view_permission(request, batch):
            raise Http404("Không có đợt nhập này, hoặc bản xem trước đã quá hạn.")
        return batch

    def _own(self, request: HttpRequest, key: Any, *states: str) -> ImportBatch:
        """One's own import at that step; the permission is asked at every step."""
        batch = self._batch(request, key)
        subject = subject_of(batch.subject)
        if batch.user_id != request.user.pk or subject is None:
            raise PermissionDenied
        if not subject.allows(request.user):
            raise PermissionDenied
        if batch.state not in states:
            raise Http404("Đợt nhập này đã qua bước đó.")
        return batch

    # Upload.

    def start_view(self, request: HttpRequest) -> HttpResponse:
        """Choose a list, a way and a file; the answer is the preview."""
        allowed = allowed_subjects(request.user)
        if not allowed:
            raise PermissionDenied
        chosen = request.GET.get("danh-sach") or allowed[0].code
        form = UploadForm(
            request.POST or None,
            request.FILES or None,
            subjects=allowed,
            initial={"subject": chosen},
        )
        if request.method == "POST" and form.is_valid():
            batch = self._read(request, form)
            if batch is not None:
                return HttpResponseRedirect(batch_url(batch))
        own = ImportBatch.objects.filter(user=request.user.pk)[:RECENT]
        return self._page(
            request,
            "start",
            title="Nhập tệp mới",
            form=form,
            subjects=allowed,
            modes=MODES.items(),
            recent=[(batch, batch_url(batch)) for batch in own],
        )

    def _read(self, request: HttpRequest, form: UploadForm) -> ImportBatch | None:
        asked = form.cleaned_data
        subject = subject_of(asked["subject"])
        if subject is None:
            raise PermissionDenied
        file = asked["file"]
        try:
            return preview(file, file.name, subject, person(request), asked["mode"])
        except RefusedFile as refused:
            form.add_error("file", str(refused))
            return None

    # One import.

    def batch_view(self, request: HttpRequest, key: Any) -> HttpResponse:
        """Where an import stands: headings to explain, rows to look through, or what it did."""
        batch = self._batch(request, key)
        if batch.state == State.ASKING:
            return self._ask(request, batch)
        if batch.state == State.READY:
            correcting = "sua-cot" in request.GET
            return self._ask(request, batch) if correcting else self._show(request, batch)
        if batch.state == State.READING:
            return self._page(request, "reading", title="Đang đọc tệp", batch=batch)
        return self._tell(request, batch)

    def _ask(
        self, request: HttpRequest, batch: ImportBatch, form: HeadingsForm | None = None
    ) -> HttpResponse:
        form = form or HeadingsForm(**asked_of(batch))
        return self._page(request, "headings", title="Ghép cột", batch=batch, form=form)

    def headings_view(self, request: HttpRequest, key: Any) -> HttpResponse:
        """The answers, remembered; then the file is read with them."""
        batch = self._own(request, key, State.ASKING, State.READY)
        subject: Any = subject_of(batch.subject)
        form = HeadingsForm(request.POST, **asked_of(batch))
        if not form.is_valid():
            return self._ask(request, batch, form)
        form.remember(subject, person(request).unit)
        try:
            read_again(batch)
        except RefusedFile as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:import_start"))
        return HttpResponseRedirect(batch_url(batch))

    def _show(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        subject: Any = subject_of(batch.subject)
        wanted = request.GET.get("ket-qua", "")
        rows = batch.rows.all()
        if wanted == WARNING:
            rows = rows.filter(has_warning=True)
        elif wanted in ImportRow.State.values:
            rows = rows.filter(state=wanted)
        else:
            wanted = ""
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
        labels = {name: column.column_name for name, column in subject.columns.items()}
        return self._page(
            request,
            "preview",
            title="Xem trước",
            batch=batch,
            subject=subject,
            wanted=wanted,
            page=page,
            shown=[ShownRow(row, labels) for row in page],
            tabs=list(tabs(batch)),
            sheets=[ShownSheet(one, labels) for one in batch.layout],
            totals=[(year, what, signed(amount)) for year, what, amount in batch.totals],
            effects=[effect for effects in EFFECTS for effect in effects(batch.totals)],
            earlier=earlier(batch),
            refused=batch.counts.get(ImportRow.State.REFUSED, 0),
            to_store=sum(batch.counts.get(name, 0) for name in ("new", "changed")),
        )

    def _tell(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        page = Paginator(batch.records.all(), PER_PAGE).get_page(request.GET.get("trang"))
        subject = subject_of(batch.subject)
        may_undo = batch.state == State.STORED and subject is not None
        return self._page(
            request,
            "done",
            title="Đợt nhập",
            batch=batch,
            subject=subject,
            page=page,
            records=list(shown_records(page)),
            tabs=list(tabs(batch)),
            may_undo=may_undo and subject.allows(request.user),  # type: ignore[union-attr]
        )

    # Steps.

    def store_view(self, request: HttpRequest, key: Any) -> HttpResponse:
        batch = self._own(request, key, State.READY)
        good_only = request.POST.get("phan") == "dong-dung"
        try:
            store(batch, person(request), good_only=good_only)
        except ValidationError as refused:
            self.message_user(request, " ".join(refused.messages), messages.ERROR)
        else:
            self.message_user(request, f"Đã lưu “{batch.file_name}”.", messages.SUCCESS)
        return HttpResponseRedirect(batch_url(batch))

    def cancel_view(self, request: HttpRequest, key: Any) -> HttpResponse:
        """Throw a preview away, with its file."""
        batch = self._batch(request, key)
        if batch.user_id != request.user.pk or batch.state not in ImportBatch.OPEN:
            raise PermissionDenied
        batch.discard()
        self.message_user(request, "Đã bỏ tệp, chưa lưu gì.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:import_start"))

    def undo_view(self, request: HttpRequest, key: Any) -> HttpResponse:
        batch = self._batch(request, key)
        try:
            undo(batch, person(request))
        except ValidationError as refused:
            text = "Chưa hoàn tác được: " + " ".join(refused.messages)
            self.message_user(request, text, messages.ERROR)
        else:
            self.message_user(request, "Đã hoàn tác, mọi thứ như trước khi nhập.", messages.SUCCESS)
        return HttpResponseRedirect(batch_url(batch))

    # Files.

    def _subject(self, request: HttpRequest, code: str) -> Subject:
        subject = subject_of(code)
        if subject is None:
            raise Http404("Không có danh sách này.")
        if not subject.allows(request.user):
            raise PermissionDenied
        return subject

    def template_view(self, request: HttpRequest, code: str) -> HttpResponseBase:
        subject = self._subject(request, code)
        return as_xlsx(template(subject), f"mau-{subject.code}")

    def export_view_of(self, request: HttpRequest, code: str) -> HttpResponseBase:
        """What is on record, in the form of the template."""
        subject = self._subject(request, code)
        self._log_export(request, "Excel, theo mẫu nhập", subject.label)
        return as_xlsx(exported(subject, person(request)), f"{subject.code}-hien-co")

    def marked_view(self, request: HttpRequest, key: Any) -> HttpResponseBase:
        batch = self._own(request, key, State.READY)
        try:
            file = marked(batch)
        except (RefusedFile, ValidationError) as refused:
            self.message_user(request, " ".join(words_of(refused)), messages.ERROR)
            return HttpResponseRedirect(batch_url(batch))
        return as_xlsx(file, "can-sua")


def words_of(refused: Exception) -> list[str]:
    return refused.messages if isinstance(refused, ValidationError) else [str(refused)]


def as_xlsx(file: Any, name: str) -> FileResponse:
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def batch_url(batch: ImportBatch) -> str:
    return reverse("admin:import_batch", args=[batch.key])


def asked_layout(batch: ImportBatch) -> dict[str, Any]:
    """The first sheet whose headings are to be explained."""
    subject: Any = subject_of(batch.subject)
    for layout in batch.layout:
        is_read = layout["header"] and not layout["skipped"]
        correcting = batch.state == State.READY
        if is_read and (correcting or HeadingsForm(layout=layout, subject=subject).asked):
            return layout
    raise Http404("Tệp này không còn cột nào phải ghép.")


def asked_of(batch: ImportBatch) -> dict[str, Any]:
    """What the form of headings is made of: of a readable file, all of them can be corrected."""
    return {
        "layout": asked_layout(batch),
        "subject": subject_of(batch.subject),
        "all_of_them": batch.state == State.READY,
    }
