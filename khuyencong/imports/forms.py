"""What a person chooses for an import."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from khuyencong.models import HeadingChoice, ImportBatch
from khuyencong.uploads import MEGABYTE

from .headings import COUNTER, Header, Heading, heading_key, unexplained
from .subjects import Subject

NOT_READ = "-"
MODES = {
    ImportBatch.Mode.ADD: "Chỉ thêm hồ sơ chưa có. Hồ sơ đã có thì không đụng tới.",
    ImportBatch.Mode.UPDATE: "Thêm hồ sơ chưa có, sửa hồ sơ đã có. Ô trống giữ số liệu cũ.",
    ImportBatch.Mode.REPLACE: "Như trên, nhưng ô trống trong tệp xóa số liệu cũ của ô đó.",
}
MONEY_UNITS = [
    ("", "–"),
    ("1", "đồng"),
    ("1000", "nghìn đồng"),
    ("1000000", "triệu đồng"),
    ("1000000000", "tỷ đồng"),
]


class UploadForm(forms.Form):
    """Which list, in which way, which file."""

    subject = forms.ChoiceField(label="Danh sách", widget=forms.RadioSelect)
    mode = forms.ChoiceField(
        label="Cách nhập",
        choices=ImportBatch.Mode.choices,
        initial=ImportBatch.Mode.ADD,
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label="Tệp",
        error_messages={
            "required": "Hãy chọn tệp cần nhập.",
            "empty": "Tệp rỗng. Hãy chọn lại tệp.",
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )

    def __init__(self, *args: Any, subjects: Sequence[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["subject"]
        field.choices = [(subject.code, subject.label) for subject in subjects]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.IMPORT_BYTES:
            raise ValidationError(
                f"Tệp lớn hơn {settings.IMPORT_BYTES // MEGABYTE} MB. Hãy tách thành nhiều tệp."
            )
        return file


class HeadingRow:
    """One column of the file that a person explains, and its two boxes."""

    def __init__(self, heading: Heading, samples: Iterable[str], form: "HeadingsForm") -> None:
        self.heading, self.samples = heading, list(samples)
        self.column = form[f"column_{heading.place}"]
        name = f"unit_{heading.place}"
        self.unit = form[name] if name in form.fields else None


class HeadingsForm(forms.Form):
    """What the headings of a file mean: those not recognised, or ``all_of_them`` to correct."""

    def __init__(
        self,
        *args: Any,
        layout: dict[str, Any],
        subject: Subject,
        all_of_them: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.columns, self.sheet = subject.columns, layout["name"]
        self.header = Header.of_json(layout["header"])
        samples = {int(place): some for place, some in layout["samples"].items()}
        used = {place for place, some in samples.items() if some}
        asked = self.header.headings if all_of_them else ()
        self.asked = list(asked or unexplained(self.header, self.columns, used))
        taken = set() if all_of_them else self.header.names
        for heading in self.asked:
            self._add(heading, taken)
        self.rows = [HeadingRow(one, samples.get(one.place, ()), self) for one in self.asked]

    def _add(self, heading: Heading, taken: set[str]) -> None:
        label = f"Cột {heading.letters}, “{heading.text}”"
        choices = [
            ("", "Chọn…"),
            (NOT_READ, "Không đọc cột này"),
            (COUNTER, "Số thứ tự"),
            *(
                (name, column.column_name)
                for name, column in self.columns.items()
                if name not in taken or name == heading.name
            ),
        ]
        self.fields[f"column_{heading.place}"] = forms.ChoiceField(
            label=f"{label}: đọc là",
            choices=choices,
            initial=NOT_READ if heading.name == "" else heading.name or "",
            error_messages={"required": f"{label}: chọn cột tương ứng, hoặc “Không đọc cột này”."},
        )
        self.fields[f"unit_{heading.place}"] = forms.ChoiceField(
            label=f"{label}: đơn vị tiền",
            choices=MONEY_UNITS,
            required=False,
            initial=str(heading.unit or ""),
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        seen: dict[str, Heading] = {}
        for heading in self.asked:
            name = cleaned.get(f"column_{heading.place}", "")
            column = self.columns.get(name)
            if column is None:
                continue
            if name in seen:
                first = seen[name]
                self.add_error(
                    f"column_{heading.place}",
                    f"Cột {first.letters} cũng đọc là “{column.column_name}”. Chọn cột khác.",
                )
            seen[name] = heading
            if column.is_money and not cleaned.get(f"unit_{heading.place}"):
                self.add_error(
                    f"unit_{heading.place}",
                    f"Cột {heading.letters} là tiền: chọn số trong cột tính bằng đơn vị nào.",
                )
        return cleaned

    def remember(self, subject: Subject, unit: Any) -> None:
        """Keep the answers for the next file of this office."""
        for heading in self.asked:
            name = self.cleaned_data[f"column_{heading.place}"]
            money_unit = self.cleaned_data[f"unit_{heading.place}"]
            HeadingChoice.objects.update_or_create(
                subject=subject.code,
                heading=heading_key(heading.text),
                unit=unit,
                defaults={
                    "column": "" if name == NOT_READ else name,
                    "money_unit": int(money_unit) if money_unit else None,
                },
            )
