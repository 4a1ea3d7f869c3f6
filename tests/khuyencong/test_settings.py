"""The settings file, loaded as an installation would: in a process of its own."""

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.any_database

PRINT = """
import json
from khuyencong import settings
print(json.dumps({name: str(getattr(settings, name)) for name in dir(settings) if name.isupper()}))
"""
PRODUCTION = {
    "KHUYENCONG_MODE": "production",
    "SECRET_KEY": "a-key-of-this-installation-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "khuyencong.example.vn",
}


@pytest.fixture
def run(tmp_path, pytestconfig):
    """Run Python in the checkout with these variables and no others of ours."""

    def run(*arguments, **variables):
        ours = ("DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "DJANGO_", "KHUYENCONG_")
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(ours)
        }
        return subprocess.run(  # noqa: S603
            [sys.executable, *arguments],
            cwd=pytestconfig.rootpath,
            env={**environment, "KHUYENCONG_DATA_DIR": str(tmp_path), **variables},
            capture_output=True,
            text=True,
        )

    return run


@pytest.fixture
def load(run):
    def load(**variables):
        process = run("-c", PRINT, **variables)
        assert process.returncode == 0, process.stderr
        return json.loads(process.stdout)

    return load


def test_the_mode_is_production_unless_said_otherwise(load):
    assert load()["PRODUCTION"] == "True"


@pytest.mark.parametrize(
    "variables",
    [
        {"KHUYENCONG_MODE": "prod"},
        {"KHUYENCONG_DEBUG": "yes"},
        {"DATABASE_URL": "mysql://root@localhost/portal"},
    ],
    ids=lambda variables: next(iter(variables)),
)
def test_a_value_nobody_meant_is_refused(run, variables):
    process = run("-c", PRINT, **variables)

    assert process.returncode
    assert next(iter(variables)) in process.stderr


def test_a_demo_makes_its_own_key_and_keeps_it(load, tmp_path):
    first = load(KHUYENCONG_MODE="demo")["SECRET_KEY"]

    assert load(KHUYENCONG_MODE="demo")["SECRET_KEY"] == first
    assert len(first) >= 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_database_url_selects_postgresql(load):
    databases = load(DATABASE_URL="postgres://portal@127.0.0.1:5432/khuyencong")["DATABASES"]

    assert "django.db.backends.postgresql" in databases
    assert "'NAME': 'khuyencong'" in databases


def test_an_oidc_issuer_may_be_posted_to(load):
    issuer = "https://sso.example.vn/realms/tinh"

    policy = load(KHUYENCONG_OIDC_ISSUER=issuer)["CONTENT_SECURITY_POLICY"]

    assert "'form-action': [\"'self'\", 'https://sso.example.vn']" in policy
    assert "sso.example.vn" not in load()["CONTENT_SECURITY_POLICY"]


def test_check_deploy_is_clean_in_a_proper_environment(run):
    process = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert process.returncode == 0, process.stderr


def test_production_without_settings_says_what_is_missing(run):
    process = run("manage.py", "check")

    assert process.returncode
    assert "SECRET_KEY is missing" in process.stderr
    assert "ALLOWED_HOSTS is empty" in process.stderr


def test_the_web_server_refuses_to_start_without_settings(run):
    process = run("-c", "import khuyencong.wsgi")

    assert process.returncode
    assert "The portal refuses to start" in process.stderr
    assert "SECRET_KEY is missing" in process.stderr


def test_the_web_server_starts_in_a_proper_environment(run):
    process = run("-c", "import khuyencong.wsgi", **PRODUCTION)

    assert process.returncode == 0, process.stderr
