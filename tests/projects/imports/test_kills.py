"""Killing the process at any moment of an import leaves all of it or none."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

SOURCE = Path(__file__).resolve().parents[3]


def killings(tmp_path, url):
    """What became of the imports that were killed in the database at ``url``."""
    environment = {
        **os.environ,
        "KHUYENCONG_MODE": "test",
        "KHUYENCONG_DATA_DIR": str(tmp_path),
        "DATABASE_URL": url,
        "TMPDIR": str(tmp_path / "temporary"),
    }
    (tmp_path / "temporary").mkdir()
    for command in (["manage.py", "migrate", "-v", "0"], ["-m", "tests.projects.imports.killing"]):
        done = subprocess.run(  # noqa: S603
            [sys.executable, *command],
            cwd=SOURCE,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
    assert list((tmp_path / "temporary").iterdir()) == []
    return json.loads(done.stdout)


def check(outcomes):
    """There were many moments, and both ends of them."""
    for step in ("store", "undo"):
        assert outcomes[f"{step}: nothing"] > 10
        assert outcomes[f"{step}: all"] >= 1
    assert outcomes["preview"] > 1


def test_a_killed_import_on_sqlite(tmp_path):
    check(killings(tmp_path, f"sqlite:///{tmp_path.as_posix()}/portal.sqlite3"))


@pytest.mark.postgres
def test_a_killed_import_on_postgresql(tmp_path):
    server = connection.settings_dict
    name = f"{server['NAME']}_kills"
    login = ":".join(filter(None, (server["USER"], server["PASSWORD"])))
    place = f"{server['HOST']}:{server['PORT'] or 5432}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
    try:
        check(killings(tmp_path, f"postgres://{login}@{place}/{name}"))
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')
