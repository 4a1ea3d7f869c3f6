"""Reads the demo sets' TOML files, which stand beside the code."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent


@cache
def read(name: str) -> dict[str, Any]:
    """The content of ``name``; shared, so nobody changes it."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
