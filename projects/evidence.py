"""What an accepted activity still lacks: its day, its papers, the decision it rests on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from programs.models import Deadline, DocumentKind

from .models import Activity, Document, Stage, StageEvent, Support

# The deadline for what follows acceptance, by its code in the catalogue.
LIQUIDATION = "thanh-ly"


class Lack(models.TextChoices):
    """Thiếu: one thing that a record should have and has not."""

    DAY = "ngay", "Nghiệm thu, chưa có ngày"
    PAPERS = "giay-to", "Nghiệm thu, thiếu giấy tờ"
    DECISION = "quyet-dinh", "Phê duyệt, chưa có quyết định"
    LIQUIDATION = "thanh-ly", "Quá hạn thanh lý hợp đồng"

    def of(self, rows: QuerySet[Activity]) -> QuerySet[Activity]:
        """The rows that lack it."""
        accepted = rows.filter(stage=Stage.ACCEPTED)
        match self:
            case Lack.DAY:
                supports = Support.objects.filter(
                    activity=OuterRef("pk"), accepted_on__isnull=True, stopped_on__isnull=True
                )
                return accepted.filter(accepted_on__isnull=True).filter(Exists(supports))
            case Lack.PAPERS:
                return accepted.filter(Exists(_missing().filter(of=OuterRef("pk"))))
            case Lack.LIQUIDATION:
                return _late(rows)
        return rows.filter(stage__in=[Stage.APPROVED, Stage.ACCEPTED], decision__isnull=True)


def _late(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """Completed longer ago than the deadline allows, and no liquidation is recorded."""
    deadline = Deadline.objects.filter(code=LIQUIDATION, every=Deadline.Every.ACCEPTANCE).first()
    if deadline is None:
        return rows.none()
    events = StageEvent.objects.filter(
        activity=OuterRef("pk"), kind=StageEvent.Kind.LIQUIDATION, support__isnull=True
    )
    since = deadline.accepted_before(timezone.localdate())
    return rows.filter(completed_on__lt=since).filter(~Exists(events))


def missing_papers(activities: Iterable[Activity]) -> Mapping[int, Sequence[str]]:
    """The names of the papers that each activity's main kind asks for and it has not."""
    names: dict[int, list[str]] = defaultdict(list)
    keys = [activity.pk for activity in activities]
    for of, name in _missing().filter(of__in=keys).values_list("of", "name"):
        names[of].append(name)
    return names


def _missing() -> QuerySet[Any]:
    there = Document.objects.filter(activity=OuterRef("of"), kind=OuterRef("pk"))
    return DocumentKind.objects.annotate(of=F("kinds__activities")).filter(~Exists(there))
