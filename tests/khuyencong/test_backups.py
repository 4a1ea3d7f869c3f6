import json
from io import StringIO
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.utils import ConnectionHandler

from khuyencong import backups


def sqlite_file(folder):
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "portal.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL"},
    }


def postgresql_database(folder):
    """An empty database beside the tests' own, on the same server."""
    name = f"{connections['default'].settings_dict['NAME']}_{folder.parent.name[-40:]}"
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    return {**connections["default"].settings_dict, "NAME": name}


@pytest.fixture(
    params=[sqlite_file, pytest.param(postgresql_database, marks=pytest.mark.postgres)],
    ids=["sqlite", "postgresql"],
)
def portal(request, tmp_path, settings, django_db_blocker):
    """A portal of two records and one upload, on a database of its own."""
    settings.MEDIA_ROOT = tmp_path / "data" / "media"
    (settings.MEDIA_ROOT / "ho-so").mkdir(parents=True)
    (settings.MEDIA_ROOT / "ho-so" / "quyết định.pdf").write_bytes(b"%PDF-1.7")
    with django_db_blocker.unblock():
        own = request.param(tmp_path / "data")
        connection = ConnectionHandler({"default": own})["default"]
        tests_own, connections["default"] = connections["default"], connection
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE activity (id integer PRIMARY KEY, name text)")
            cursor.execute("INSERT INTO activity VALUES (1, 'Máy sấy'), (2, 'Máy ép')")
        yield connection
        connections["default"] = tests_own
        connection.close()
        if connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{own["NAME"]}"')


@pytest.fixture
def backup(portal, tmp_path):
    return backups.make_backup(tmp_path / "backups")


def names(portal):
    with portal.cursor() as cursor:
        cursor.execute("SELECT name FROM activity ORDER BY id")
        return [name for (name,) in cursor.fetchall()]


def is_still_safe(portal):
    """SQLite keeps its write-ahead log when its content is replaced."""
    with portal.cursor() as cursor:
        return portal.vendor != "sqlite" or (
            cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        )


def damage(portal, settings):
    """Change the data after the backup, so that a restore has something to bring back."""
    with portal.cursor() as cursor:
        cursor.execute("DELETE FROM activity")
        cursor.execute("CREATE TABLE added_later (name text)")
    (settings.MEDIA_ROOT / "ho-so" / "quyết định.pdf").unlink()
    (settings.MEDIA_ROOT / "added-later.pdf").write_bytes(b"")


def rewrite(backup, change):
    """Write the backup again with its parts changed."""
    with ZipFile(backup) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with ZipFile(backup, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_a_restore_brings_back_records_and_uploads(portal, backup, settings):
    damage(portal, settings)

    manifest = backups.restore_backup(backup, replace=True)

    assert names(portal) == ["Máy sấy", "Máy ép"]
    assert portal.introspection.table_names() == ["activity"]
    assert is_still_safe(portal)
    assert [path.name for path in settings.MEDIA_ROOT.rglob("*.pdf")] == ["quyết định.pdf"]
    assert manifest.rows == {"activity": 2}


def test_a_restore_into_an_empty_portal_needs_no_leave(portal, backup, settings):
    with portal.cursor() as cursor:
        cursor.execute("DROP TABLE activity")
    for path in settings.MEDIA_ROOT.rglob("*.pdf"):
        path.unlink()

    backups.restore_backup(backup, replace=False)

    assert names(portal) == ["Máy sấy", "Máy ép"]


def test_data_is_not_replaced_without_leave(portal, backup, settings):
    damage(portal, settings)

    with pytest.raises(backups.BackupError, match="--replace"):
        backups.restore_backup(backup, replace=False)

    assert names(portal) == []


def test_a_backup_is_for_its_owner_alone(backup):
    assert backup.stat().st_mode & 0o077 == 0


def test_a_backup_that_fails_leaves_nothing_behind(portal, tmp_path, monkeypatch):
    def full(*arguments):
        raise OSError("No space left on device")

    monkeypatch.setattr(backups, "add", full)

    with pytest.raises(OSError, match="No space"):
        backups.make_backup(tmp_path / "backups")

    assert list((tmp_path / "backups").iterdir()) == []


def test_checking_changes_nothing(portal, backup, settings):
    damage(portal, settings)

    assert backups.check_backup(backup).rows == {"activity": 2}
    assert names(portal) == []


def altered_database(parts):
    parts["database"] = parts["database"][:-1] + b"?"


def altered_upload(parts):
    parts["media/ho-so/quyết định.pdf"] = b"%PDF-1.8"


def missing_upload(parts):
    del parts["media/ho-so/quyết định.pdf"]


def added_file(parts):
    parts["media/added.html"] = b"<script>"


def missing_manifest(parts):
    del parts["manifest.json"]


def outside_upload(parts):
    manifest = json.loads(parts["manifest.json"])
    content = parts["media/../../outside"] = b""
    manifest["files"]["media/../../outside"] = {
        "size": 0,
        "sha256": backups.hashlib.sha256(content).hexdigest(),
    }
    parts["manifest.json"] = json.dumps(manifest).encode()


def other_engine(parts):
    parts["manifest.json"] = parts["manifest.json"].replace(b'"engine": "', b'"engine": "other-')


@pytest.mark.parametrize(
    "change",
    [
        altered_database,
        altered_upload,
        missing_upload,
        added_file,
        missing_manifest,
        outside_upload,
        other_engine,
    ],
)
def test_a_backup_that_was_changed_is_refused_and_nothing_replaced(
    portal, backup, settings, change
):
    rewrite(backup, change)
    damage(portal, settings)

    with pytest.raises(backups.BackupError):
        backups.check_backup(backup)
    with pytest.raises(backups.BackupError):
        backups.restore_backup(backup, replace=True)

    assert names(portal) == []
    assert (settings.MEDIA_ROOT / "added-later.pdf").exists()


def test_rows_that_did_not_come_back_are_noticed(portal, backup):
    def one_more(parts):
        manifest = parts["manifest.json"]
        parts["manifest.json"] = manifest.replace(b'"activity": 2', b'"activity": 3')

    rewrite(backup, one_more)

    with pytest.raises(backups.BackupError, match=r"not complete|does not hold the rows"):
        backups.restore_backup(backup, replace=True)


def test_a_file_that_was_cut_off_is_refused(portal, backup):
    backup.write_bytes(backup.read_bytes()[:-200])

    with pytest.raises(backups.BackupError, match="cannot be read"):
        backups.check_backup(backup)


def test_the_commands_tell_the_operator_what_happened(portal, tmp_path, settings):
    out = StringIO()

    call_command("backup", to=tmp_path / "kept", stdout=out)
    written = out.getvalue().strip()
    call_command("restore", written, verify=True, stdout=out)
    call_command("restore", written, replace=True, stdout=out)

    assert "2 rows in 1 tables, 1 uploads: whole" in out.getvalue()
    assert "restored; now run: manage.py migrate" in out.getvalue()
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", written)
