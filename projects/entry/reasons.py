"""What the guards ask about the stored record, each with a box for the reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from projects import guards
from projects.guards import Finding, Judged
from projects.models import Activity


@dataclass(frozen=True)
class ReasonRow:
    """One finding as the screen shows it."""

    judged: Judged
    box: forms.BoundField | None  # none where only repairing helps


class ReasonsForm(forms.ModelForm):
    """A form of an activity that also takes the reasons.

    They belong to the record as it was on the screen: the boxes are those of its stored state, and
    a reason for a number that is changed in the same step is kept for the number it was given for.
    """

    instance: Activity

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.judged = guards.judge(self.instance) if self.instance.pk else []
        for judged in self.judged:
            if not judged.finding.is_stop:
                self._add_reason_field(judged)

    def _add_reason_field(self, judged: Judged) -> None:
        name = reason_name(judged.finding)
        self.fields[name] = forms.CharField(
            label="Lý do", required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
        self.initial[name] = judged.explanation.reason if judged.explanation else ""

    @property
    def reason_rows(self) -> list[ReasonRow]:
        """What the template prints."""
        boxes = ((one, reason_name(one.finding)) for one in self.judged)
        return [ReasonRow(one, self[name] if name in self.fields else None) for one, name in boxes]

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        for judged in self._typed():
            self._save_reason(judged, self.cleaned_data[reason_name(judged.finding)])

    def _typed(self) -> Iterator[Judged]:
        for judged in self.judged:
            if reason_name(judged.finding) in self.changed_data:
                yield judged

    def _save_reason(self, judged: Judged, reason: str) -> None:
        stored = judged.explanation
        if stored and not reason:
            stored.delete()
        elif reason:
            stored = stored or judged.finding.explained(self.instance, reason)
            stored.reason, stored.finding = reason, judged.finding.text
            stored.save()


def reason_name(finding: Finding) -> str:
    """``ly_do_5f3a…``"""
    return f"ly_do_{finding.key}"
