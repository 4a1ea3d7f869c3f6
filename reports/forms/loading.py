"""Where the definitions are: those shipped, and the office's own in ``var/bieu``.

A file of the office with the slug of a shipped form takes its place. They are read once a process.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from .definition import Definition, FormError
from .judging import definition_from

SHIPPED = Path(__file__).resolve().parent / "definitions"
# The order in which an office submits them; others follow by their names.
ORDER = ("ket-qua", "kinh-phi", "binh-chon", "du-an", "du-an-theo-nguon")


def definitions() -> Mapping[str, Definition]:
    """Every form by its slug, in the order of the menu. Raises FormError for a wrong file."""
    return _read((SHIPPED, settings.FORMS_DIR))


@cache
def _read(folders: tuple[Path, ...]) -> Mapping[str, Definition]:
    found: dict[str, Definition] = {}
    for folder in folders:
        own = {form.slug: form for form in map(read_definition, sorted(folder.glob("*.toml")))}
        found |= own
    return dict(sorted(found.items(), key=lambda pair: _place(pair[0])))


def _place(slug: str) -> tuple[int, str]:
    return (ORDER.index(slug) if slug in ORDER else len(ORDER), slug)


def read_definition(path: Path) -> Definition:
    """The form in a file. Raises FormError."""
    try:
        raw: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as wrong:
        raise FormError(f"Mẫu biểu {path.name}: không đọc được ({wrong}).") from wrong
    return definition_from(raw, path.name)


@register()
def check_definitions(app_configs: Any, **more: Any) -> Iterable[CheckMessage]:
    """The portal does not start with a form that would print wrong headings."""
    try:
        definitions()
    except FormError as wrong:
        return [Error(str(wrong), id="reports.E001")]
    return []
