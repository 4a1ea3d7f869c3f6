"""Codes that the portal issues where the office has none: ``KC-2026-014``, ``CS-00012``."""

from typing import Any

from django.db import IntegrityError, models, transaction

TRIES = 5


def save_with_code(record: models.Model, prefix: str, width: int, save: Any) -> None:
    """Save ``record`` by calling ``save()``, giving it the next free code after ``prefix``.

    Two people may ask for the same number at the same time: the database refuses the second, who
    takes the next one.
    """
    if record.code:  # type: ignore[attr-defined]
        save()
        return
    for attempt in range(1, TRIES + 1):
        record.code = next_code(type(record), prefix, width)  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                save()
            return
        except IntegrityError:
            taken = type(record)._default_manager.filter(code=record.code)  # type: ignore[attr-defined]
            if attempt == TRIES or not taken.exists():
                raise


def next_code(model: type[models.Model], prefix: str, width: int) -> str:
    """The code after the highest one issued under ``prefix``."""
    issued = (
        model._default_manager.filter(code__regex=rf"^{prefix}\d{{{width},}}$")
        .annotate(length=models.functions.Length("code"))
        .order_by("-length", "-code")
        .values_list("code", flat=True)
        .first()
    )
    last = int(issued.removeprefix(prefix)) if issued else 0
    return f"{prefix}{last + 1:0{width}d}"
