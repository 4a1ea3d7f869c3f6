"""What stands beside the form: the papers of the kind, and who changed what lately."""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.apps import apps

from khuyencong.history import Told, tell, versions_of_parts, with_previous
from programs.models import DocumentKind
from projects.models import Activity, Document


@dataclass(frozen=True)
class Paper:
    """A line of the checklist."""

    kind: DocumentKind
    documents: list[Document]


def checklist(activity: Activity) -> Iterator[Paper]:
    """What the main kind asks for, each with what is there; then papers it does not ask for."""
    there: dict[DocumentKind, list[Document]] = {
        kind: [] for kind in activity.main_kind.documents.all()
    }
    for document in activity.documents.select_related("kind"):
        there.setdefault(document.kind, []).append(document)
    for kind, documents in there.items():
        yield Paper(kind, documents)


CHANGES_SHOWN = 3
PART_CHANGES_SHOWN = 200


def recent_changes(activity: Activity) -> list[Told]:
    """The last changes of the activity, its supports and its money, newest first."""
    own = Activity.history.filter(id=activity.pk).select_related("history_user")
    rows = [*own[:CHANGES_SHOWN], *_rows_of_parts(activity, CHANGES_SHOWN)]
    rows.sort(key=attrgetter("history_date"), reverse=True)
    return [Told(row, []) for row in rows[:CHANGES_SHOWN]]


def part_changes(activity: Activity) -> list[Told]:
    """What changed in supports, quantities, money, payments and papers, newest first."""
    rows = list(_rows_of_parts(activity, PART_CHANGES_SHOWN))
    return sorted(tell(rows), key=lambda told: told.row.history_date, reverse=True)


def _rows_of_parts(activity: Activity, limit: int) -> Iterator[Any]:
    """Versions of the parts, also of those that are no more."""
    for label, path in Activity.content_parts:
        versions = versions_of_parts(apps.get_model(label), path, activity.pk)
        yield from with_previous(versions).order_by("-history_date", "-history_id")[:limit]
