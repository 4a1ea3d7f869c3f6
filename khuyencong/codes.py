"""Codes that the portal issues where the office has none: ``KC-2026-014``, ``CS-00012``."""

from typing import Any

from django.db import IntegrityError, models, transaction

TRIES = 5


def save_with_code(record: models.Model, save: Any) -> None:
    """Save ``record`` by calling ``save()``, giving it the next free code of its series.

    Two people may ask for the same number at the same time: the database refuses the second, who
    takes the next one.
    """
    if record.code:  # type: ignore[attr-defined]
        save()
        return
    prefix, width = record.code_series  # type: ignore[attr-defined]
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


class Codes:
    """Codes for many new records at once: each series is looked up once, then counted on."""

    def __init__(self) -> None:
        self._last: dict[tuple[type[models.Model], str], int] = {}

    def give(self, record: models.Model) -> None:
        """The next code, where the record has a series and no code yet."""
        if not hasattr(record, "code_series") or record.code:  # type: ignore[attr-defined]
            return
        prefix, width = record.code_series
        series = type(record), prefix
        if series not in self._last:
            first = next_code(type(record), prefix, width)
            self._last[series] = int(first.removeprefix(prefix)) - 1
        self._last[series] += 1
        record.code = f"{prefix}{self._last[series]:0{width}d}"  # type: ignore[attr-defined]


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
