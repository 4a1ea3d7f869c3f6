"""What stands beside the form: the papers of the kind, and who changed what lately."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from programs.models import DocumentKind
from projects.models import Activity, Document, Funding, Support


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
DONE = {"+": "Tạo", "~": "Sửa", "-": "Xóa"}


@dataclass(frozen=True)
class Change:
    """A line of the history beside the form."""

    what: str
    who: Any
    when: Any


def recent_changes(activity: Activity) -> list[Change]:
    """The last changes of the activity, its supports and its money, newest first."""
    rows = [
        row
        for versions in (
            Activity.history.filter(id=activity.pk),
            Support.history.filter(activity_id=activity.pk),
            Funding.history.filter(activity_id=activity.pk),
        )
        for row in versions.select_related("history_user")[:CHANGES_SHOWN]
    ]
    rows.sort(key=lambda row: row.history_date, reverse=True)
    return [
        Change(
            f"{DONE[row.history_type]} {row.instance_type._meta.verbose_name}",
            row.history_user,
            row.history_date,
        )
        for row in rows[:CHANGES_SHOWN]
    ]
