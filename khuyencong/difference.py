"""A record as it stands against an earlier moment: what an approver judges, and what a second
editor did not see."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps

from khuyencong.history import (
    STEP_FIELDS,
    FieldChange,
    Pair,
    changes_of,
    shown_with,
    versions_of_parts,
)
from khuyencong.models import Review, ReviewedRecord


@dataclass(frozen=True)
class PartChange:
    """A support, an amount, a paper … that was added, changed or removed."""

    tone: str
    done: str
    kind: str
    label: str
    changes: list[FieldChange]
    # It was not there: nothing is compared.
    is_whole: bool = False


@dataclass(frozen=True)
class Difference:
    """What a record and its parts say now, and did not say then."""

    own: list[FieldChange]
    parts: list[PartChange]
    # The version compared with; None where there is none, and all there is is listed.
    base: Any = None

    @property
    def is_new(self) -> bool:
        return self.base is None

    def __bool__(self) -> bool:
        return bool(self.own or self.parts)


@dataclass(frozen=True)
class Returned:
    """Why a record came back, and by whom."""

    note: str
    by: Any
    at: datetime
    to: Any


def since_approval(record: ReviewedRecord) -> Difference:
    """Against the last version that counted: the record, and its parts as they were then."""
    last = record.history.filter(review=Review.APPROVED).order_by("history_id").last()
    if last is None:
        return _difference(record, None, None)
    left = record.history.filter(history_id__gt=last.history_id).order_by("history_id").first()
    return _difference(record, last, left and left.history_date)


def since(record: Any, moment: datetime) -> Difference:
    """What was saved after ``moment``, by whomever."""
    base = record.history.filter(history_date__lt=moment).order_by("history_id").last()
    return _difference(record, base, moment)


def returned(record: ReviewedRecord) -> Returned | None:
    """The return that a draft waits with."""
    if not record.is_returned:
        return None
    versions = record.history.order_by("history_id").select_related("history_user")
    sent = versions.filter(review=Review.PENDING).last()
    back = versions.filter(history_id__gt=sent.history_id).first() if sent else None
    if back is None:
        return None
    return Returned(record.review_note, back.history_user, back.history_date, record.submitted_by)


def _difference(record: Any, base: Any, moment: datetime | None) -> Difference:
    own = Pair(type(record), base, record, STEP_FIELDS)
    parts = list(_parts(record, moment)) if base is None or moment else []
    changes = changes_of([own, *(pair for pair in parts)])
    shown = [
        _part_change(pair, found)
        for pair, found in zip(parts, changes[1:], strict=True)
        if found or None in (pair.older, pair.newer)
    ]
    return Difference(changes[0], shown, base)


def _parts(record: Any, moment: datetime | None) -> Iterator[Pair]:
    """Each part then and now. Without a moment there was none then."""
    for label, path in getattr(record, "content_parts", ()):
        model = apps.get_model(label)
        rows = model._default_manager.filter(**{path: record.pk}).order_by("pk")
        now = {row.pk: row for row in rows.select_related(*shown_with(model))}
        then = _parts_at(model, path, record.pk, moment) if moment else {}
        links = (path.partition("__")[0], "order", *STEP_FIELDS)
        for key in sorted({*then, *now}):
            yield Pair(model, then.get(key), now.get(key), links)


def _parts_at(model: Any, path: str, key: Any, moment: datetime) -> dict[int, Any]:
    """The last version of each part before the moment, unless that was its end."""
    versions = versions_of_parts(model, path, key).filter(history_date__lt=moment)
    last = {row.id: row for row in versions.order_by("history_id")}
    return {pk: row for pk, row in last.items() if row.history_type != "-"}


def _part_change(pair: Pair, changes: list[FieldChange]) -> PartChange:
    if pair.older is None:
        tone, done = "ok", "Thêm"
    else:
        tone, done = ("stop", "Bỏ") if pair.newer is None else ("ask", "Sửa")
    row: Any = pair.newer if pair.newer is not None else pair.older.instance
    label = getattr(row, "part_label", None) or str(row)
    return PartChange(
        tone, done, str(pair.model._meta.verbose_name), label, changes, pair.older is None
    )
