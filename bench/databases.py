"""The databases that are measured: made by the seeded generator, kept for the next run.

Records are generated once, into SQLite, and copied into PostgreSQL row by row, so that both hold
the same. Above a hundred thousand the generated records are repeated under new codes: as many
rows, as many groups, in a minute and not in half an hour. A cached database gets the migrations
that are newer than it.
"""

import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2

SOURCE = Path(__file__).resolve().parent.parent
SEED = 7
# Every activity lies in the period of the page, so that the size is what the page has to add up.
FIRST_YEAR, LAST_YEAR = 2014, 2025
MOST_GENERATED = 100_000
FILE = "khuyencong.sqlite3"
FILL = "import django; django.setup(); from bench.entries import fill; fill({})"
# What decides which words an index has.
INDEX_PARTS = ("bench/entries.py", "reports/search/keys.py", "reports/search/words.py")
BATCH = 1 << 20
# One process per query: a parallel worker's CPU could not be counted.
PLAIN = "-c max_parallel_workers_per_gather=0"
SECRET = "only-for-the-benchmark"  # signs nothing that leaves this machine


@dataclass(frozen=True)
class Database:
    """A filled database and how a process is told to use it."""

    engine: str
    # How many activities, or entries of the search.
    size: int
    url: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "KHUYENCONG_MODE": "demo",
            "KHUYENCONG_DATA_DIR": str(self.folder),
            "DATABASE_URL": self.url,
            "SECRET_KEY": SECRET,
            "DJANGO_SETTINGS_MODULE": "khuyencong.settings",
        }

    def of_size(self, activities: int) -> "Database":
        """The database of another size on the same engine."""
        other = sqlite_database(activities, self.folder.parent)
        server = self.url.rpartition("/")[0]
        return other if self.engine == "SQLite" else postgres_database(other, server)

    def manage(self, *arguments: str) -> None:
        self._managed(*arguments).check_returncode()

    def migrate(self) -> None:
        """Bring it up to date; one that is, is only read."""
        if self._managed("migrate", "--check", "-v0").returncode:
            self.manage("migrate", "-v0")

    def _managed(self, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
        return self.run("manage.py", *arguments, "--skip-checks")

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
        """Python in a process of its own that uses this database."""
        environment = {**os.environ, **self.environment}
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=SOURCE, env=environment, check=False)


def version(*further: str) -> str:
    """Changes with the generator and with the first schema, which later migrations build on."""
    parts = [
        *(SOURCE / part for part in further),
        *sorted((SOURCE / "reports" / "demo").glob("*.py")),
        *sorted(SOURCE.glob("*/migrations/0001_initial.py")),
    ]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes())
    return digest.hexdigest()[:8]


