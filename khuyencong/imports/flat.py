"""Subjects whose rows are each one record."""

from collections.abc import Hashable, Iterator, Sequence
from typing import Any, ClassVar

from khuyencong.models import Record, User

from .pieces import Group, Piece, Read, Run
from .subjects import Subject


class FlatSubject(Subject):
    """One row, one record, known by its natural key."""

    # Columns that are fields of the record, by the name of the field.
    fields: ClassVar[dict[str, str]]

    def build(self, groups: Sequence[Group], run: Run) -> None:
        self.prepare(groups, run)
        for group in groups:
            (read,) = group.reads
            key = None if read.is_refused else self.natural_key(read)
            if key is not None and (first := run.first_of(key, read)):
                read.refuse(f"Trùng với {first}: cùng một hồ sơ.")
                continue
            stored = self.match(read, run)
            piece = Piece(stored or self.start(read, run), [read], {} if stored else None)
            run.fill(piece, read, self.fields)
            self.finish(piece, read, run)
            group.pieces += [piece, *self.more_pieces(piece, read)]

    def prepare(self, groups: Sequence[Group], run: Run) -> None:
        """Read what the rows may refer to."""

    def natural_key(self, read: Read) -> Hashable | None:
        """What makes two rows of a file the same record; None where nothing does."""
        raise NotImplementedError

    def match(self, read: Read, run: Run) -> Record | None:
        """The stored record of a row; refuses the row where that is not clear."""
        raise NotImplementedError

    def start(self, read: Read, run: Run) -> Record:
        """A new record, before the row fills it."""
        return self.models[-1]()

    def finish(self, piece: Piece, read: Read, run: Run) -> None:
        """What a row says beyond plain fields."""

    def more_pieces(self, piece: Piece, read: Read) -> list[Piece]:
        """Other new records that the row names, stored with it."""
        return []

    def records(self, user: User) -> Any:
        """What is on record, for the way out."""
        return self.models[-1]._default_manager.all()

    def rows(self, user: User) -> Iterator[list[Any]]:
        yield from self.resource().rows(self.records(user).iterator(chunk_size=2000))
