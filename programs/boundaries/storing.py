"""Keeping what a file says, and what a person should look at before trusting it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from programs.models import Boundary, Commune, OldDistrict

from .geometry import Ring, contains, simplify
from .reader import Shapes

# Degrees: less than a pixel of the map.
TOLERANCE = 0.003


@dataclass(frozen=True)
class Outcome:
    """What was kept; ``missing`` have no boundary, the points of ``elsewhere`` lie outside it."""

    kept: int
    others: int
    missing: Sequence[str]
    elsewhere: Sequence[str]


def store(shapes: Shapes, source: str) -> Outcome:
    """Put the boundaries of a level in place of those that are there, all or nothing."""
    simpler = simplify(shapes.rings, TOLERANCE)
    with transaction.atomic():
        Boundary.objects.filter(level=shapes.level).delete()
        Boundary.objects.bulk_create(
            Boundary(level=shapes.level, code=code, rings=rings, source=source)
            for code, rings in simpler.items()
        )
    return Outcome(
        kept=len(simpler),
        others=shapes.others,
        missing=_missing(shapes),
        elsewhere=_elsewhere(shapes),
    )


def _missing(shapes: Shapes) -> list[str]:
    places = Commune if shapes.level == Boundary.Level.COMMUNE else OldDistrict
    return [
        f"{place} ({place.code})" for place in places.objects.exclude(code__in=list(shapes.rings))
    ]


def _elsewhere(shapes: Shapes) -> list[str]:
    """Codes were given anew when communes merged: a point outside tells of an old file."""
    if shapes.level != Boundary.Level.COMMUNE:
        return []
    communes = Commune.objects.filter(code__in=list(shapes.rings), longitude__isnull=False)
    return [
        f"{commune} ({commune.code})"
        for commune in communes
        if not _holds(shapes.rings[commune.code], commune)
    ]


def _holds(rings: Sequence[Ring], commune: Commune) -> bool:
    return contains(rings, (float(commune.longitude or 0), float(commune.latitude or 0)))
