"""Công khai: what the public may see of a record is an allow-list on each model.

``public_fields`` names the fields that a page, file or search result may show. Whatever is not
named, and so every new field, is private: rows for the public are read with ``public``, do not
hold more, and refuse to fetch more.
"""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


class NotPublic(Exception):
    """A public page asked for a field that is not on the allow-list of its model."""


def public(rows: QuerySet[Row], *related: str) -> QuerySet[Row]:
    """``rows`` with their public fields only, and with those of the records named in ``related``.

    ``related`` are paths as for ``select_related``; each step must be a public field itself.
    """
    fields = {name for path in ("", *related) for name in _public_along(rows.model, path)}
    return rows.select_related(*related).only(*sorted(fields))


def _public_along(model: Any, path: str) -> Iterator[str]:
    """The public fields of a model and of every model on the path from it."""
    before = ""
    for step in (*filter(None, path.split("__")), ""):
        # The key keeps a model without public fields from being read whole.
        shown = {model._meta.pk.name, *getattr(model, "public_fields", ())}
        columns = {field.name for field in model._meta.concrete_fields}
        yield from (f"{before}{name}" for name in shown & columns)
        if step:
            model, before = model._meta.get_field(step).related_model, f"{before}{step}__"
