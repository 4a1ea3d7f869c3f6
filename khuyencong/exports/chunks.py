"""The rows of a list, some at a time and column by column, however many there are."""

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain, islice, repeat
from typing import Any

from django.db import connection, models, transaction
from django.db.models.expressions import RawSQL

from .columns import ExportColumn, Part, PartColumn
from .shapes import Chunk

ROWS = 1000  # at once
FIRST_ROWS, FETCHED = 100, 200  # at first, and at once from a server: so a file begins soon


def chunks_of(rows: models.QuerySet[Any], columns: Sequence[ExportColumn]) -> Iterator[Chunk]:
    """The columns of the rows, in the order of the query; one question to a part and chunk."""
    read = [one for one in columns if not isinstance(one, PartColumn)]
    wanted: dict[Part, list[str]] = {}
    for one in columns:
        if isinstance(one, PartColumn):
            wanted.setdefault(one.part, []).append(one.attribute)
    query = rows.values_list("pk", *(one.attribute for one in read))
    # Whoever stops reading closes the question before the transaction that it is asked in.
    with _one_moment(), closing(_questioned(query)) as lines:
        for size in chain((FIRST_ROWS,), repeat(ROWS)):
            if not (some := list(islice(lines, size))):
                break
            keys, *stored = zip(*some, strict=True)
            taken = dict(zip(read, stored, strict=True))
            found = {
                part: part.read(keys, names, rows.filter(pk__in=among(keys)))
                for part, names in wanted.items()
            }
            yield [_values(one, keys, taken, found) for one in columns]


def _questioned(query: models.QuerySet[Any]) -> Generator[Any, None, None]:
    yield from query.iterator(chunk_size=FETCHED)


def _values(
    column: ExportColumn,
    keys: Sequence[int],
    taken: dict[ExportColumn, Sequence[Any]],
    found: dict[Part, Any],
) -> Sequence[Any]:
    if isinstance(column, PartColumn):
        return column.taken(keys, found[column.part])
    return column.values(taken[column])


def among(keys: Sequence[int]) -> RawSQL:
    """Keys to look among, as one value: as a thousand of them they cost Django more than the rows.

    ``filter(activity__in=among(keys))``.
    """
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s)", [[*keys]])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(keys)])


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
