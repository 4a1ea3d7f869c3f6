"""The rows of a list, some at a time and column by column, however many there are."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

from .columns import ExportColumn, Part, PartColumn
from .shapes import Chunk

ROWS = 1000  # at once


def chunks_of(rows: models.QuerySet[Any], columns: Sequence[ExportColumn]) -> Iterator[Chunk]:
    """The columns of the rows, in the order of the query; one question to a part and chunk."""
    read = [one for one in columns if not isinstance(one, PartColumn)]
    parts = list(dict.fromkeys(one.part for one in columns if isinstance(one, PartColumn)))
    query = rows.values_list("pk", *(one.attribute for one in read))
    with _one_moment():
        lines = query.iterator(chunk_size=ROWS)
        while some := list(islice(lines, ROWS)):
            keys, *stored = zip(*some, strict=True)
            taken = dict(zip(read, stored, strict=True))
            found = {part: part.read(keys, rows.filter(pk__in=keys)) for part in parts}
            yield [_values(one, keys, taken, found) for one in columns]


def _values(
    column: ExportColumn,
    keys: Sequence[int],
    taken: dict[ExportColumn, Sequence[Any]],
    found: dict[Part, Any],
) -> Sequence[Any]:
    if isinstance(column, PartColumn):
        return column.taken(keys, found[column.part])
    return column.values(taken[column])


@contextmanager
def _one_moment() -> Iterator[None]:
    """Everything is read as it was when the file was begun, whatever is saved meanwhile.

    PostgreSQL gives rows while it finds them only within a transaction. On SQLite an open question
    is such a moment by itself, and a transaction would keep writers waiting.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
