"""How a change reads to staff: "Kế hoạch (đồng): 1.000 → 2.000", not raw values."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import models
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from khuyencong.fields import WholeNumberField
from khuyencong.text import plain_number, whole_number

NOTHING = "–"
# Steps of the review, and of a merger, are no fields of a form, but a change worth telling.
STEP_FIELDS = ("review", "review_note", "merged_into")
DONE = {"+": "Tạo", "~": "Sửa", "-": "Xóa"}
BATCH = 500


@dataclass(frozen=True)
class FieldChange:
    """One field, in the words of the screen."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Pair:
    """Two versions of one record, each a history row or the record itself; None for nothing."""

    model: type[models.Model]
    older: Any
    newer: Any
    left_out: Collection[str] = ()


RawChange = tuple[Any, Any, Any]


def changes_between(newer: Any, older: Any) -> list[FieldChange]:
    """What was typed or decided from one version of a record to the next."""
    return changes_of([Pair(newer.instance_type, older, newer)])[0]


def changes_of(pairs: Sequence[Pair]) -> list[list[FieldChange]]:
    """The same for many pairs, asking each related model once."""
    raw = [list(_raw_changes(pair)) for pair in pairs]
    names = Names(change for changes in raw for change in changes)
    return [
        [
            FieldChange(_label(field), names.words(field, old), names.words(field, new))
            for field, old, new in changes
        ]
        for changes in raw
    ]


def told_fields(model: Any) -> Iterator[Any]:
    """What a version tells: what staff type, and the steps of the review; as far as it is kept."""
    for field in model.history.model.tracked_fields:
        if not field.primary_key and (field.editable or field.name in STEP_FIELDS):
            yield field


def _raw_changes(pair: Pair) -> Iterator[RawChange]:
    for field in told_fields(pair.model):
        old, new = (
            None if row is None else getattr(row, field.attname) for row in (pair.older, pair.newer)
        )
        is_told = (old or None) != (new or None) if None in (pair.older, pair.newer) else old != new
        if is_told and field.name not in pair.left_out:
            yield field, old, new


def _label(field: Any) -> str:
    label = str(field.verbose_name)
    return label[:1].upper() + label[1:]


class Names:
    """What the keys in some changes are called, fetched a model at a time."""

    def __init__(self, changes: Iterable[RawChange]) -> None:
        keys: dict[Any, set[Any]] = defaultdict(set)
        for field, *values in changes:
            if field.is_relation:
                keys[field.related_model] |= {value for value in values if value is not None}
        self.rows = {
            model: model._base_manager.select_related(*shown_with(model)).in_bulk(some)
            for model, some in keys.items()
        }

    def words(self, field: Any, value: Any) -> Any:
        if field.is_relation and value is not None:
            row = self.rows[field.related_model].get(value)
            return str(row) if row is not None else f"đã xóa (số {value})"
        return value_words(field, value)


def shown_with(model: Any, depth: int = 2) -> list[str]:
    """The records that the name of a record may be made of: its own, and those of these."""
    paths = []
    for field in model._meta.fields if depth else ():
        if field.is_relation and field.editable:
            deeper = shown_with(field.related_model, depth - 1)
            paths += [field.name, *(f"{field.name}__{path}" for path in deeper)]
    return paths


def value_words(field: Any, value: Any) -> Any:
    """A plain value as it stands on the screen."""
    labels = dict(getattr(field, "flatchoices", None) or ())
    if value in labels:
        return labels[value] or NOTHING
    if isinstance(field, WholeNumberField) and isinstance(value, int):
        return whole_number(value)
    return plain_words(value)


def plain_words(value: Any) -> Any:
    """A value without a field's own way of printing."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return plain_number(value)
    return value


# Versions in a row.


@dataclass(frozen=True)
class Told:
    """A version, and what it changed from the one before it."""

    row: Any
    changes: list[FieldChange]

    @property
    def done(self) -> str:
        return DONE[self.row.history_type]

    @property
    def what(self) -> str:
        return f"{self.done} {self.row.instance_type._meta.verbose_name}"

    @property
    def silence(self) -> str:
        """What to say of an edit that changed nothing told."""
        if self.changes or self.row.history_type != "~":
            return ""
        if self.row.instance_type.not_in_history:
            return "Thông tin không giữ trong lịch sử (ví dụ liên hệ), hoặc phần kèm theo"
        return "Phần kèm theo, hoặc không ô nào đổi"


def told_versions(versions: models.QuerySet[Any]) -> Iterator[Told]:
    """Each version with all that it says, streamed: the memory holds one batch."""
    rows = with_previous(versions).iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        yield from tell(batch, told="+~")


def tell(rows: Sequence[Any], told: str = "~") -> list[Told]:
    """Rows of any history tables, found by :func:`with_previous`, with what they changed.

    ``told`` are the kinds of rows of which that is told: edits, and where asked creations too.
    """
    keys: dict[Any, set[int]] = defaultdict(set)
    for row in rows:
        keys[type(row)] |= {row.previous_id} - {None}
    older = {model: model._base_manager.in_bulk(some) for model, some in keys.items()}
    pairs = [_step(row, older[type(row)].get(row.previous_id), told) for row in rows]
    return [Told(row, changes) for row, changes in zip(rows, changes_of(pairs), strict=True)]


def _step(row: Any, older: Any, told: str) -> Pair:
    """A version and the one before it; against itself where nothing is to be told."""
    is_told = row.history_type in told and (older is not None or row.history_type == "+")
    return Pair(row.instance_type, older if is_told else row, row)


def with_previous(versions: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Versions with ``previous_id``, that of the version of the same record before it."""
    before = versions.model._base_manager.filter(
        id=OuterRef("id"), history_id__lt=OuterRef("history_id")
    )
    latest = before.order_by().values("id").annotate(latest=Max("history_id")).values("latest")
    return versions.select_related("history_user").annotate(previous_id=Subquery(latest))


def versions_of_parts(model: Any, path: str, key: Any) -> models.QuerySet[Any]:
    """Every version of the parts of a record, also of those that are no more.

    ``path`` leads from the part to the record: ``support__activity``.
    """
    first, _, rest = path.partition("__")
    if not rest:
        return model.history.filter(**{f"{first}_id": key})
    parents = versions_of_parts(model._meta.get_field(first).related_model, rest, key)
    return model.history.filter(**{f"{first}_id__in": parents.order_by().values("id")})
