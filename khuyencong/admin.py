"""Accounts, the agency and the units, as administrators keep them."""

from typing import Any

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin  # noqa: F401 (registered before they are taken off)
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminDateWidget
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.views.decorators.cache import never_cache

from khuyencong.accounts import admin as account_admin  # noqa: F401 (registers the log, ủy quyền)
from khuyencong.accounts.sign_in_log import record
from khuyencong.admin_base import RecordAdmin, unit_of
from khuyencong.admin_lists import ListAdmin, ReadOnlyAdmin
from khuyencong.history_files import history_file, versions_between
from khuyencong.imports import admin as imports_admin  # noqa: F401 (registers the imports)
from khuyencong.models import Agency, HistoryCheckpoint, ImplementingUnit, SignInEvent, User
from khuyencong.roles import ACTION_WORDS

admin.site.site_header = "Khuyến công: quản trị"
admin.site.site_title = "Khuyến công: quản trị"
admin.site.index_title = "Công việc"


class PermissionsField(forms.ModelMultipleChoiceField):
    """Permissions in our words; Django keeps their names in English."""

    def label_from_instance(self, obj: Any) -> str:
        kind = obj.content_type
        action = obj.codename.removesuffix(f"_{kind.model}")
        return f"{kind.name}: {ACTION_WORDS.get(action, action)}"


class OfficeGroupAdmin(ListAdmin, GroupAdmin):
    """Groups of the office's own, beside the six of khuyencong/roles.py."""

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """What may be given away is what a page here asks for."""
        shown = {model._meta.app_label for model in self.admin_site._registry}
        rows = Permission.objects.filter(content_type__app_label__in=shown)
        kwargs["queryset"] = rows.select_related("content_type")
        kwargs["form_class"] = PermissionsField
        return super().formfield_for_manytomany(db_field, request, **kwargs)


admin.site.unregister(Group)
admin.site.register(Group, OfficeGroupAdmin)

# Secrets and mail addresses that nobody here has reason to read or edit.
for unused in (Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(unused)


class NewUserForm(forms.ModelForm):
    """A new account has no password; its person sets one through a one-time link."""

    class Meta:
        model = User
        fields = ["username", "last_name", "first_name", "unit", "groups", "is_staff"]

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        return super().save(commit)


class SecondFactorFilter(admin.SimpleListFilter):
    """Who has set up a second factor, and who lacks the one that the work asks for."""

    title = "xác thực hai lớp"
    parameter_name = "hai-lop"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("co", "đang bật"), ("chua", "chưa bật"), ("thieu", "chưa bật, nhóm bắt buộc")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in ("co", "chua", "thieu"):
            return queryset
        found = queryset.filter(has_second_factor=self.value() == "co")
        if self.value() == "thieu":
            names = settings.SECOND_FACTOR_ROLES
            of_roles = Group.objects.filter(name__in=names, user=models.OuterRef("pk"))
            found = found.filter(models.Q(is_superuser=True) | models.Exists(of_roles))
        return found


class PasswordLinkForm(forms.Form):
    """What goes with the link when the phone is lost too."""

    forget_second_factor = forms.BooleanField(
        label="Tắt cả xác thực hai lớp (khi mất điện thoại và mã dự phòng)", required=False
    )


@admin.register(User)
class UserAdmin(ListAdmin, DjangoUserAdmin):
    """Accounts. Nobody types a password for another person, and nobody is made superuser here."""

    add_form = NewUserForm
    add_form_template = None
    fieldsets = [
        (None, {"fields": ["username", "last_name", "first_name", "unit", "is_demo"]}),
        ("Quyền", {"fields": ["is_active", "is_staff", "groups", "is_superuser"]}),
        ("Thời gian", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "last_name", "first_name", "unit"]}),
        ("Quyền", {"fields": ["is_staff", "groups"]}),
    ]
    readonly_fields = ["is_demo", "is_superuser", "last_login", "date_joined"]
    list_display = [
        "username",
        "full_name",
        "unit",
        "group_names",
        "second_factor",
        "is_active",
        "last_login",
    ]
    list_filter = ["groups", SecondFactorFilter, "unit", "is_active", "is_demo"]
    search_fields = ["username", "last_name", "first_name"]
    autocomplete_fields = ["unit"]
    filter_horizontal = []
    formfield_overrides = {
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple, "help_text": ""}
    }

    def get_queryset(self, request: HttpRequest) -> Any:
        factors = Authenticator.objects.filter(
            user=models.OuterRef("pk"), type=Authenticator.Type.TOTP
        )
        rows = super().get_queryset(request).annotate(has_second_factor=models.Exists(factors))
        return rows.select_related("unit").prefetch_related("groups")

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The groups are those of the portal; none is made in passing."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if "groups" in form.base_fields:
            form.base_fields["groups"].widget.can_add_related = False
        return form

    @admin.display(description="họ tên", ordering="first_name")
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description="nhóm")
    def group_names(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())

    @admin.display(description="xác thực hai lớp", ordering="has_second_factor")
    def second_factor(self, user: Any) -> str:
        if user.has_second_factor:
            return "đang bật"
        names = {group.name for group in user.groups.all()}
        must = user.is_superuser or not names.isdisjoint(settings.SECOND_FACTOR_ROLES)
        return "chưa bật, nhóm bắt buộc" if must else "chưa bật"

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "is_active" in form.changed_data:
            kind = SignInEvent.Kind.ENABLED if obj.is_active else SignInEvent.Kind.DISABLED
            record(kind, obj, request=request, by=request.user)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Who could change a superuser could sign in as one."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (request.user.is_superuser or not (obj and obj.is_superuser))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    @method_decorator(never_cache)
    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002
        form_url: str = "",
    ) -> HttpResponse:
        """Django's page for typing another's password, replaced by one that shows a link once."""
        user = self.get_object(request, unquote(id))
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        form = PasswordLinkForm(request.POST if request.method == "POST" else None)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Liên kết đặt mật khẩu cho {user.username}",
            "opts": self.opts,
            "original": user,
            "form": form,
            "link": self.issue_link(request, user, form) if form.is_valid() else "",
        }
        return TemplateResponse(request, "admin/khuyencong/user/password_link.html", context)

    def issue_link(self, request: HttpRequest, user: User, form: PasswordLinkForm) -> str:
        """An address that sets the password once, within a day; that it was given is on record."""
        note = "Đã cấp liên kết đặt mật khẩu"
        if form.cleaned_data["forget_second_factor"]:
            Authenticator.objects.filter(user=user).delete()
            note += " và tắt xác thực hai lớp"
            record(SignInEvent.Kind.FACTOR_OFF, user, request=request, by=request.user)
        self.log_change(request, user, f"{note}.")
        record(SignInEvent.Kind.LINK_GIVEN, user, request=request, by=request.user)
        uid = urlsafe_base64_encode(force_bytes(user.pk))
        token = default_token_generator.make_token(user)
        return request.build_absolute_uri(reverse("account_new_password", args=[uid, token]))


