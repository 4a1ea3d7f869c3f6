"""Writes the largest tables of the index: some twenty rows an entry, too many for objects."""

from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from itertools import islice

from django.db import connection

from reports.models import SearchPosting, SearchWord

from .words import word_key

POSTINGS, WORDS = SearchPosting._meta.db_table, SearchWord._meta.db_table
# Rows of one statement: SQLite takes no more than 999 values in one on old systems.
ROWS_AT_ONCE = 300

Row = tuple[int, ...] | tuple[int, str, int]


def add_postings(pairs: Iterable[tuple[int, int]]) -> None:
    """Store pairs of a word's and an entry's key, in the order in which the index has them."""
    pairs = sorted(pairs)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            rows = StringIO("".join(f"{word}\t{entry}\n" for word, entry in pairs))
            cursor.copy_expert(f"COPY {POSTINGS} (word_id, entry_id) FROM STDIN", rows)
        else:
            insert = f"INSERT INTO {POSTINGS} (word_id, entry_id) VALUES (%s, %s)"  # noqa: S608
            cursor.executemany(insert, pairs)


def take_out_postings(pairs: Iterable[tuple[int, int]]) -> None:
    """Remove such pairs."""
    delete = f"DELETE FROM {POSTINGS} WHERE (word_id, entry_id) IN (VALUES %s)"  # noqa: S608
    _in_parts(delete, sorted(pairs))


def add_words(counts: Mapping[str, int]) -> None:
    """Count words in so many more entries; one that is not known yet is made."""
    insert = (
        f"INSERT INTO {WORDS} (id, word, entries) VALUES %s "  # noqa: S608
        f"ON CONFLICT (id) DO UPDATE SET entries = {WORDS}.entries + excluded.entries"
    )
    _in_parts(insert, sorted((word_key(word), word, count) for word, count in counts.items()))


def _in_parts(statement: str, rows: Iterable[Row]) -> None:
    """Run a statement on as many rows at once as it may have; ``%s`` is where they stand."""
    with connection.cursor() as cursor:
        for some in _parts(rows):
            places = ", ".join(f"({', '.join(['%s'] * len(row))})" for row in some)
            cursor.execute(statement % places, [value for row in some for value in row])


def _parts(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while some := list(islice(waiting, ROWS_AT_ONCE)):
        yield some
