"""The address and the view of "Đọc thông báo" on the admin of a notice."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path

from khuyencong.admin_base import VERSION, ReviewedAdmin
from reports.models import StatedNotice

from .forms import TextForm
from .screen import READ, Screen

CHANGED = (
    "Thông báo vừa thay đổi sau khi bạn mở trang; chưa lưu gì. Hãy xem lại kết quả đọc rồi lưu."
)


class ReadsNotice(ReviewedAdmin):
    """Paste the text, see what it states beside the register, choose what to keep."""

    change_form_template = "admin/reports/statednotice/change_form.html"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.reading_view)
        name = "reports_statednotice_reading"
        return [path("<path:object_id>/doc/", view, name=name), *super().get_urls()]

    def reading_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Read the stored or the posted text; store only what was chosen, and only by "Lưu"."""
        notice = self.get_object(request, unquote(object_id))
        if notice is None:
            raise Http404("Không có thông báo này.")
        if not self.has_view_permission(request, notice):
            raise PermissionDenied
        form = TextForm(request.POST or None, initial={"text": notice.text})
        is_keeping = request.POST.get("step") == "luu"
        if is_keeping and not self.has_change_permission(request, notice):
            raise PermissionDenied
        screen = None if form.is_bound and not form.is_valid() else self._read(form, notice)
        if screen and is_keeping and (screen := self._kept(request, notice, screen)) is None:
            return HttpResponseRedirect(self.change_url(notice))
        return self._shown(request, notice, form, screen)

    def _read(self, form: TextForm, notice: StatedNotice) -> Screen:
        return Screen(notice, form.cleaned_data["text"] if form.is_bound else notice.text)

    def _kept(self, request: HttpRequest, notice: StatedNotice, seen: Screen) -> Screen | None:
        """Keep what was chosen; None when that is done, else the screen to show again."""
        is_as_seen = request.POST.get(VERSION) == str(notice.version)
        if not is_as_seen or request.POST.get(READ) != seen.fingerprint:
            self.message_user(request, CHANGED, messages.ERROR)
            return seen
        filled = Screen(notice, seen.text, request.POST)
        try:
            count = filled.keep(request.user)
        except ValidationError as refused:
            for message in refused.messages:
                self.message_user(request, message, messages.ERROR)
            return filled
        self.log_change(request, notice, f"Đọc thông báo: lưu {count} số đã công bố.")
        self.message_user(request, f"Đã lưu {count} số đã công bố.", messages.SUCCESS)
        return None

    def _shown(
        self, request: HttpRequest, notice: StatedNotice, form: TextForm, screen: Screen | None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Đọc thông báo",
            "opts": self.opts,
            "original": notice,
            "form": form,
            "screen": screen,
            "read_field": READ,
            "version_field": VERSION,
            "can_save": self.has_change_permission(request, notice),
        }
        return TemplateResponse(request, "admin/reports/statednotice/reading.html", context)