@admin.register(Agency)
class AgencyAdmin(RecordAdmin):
    """The one row that head and foot of every page print."""

    list_display = ["name", "parent_name", "province_name", "phone", "email"]
    search_fields = ["name", "parent_name", "province_name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Agency.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Agency | None = None) -> bool:
        return False


@admin.register(ImplementingUnit)
class ImplementingUnitAdmin(RecordAdmin):
    """Deactivated rather than deleted once an activity names it."""

    list_display = ["code", "name", "is_active", "order"]
    list_filter = ["is_active"]
    search_fields = ["code", "name"]


class DaysForm(forms.Form):
    """Which days of the history."""

    first = forms.DateField(label="Từ ngày", widget=AdminDateWidget)
    last = forms.DateField(label="Đến ngày", widget=AdminDateWidget)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", "Ngày cuối không được trước ngày đầu.")
        return cleaned


@admin.register(HistoryCheckpoint)
class HistoryCheckpointAdmin(ReadOnlyAdmin):
    """The checkpoints are only read; whoever may see them may take the whole history along."""

    change_list_template = "admin/khuyencong/historycheckpoint/change_list.html"
    list_display = ["sequence", "made_at", "occasion"]
    search_fields = ["occasion", "digest"]

    class Media:
        css = {"all": ["css/entry.css"]}

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.history_file_view)
        name = "khuyencong_history_file"
        return [path("lich-su.csv", view, name=name), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        today = timezone.localdate()
        days = DaysForm(initial={"first": today.replace(day=1), "last": today})
        return super().changelist_view(request, {"days": days, **(extra_context or {})})

    def history_file_view(self, request: HttpRequest) -> HttpResponseBase:
        """Every change of every record between two days. Staff of one unit see one unit's."""
        if not self.has_view_permission(request) or unit_of(request):
            raise PermissionDenied
        form = DaysForm(request.GET)
        if not form.is_valid():
            for texts in form.errors.values():
                self.message_user(request, " ".join(map(str, texts)), messages.ERROR)
            return redirect("admin:khuyencong_historycheckpoint_changelist")
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        return history_file(f"lich-su-{first}-{last}", versions_between(first, last))
