"""Soạn công bố: the forms of a draft and of its rows, prefilled from what is known."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from khuyencong.admin_base import RecordForm
from khuyencong.sites import label_of
from programs.models import ProgramPhase
from reports.overview import years
from reports.periods import NoSuchPeriod, Period
from reports.results import phase_of, title_of
from reports.sentence import MONEY_UNITS

from .markup import HELP
from .rows import next_order, words_of


def period_choices() -> Iterator[tuple[str, str]]:
    """The periods that offices publish: phases, years, and parts of the latest years."""
    for phase in ProgramPhase.objects.all():
        yield phase.slug, f"{phase.name} ({phase.first_year}–{phase.last_year})"
    for number, year in enumerate(years()):
        yield str(year), f"Năm {year}"
        if number < 2:
            yield f"{year}-6-thang", f"6 tháng đầu năm {year}"
            yield f"{year}-9-thang", f"9 tháng đầu năm {year}"


PREFILLED = {
    "title": "Để trống: đặt theo kỳ.",
    "cutoff": "Để trống: ngày cuối kỳ, hoặc hôm nay nếu kỳ chưa hết.",
}


class PublicationForm(RecordForm):
    """A draft: title and cut-off may be left to the period."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in PREFILLED.items():
            if name in self.fields:
                self.fields[name].required = False
                self.fields[name].help_text = words
        for name in ("introduction", "closing"):
            if name in self.fields:
                self.fields[name].help_text = f"{self.fields[name].help_text} {HELP}"
                self.fields[name].widget.attrs["rows"] = 5
        if "period_slug" in self.fields:
            self.fields["period_slug"].widget.attrs["list"] = "period-choices"

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        slug = cleaned.get("period_slug") or self.instance.period_slug
        try:
            period = Period.from_slug(slug)
        except NoSuchPeriod:
            return cleaned  # said at the period itself, by the model
        if not cleaned.get("title"):
            cleaned["title"] = title_of(period, phase_of(period))
        if not cleaned.get("cutoff") and "cutoff" not in self.errors:
            cleaned["cutoff"] = last_day(period)
        return cleaned


def last_day(period: Period) -> date:
    """The last day of the period that is not still to come."""
    end = period.cutoff or date(period.last_year, 12, 31)
    return min(end, timezone.localdate())


ROW_PREFILLED = {
    "order": "Để trống: xếp cuối.",
    "phrase": "{n} là số và đơn vị, ví dụ “mở {n} tập huấn”. Để trống: theo danh mục.",
    "unit": "Để trống: theo danh mục.",
}


class NoticeRowForm(forms.ModelForm):
    """A row: its words may be left to the catalogue, its place to the rows before it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in ROW_PREFILLED.items():
            if name in self.fields:
                self.fields[name].required = False
                self.fields[name].help_text = words
        if self.instance.pk is None:
            self.initial["order"] = None
        if measures := self.fields.get("measures"):
            measures.queryset = measures.queryset.select_related("kind")  # type: ignore[attr-defined]
            measures.label_from_instance = label_of  # type: ignore[attr-defined]

    def clean_order(self) -> int:
        order: int | None = self.cleaned_data["order"]
        return next_order(self.instance.publication_id) if order is None else order

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        measures = list(cleaned.get("measures") or [])
        if not measures:
            return cleaned
        if len({(measure.rule, measure.is_money) for measure in measures}) > 1:
            raise ValidationError(
                {"measures": "Chỉ gộp được các chỉ tiêu cùng cách đếm, cùng là số hay là tiền."}
            )
        for name, words in words_of(measures[0]).items():
            cleaned[name] = cleaned.get(name) or words
        if measures[0].is_money and cleaned["unit"] not in MONEY_UNITS:
            raise ValidationError({"unit": f"Kinh phí ghi bằng {' hoặc '.join(MONEY_UNITS)}."})
        return cleaned


class ReasonForm(forms.Form):
    """Why: a correction and a withdrawal are never without it."""

    reason = forms.CharField(
        label="Lý do",
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": "Hãy nêu lý do; lý do được đăng cùng bản công bố."},
        help_text="Được đăng cùng bản công bố.",
    )
