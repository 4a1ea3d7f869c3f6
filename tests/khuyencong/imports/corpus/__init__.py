"""Awkward and hostile files, each with the one outcome that is right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from khuyencong.imports.reading import Limits


@dataclass(frozen=True)
class Table:
    """A sheet as it must be read: all that is said of it, and every row by its number."""

    rows: Mapping[int, tuple[Any, ...]]
    name: str = "Sheet1"
    is_hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    is_1904: bool = False
    notes: tuple[str, ...] = ()
    hidden_rows: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Case:
    """A file and what becomes of it: its tables, or words of its refusal."""

    name: str
    build: Callable[[], bytes]
    tables: tuple[Table, ...] = ()
    refused: tuple[str, ...] = ()
    file_name: str = "danh-sach.xlsx"
    limits: Limits = field(default_factory=Limits)


def read(name: str, build: Callable[[], bytes], *tables: Table, **more: Any) -> Case:
    """A file that is read."""
    return Case(name, build, tables=tables, **more)


def refuse(name: str, build: Callable[[], bytes], *words: str, **more: Any) -> Case:
    """A file that is refused with all of these words."""
    return Case(name, build, refused=words, **more)
