"""Sai khác: by how much the register stands today from what was published, never hidden.

The strip on a page reads one stored row; it is measured anew after a record was approved or
unlocked. The page of the drift measures at once.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .models import Drift, Publication
from .sealing.changes import Changes
from .sealing.copying import register_lines_of
from .sealing.lines import SealedLines

KEPT = 20  # names of changed figures that the stored row keeps
SIDES = ("Đã công bố", "Sổ hiện nay")


def measured(publication: Publication) -> Changes:
    """Compare the sealed lines with the register as it is now."""
    return Changes.between(SealedLines(publication), register_lines_of(publication), SIDES)


def refresh(publication: Publication) -> Drift:
    """Measure, and store what the strip shows."""
    found = measured(publication)
    row, _ = Drift.objects.update_or_create(
        publication=publication,
        defaults={
            "measured_at": timezone.now(),
            "changed_figures": len(found.figures),
            "changed_records": len(found.records),
            "figures": [change.words for change in found.figures[:KEPT]],
        },
    )
    return row


def drift_strip(publication: Publication | None) -> Drift | None:
    """The stored drift of a publication, where the public may see it."""
    if publication is None or not settings.PUBLIC_DRIFT:
        return None
    return Drift.objects.filter(publication=publication).first()


def refresh_shown() -> None:
    """Measure every revision that an unversioned address shows."""
    for publication in Publication.objects.shown():
        refresh(publication)


def register_changed(sender: Any, **kwargs: Any) -> None:
    """A record entered or left the figures: measure anew once that is stored."""
    hooks = transaction.get_connection().run_on_commit
    if not any(hook is refresh_shown for _, hook, *_ in hooks):
        transaction.on_commit(refresh_shown)
