from typing import Any

from django import forms

from khuyencong.admin_base import RecordForm
from projects.entry.base import CardForm
from projects.entry.reasons import ReasonsForm
from projects.models import Activity


class ActivityForm(CardForm, ReasonsForm, RecordForm):
    """The activity itself: block 1 of the screen, and the reasons that it asks for."""

    details = (
        "old_province",
        "partner_units",
        "starts_on",
        "ends_on",
        "stopped_on",
        "data_source",
        "note",
    )

    class Meta:
        model = Activity
        fields: Any = "__all__"  # the admin's fieldsets choose
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        }
