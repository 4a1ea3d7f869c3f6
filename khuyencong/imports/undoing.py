"""The way back: an import is taken back as a whole, while nothing was built on it."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone

from khuyencong import bulk
from khuyencong.models import ImportBatch, ImportedRecord, Record, Review, ReviewedRecord, User

from .subjects import Subject, subject_of

TOLD = 10  # reasons at once


def undo(batch: ImportBatch, user: User) -> ImportBatch:
    """Put everything back as it was before. Raises ValidationError with the reasons why not."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        subject = subject_of(batch.subject)
        if subject is None or not subject.allows(user):
            raise PermissionDenied
        if batch.state != ImportBatch.State.STORED:
            raise ValidationError(f"Đợt nhập này {batch.get_state_display().lower()}.")
        done = _Done(batch)
        reasons = list(islice(done.reasons(subject), TOLD))
        if reasons:
            raise ValidationError(reasons)
        done.take_back(subject, user)
        batch.state = ImportBatch.State.UNDONE
        batch.undone_at, batch.undone_by = timezone.now(), user
        batch.save()
        return batch


class _Done:
    """What an import did, and the records as they stand now."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.entries: dict[Any, dict[int, ImportedRecord]] = {}
        for entry in batch.records.order_by("pk"):
            model = apps.get_model(entry.model)
            # A record that several chunks touched was, before, as the first of them found it.
            kept = self.entries.setdefault(model, {}).setdefault(entry.object_id, entry)
            kept.version = entry.version
            kept.before = {**entry.before, **kept.before}
        self.records: dict[Any, dict[int, Record]] = {
            model: self._stored(model, list(entries)) for model, entries in self.entries.items()
        }

    @staticmethod
    def _stored(model: Any, keys: Sequence[int]) -> dict[int, Record]:
        found: dict[int, Record] = {}
        for batch in bulk.batches(keys):
            found |= model._base_manager.select_for_update().in_bulk(batch)
        return found

    def reasons(self, subject: Subject) -> Iterator[str]:
        """Why it cannot be taken back."""
        for model in subject.models:
            for key, entry in self.entries.get(model, {}).items():
                record = self.records[model].get(key)
                if record is None:
                    yield f"{_name(model)} của đợt này đã bị xóa (số {key})."
                elif record.version != entry.version:
                    yield f"“{record}” đã sửa sau khi nhập."
                elif isinstance(record, ReviewedRecord) and record.is_locked:
                    state = Review(record.review).label
                    yield f"“{record}” {state.lower()}. Trả lại hoặc mở khóa trước."
            yield from self._used_elsewhere(model)

    def _used_elsewhere(self, model: Any) -> Iterator[str]:
        """Records of others that refer to one that this import made."""
        new = [key for key, entry in self.entries.get(model, {}).items() if entry.is_new]
        for relation in model._meta.related_objects:
            other: Any = relation.related_model
            own = self.entries.get(other, {})
            name = relation.field.name
            for keys in bulk.batches(new):
                users = other._base_manager.filter(**{f"{name}__in": keys}).order_by("pk")
                for user in users.distinct().iterator(chunk_size=bulk.BATCH):
                    if user.pk not in own:
                        yield f"{_name(other)} “{user}” dùng hồ sơ của đợt này."

    def take_back(self, subject: Subject, user: User) -> None:
        """Restore what was changed, through the same rules, then remove what was added."""
        reason = f"Hoàn tác đợt nhập {self.batch.pk}"
        for model in subject.models:
            self._restore(model, user, reason)
        for model in reversed(subject.models):
            entries = self.entries.get(model, {})
            new = [self.records[model][key] for key, one in entries.items() if one.is_new]
            bulk.delete(new, user, reason)
        main = subject.listed
        kept = [
            record
            for key, record in self.records.get(main, {}).items()
            if not self.entries[main][key].is_new
        ]
        subject.stored(kept)

    def _restore(self, model: Any, user: User, reason: str) -> None:
        changed: dict[Record, set[str]] = {}
        for key, entry in self.entries.get(model, {}).items():
            if entry.is_new:
                continue
            record = self.records[model][key]
            for name, value in entry.before.items():
                field = model._meta.get_field(name)
                setattr(record, field.attname, field.to_python(value))
            changed[record] = set(entry.before)
        models.prefetch_related_objects([*changed], *model.judged_with)
        wrong = [
            f"“{record}”: {message}"
            for record in changed
            for messages in bulk.problems(record).values()
            for message in messages
        ]
        if wrong:
            raise ValidationError(["Giá trị trước khi nhập nay không còn hợp lệ.", *wrong[:TOLD]])
        bulk.update(changed, user, reason)


def _name(model: Any) -> str:
    return str(model._meta.verbose_name).capitalize()
