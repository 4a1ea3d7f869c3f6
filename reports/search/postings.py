"""Writes the largest table of the index: some twenty rows an entry, too many for objects."""

from collections.abc import Iterable
from io import StringIO

from django.db import connection

from reports.models import SearchPosting

TABLE = SearchPosting._meta.db_table


def add_postings(pairs: Iterable[tuple[int, int]]) -> None:
    """Store pairs of a word's and an entry's key, in the order in which the index has them."""
    pairs = sorted(pairs)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            rows = StringIO("".join(f"{word}\t{entry}\n" for word, entry in pairs))
            cursor.copy_expert(f"COPY {TABLE} (word_id, entry_id) FROM STDIN", rows)
        else:
            insert = f"INSERT INTO {TABLE} (word_id, entry_id) VALUES (%s, %s)"  # noqa: S608
            cursor.executemany(insert, pairs)
