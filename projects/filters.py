"""What a visitor may ask of the public lists; the whole choice stands in the address."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from khuyencong.text import fold
from programs.models import Commune, OldDistrict

from .models import Award, AwardRound, Facility

ANY = [("", "Tất cả")]


def award_years() -> list[tuple[Any, str]]:
    """The years that have recognised products, the latest first."""
    recognised = Award.objects.approved().exclude(status=Award.Status.REGISTERED)
    years = recognised.order_by("-round__year").values_list("round__year", flat=True)
    return [*ANY, *((year, str(year)) for year in years.distinct())]


class PublicFilter(forms.Form):
    """A filter of a list. Fields are named in the address with hyphens (``noi-dung``)."""

    # Which look-up each choice stands for.
    lookups: dict[str, str] = {}

    use_required_attribute = False

    def add_prefix(self, field_name: str) -> str:
        return field_name.replace("_", "-")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that fulfil what was understood; what was not says so beside its field."""
        self.is_valid()
        for name, lookup in self.lookups.items():
            if chosen := self.cleaned_data.get(name):
                rows = rows.filter(**{lookup: chosen})
        for word in fold(self.cleaned_data.get("tim", "")).split():
            rows = rows.filter(search__contains=word)
        return rows

    @property
    def is_asked(self) -> bool:
        """Whether anything narrows the list."""
        return any(self.data.get(self.add_prefix(name)) for name in self.fields)


class ActivityFilter(PublicFilter):
    """The words of the list of activities; the rest of the choice are its facets."""

    tim = forms.CharField(label="Tên hoặc mã đề án", required=False, max_length=100)


class FacilityFilter(PublicFilter):
    """The list of facilities by legal form and place."""

    tim = forms.CharField(label="Tên, sản phẩm hoặc mã cơ sở", required=False, max_length=100)
    loai_hinh = forms.ChoiceField(
        label="Loại hình", required=False, choices=[*ANY, *Facility.LegalForm.choices]
    )
    xa_phuong = forms.ModelChoiceField(
        Commune.objects.order_by("sort_key"),
        label="Xã, phường hiện nay",
        required=False,
        to_field_name="code",
        empty_label="Tất cả",
    )
    huyen_cu = forms.ModelChoiceField(
        OldDistrict.objects.order_by("sort_key"),
        label="Huyện cũ",
        required=False,
        to_field_name="code",
        empty_label="Tất cả",
    )

    lookups = {"loai_hinh": "legal_form", "xa_phuong": "commune", "huyen_cu": "old_district"}


class ProductFilter(PublicFilter):
    """The list of recognised products by year, level and group."""

    tim = forms.CharField(label="Tên sản phẩm hoặc mã", required=False, max_length=100)
    nam = forms.TypedChoiceField(label="Năm", required=False, coerce=int, choices=award_years)
    cap = forms.ChoiceField(label="Cấp", required=False, choices=[*ANY, *AwardRound.Level.choices])
    nhom = forms.ChoiceField(
        label="Nhóm sản phẩm", required=False, choices=[*ANY, *Award.Group.choices]
    )

    lookups = {"nam": "round__year", "cap": "round__level", "nhom": "group"}
