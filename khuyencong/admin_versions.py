"""The versions of a record in the admin: what changed, as a file too, and the way back to one."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import slugify
from simple_history.admin import SimpleHistoryAdmin

from khuyencong.history import Pair, changes_of, tell, told_fields, with_previous
from khuyencong.history_files import history_file, versions_of
from khuyencong.models.record import REASON_LENGTH
from khuyencong.text import clean_line

VERSION = "_version"  # the version that the person had on screen
REASON = "_change_reason"


def typed_reason(request: HttpRequest) -> str:
    """Why something is changed, as the person wrote it; empty where nothing was said."""
    return clean_line(request.POST.get(REASON, ""))


class KeepsVersions(SimpleHistoryAdmin):
    """Every record's history in our words, as a file, and with a way back."""

    object_history_template = "admin/record_history.html"

    def get_urls(self) -> list[Any]:
        """Without the library's form of an old version: saving it would pass by every lock."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        file = self.admin_site.admin_view(self.history_file_view)
        restore = self.admin_site.admin_view(self.restore_view)
        return [
            path("<path:object_id>/lich-su.csv", file, name=f"{name}_history_file"),
            path("<path:object_id>/ban/<int:version_id>/", restore, name=f"{name}_restore"),
            *admin.ModelAdmin.get_urls(self),
        ]

    # Reading.

    def history_view_title(self, request: HttpRequest, obj: Any) -> str:
        return f"Lịch sử: {obj}"

    def get_history_queryset(self, *args: Any, **kwargs: Any) -> models.QuerySet[Any]:
        return with_previous(super().get_history_queryset(*args, **kwargs))

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Any, foreign_keys_are_objs: bool = True
    ) -> None:
        """Say what changed from each version to the next, in the words of the screen."""
        for told in tell(list(historical_records)):
            told.row.told = told

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        can_restore = record is not None and self.has_change_permission(request, record)
        context = {"can_restore": can_restore, **(extra_context or {})}
        return super().history_view(request, object_id, context)

    def history_file_view(self, request: HttpRequest, object_id: str) -> Any:
        record = self._seen(request, object_id)
        name = slugify(f"lich-su-{self.opts.model_name}-{getattr(record, 'code', record.pk)}")
        return history_file(name, versions_of(record))

    def _seen(self, request: HttpRequest, object_id: str) -> Any:
        """The record, for who may see its history."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404("Không có hồ sơ này.")
        if not self.has_view_history_or_change_history_permission(request, record):
            raise PermissionDenied
        return record

    # The way back: a new version with the words of an old one.

    def restore_view(self, request: HttpRequest, object_id: str, version_id: int) -> HttpResponse:
        """Show what going back would change; do it when asked to."""
        record = self._seen(request, object_id)
        version = get_object_or_404(self.model.history, id=record.pk, history_id=version_id)
        if request.method == "POST" and self._restored(request, record, version):
            return HttpResponseRedirect(self.change_url(record))
        stored = self.model._default_manager.get(pk=record.pk)
        restorable = self._restorable(request, stored)
        told = (field.name for field in told_fields(self.model))
        left_out = [name for name in told if name not in restorable]
        context = {
            **self.admin_site.each_context(request),
            "title": f"Khôi phục bản {version.version}: {stored}",
            "opts": self.opts,
            "original": stored,
            "version": version,
            "changes": changes_of([Pair(self.model, stored, version, left_out)])[0],
            "refusal": self.refusal_to_restore(request, stored),
            "has_parts": bool(getattr(stored, "content_parts", ())),
            "version_field": VERSION,
            "reason_field": REASON,
            "reason": request.POST.get(REASON, ""),
            "reason_length": REASON_LENGTH,
        }
        return TemplateResponse(request, "admin/record_restore.html", context)

    def refusal_to_restore(self, request: HttpRequest, record: Any) -> str:
        """Why this person may not change this record now; nothing where he may."""
        if self.has_change_permission(request, record):
            return ""
        if getattr(record, "is_locked", False):
            return "Hồ sơ đang khóa (chờ duyệt hoặc đã duyệt): trả lại hoặc mở khóa trước."
        return "Bạn không được sửa hồ sơ này."

    def _restorable(self, request: HttpRequest, record: Any) -> list[str]:
        """The fields that the person could type, as far as versions keep them."""
        fixed = {*self.get_readonly_fields(request, record)}
        typed = {*flatten_fieldsets(self.get_fieldsets(request, record))} - fixed
        return [field.name for field in told_fields(self.model) if field.name in typed]

    def _restored(self, request: HttpRequest, record: Any, version: Any) -> bool:
        """Judge and save it as if it had been typed; False where that is refused, saying why."""
        try:
            with transaction.atomic():
                stored = self.model._default_manager.select_for_update().get(pk=record.pk)
                self._restore(request, stored, version)
        except ValidationError as refused:
            for message in refused.messages:
                self.message_user(request, message, messages.ERROR)
            return False
        self.message_user(request, f"Đã khôi phục bản {version.version}.", messages.SUCCESS)
        return True

    def _restore(self, request: HttpRequest, stored: Any, version: Any) -> None:
        reason = typed_reason(request)
        if refusal := self.refusal_to_restore(request, stored):
            raise ValidationError(refusal)
        if request.POST.get(VERSION) != str(stored.version):
            raise ValidationError("Hồ sơ vừa thay đổi sau khi bạn mở trang. Hãy xem lại khác biệt.")
        if not reason:
            raise ValidationError("Hãy nêu lý do khôi phục.")
        for name in self._restorable(request, stored):
            attribute = self.model._meta.get_field(name).attname
            setattr(stored, attribute, getattr(version, attribute))
        if not self.has_change_permission(request, stored):
            raise ValidationError("Bản cũ thuộc đơn vị khác nên bạn không khôi phục được.")
        stored.full_clean()
        stored._change_reason = f"Khôi phục bản {version.version}: {reason}"[:REASON_LENGTH]
        stored.save()
        self.remember_editor(request, stored)
        self.log_change(request, stored, stored._change_reason)

    def remember_editor(self, request: HttpRequest, record: Any) -> None:
        """Who changed it, where that decides who may approve it."""

    def change_url(self, record: Any) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=[record.pk], current_app=self.admin_site.name)
