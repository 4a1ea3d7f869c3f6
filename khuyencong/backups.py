"""One file with everything the portal keeps: its database and the uploaded files.

The file is a zip with a manifest that gives the size and SHA-256 of each part and the number of
rows of each table, so a restore can prove that it brought everything back.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.conf import settings
from django.db import connection, transaction

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
MEDIA = "media"


class BackupError(Exception):
    """Why a backup cannot be made or taken back, in one line for the operator."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds; ``rows`` counts each table, ``files`` gives each part's fingerprint."""

    format: int
    made_at: str
    engine: str
    rows: dict[str, int]
    files: dict[str, dict[str, Any]]

    def summary(self) -> str:
        """One line for the operator."""
        rows, tables, uploads = sum(self.rows.values()), len(self.rows), len(self.files) - 1
        return f"{self.engine} {self.made_at}: {rows} rows in {tables} tables, {uploads} uploads"


# --- Making one ------------------------------------------------------------------------------


def make_backup(folder: Path) -> Path:
    """Write a backup into the folder; it carries its final name only when it is complete."""
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    target = folder / f"khuyencong-{now:%Y%m%d-%H%M%S}.zip"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as scratch:
        dump = Path(scratch) / DATABASE
        rows = engine().dump(dump)
        partial = Path(scratch) / target.name
        partial.touch(mode=0o600)  # it holds what the public must not see
        with ZipFile(partial, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            # The database first: a file is stored before the row that names it.
            parts = [(DATABASE, dump), *uploads()]
            files = {name: add(archive, name, path) for name, path in parts}
            manifest = Manifest(
                FORMAT, now.isoformat(timespec="seconds"), connection.vendor, rows, files
            )
            archive.writestr(MANIFEST, json.dumps(vars(manifest), indent=2, ensure_ascii=False))
        with partial.open("rb+") as written:
            os.fsync(written.fileno())
        partial.replace(target)
    return target


def uploads() -> Iterator[tuple[str, Path]]:
    """Every uploaded file, with the name it has in the backup."""
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        if path.is_file():
            yield f"{MEDIA}/{path.relative_to(root).as_posix()}", path


def add(archive: ZipFile, name: str, path: Path) -> dict[str, Any]:
    """Store a file and give its fingerprint, reading it once."""
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as part:
        return copy(source, part)


def copy(source: IO[bytes], target: IO[bytes] | None) -> dict[str, Any]:
    """Copy (or only read) a file and give its size and SHA-256."""
    digest, size = hashlib.sha256(), 0
    while block := source.read(1 << 20):
        digest.update(block)
        size += len(block)
        if target:
            target.write(block)
    return {"size": size, "sha256": digest.hexdigest()}


# --- Taking one back -------------------------------------------------------------------------


def check_backup(path: Path) -> Manifest:
    """Read the whole backup and say whether it could be restored here; changes nothing."""
    with tempfile.TemporaryDirectory(prefix="khuyencong-") as scratch:
        return unpack(path, Path(scratch), with_uploads=False)


def restore_backup(path: Path, *, replace: bool) -> Manifest:
    """Put the database and the uploads back as they were; everything is checked before."""
    if not replace and (connection.introspection.table_names() or any(uploads())):
        raise BackupError("there is data here already; --replace puts the backup in its place.")
    media = Path(settings.MEDIA_ROOT)
    media.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=media.parent, prefix=".restoring-") as scratch:
        manifest = unpack(path, Path(scratch), with_uploads=True)
        engine().load(Path(scratch) / DATABASE)
        if media.exists():
            media.rename(Path(scratch) / "replaced")
        (Path(scratch) / MEDIA).rename(media)
    with connection.cursor() as cursor:
        if count_rows(cursor, manifest.rows) != manifest.rows:
            raise BackupError("the database does not hold the rows that the backup counted.")
    return manifest


def unpack(path: Path, scratch: Path, *, with_uploads: bool) -> Manifest:
    """Unpack into the folder, each part judged by its fingerprint and the database by itself."""
    try:
        with ZipFile(path) as archive:
            manifest = read_manifest(archive)
            (scratch / MEDIA).mkdir()
            for name, expected in manifest.files.items():
                target = scratch / name if with_uploads or name == DATABASE else None
                if unpack_part(archive, name, target) != expected:
                    raise BackupError(f"{name} is not what was backed up.")
    except (BadZipFile, OSError) as problem:
        raise BackupError(f"{path} cannot be read: {problem}") from problem
    engine().check(scratch / DATABASE, manifest.rows)
    return manifest


