import os

import pytest

import manage
from khuyencong import bootstrap

pytestmark = pytest.mark.any_database


@pytest.fixture
def commands(monkeypatch):
    """The command lines handed on to Django, with the mode each would run in."""
    seen = []
    monkeypatch.setattr(bootstrap, "ensure_environment", lambda source, command: None)
    monkeypatch.setattr(
        "django.core.management.execute_from_command_line",
        lambda argv: seen.append((argv[1:], os.environ.get("KHUYENCONG_MODE"))),
    )
    # Set first, so that what main() sets is taken back after the test.
    for name in ("KHUYENCONG_MODE", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return seen


def test_demo_runs_in_demo_mode(commands):
    manage.main(["demo", "--port", "8001"])

    assert commands == [(["demo", "--port", "8001"], "demo")]


def test_other_commands_choose_no_mode(commands):
    manage.main(["migrate"])

    assert commands == [(["migrate"], None)]


def test_a_mode_that_was_set_is_kept(commands, monkeypatch):
    monkeypatch.setenv("KHUYENCONG_MODE", "production")

    manage.main(["demo"])

    assert commands == [(["demo"], "production")]


def test_test_hands_its_arguments_to_pytest(commands, monkeypatch):
    monkeypatch.setattr(pytest, "main", lambda arguments: commands.append(arguments) or 5)

    with pytest.raises(SystemExit) as stopped:
        manage.main(["test", "-k", "formats"])

    assert stopped.value.code == 5
    assert commands[0][-2:] == ["-k", "formats"]


@pytest.mark.usefixtures("commands")
def test_missing_test_tools_are_named(monkeypatch):
    monkeypatch.setattr(manage, "find_spec", lambda name: None)

    with pytest.raises(SystemExit, match=r"pip install -r requirements-dev\.lock"):
        manage.main(["test"])
