"""The locks in the database: what is sealed cannot be changed, removed or added to, by any SQL.

Made after every migrate and dropped before it, since SQLite drops triggers silently when Django
remakes a table. A test compares what is installed with this module.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

# Every name in these statements is a constant of this module; nothing comes from outside.
# ruff: noqa: S608

LINE, PROOF, PUBLICATION = "reports_sealedline", "reports_sealproof", "reports_publication"
IMPORTED = "reports_importedbundle"
# What is written while a publication is being sealed, and never again.
OF_A_SEAL = (LINE, PROOF, IMPORTED)
REFUSAL = "đã chốt: không sửa, xóa hay thêm được"
# All that a sealed publication says; what may still change is only its withdrawal.
FROZEN = (
    "title",
    "period_slug",
    "scope_slug",
    "cutoff",
    "basis",
    "old_province_id",
    "old_district_id",
    "shows_money",
    "money_in_billions",
    "money_places",
    "introduction",
    "closing",
    "revision",
    "replaces_id",
    "reason",
    "composed_by_id",
    "sequence",
    "sealed_at",
    "signed_by_id",
    "content",
    "line_count",
    "previous_digest",
    "digest",
)


def _is_sealed(row: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {PUBLICATION} p "
        f"WHERE p.id = {row}.publication_id AND p.sealed_at IS NOT NULL)"
    )


def _changed(engine: str) -> str:
    differs = "IS DISTINCT FROM" if engine == "postgresql" else "IS NOT"
    cast = "::text" if engine == "postgresql" else ""
    return " OR ".join(f'OLD."{name}"{cast} {differs} NEW."{name}"{cast}' for name in FROZEN)


def _guards(engine: str) -> Iterator[tuple[str, str, str, str]]:
    """Name, table, event, and when it refuses."""
    for table in OF_A_SEAL:
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            yield f"{table}_{event.lower()}", table, event, _is_sealed(row)
        yield f"{table}_move", table, "UPDATE", _is_sealed("NEW")
    sealed = "OLD.sealed_at IS NOT NULL"
    yield f"{PUBLICATION}_update", PUBLICATION, "UPDATE", f"{sealed} AND ({_changed(engine)})"
    yield f"{PUBLICATION}_delete", PUBLICATION, "DELETE", sealed


def _sqlite(name: str, table: str, event: str, condition: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )


def _postgresql(name: str, table: str, event: str, condition: str) -> Iterator[str]:
    kept = "OLD" if event == "DELETE" else "NEW"
    yield (
        f"CREATE OR REPLACE FUNCTION {name}_f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = '23514'; END IF; "
        f"RETURN {kept}; END $$"
    )
    yield (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}_f()"
    )


def _no_truncate(table: str) -> Iterator[str]:
    name = f"{table}_truncate"
    yield (
        f"CREATE OR REPLACE FUNCTION {name}_f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF EXISTS (SELECT 1 FROM {PUBLICATION} WHERE sealed_at IS NOT NULL) THEN "
        f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = '23514'; END IF; RETURN NULL; END $$"
    )
    yield (
        f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_f()"
    )


def statements(engine: str) -> Iterator[str]:
    """The SQL that installs every lock on that engine."""
    for name, table, event, condition in _guards(engine):
        if engine == "postgresql":
            yield from _postgresql(name, table, event, condition)
        else:
            yield _sqlite(name, table, event, condition)
    if engine == "postgresql":
        for table in (*OF_A_SEAL, PUBLICATION):
            yield from _no_truncate(table)


def names(engine: str) -> list[tuple[str, str]]:
    """Every lock that must be there: its name and its table."""
    made = [(name, table) for name, table, _, _ in _guards(engine)]
    if engine == "postgresql":
        made += [(f"{table}_truncate", table) for table in (*OF_A_SEAL, PUBLICATION)]
    return made


def install(using: str = "default", **kwargs: Any) -> None:
    """Install the locks anew, where the tables are."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    if not {*OF_A_SEAL, PUBLICATION} <= present:
        return
    remove(using)
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)


def remove(using: str = "default", **kwargs: Any) -> None:
    """Take the locks away: before a migration remakes a table, and for tests and the demo."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name, table in names(connection.vendor):
            if table not in present:
                continue
            suffix = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{suffix}")


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Do something that production never may: tests that tamper, teardown, the demo's reset."""
    remove(using)
    try:
        yield
    finally:
        install(using)
