"""What the pages of an import print: outcomes, rows, sheets and records, in words."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse

from khuyencong.models import ImportBatch, ImportedRecord, ImportRow
from khuyencong.text import whole_number

from .forms import MONEY_UNITS
from .headings import COUNTER, Header
from .pieces import ERROR, NOTE, WARNING

UNIT_WORDS = {int(unit): word for unit, word in MONEY_UNITS if unit}
GRAVITY = (ERROR, WARNING, NOTE)


def tabs(batch: ImportBatch) -> Iterator[tuple[str, str, int]]:
    """The outcomes, each with its rows; nothing for what did not come up."""
    yield "", "Tất cả", sum(batch.counts.get(name, 0) for name in ImportRow.State.values)
    for name, label in (*ImportRow.State.choices, (WARNING, "Có điều phải hỏi")):
        if count := batch.counts.get(name, 0):
            yield name, label, count


def earlier(batch: ImportBatch) -> ImportBatch | None:
    """The same file, stored before and not taken back."""
    stored = ImportBatch.objects.filter(state=ImportBatch.State.STORED, subject=batch.subject)
    return stored.filter(file_hash=batch.file_hash).first()


class ShownRow:
    """A row of the preview: what would become of it, and what is said of it, column by column."""

    def __init__(self, row: ImportRow, labels: dict[str, str]) -> None:
        self.row = row
        told = [(labels.get(name, ""), level, text) for name, level, text in row.messages]
        self.messages = sorted(told, key=lambda one: GRAVITY.index(one[1]))
        self.changes = row.changes


class ShownSheet:
    """How a sheet was read, in words."""

    def __init__(self, layout: dict[str, Any], labels: dict[str, str]) -> None:
        self.name, self.skipped, self.notes = layout["name"], layout["skipped"], layout["notes"]
        self.records, self.others = layout["records"], layout["others"]
        self.told = layout["told"]
        self.total = self.records + sum(self.others.values())
        self.header = Header.of_json(layout["header"]) if layout["header"] else None
        headings = self.header.headings if self.header else ()
        labels = {**labels, COUNTER: "Số thứ tự"}
        self.columns = [
            (
                one.letters,
                one.text,
                labels.get(one.name or "", ""),
                UNIT_WORDS.get(one.unit or 0, ""),
            )
            for one in headings
        ]


def signed(amount: int) -> str:
    return f"{'+' if amount > 0 else ''}{whole_number(amount)}"


def shown_records(page: Any) -> Iterator[tuple[ImportedRecord, str, str]]:
    """What an import did: the record in words, and its page."""
    keys: dict[str, list[int]] = {}
    for one in page:
        keys.setdefault(one.model, []).append(one.object_id)
    found = {name: apps.get_model(name)._base_manager.in_bulk(some) for name, some in keys.items()}
    for one in page:
        record = found[one.model].get(one.object_id)
        yield one, str(record) if record else "(đã xóa)", page_of(record)


def page_of(record: Any) -> str:
    """The record's page in the admin; nothing for one that has none of its own."""
    if record is None:
        return ""
    options = record._meta
    try:
        return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[record.pk])
    except NoReverseMatch:
        return ""
