"""The locks in the database: what is kept for ever cannot be changed or removed, by any SQL.

Made after every migrate and dropped before it, since SQLite drops triggers silently when Django
remakes a table. A test compares what is installed with the code. Production has no switch; only
``flush``, which it refuses, and tests that tamper lift them.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from django.db.models.signals import post_migrate, pre_migrate

# Every name in these statements is a constant of the code; nothing comes from outside.


@dataclass(frozen=True)
class Guard:
    """One event on one table that is refused, always or under a condition on OLD and NEW."""

    name: str
    table: str
    event: str
    refusal: str
    condition: str = ""

    def statements(self, engine: str) -> Iterator[str]:
        """The SQL that installs it."""
        yield from self._postgresql() if engine == "postgresql" else [self._sqlite()]

    def drop(self, engine: str) -> str:
        """The SQL that takes it away."""
        suffix = f" ON {self.table}" if engine == "postgresql" else ""
        return f"DROP TRIGGER IF EXISTS {self.name}{suffix}"

    def _sqlite(self) -> str:
        when = f"WHEN {self.condition} " if self.condition else ""
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} {when}"
            f"BEGIN SELECT RAISE(ABORT, '{self.refusal}'); END"
        )

    def _postgresql(self) -> Iterator[str]:
        kept = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(self.event, "NEW")
        each = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        refuse = f"RAISE EXCEPTION '{self.refusal}' USING ERRCODE = '23514';"
        body = f"IF {self.condition} THEN {refuse} END IF;" if self.condition else refuse
        yield (
            f"CREATE OR REPLACE FUNCTION {self.name}_f() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN {body} RETURN {kept}; END $$"
        )
        yield (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
            f"FOR EACH {each} EXECUTE FUNCTION {self.name}_f()"
        )


@dataclass(frozen=True)
class LockSet:
    """Guards that are installed and lifted together."""

    guards: Callable[[str], Iterable[Guard]]

    def follow_migrations(self, sender: Any) -> None:
        """A table that Django remakes on SQLite loses its triggers without a word."""
        pre_migrate.connect(self.remove, sender=sender)
        post_migrate.connect(self.install, sender=sender)
        LOCKS.append(self)

    def names(self, engine: str) -> list[tuple[str, str]]:
        """Every lock that must be there: its name and its table."""
        return [(guard.name, guard.table) for guard in self.guards(engine)]

    def install(self, using: str = "default", **kwargs: Any) -> None:
        """Install the locks anew, once every table is there."""
        connection = connections[using]
        guards = list(self.guards(connection.vendor))
        if not {guard.table for guard in guards} <= _tables(using):
            return
        # One transaction: on SQLite each statement alone would wait for the disk.
        with transaction.atomic(using=using), connection.cursor() as cursor:
            self.remove(using)
            for guard in guards:
                for statement in guard.statements(connection.vendor):
                    cursor.execute(statement)

    def remove(self, using: str = "default", **kwargs: Any) -> None:
        """Take the locks away: before a migration remakes a table, and for tests."""
        connection = connections[using]
        present = _tables(using)
        with transaction.atomic(using=using), connection.cursor() as cursor:
            for guard in self.guards(connection.vendor):
                if guard.table in present:
                    cursor.execute(guard.drop(connection.vendor))

    def missing(self, using: str = "default") -> list[str]:
        """Locks that should be there and are not; before the first migrate none should."""
        connection = connections[using]
        present = _tables(using)
        names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "postgresql":
            names = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
        with connection.cursor() as cursor:
            cursor.execute(names)
            installed = {name for (name,) in cursor.fetchall()}
        wanted = [name for name, table in self.names(connection.vendor) if table in present]
        return [name for name in wanted if name not in installed]

    @contextmanager
    def lifted(self, using: str = "default") -> Iterator[None]:
        """Do something that production never may: tests that tamper, emptying the tables."""
        self.remove(using)
        try:
            yield
        finally:
            self.install(using)


def _tables(using: str) -> set[str]:
    return set(connections[using].introspection.table_names())


# Every set of locks of the portal.
LOCKS: list[LockSet] = []


@contextmanager
def all_lifted(using: str = "default") -> Iterator[None]:
    """Every lock of the portal."""
    with ExitStack() as stack:
        for locks in LOCKS:
            stack.enter_context(locks.lifted(using))
        yield
