"""Ký công bố: a second person proves who he is and seals what he saw; nothing is left half-done."""

from typing import Any

from allauth.mfa.base.forms import BaseAuthenticateForm
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from khuyencong import roles
from reports.drift import refresh
from reports.models import Publication
from reports.sealing import seal
from reports.sealing.content import results_from

from .gate import mark_of


class CodeForm(BaseAuthenticateForm):
    """The code of the second factor, or one of the recovery codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = "Mã xác thực hai lớp"
        code.help_text = "Mã đang hiện trong ứng dụng xác thực, hoặc một mã dự phòng."
        code.widget = forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "vTextField"}
        )


class PasswordForm(forms.Form):
    """The password, where the portal runs for trial and its accounts have no second factor."""

    password = forms.CharField(
        label="Mật khẩu",
        strip=False,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "current-password", "class": "vTextField"}
        ),
        help_text="Cổng đang chạy thử nên ký bằng mật khẩu. Khi chạy thật, ký bằng mã hai lớp.",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError("Mật khẩu không đúng.", code="incorrect_code")
        return password


def proof_form(user: Any, data: Any = None) -> forms.Form | None:
    """What the person proves himself with; None who has no second factor and needs one."""
    if settings.MODE == "demo":
        return PasswordForm(data, user=user)
    return CodeForm(data, user=user) if is_mfa_enabled(user) else None


def refusal_to_sign(publication: Publication, user: Any) -> str:
    """Why this person cannot sign this draft, in words; empty where he can."""
    if publication.is_sealed:
        return "Bản này đã công bố."
    if not user.has_perm("reports.publish_publication"):
        return "Bạn không có quyền ký công bố."
    if is_own_of(publication, user):
        return "Bạn đã soạn hoặc sửa bản này nên không ký được. Hãy nhờ người có quyền khác."
    return ""


def is_own_of(publication: Publication, user: Any) -> bool:
    """Whether the person, or for whom he stands in, composed or edited it."""
    people = user.stands_for(roles.PUBLISH)
    composed = publication.composed_by_id in people
    return composed or publication.editors.filter(pk__in=people).exists()


def publish(publication: Publication, signer: Any, seen: str) -> Publication:
    """Seal the draft if its figures are those that the signer saw. Raises ValidationError.

    ``seen`` is the mark of the page on which he signed (``Readiness.seen``).
    """
    if refused := refusal_to_sign(publication, signer):
        raise ValidationError(refused)
    with transaction.atomic():
        sealed = seal(publication, signer)
        content: Any = sealed.content
        if mark_of(sealed, results_from(content["results"], sealed.period)) != seen:
            raise ValidationError(
                "Số liệu hoặc bản soạn vừa thay đổi sau khi bạn mở trang. Chưa công bố gì. "
                "Hãy xem lại rồi ký."
            )
        refresh(sealed)
    return sealed


def refusal_to_withdraw(publication: Publication, user: Any) -> str:
    """Why this person cannot withdraw it, in words; empty where he can."""
    if not publication.is_sealed or publication.is_withdrawn:
        return "Chỉ bản đang công bố mới thu hồi được."
    if not user.has_perm("reports.publish_publication"):
        return "Bạn không có quyền thu hồi bản công bố."
    if publication.signed_by_id in user.stands_for(roles.PUBLISH):
        return "Người đã ký công bố không tự thu hồi. Hãy nhờ người có quyền khác."
    return ""


@transaction.atomic
def withdraw(publication: Publication, user: Any, reason: str) -> None:
    """Leave a tombstone at its address that says why. Raises ValidationError."""
    stored = Publication.objects.select_for_update().get(pk=publication.pk)
    if refused := refusal_to_withdraw(stored, user):
        raise ValidationError(refused)
    if not reason.strip():
        raise ValidationError("Thu hồi phải nêu lý do.")
    stored.withdrawn_at, stored.withdrawn_by = timezone.now(), user
    stored.withdrawn_reason = reason
    stored.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
