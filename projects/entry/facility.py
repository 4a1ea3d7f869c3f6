from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

from khuyencong.admin_base import RecordForm
from projects.models import Facility

from .places import AddressThen


class FacilityForm(RecordForm):
    class Meta:
        model = Facility
        fields: Any = "__all__"  # the admin's fieldsets choose
        widgets: ClassVar[Any] = {"place_then": AddressThen}

    def clean_tax_code(self) -> str:
        """Name the facility that has this tax code already: it is the one that is meant."""
        code = self.cleaned_data["tax_code"]
        others = Facility.objects.filter(tax_code=code).exclude(pk=self.instance.pk)
        if self.instance.pk:  # what was merged into it is its own
            others = others.exclude(merged_into=self.instance.pk)
        other = others.select_related("merged_into").first() if code else None
        if other:
            known = other.merged_into or other
            url = reverse("admin:projects_facility_change", args=[known.pk])
            raise ValidationError(
                format_html(
                    'Mã số thuế này đã có ở cơ sở khác: <a href="{}" target="_blank">{}</a>.',
                    url,
                    known,
                )
            )
        return code
