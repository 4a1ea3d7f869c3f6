"""What stands beside the form: the papers of the kind, and who changed what lately."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from khuyencong.history import changes_between
from programs.models import DocumentKind
from projects.models import (
    Activity,
    Document,
    Explanation,
    Funding,
    Payment,
    Quantity,
    Support,
)


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


@dataclass(frozen=True)
class Change:
    """A version of the activity or of a part of it."""

    row: Any
    changes: list[dict[str, Any]]

    @property
    def what(self) -> str:
        done = {"+": "Tạo", "~": "Sửa", "-": "Xóa"}[self.row.history_type]
        return f"{done} {self.row.instance_type._meta.verbose_name}"


def recent_changes(activity: Activity) -> list[Change]:
    """The last changes of the activity and of its parts, newest first."""
    own = Activity.history.filter(id=activity.pk).select_related("history_user")
    rows = [*own[:CHANGES_SHOWN], *_rows_of_parts(activity, CHANGES_SHOWN)]
    rows.sort(key=lambda row: row.history_date, reverse=True)
    return [Change(row, []) for row in rows[:CHANGES_SHOWN]]


def part_changes(activity: Activity) -> list[Change]:
    """What changed in supports, quantities, money, payments and reasons, newest first."""
    rows = sorted(_rows_of_parts(activity, PART_CHANGES_SHOWN), key=_object_and_day, reverse=True)
    changes = [
        Change(row, changes_between(row, older) if older and _same(row, older) else [])
        for row, older in zip_longest(rows, rows[1:])
    ]
    return sorted(changes, key=lambda change: change.row.history_date, reverse=True)


def _rows_of_parts(activity: Activity, limit: int) -> Iterator[Any]:
    """Versions of the parts, also of those that are no more."""
    supports = Support.history.filter(activity_id=activity.pk)
    fundings = Funding.history.filter(activity_id=activity.pk)
    of_support = {"support_id__in": supports.values("id")}
    of_funding = {"funding_id__in": fundings.values("id")}
    for versions in (
        supports,
        fundings,
        Quantity.history.filter(**of_support),
        Payment.history.filter(**of_funding),
        Explanation.history.filter(activity_id=activity.pk),
    ):
        yield from versions.select_related("history_user").order_by("-history_date")[:limit]


def _object_and_day(row: Any) -> tuple[str, int, Any]:
    return row.instance_type.__name__, row.id, row.history_date


def _same(row: Any, older: Any) -> bool:
    return row.instance_type is older.instance_type and row.id == older.id
