from operator import attrgetter
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from khuyencong.admin_base import ReviewedAdmin


class LaterAdmin(ReviewedAdmin):
    """What is added to an activity that is approved and locked, and reviewed for itself."""

    path_to_activity: str
    ordering = ["-pk"]  # last entered first; the order by activity would sort every row
    readonly_fields = ["activity_link"]
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An approver judges it with its activity at hand."""
        fields = list(self.fields or ())
        return ["activity_link", *fields] if obj else fields

    @admin.display(description="đề án")
    def activity_link(self, record: Any) -> SafeString:
        activity = attrgetter(self.path_to_activity)(record)
        url = reverse("admin:projects_activity_change", args=[activity.pk])
        return format_html('<a href="{}">{} {}</a>', url, activity.code, activity)
