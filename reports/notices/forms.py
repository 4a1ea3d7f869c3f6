"""What the screen "Đọc thông báo" takes in: the text, and which of the found items to keep."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from khuyencong.text import clean_block
from programs.models import ActivityKind, BudgetSource
from reports.models import StatedFigure, StatedNotice

from .matching import Catalogue
from .reader import Found

# A notice is a page or two; a whole yearbook is read by somebody, not by this screen.
LONGEST = 20_000


class TextForm(forms.Form):
    """The notice as it was printed."""

    text = forms.CharField(
        label="Nguyên văn thông báo",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={
            "required": "Chưa có gì để đọc. Hãy dán nguyên văn thông báo vào ô này.",
            "max_length": "Văn bản quá dài (%(show_value)s ký tự): mỗi lần đọc nhiều nhất "
            "20.000 ký tự. Hãy dán riêng phần nêu kết quả.",
        },
    )

    def clean_text(self) -> str:
        return clean_block(self.cleaned_data["text"])


class KeepForm(forms.Form):
    """One found item: whether to keep it, under which name, kind and source.

    Its value, unit and clause are read from the text again, never taken from the browser.
    """

    keep = forms.BooleanField(label="Lưu", required=False)
    label = forms.CharField(label="Chỉ số", max_length=300, required=False)
    kind = forms.ModelChoiceField(
        ActivityKind.objects.all(), label="Nội dung", required=False, empty_label="chưa rõ"
    )
    source = forms.ModelChoiceField(
        BudgetSource.objects.all(), label="Nguồn kinh phí", required=False, empty_label="chưa rõ"
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("keep") and not cleaned.get("label"):
            raise ValidationError({"label": "Đặt tên cho số này rồi mới lưu."})
        return cleaned


def keep_forms(
    items: Sequence[Found], catalogue: Catalogue, data: Mapping[str, Any] | None = None
) -> list[KeepForm]:
    """One form an item, filled with what the catalogue says of it."""
    forms = []
    for place, item in enumerate(items):
        kind, source = catalogue.kind_of(item), catalogue.source_of(item)
        initial = {
            "keep": bool(item.unit) or kind is not None,
            "label": str(kind or source or _named(item)),
            "kind": kind,
            "source": source,
        }
        forms.append(KeepForm(data, initial=initial, prefix=f"so-{place}"))
    return forms


def _named(item: Found) -> str:
    """What to call an item that is neither a known kind nor a known source."""
    return item.printed if len(item.printed) <= 80 else f"{item.printed[:79]}…"


def figure_of(notice: StatedNotice, item: Found, told: Mapping[str, Any]) -> StatedFigure:
    """The stated figure that an item would be kept as; not stored here."""
    return StatedFigure(
        notice=notice,
        label=told.get("label") or "",
        kind=told.get("kind"),
        source=told.get("source"),
        value=item.value,
        upper_value=item.upper,
        qualifier=item.qualifier,
        unit=item.unit,
        printed=item.printed,
    )
