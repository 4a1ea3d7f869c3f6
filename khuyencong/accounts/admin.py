"""The log of the door, which is only read, and ủy quyền, which is given and revoked."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from khuyencong.admin_base import RecordAdmin, RecordForm
from khuyencong.admin_lists import ReadOnlyAdmin, YearFilter
from khuyencong.models import Delegation, SignInEvent, User


@admin.register(SignInEvent)
class SignInEventAdmin(ReadOnlyAdmin):
    """Who came in, who was turned away, and what was done about it."""

    list_display = ["happened_at", "kind", "user", "by", "address", "note"]
    list_filter = ["kind", "happened_at", "user"]
    list_select_related = ["user", "by"]
    search_fields = ["user__username", "user__last_name", "user__first_name", "address"]
    ordering = ["-pk"]
    actions = None


class DelegationForm(RecordForm):
    """What a paper says of who stands in for whom."""

    # Who enters it, where that is also who delegates; and who enters it in any case.
    giver: User | None = None
    enters: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.giver is not None and self.instance.pk is None:
            self.instance.from_user = self.giver

    def clean_to_user(self) -> User:
        chosen: User = self.cleaned_data["to_user"]
        if chosen == self.giver:
            raise ValidationError("Không ai ủy quyền cho chính mình.")
        if chosen == self.enters:
            raise ValidationError("Người lập không tự nhận ủy quyền. Hãy nhờ quản trị khác lập.")
        return chosen


@admin.register(Delegation)
class DelegationAdmin(RecordAdmin):
    """Given by an administrator for anybody, by a reviewer or publisher for himself."""

    form = DelegationForm
    change_form_template = "admin/khuyencong/delegation/change_form.html"
    list_display = [
        "from_user",
        "to_user",
        "role",
        "first_day",
        "last_day",
        "document_number",
        "state",
    ]
    list_filter = ["role", ("first_day", YearFilter)]
    list_select_related = ["from_user", "to_user"]
    search_fields = ["document_number", "from_user__username", "to_user__username"]
    fields = [
        "from_user",
        "to_user",
        "role",
        ("first_day", "last_day"),
        "document_number",
        "note",
    ]

    @admin.display(description="tình trạng")
    def state(self, delegation: Delegation) -> str:
        return delegation.state

    def keeps_all(self, request: HttpRequest) -> bool:
        """Whether the person enters and revokes the delegations of others."""
        return request.user.has_perm("khuyencong.change_delegation")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was given is revoked, not rewritten: records name its number."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        asks_who = obj is not None or self.keeps_all(request)
        return self.fields if asks_who else [name for name in self.fields if name != "from_user"]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        for name in {"from_user", "to_user"} & {*form.base_fields}:
            form.base_fields[name].widget.can_add_related = False  # nobody is made in passing
        form.enters = request.user
        form.giver = None if self.keeps_all(request) else request.user
        return form

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Those who may delegate anything; and those who work here."""
        staff = User.objects.filter(is_staff=True).order_by("username")
        if db_field.name == "from_user":
            holders = staff.filter(groups__name__in=Delegation.Role.values).distinct()
            kwargs["queryset"] = holders
        if db_field.name == "to_user":
            kwargs["queryset"] = staff.filter(is_active=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    # Revoking.

    def get_urls(self) -> list[Any]:
        view = require_POST(self.admin_site.admin_view(self.revoke_view))
        name = "khuyencong_delegation_revoke"
        return [path("<path:object_id>/thu-hoi/", view, name=name), *super().get_urls()]

    def may_revoke(self, request: HttpRequest, delegation: Delegation) -> bool:
        return self.keeps_all(request) or delegation.from_user_id == request.user.pk

    def revoke_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """End a delegation before its day."""
        delegation = self.get_object(request, unquote(object_id))
        if delegation is None:
            raise Http404("Không có ủy quyền này.")
        if not self.may_revoke(request, delegation):
            raise PermissionDenied
        try:
            delegation.revoke(request.user)
        except ValidationError as refused:
            self.message_user(request, refused.messages[0], messages.ERROR)
        else:
            self.message_user(request, "Đã thu hồi ủy quyền.", messages.SUCCESS)
        url = reverse("admin:khuyencong_delegation_change", args=[delegation.pk])
        return HttpResponseRedirect(url)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        delegation = kwargs.get("obj")
        context["can_revoke"] = (
            delegation is not None
            and delegation.can_be_revoked
            and self.may_revoke(request, delegation)
        )
        return super().render_change_form(request, context, *args, **kwargs)