def sqlite_database(activities: int, cache: Path) -> Database:
    """The database of that size on SQLite, made now unless it is there."""

    def fill(database: Database) -> None:
        if activities > MOST_GENERATED:
            _repeat(sqlite_database(MOST_GENERATED, cache), database, activities // MOST_GENERATED)
        else:
            _generate(database)

    return _made(activities, cache / f"{activities}-{version()}", fill)


def index_database(entries: int, cache: Path) -> Database:
    """The index of the search with so many made-up entries, on SQLite, made now unless there."""

    def fill(database: Database) -> None:
        if entries > MOST_GENERATED:
            whole = index_database(MOST_GENERATED, cache)
            _repeat_index(whole, database.folder / FILE, entries // MOST_GENERATED)
        else:
            database.manage("migrate", "-v0")
            database.manage("load_catalogue", "-v0")
            database.run("-c", FILL.format(entries)).check_returncode()

    return _made(entries, cache / f"search-{entries}-{version(*INDEX_PARTS)}", fill)


def _made(rows: int, folder: Path, fill: Callable[[Database], None]) -> Database:
    """A database in its own folder; one that was begun and not finished is begun again."""
    path = folder / FILE
    database = Database("SQLite", rows, f"sqlite:///{path.as_posix()}", folder)
    unfinished = folder / "unfinished"
    if path.exists() and not unfinished.exists():
        database.migrate()
        return database
    folder.mkdir(parents=True, exist_ok=True)
    unfinished.touch()
    path.unlink(missing_ok=True)
    fill(database)
    unfinished.unlink()
    return database


def _repeat_index(source: Database, path: Path, times: int) -> None:
    """Fill ``path`` with the source's entries so many times over: every word in so many more."""
    with closing(sqlite3.connect(source.folder / FILE)) as rows:
        rows.execute("VACUUM INTO ?", [str(path)])
    with closing(sqlite3.connect(path)) as rows:
        rows.execute("PRAGMA journal_mode = OFF")
        rows.execute("PRAGMA synchronous = OFF")
        moves = ", ".join(f"({time * KEYS_APART})" for time in range(1, times))
        repeated = f"WITH repeated (apart) AS (VALUES {moves}) SELECT"
        rows.execute(
            f"INSERT INTO reports_searchposting (word_id, entry_id) {repeated} "
            "word_id, entry_id + apart FROM reports_searchposting CROSS JOIN repeated "
            "ORDER BY word_id, entry_id"
        )
        rows.execute(
            f"INSERT INTO reports_searchentry (id, record, {ENTRY_COLUMNS}) {repeated} "
            f"id + apart, record + apart, {ENTRY_COLUMNS} FROM repeated "
            "CROSS JOIN reports_searchentry"
        )
        rows.execute("UPDATE reports_searchword SET entries = entries * ?", [times])
        rows.commit()
        rows.execute("ANALYZE")


ENTRY_COLUMNS = "source, title, context, url, is_illustration, words"


def _generate(database: Database) -> None:
    database.manage("migrate", "-v0")
    database.manage("load_catalogue", "-v0")
    database.manage(
        "make_records",
        *("--activities", str(database.size)),
        *("--seed", str(SEED)),
        *("--years", f"{FIRST_YEAR}-{LAST_YEAR}"),
    )


# Every table that grows with the register, each after those it points to.
GROWING = (
    "projects_facility",
    "projects_activity",
    "projects_support",
    "projects_quantity",
    "projects_outcome",
    "projects_funding",
    "projects_fundingshare",
    "projects_payment",
)


def _repeat(source: Database, target: Database, times: int) -> None:
    """Fill ``target`` with the source's records so many times over."""
    with closing(sqlite3.connect(source.folder / FILE)) as rows:
        rows.execute("VACUUM INTO ?", [str(target.folder / FILE)])
    with closing(sqlite3.connect(target.folder / FILE)) as rows:
        # A copy cut short is made anew: it needs no journal.
        rows.execute("PRAGMA journal_mode = OFF")
        rows.execute("PRAGMA synchronous = OFF")
        for table in GROWING:
            found = rows.execute(f"PRAGMA table_info({table})").fetchall()
            columns = [f'"{row[1]}"' for row in found]
            keys = rows.execute(f"PRAGMA foreign_key_list({table})").fetchall()
            moving = {'"id"', *(f'"{row[3]}"' for row in keys if row[2] in GROWING)}
            (highest,) = rows.execute(f"SELECT MAX(id) FROM {table}").fetchone()
            for time in range(1, times):
                values = ", ".join(_moved(column, moving, time) for column in columns)
                rows.execute(
                    f"INSERT INTO {table} ({', '.join(columns)}) "
                    f"SELECT {values} FROM {table} WHERE id <= ?",
                    [highest],
                )
        rows.commit()


def _moved(column: str, moving: set[str], time: int) -> str:
    """A row's value in its repetition: keys move, codes get a number, all else stays."""
    if column in moving:
        return f"{column} + {time * KEYS_APART}"
    return f"{column} || '-{time}'" if column == '"code"' else column


KEYS_APART = 10_000_000


def postgres_database(source: Database, server: str) -> Database:
    """The same rows on PostgreSQL; ``server`` is an address without a database's name."""
    name = f"khuyencong_bench_{source.folder.name.replace('-', '_')}"
    url = f"{server}/{name}?options={quote(PLAIN)}"
    database = Database("PostgreSQL", source.size, url, source.folder)
    with closing(psycopg2.connect(f"{server}/postgres")) as admin:
        admin.autocommit = True
        cursor = admin.cursor()
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone():
            database.migrate()
            return database
        cursor.execute(f"CREATE DATABASE \"{name}_new\" ENCODING 'UTF8' TEMPLATE template0")
        Database("PostgreSQL", 0, f"{server}/{name}_new", source.folder).manage("migrate", "-v0")
        _copy(source.folder / FILE, f"{server}/{name}_new")
        cursor.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    return database


def drop_unfinished(server: str) -> None:
    """What an interrupted copy left; one that somebody still fills stays."""
    with closing(psycopg2.connect(f"{server}/postgres")) as admin:
        admin.autocommit = True
        cursor = admin.cursor()
        cursor.execute(
            "SELECT datname FROM pg_database d WHERE datname LIKE 'khuyencong_bench_%%_new' "
            "AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datname = d.datname)"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP DATABASE "{name}"')


def answers(server: str) -> bool:
    """Whether a PostgreSQL server is there."""
    try:
        with closing(psycopg2.connect(f"{server}/postgres", connect_timeout=3)):
            return True
    except psycopg2.OperationalError:
        return False


def _copy(path: Path, url: str) -> None:
    with closing(sqlite3.connect(path)) as rows, closing(psycopg2.connect(url)) as target:
        cursor = target.cursor()
        cursor.execute("SET TIME ZONE 'UTC'")
        # Foreign keys hold in the source; checking millions of them again would only take time.
        cursor.execute("SET session_replication_role = replica")
        named = rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        tables = sorted(
            name for (name,) in named if not name.startswith("sqlite_") if name != MIGRATIONS
        )
        cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in tables))
        for table in tables:
            columns = [row[1] for row in rows.execute(f'PRAGMA table_info("{table}")')]
            listed = ", ".join(f'"{column}"' for column in columns)
            lines = _lines(rows.execute(f'SELECT {listed} FROM "{table}"'))
            cursor.copy_expert(f'COPY "{table}" ({listed}) FROM STDIN', _Stream(lines))
            _count_on(cursor, table)
        target.commit()
        target.autocommit = True
        cursor.execute("VACUUM ANALYZE")


def _count_on(cursor: Any, table: str) -> None:
    """New rows get numbers after the copied ones."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name = %s AND is_identity = 'YES'",
        [table],
    )
    for (column,) in cursor.fetchall():
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, %s), "
            f'(SELECT COALESCE(MAX("{column}"), 0) + 1 FROM "{table}"), false)',
            [f'"{table}"', column],
        )


MIGRATIONS = "django_migrations"
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _lines(rows: Iterator[tuple[Any, ...]]) -> Iterator[bytes]:
    """Rows in COPY's text format."""
    for row in rows:
        yield ("\t".join(map(_text, row)) + "\n").encode()


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    return value.translate(_ESCAPED) if isinstance(value, str) else str(value)


class _Stream:
    """What COPY reads from, without holding the table in memory."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self.lines = lines

    def read(self, size: int = BATCH) -> bytes:
        parts, length = [], 0
        for line in self.lines:
            parts.append(line)
            length += len(line)
            if length >= size:
                break
        return b"".join(parts)
