"""Many records at once, held to what one record is held to: validators, clean(), constraints,
history. Every step costs a fixed number of queries, however many records there are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.dispatch import Signal
from django.utils import timezone

from khuyencong.codes import Codes
from khuyencong.constraints import violations
from khuyencong.models import Record, ReviewedRecord, User

BATCH = 500
REQUIRED = "Còn trống mà bắt buộc phải có."

# Sent after records were changed here, which post_save does not tell. What is new, or removed
# because nothing refers to it, stands on no public page.
records_changed = Signal()

Problems = dict[str, list[str]]


class Overtaken(Exception):
    """Somebody stored a record after it was read here; nothing may be written over that."""


Item = TypeVar("Item")


def batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """The items by the batch (itertools.batched is newer than our oldest Python)."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


# Judging.


def problems(record: models.Model, without: Iterable[str] = ()) -> Problems:
    """What is wrong with a record, by field ("" for the whole), without a query.

    What it refers to is taken as it stands on the record; ``without`` names fields that were
    refused already. That nothing is stored twice is for :func:`twice`, of all records together.
    """
    found: Problems = {}
    skipped = {*without}
    for field in record._meta.fields:
        if isinstance(field, models.ForeignKey):
            if _is_missing(record, field) and field.name not in skipped:
                found[field.name] = [REQUIRED]
            skipped.add(field.name)
    for judge in (lambda: record.clean_fields(exclude=skipped), record.clean):
        try:
            judge()
        except ValidationError as refused:
            _add(found, refused)
    if not found:
        found |= violations(record)
    return {field: messages for field, messages in found.items() if field not in {*without}}


def _is_missing(record: models.Model, field: models.ForeignKey) -> bool:
    """A record that is referred to may be new, and have no key yet."""
    if field.null or not field.editable:
        return False
    return getattr(record, field.attname) is None and not field.is_cached(record)


def _add(found: Problems, refused: ValidationError) -> None:
    by_field = refused.error_dict if hasattr(refused, "error_dict") else {"": refused.error_list}
    for field, errors in by_field.items():
        told = [REQUIRED if one.code in ("blank", "null") else one.messages[0] for one in errors]
        found.setdefault("" if field == NON_FIELD_ERRORS else field, []).extend(told)


def twice(model: type[models.Model], field: str, records: Sequence[models.Model]) -> set[int]:
    """Which of the records (by place) say in ``field`` what a stored record, or one before, says.

    For a field that must be unique where it is not empty.
    """
    values = [getattr(record, field) for record in records]
    wanted = {value for value in values if value}
    stored = model._default_manager.filter(**{f"{field}__in": wanted})
    owner: dict[Any, Any] = dict(stored.values_list(field, "pk")) if wanted else {}
    found = set()
    for place, (value, record) in enumerate(zip(values, records, strict=True)):
        if value and owner.setdefault(value, record.pk or record) != (record.pk or record):
            found.add(place)
    return found


# Storing.


def create(records: Sequence[Record], user: User, reason: str, codes: Codes) -> None:
    """Store new records of one model; those they refer to must be stored already."""
    if not records:
        return
    model: Any = type(records[0])
    for record in records:
        codes.give(record)
        record.fill_in()
    model._default_manager.bulk_create(records, batch_size=BATCH)
    _keep_history(model, records, user, reason, update=False)
    _name_editor(model, records, user)


def update(records: Mapping[Record, set[str]], user: User, reason: str) -> None:
    """Store changed records of one model, each with the names of its changed fields.

    Inside a transaction. Raises Overtaken where a row is no longer what was read.
    """
    if not records:
        return
    model: Any = type(next(iter(records)))
    for batch in batches(records):
        _refuse_newer(model, batch)
    now = timezone.now()
    fields = {"version", "updated_at"}
    for record, changed in records.items():
        fields |= changed | record.fill_in(changed)
        record.version += 1
        record.updated_at = now
    for batch in batches(records, BATCH // 5):
        model._default_manager.bulk_update(batch, sorted(fields))
    _keep_history(model, list(records), user, reason, update=True)
    _name_editor(model, records, user)
    records_changed.send(sender=model, records=list(records))


def _refuse_newer(model: Any, records: Sequence[Record]) -> None:
    """Compare with the stored rows, locked so that of two savers the second one sees this."""
    rows = model._base_manager.select_for_update().filter(pk__in=[one.pk for one in records])
    stored = dict(rows.values_list("pk", "version"))
    if any(stored.get(one.pk) != one.version for one in records):
        raise Overtaken


def delete(records: Sequence[Record], user: User, reason: str) -> None:
    """Remove records of one model that nothing refers to any more; the history keeps them."""
    if not records:
        return
    model: Any = type(records[0])
    keys = [record.pk for record in records]
    for batch in batches(keys):
        rows = model._base_manager.filter(pk__in=batch)
        if issubclass(model, ReviewedRecord):
            through = model._meta.get_field("editors").remote_field.through
            own = {f"{model._meta.model_name}__in": batch}
            through._base_manager.filter(**own)._raw_delete(through._base_manager.db)
        rows._raw_delete(rows.db)
    _keep_history(model, records, user, reason, update=None)


def _keep_history(
    model: Any, records: Iterable[Record], user: User, reason: str, *, update: bool | None
) -> None:
    for batch in batches(records):
        if update is None:
            _keep_deleted(model, batch, user, reason)
            continue
        model.history.bulk_history_create(
            batch,
            update=update,
            batch_size=BATCH,
            default_user=user,
            default_change_reason=reason,
        )


def _keep_deleted(model: Any, records: Sequence[Record], user: User, reason: str) -> None:
    """As simple-history writes it for a single one: the last state, marked as removed."""
    history = model.history.model
    now = timezone.now()
    history.objects.bulk_create(
        history(
            **{field.attname: getattr(one, field.attname) for field in history.tracked_fields},
            history_date=now,
            history_type="-",
            history_user=user,
            history_change_reason=reason,
        )
        for one in records
    )


def _name_editor(model: Any, records: Iterable[Record], user: User) -> None:
    """Who changed a record cannot approve it; see ReviewedRecord.changed_by."""
    if not issubclass(model, ReviewedRecord):
        return
    through: Any = model._meta.get_field("editors").remote_field.through
    name = model._meta.model_name
    rows = [through(**{f"{name}_id": record.pk, "user_id": user.pk}) for record in records]
    through._base_manager.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
