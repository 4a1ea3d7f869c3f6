#!/usr/bin/env python3
"""Run the portal's commands; makes its own environment where Django is missing."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

SOURCE = Path(__file__).resolve().parent
MODES = {"demo": "demo", "test": "test"}


def main(arguments: list[str]) -> None:
    command = arguments[0] if arguments else "help"
    if command in MODES:
        os.environ.setdefault("KHUYENCONG_MODE", MODES[command])

    from khuyencong import bootstrap

    bootstrap.ensure_environment(SOURCE, command)
    if command == "test":
        sys.exit(run_tests(arguments[1:]))

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuyencong.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line([sys.argv[0], *arguments])


def run_tests(arguments: list[str]) -> int:
    """Run pytest with the arguments given, on two processes unless they say otherwise.

    Each file stays in one process: what its tests share is then made once.
    """
    if find_spec("pytest") is None:
        sys.exit(
            "The test tools are not installed in this environment: "
            "pip install -r requirements-dev.lock"
        )
    import pytest

    shared_out = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    return pytest.main([*shared_out, *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
