"""Sai khác: by how much the register stands today from what was published, never hidden.

The strip on a page reads one stored row; it is measured anew after a record was approved or
unlocked. The page of the drift measures at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .figures import Unit
from .formats import shown_cell
from .models import Drift, Publication
from .sealing.copying import register_lines_of
from .sealing.differences import FigureChange, RecordChange, figures_changed, records_changed
from .sealing.lines import SealedLines
from .tables import Cell, Column, Row, Table

OLD = Column("old", "Đã công bố", is_text=True)
NEW = Column("new", "Sổ hiện nay", is_text=True)
WHAT = Column("what", "Thay đổi", is_text=True)
TITLE = Column("title", "Tên", is_text=True)
KEPT = 20  # names of changed figures that the stored row keeps


@dataclass(frozen=True)
class Measured:
    """What differs today, figure by figure and record by record."""

    figures: Sequence[FigureChange]
    records: Sequence[RecordChange]

    @property
    def is_nothing(self) -> bool:
        return not self.figures and not self.records

    @property
    def tables(self) -> tuple[Table, Table]:
        return (self._figures_table, self._records_table)

    @property
    def _figures_table(self) -> Table:
        rows = tuple(
            Row(number, _words(change), (_text(OLD, change.old), _text(NEW, change.new)))
            for number, change in enumerate(self.figures, 1)
        )
        return Table("sai-khac-so", "Con số khác", "Con số", (OLD, NEW), rows)

    @property
    def _records_table(self) -> Table:
        rows = tuple(
            Row(change.code, change.code, (Cell(TITLE, change.title), Cell(WHAT, _what(change))))
            for change in self.records
        )
        return Table("sai-khac-ho-so", "Hồ sơ khác", "Mã hồ sơ", (TITLE, WHAT), rows)


def _words(change: FigureChange) -> str:
    return f"{change.where}: {change.label}" if change.where else change.label


def _text(column: Column, cell: Cell) -> Cell:
    """A number as printed with its unit, since the rows have different ones."""
    unit = " triệu đồng" if cell.column.unit is Unit.DONG else ""
    return Cell(column, f"{shown_cell(cell)}{unit}")


def _what(change: RecordChange) -> str:
    columns = (f"{one.label}: {one.old} → {one.new}" for one in change.columns)
    return "; ".join([str(change.what.label), *columns])


def measured(publication: Publication) -> Measured:
    """Compare the sealed lines with the register as it is now."""
    sealed, live = SealedLines(publication), register_lines_of(publication)
    return Measured(figures_changed(sealed, live), records_changed(sealed, live))


def refresh(publication: Publication) -> Drift:
    """Measure, and store what the strip shows."""
    found = measured(publication)
    row, _ = Drift.objects.update_or_create(
        publication=publication,
        defaults={
            "measured_at": timezone.now(),
            "changed_figures": len(found.figures),
            "changed_records": len(found.records),
            "figures": [_words(change) for change in found.figures[:KEPT]],
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
    shown: dict[tuple[str, str], Publication] = {}
    for publication in Publication.objects.standing().order_by("revision"):
        shown[publication.period_slug, publication.scope_slug] = publication
    for publication in shown.values():
        refresh(publication)


def register_changed(sender: Any, **kwargs: Any) -> None:
    """A record entered or left the figures: measure anew once that is stored."""
    hooks = transaction.get_connection().run_on_commit
    if not any(hook is refresh_shown for _, hook, *_ in hooks):
        transaction.on_commit(refresh_shown)