def unpack_part(archive: ZipFile, name: str, target: Path | None) -> dict[str, Any]:
    """Read one part, into a file if one is given."""
    with archive.open(name) as part:
        if target is None:
            return copy(part, None)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as written:
            return copy(part, written)


def read_manifest(archive: ZipFile) -> Manifest:
    """The manifest, if it describes this archive and nothing in it leads elsewhere."""
    names = set(archive.namelist()) - {MANIFEST}
    try:
        manifest = Manifest(**json.loads(archive.read(MANIFEST)))
    except (KeyError, TypeError, ValueError) as problem:
        raise BackupError(f"this is no backup of the portal: {problem}") from problem
    if manifest.format != FORMAT or names != set(manifest.files) or DATABASE not in names:
        raise BackupError("the backup's list of parts does not fit what it holds.")
    if not all(map(stays_inside, names - {DATABASE})):
        raise BackupError("the backup holds a file that belongs to another folder.")
    if manifest.engine != connection.vendor:
        raise BackupError(f"the backup is of {manifest.engine}, this is {connection.vendor}.")
    return manifest


def stays_inside(name: str) -> bool:
    """Whether a part's name is that of an upload, below the folder of uploads."""
    path = PurePosixPath(name)
    return path.parts[0] == MEDIA and ".." not in path.parts and not {"\\", ":"} & set(name)


# --- The two databases -----------------------------------------------------------------------


def count_rows(cursor: Any, tables: Iterable[str]) -> dict[str, int]:
    """How many rows each table has."""
    counts = {}
    for table in sorted(tables):
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
        counts[table] = cursor.fetchone()[0]
    return counts


class SQLite:
    """Copies the file through SQLite itself, which is safe while the portal runs."""

    def dump(self, target: Path) -> dict[str, int]:
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as backup:
            connection.connection.backup(backup)
            tables = connection.introspection.table_names()
            return count_rows(backup.cursor(), tables)

    def check(self, dump: Path, rows: dict[str, int]) -> None:
        try:
            with closing(sqlite3.connect(dump)) as backup:
                (verdict,) = backup.execute("PRAGMA integrity_check(1)").fetchone()
                whole = verdict == "ok" and count_rows(backup.cursor(), rows) == rows
        except sqlite3.DatabaseError as problem:
            raise BackupError(f"the database in the backup is damaged: {problem}") from problem
        if not whole:
            raise BackupError("the database in the backup is damaged or not complete.")

    def load(self, dump: Path) -> None:
        connection.ensure_connection()
        with closing(sqlite3.connect(dump)) as backup:
            backup.backup(connection.connection)


class PostgreSQL:
    """Calls pg_dump, pg_restore and psql, which must be of the server's version or newer."""

    def dump(self, target: Path) -> dict[str, int]:
        with transaction.atomic(), connection.cursor() as cursor:
            # pg_dump and the counting see one and the same moment.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
            rows = count_rows(cursor, connection.introspection.table_names(cursor))
            self.call("pg_dump", "-Fc", f"--snapshot={snapshot}", f"--file={target}")
        return rows

    def check(self, dump: Path, rows: dict[str, int]) -> None:
        self.script_of(dump)

    def load(self, dump: Path) -> None:
        script = self.script_of(dump)
        connection.close()
        # One transaction: a restore that fails leaves everything as it was.
        self.call(
            *("psql", "--quiet", "--no-psqlrc", "--single-transaction", "-v", "ON_ERROR_STOP=1"),
            *("-c", "SET client_min_messages = warning"),
            *("-c", "DROP SCHEMA IF EXISTS public CASCADE", "-c", "CREATE SCHEMA public"),
            *("-f", str(script)),
        )

    def script_of(self, dump: Path) -> Path:
        """The whole dump as SQL: reading it to the end is the proof that it is complete."""
        script = dump.with_suffix(".sql")
        self.call("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump))
        return script

    def call(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs against the portal's database."""
        found = shutil.which(program)
        if found is None:
            raise BackupError(f"{program} is missing: apt install postgresql-client")
        done = subprocess.run(  # noqa: S603
            [found, *arguments],
            env=os.environ | self.address(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            raise BackupError(f"{program} failed: {done.stderr.strip()}")

    def address(self) -> dict[str, str]:
        """Where the database is; in the environment, so no password stands in a process list."""
        variables = {
            "PGHOST": "HOST",
            "PGPORT": "PORT",
            "PGUSER": "USER",
            "PGPASSWORD": "PASSWORD",
            "PGDATABASE": "NAME",
        }
        given = {name: str(connection.settings_dict[key]) for name, key in variables.items()}
        return {name: value for name, value in given.items() if value}


def engine() -> SQLite | PostgreSQL:
    """How the database in use is dumped and loaded."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()
