"""Both demo sets in the test database, for as long as a module needs them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.db import connection

from khuyencong import roles

# The loaded database, kept by each process: loading takes many times as long as copying.
_loaded: list[sqlite3.Connection] = []


@contextmanager
def demo_records() -> Iterator[None]:
    """Store the demo; afterwards the database is as it was."""
    if connection.vendor == "sqlite":
        yield from _copied()
    else:
        _load()
        yield
        call_command("flush", interactive=False, verbosity=0)


def _copied() -> Iterator[None]:
    connection.ensure_connection()
    before = _copy_of(connection.connection)
    if _loaded:
        _loaded[0].backup(connection.connection)
    else:
        _load()
        _loaded.append(_copy_of(connection.connection))
    yield
    before.backup(connection.connection)


def _copy_of(database: sqlite3.Connection) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    database.backup(copy)
    return copy


def _load() -> None:
    roles.ensure_roles()
    call_command("load_catalogue", stdout=StringIO())
    call_command("load_demo", stdout=StringIO())
