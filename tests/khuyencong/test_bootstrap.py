import os
import sys
from types import SimpleNamespace

import pytest

from khuyencong import bootstrap

pytestmark = pytest.mark.any_database


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A checkout seen from a bare Python; making and installing are only written down."""
    (tmp_path / ".git").mkdir()
    (tmp_path / bootstrap.LOCK).write_text("django==5.2.19 \\\n")
    (tmp_path / bootstrap.TEST_LOCK).write_text("django==5.2.19 \\\npytest==9.2.0 \\\n")
    monkeypatch.setattr(bootstrap, "TELLING_PACKAGES", ("no_such_package",))
    monkeypatch.setenv("KHUYENCONG_MODE", "test")
    return tmp_path


@pytest.fixture
def python_answers(monkeypatch):
    """What the environment's Python says when asked for pip and its version."""
    answer = SimpleNamespace(returncode=0, stdout=sys.version)
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *args, **kwargs: answer)
    return answer


@pytest.fixture
def steps(source, python_answers, monkeypatch):
    """What was done, in order."""
    done = []

    def make(command):
        done.append("make")
        python = bootstrap.python_of(source / ".venv")
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()
        (source / ".venv" / bootstrap.STATE_FILE).unlink(missing_ok=True)

    monkeypatch.setattr(bootstrap, "run", make)
    monkeypatch.setattr(bootstrap, "install", lambda venv, lock: done.append(lock.name))
    monkeypatch.setattr(bootstrap, "restart_in", lambda venv: done.append("restart"))
    return done


def test_first_command_makes_the_environment_and_starts_again_in_it(source, steps):
    bootstrap.ensure_environment(source, "demo")

    assert steps == ["make", "requirements.lock", "restart"]


def test_second_command_only_starts_again(source, steps):
    bootstrap.ensure_environment(source, "demo")
    steps.clear()

    bootstrap.ensure_environment(source, "demo")

    assert steps == ["restart"]


def test_tests_after_the_demo_add_their_tools_to_the_same_environment(source, steps):
    bootstrap.ensure_environment(source, "demo")
    steps.clear()

    bootstrap.ensure_environment(source, "test")
    bootstrap.ensure_environment(source, "demo")

    assert steps == ["requirements-dev.lock", "restart", "restart"]


def test_a_changed_lock_is_installed_over_the_old_one(source, steps):
    bootstrap.ensure_environment(source, "demo")
    steps.clear()
    (source / bootstrap.LOCK).write_text("django==5.2.20 \\\n")

    bootstrap.ensure_environment(source, "demo")

    assert steps == ["requirements.lock", "restart"]


def test_an_environment_left_unfinished_is_made_again(source, steps, monkeypatch):
    def stopped(venv, lock):
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "install", stopped)
    with pytest.raises(SystemExit, match="stopped"):
        bootstrap.ensure_environment(source, "demo")
    monkeypatch.setattr(bootstrap, "install", lambda venv, lock: None)
    bootstrap.ensure_environment(source, "demo")

    assert steps == ["make", "make", "restart"]


def test_the_folder_a_failed_venv_leaves_behind_is_no_environment(source, steps, python_answers):
    """Debian without ensurepip leaves .venv/bin/python and nothing else."""
    python = bootstrap.python_of(source / ".venv")
    python.parent.mkdir(parents=True)
    python.touch()
    python_answers.returncode = 1

    bootstrap.ensure_environment(source, "demo")

    assert steps[0] == "make"


def test_an_environment_of_another_python_is_made_again(source, steps, monkeypatch):
    bootstrap.ensure_environment(source, "demo")
    steps.clear()
    monkeypatch.setattr(bootstrap.sys, "version", "3.14.0 (another build)")

    bootstrap.ensure_environment(source, "demo")

    assert steps == ["make", "requirements.lock", "restart"]


def test_a_python_that_has_the_packages_is_used_as_it_is(source, steps, monkeypatch):
    monkeypatch.setattr(bootstrap, "TELLING_PACKAGES", ("json", "pathlib"))

    bootstrap.ensure_environment(source, "demo")

    assert steps == []
    assert not (source / ".venv").exists()


def test_an_environment_its_owner_made_is_left_alone(source, steps, monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "prefix", str(source / ".venv"))

    bootstrap.ensure_environment(source, "demo")

    assert steps == []


def test_missing_ensurepip_names_the_package(source, steps, monkeypatch):
    monkeypatch.setattr(bootstrap, "find_spec", lambda name: None)

    with pytest.raises(SystemExit, match="apt install python3-venv"):
        bootstrap.ensure_environment(source, "demo")

    assert not (source / ".venv").exists()


@pytest.mark.parametrize("mode", ["production", None])
def test_nothing_is_installed_in_production(source, steps, monkeypatch, mode):
    monkeypatch.delenv("KHUYENCONG_MODE")
    if mode:
        monkeypatch.setenv("KHUYENCONG_MODE", mode)

    with pytest.raises(SystemExit, match=r"pip install -r requirements\.lock"):
        bootstrap.ensure_environment(source, "migrate")

    assert steps == []


def test_nothing_is_installed_outside_a_checkout(source, steps):
    os.rmdir(source / ".git")

    with pytest.raises(SystemExit, match=r"pip install -r requirements\.lock"):
        bootstrap.ensure_environment(source, "demo")


def test_a_python_that_is_too_old_is_named():
    with pytest.raises(bootstrap.BootstrapError, match=r"Python 3\.11 or newer .* this is 3\.9\.2"):
        bootstrap.check_python((3, 9, 2))


def test_windows_keeps_its_python_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "platform", "win32")

    assert bootstrap.python_of(tmp_path) == tmp_path / "Scripts" / "python.exe"


def test_packages_that_cannot_be_installed_leave_the_environment_unfinished(
    source, steps, monkeypatch
):
    def refused(venv, lock):
        raise bootstrap.BootstrapError("the packages could not be installed")

    monkeypatch.setattr(bootstrap, "install", refused)

    with pytest.raises(SystemExit, match="could not be installed"):
        bootstrap.ensure_environment(source, "demo")

    assert bootstrap.state_of(source / ".venv") == bootstrap.UNFINISHED


def test_the_test_lock_holds_the_same_packages_as_the_portals(pytestconfig):
    def pins(name):
        lines = (pytestconfig.rootpath / name).read_text().splitlines()
        return {line.split()[0] for line in lines if "==" in line.split(" ")[0]}

    portal, tests = pins(bootstrap.LOCK), pins(bootstrap.TEST_LOCK)

    assert portal
    assert portal <= tests


@pytest.mark.parametrize("name", [bootstrap.LOCK, bootstrap.TEST_LOCK])
def test_a_lock_names_no_registry(pytestconfig, name):
    assert "://" not in (pytestconfig.rootpath / name).read_text()
