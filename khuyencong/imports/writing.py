"""Judged rows become records: created and changed in bulk, each noted so that it can be undone."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from khuyencong import bulk
from khuyencong.codes import Codes
from khuyencong.models import ImportBatch, ImportedRecord, Record, User

from .pieces import Group, Piece
from .subjects import Subject


class Writer:
    """Stores what groups of rows make, chunk after chunk, inside the caller's transaction."""

    def __init__(self, subject: Subject, user: User, reason: str) -> None:
        self.subject, self.user, self.reason = subject, user, reason
        self._codes = Codes()

    def write(self, groups: Sequence[Group], batch: ImportBatch | None = None) -> None:
        """Store the groups that are not refused; ``batch`` remembers each record."""
        good = [group for group in groups if not group.is_refused]
        by_model: dict[type[Record], list[Piece]] = {model: [] for model in self.subject.models}
        for group in good:
            for piece in _to_store(group):
                by_model[type(piece.record)].append(piece)
        for pieces in by_model.values():
            self._write(pieces, batch)
        mains: list[Any] = [group.main.record for group in good if group.main]
        self.subject.stored(mains)

    def _write(self, pieces: Sequence[Piece], batch: ImportBatch | None) -> None:
        new = list({id(one.record): one for one in pieces if one.is_new}.values())
        new = [piece for piece in new if piece.record.pk is None]
        changed = [piece for piece in pieces if not piece.is_new]
        for piece in changed:
            piece.fill_in()
        bulk.create([one.record for one in new], self.user, self.reason, self._codes)
        names = {piece.record: set(piece.old or ()) for piece in changed}
        bulk.update(names, self.user, self.reason)
        if batch is not None:
            done = [*_remembered(batch, new), *_remembered(batch, changed)]
            ImportedRecord.objects.bulk_create(done, batch_size=bulk.BATCH)


def _to_store(group: Group) -> Iterator[Piece]:
    """What is new or changed; a record whose part is, changes as a whole."""
    changed = [piece for piece in group.pieces if piece.is_new or piece.is_changed]
    yield from changed
    main = group.main
    if main is not None and changed and main not in changed:
        yield main


def _remembered(batch: ImportBatch, pieces: Iterable[Piece]) -> Iterator[ImportedRecord]:
    for piece in pieces:
        record: Record = piece.record
        yield ImportedRecord(
            batch=batch,
            model=record._meta.label_lower,
            object_id=record.pk,
            is_new=piece.is_new,
            version=record.version,
            before=piece.before(),
        )
