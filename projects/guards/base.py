"""What the guards ask, what they are asked of, and what they find."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.db.models import Prefetch

from projects.models import (
    Activity,
    Document,
    Explanation,
    Funding,
    Guard,
    StageEvent,
    Support,
)

MONEY, SCHEME = "#kinh-phi", "#de-an"
# What a finding ends with.
STOPS, ASKS = "Hãy sửa.", "Hãy sửa, hoặc ghi lý do."


def card(support: Support) -> str:
    """Where on the entry screen a support stands."""
    return f"#supports-{support.order - 1}"


def whose(support: Support) -> str | int:
    """What stays the same of a support when cards above it come and go."""
    return support.facility.code if support.facility else support.order


@dataclass(frozen=True)
class Case:
    """A stored activity with all that the guards read of it, in a fixed number of queries."""

    activity: Activity
    supports: Sequence[Support]
    fundings: Sequence[Funding]
    events: Sequence[StageEvent]
    documents: Sequence[Document]

    @classmethod
    def of(cls, activity: Activity) -> "Case":
        supports = activity.supports.select_related("kind", "facility")
        fundings = activity.fundings.select_related("source").order_by("source__order", "pk")
        return cls(
            activity=activity,
            supports=list(supports.prefetch_related("quantities__measure")),
            fundings=list(
                fundings.prefetch_related("payments", Prefetch("shares", to_attr="parts"))
            ),
            events=list(activity.events.all()),
            documents=list(activity.documents.all()),
        )

    @property
    def running(self) -> Sequence[Support]:
        """The supports that were not stopped."""
        return [support for support in self.supports if support.stopped_on is None]


@dataclass(frozen=True)
class Finding:
    """One thing that a guard asks about.

    ``facts`` are the values that were judged: a reason answers exactly these. ``earlier`` are the
    records to look at. What ``is_stop`` must be repaired, no reason lets it stand.
    """

    guard: Guard
    text: str
    facts: tuple[Any, ...]
    place: str = MONEY
    earlier: tuple[Activity, ...] = ()
    is_stop: bool = False

    @cached_property
    def key(self) -> str:
        """The same for the same facts, whenever and wherever they are judged."""
        facts = json.dumps([self.guard.value, *self.facts], ensure_ascii=False, default=str)
        return sha256(facts.encode()).hexdigest()[:32]

    def explained(self, activity: Activity, reason: str) -> Explanation:
        """The reason for it, not stored yet."""
        return Explanation(
            activity=activity,
            guard=self.guard,
            fingerprint=self.key,
            finding=self.text,
            reason=reason,
        )


@dataclass(frozen=True)
class Judged:
    """A finding, with the reason that answers it where there is one."""

    finding: Finding
    explanation: Explanation | None

    @property
    def is_open(self) -> bool:
        """Whether it still holds back the review."""
        return self.finding.is_stop or self.explanation is None

    @property
    def problem(self) -> str:
        return f"{self.finding.text} {STOPS if self.finding.is_stop else ASKS}"
