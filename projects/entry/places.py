from typing import Any

from django.contrib.admin.widgets import AdminTextInputWidget
from django.urls import reverse


class AddressThen(AdminTextInputWidget):
    """The address as the decision has it, with a button that proposes communes of today."""

    class Media:
        js = ["js/places.js"]

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "data-proposals": reverse("admin:programs_commune_proposals")}
