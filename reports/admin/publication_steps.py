"""The steps of a publication beside its form: rows, gate and signature, revision, withdrawal."""

from collections.abc import Callable
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from reports.models import Publication
from reports.publishing.forms import ReasonForm
from reports.publishing.gate import Readiness
from reports.publishing.revisions import new_revision, refusal_of_revision
from reports.publishing.rows import add_rows_from_catalogue, copy_rows, previous_with_rows
from reports.publishing.signing import (
    proof_form,
    publish,
    refusal_to_sign,
    refusal_to_withdraw,
    withdraw,
)
from reports.sealing.copying import register_lines_of

TEMPLATES = "admin/reports/publication"


class PublicationSteps:
    """Part of PublicationAdmin. Every step judges anew whether this person may take it."""

    admin_site: Any
    opts: Any
    get_object: Callable[..., Any]
    message_user: Callable[..., None]
    has_add_permission: Callable[..., bool]
    has_view_permission: Callable[..., bool]

    def get_urls(self) -> list[Any]:
        steps: list[tuple[str, str, Callable[..., HttpResponse]]] = [
            ("san-sang", "gate", self.gate_view),
            ("ban-moi", "revision", self.revision_view),
            ("thu-hoi", "withdrawal", self.withdrawal_view),
        ]
        ours = [
            path(
                f"<path:object_id>/{slug}/",
                self.admin_site.admin_view(view),
                name=f"reports_publication_{name}",
            )
            for slug, name, view in steps
        ]
        return [*ours, *super().get_urls()]  # type: ignore[misc]

    # The rows.

    def response_change(self, request: HttpRequest, obj: Publication) -> HttpResponse:
        """The buttons that begin rows save the draft first, so that nothing typed is lost."""
        source = request.POST.get("_rows")
        if not source:
            return super().response_change(request, obj)  # type: ignore[misc]
        try:
            count = _add_rows(obj, source)
        except ValidationError as refused:
            self._say(request, refused)
        else:
            obj.edited_by(request.user)
            self.message_user(request, f"Đã lưu và thêm {count} dòng.", messages.SUCCESS)
        return self._to(obj, "change")

    # The gate and the signature.

    def gate_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """All that must be seen before signing; and the signing itself."""
        publication = self._publication(request, object_id)
        if publication.is_sealed:
            return self._to(publication, "change")
        refused = refusal_to_sign(publication, request.user)
        form = None if refused else proof_form(request.user, request.POST or None)
        if request.method == "POST":
            if form is None:
                raise PermissionDenied
            answer = self._proven(request, form) or self._sign(request, publication, form)
            if answer is not None:
                return answer
        context = {"ready": Readiness(publication), "refused": refused, "form": form}
        return self._page(request, publication, "gate", "Kiểm tra trước khi công bố", context)

    def _sign(
        self, request: HttpRequest, publication: Publication, form: Form
    ) -> HttpResponse | None:
        """Seal in the name of who proved himself; None leaves him on the page with the reason."""
        if not form.is_valid():
            return None
        try:
            sealed = publish(publication, request.user, request.POST.get("seen", ""))
        except ValidationError as refused:
            self._say(request, refused)
            return self._to(publication, "gate")
        text = f"Đã công bố bản {sealed.revision}: {sealed.title}."
        self.message_user(request, text, messages.SUCCESS)
        return self._to(sealed, "change")

    @staticmethod
    def _proven(request: HttpRequest, form: Form) -> HttpResponse | None:
        """Judge the proof; a wrong one counts as a failed sign-in, and too many lock."""
        credentials = {"username": request.user.get_username()}
        if not AxesProxyHandler.is_allowed(request, credentials):
            return get_lockout_response(request, credentials=credentials)
        if form.has_error("code", "incorrect_code") or form.has_error("password", "incorrect_code"):
            user_login_failed.send(sender=__name__, credentials=credentials, request=request)
        return None

    # A correction, and taking back.

    def revision_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Begin a correction, with its reason."""
        publication = self._publication(request, object_id)
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self._revise(request, publication, form.cleaned_data["reason"])
        context = {"form": form, "refused": refusal_of_revision(publication)}
        return self._page(request, publication, "revision", "Lập bản mới", context)

    def _revise(self, request: HttpRequest, publication: Publication, reason: str) -> HttpResponse:
        try:
            draft = new_revision(publication, request.user, reason)
        except ValidationError as refused:
            self._say(request, refused)
            return self._to(publication, "change")
        self.message_user(request, f"Đã lập bản soạn {draft.revision}.", messages.SUCCESS)
        return self._to(draft, "change")

    def withdrawal_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take a publication back; its address says so for ever."""
        publication = self._publication(request, object_id)
        refused = refusal_to_withdraw(publication, request.user)
        form = ReasonForm(request.POST or None)
        # A proof is judged, and a code used up, only when the reason is there.
        judged = request.POST if form.is_valid() else None
        proof = None if refused else proof_form(request.user, judged)
        if request.method == "POST" and proof is None:
            raise PermissionDenied
        if judged and proof:
            locked = self._proven(request, proof)
            if locked is not None:
                return locked
            if proof.is_valid():
                return self._take_back(request, publication, form.cleaned_data["reason"])
        context = {"form": form, "proof": proof, "refused": refused}
        return self._page(request, publication, "withdrawal", "Thu hồi bản công bố", context)

    def _take_back(
        self, request: HttpRequest, publication: Publication, reason: str
    ) -> HttpResponse:
        try:
            withdraw(publication, request.user, reason)
        except ValidationError as refused:
            self._say(request, refused)
        else:
            self.message_user(request, "Đã thu hồi bản công bố.", messages.SUCCESS)
        return self._to(publication, "change")

    # What every step needs.

    def _publication(self, request: HttpRequest, object_id: str) -> Publication:
        found: Publication | None = self.get_object(request, unquote(object_id))
        if found is None:
            raise Http404("Không có bản công bố này.")
        if not self.has_view_permission(request, found):
            raise PermissionDenied
        return found

    def _to(self, publication: Publication, step: str) -> HttpResponseRedirect:
        return HttpResponseRedirect(
            reverse(f"admin:reports_publication_{step}", args=[publication.pk])
        )

    def _say(self, request: HttpRequest, refused: ValidationError) -> None:
        for message in refused.messages:
            self.message_user(request, message, messages.ERROR)

    def _page(
        self,
        request: HttpRequest,
        publication: Publication,
        template: str,
        title: str,
        context: dict[str, Any],
    ) -> HttpResponse:
        frame = self.admin_site.each_context(request)
        shown = {"opts": self.opts, "original": publication, "title": title, "subtitle": None}
        return TemplateResponse(
            request, f"{TEMPLATES}/{template}.html", {**frame, **shown, **context}
        )


def _add_rows(draft: Publication, source: str) -> int:
    """Rows from the catalogue, or from the notice before; how many."""
    if source == "danh-muc":
        return add_rows_from_catalogue(draft, register_lines_of(draft))
    before = previous_with_rows(draft)
    if before is None:
        raise ValidationError("Chưa có bản nào khác có dòng để chép.")
    return copy_rows(before, draft)
