"""Records that a whole module of tests reads are stored once, and taken back after it."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from django.db import connection, transaction

Made = TypeVar("Made")


def stored_once(blocker, build: Callable[[], Made]) -> Iterator[Made]:
    """What ``build`` makes, stored until the module-wide fixture that yields from this ends."""
    with blocker.unblock(), transaction.atomic():
        made = build()
        # Checked now: PostgreSQL would check all of it anew at the end of every test.
        connection.check_constraints()
        yield made
        transaction.set_rollback(True)
