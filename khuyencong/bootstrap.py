"""Makes the portal's own environment, ``.venv``, from the hashed lock.

Only the standard library is used here, and nothing that an old Python cannot read: this runs
on a bare Python, before Django exists.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

OLDEST_PYTHON = (3, 11)
LOCK = "requirements.lock"
TEST_LOCK = "requirements-dev.lock"  # the same packages and the test tools
STATE_FILE = "khuyencong-installed"
UNFINISHED = "unfinished"

# A Python that has Django for other work is not the portal's environment.
TELLING_PACKAGES = ("django", "allauth", "axes", "csp", "import_export", "simple_history")


class BootstrapError(Exception):
    """What stops the environment from being made, in one line for the person at the terminal."""


def ensure_environment(source: Path, command: str) -> None:
    """Start this command again in ``.venv`` unless the running Python can already do it."""
    venv = source / ".venv"
    running_in_venv = Path(sys.prefix).resolve() == venv.resolve()
    try:
        check_python(sys.version_info[:3])
        if not running_in_venv and all(map(find_spec, TELLING_PACKAGES)):
            return
        if needs_installing(source, command, running_in_venv):
            check_place(source, os.environ.get("KHUYENCONG_MODE"))
            make_environment(venv, source / wanted_locks(command)[0])
    except BootstrapError as problem:
        sys.exit(f"manage.py: {problem}")
    except KeyboardInterrupt:
        sys.exit("\nmanage.py: stopped; the same command starts again from the beginning.")
    if not running_in_venv:
        restart_in(venv)


def check_python(version: tuple[int, ...]) -> None:
    """Say which Python is needed where this one is too old."""
    if version[:2] < OLDEST_PYTHON:
        needed, found = (".".join(map(str, numbers)) for numbers in (OLDEST_PYTHON, version))
        raise BootstrapError(f"Python {needed} or newer is needed; this is {found}.")


def check_place(source: Path, mode: str | None) -> None:
    """Act only in a checkout that says it is no production server; elsewhere the operator does."""
    if mode not in ("demo", "test") or not (source / ".git").exists():
        raise BootstrapError(
            "the portal's packages are not installed in this Python: "
            f"pip install -r {LOCK} (or, for a first look: python3 manage.py demo)."
        )


def wanted_locks(command: str) -> tuple[str, ...]:
    """The locks that serve a command, the one to install first."""
    return (TEST_LOCK,) if command == "test" else (LOCK, TEST_LOCK)


def needs_installing(source: Path, command: str, running_in_venv: bool) -> bool:
    """Whether ``.venv`` is missing, unfinished, or made from another lock or Python."""
    venv = source / ".venv"
    state = state_of(venv)
    if running_in_venv and state is None:
        return False  # made by its owner, who keeps it up to date
    stamps = [stamp_of(source / name) for name in wanted_locks(command)]
    return state not in stamps or not python_of(venv).exists()


def make_environment(venv: Path, lock: Path) -> None:
    """Bring ``.venv`` to what the lock says, from the beginning if it is not whole."""
    started = time.monotonic()
    if not is_whole(venv):
        if find_spec("ensurepip") is None:
            raise BootstrapError(
                "this Python cannot make environments (ensurepip is missing). "
                "On Debian and Ubuntu: apt install python3-venv"
            )
        say(f"Making {venv.name} with Python {sys.version.split()[0]} (only the first time) ...")
        run([sys.executable, "-m", "venv", "--clear", str(venv)])
    state = venv / STATE_FILE
    state.write_text(UNFINISHED, encoding="utf-8")
    install(venv, lock)
    state.write_text(stamp_of(lock), encoding="utf-8")
    say(f"{venv.name} is ready after {time.monotonic() - started:.0f} s.")


def is_whole(venv: Path) -> bool:
    """Whether ``.venv`` was finished, and runs with pip under this Python's version."""
    python = python_of(venv)
    if not python.exists() or state_of(venv) == UNFINISHED:
        return False
    question = "import pip, sys; print(sys.version)"
    answer = subprocess.run([str(python), "-c", question], capture_output=True, text=True)  # noqa: S603
    return answer.returncode == 0 and answer.stdout.strip() == sys.version


def install(venv: Path, lock: Path) -> None:
    """Install the lock's packages, each checked against its hash, counting them as they come."""
    total = len(re.findall(r"^\S+==", lock.read_text(encoding="utf-8"), flags=re.MULTILINE))
    say(f"Installing {total} packages of {lock.name} ...")
    command = [str(python_of(venv)), "-m", "pip", "install", "--require-hashes", "--no-input"]
    # Python compiles what it uses when it first does; compiling all beforehand takes a third more.
    command += ["--no-compile", "--disable-pip-version-check", "-r", str(lock)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as pip:  # noqa: S603
        count = 0
        for line in pip.stdout or ():
            if line.startswith(("Collecting ", "Requirement already satisfied: ")):
                count += 1
                show_progress(count, total)
    finish_progress()
    if pip.returncode:
        raise BootstrapError("the packages could not be installed; the reason stands above.")


def restart_in(venv: Path) -> None:
    """Run the same command line with the environment's Python in this one's place."""
    command = [str(python_of(venv)), *sys.argv]
    if sys.platform == "win32":  # exec there returns to the shell at once
        sys.exit(subprocess.call(command))  # noqa: S603
    os.execv(command[0], command)  # noqa: S606


def run(command: list[str]) -> None:
    """Run a step of making the environment; its own words explain a failure."""
    if subprocess.call(command):  # noqa: S603
        raise BootstrapError(f"this failed: {' '.join(command)}")


def python_of(venv: Path) -> Path:
    """Where an environment keeps its Python on this system."""
    return venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def state_of(venv: Path) -> str | None:
    """What was last installed there: a stamp, ``UNFINISHED``, or None if not by this module."""
    state = venv / STATE_FILE
    return state.read_text(encoding="utf-8") if state.is_file() else None


def stamp_of(lock: Path) -> str:
    """The lock's content and the Python version, as one short word."""
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def say(text: str) -> None:
    """Tell the person at the terminal what is going on, apart from the command's own output."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def show_progress(count: int, total: int) -> None:
    """Keep one line up to date on a terminal; in a log, write nothing."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r  {min(count, total)} of {total}")
        sys.stderr.flush()


def finish_progress() -> None:
    """Leave the line that was kept up to date."""
    if sys.stderr.isatty():
        sys.stderr.write("\n")
