"""Writes what the generator makes, in batches, with the derived columns filled."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.db import models, transaction
from simple_history.utils import bulk_create_with_history

from khuyencong.bulk import batches
from khuyencong.models import User
from programs.models import Decision
from projects.models import (
    Activity,
    Document,
    Facility,
    Funding,
    FundingShare,
    Outcome,
    Payment,
    Quantity,
    StageEvent,
    Support,
)

from .generator import Generator, Scheme

BATCH = 2_000
REASON = "Dữ liệu minh họa"
Item = TypeVar("Item")


class Store:
    """Writes a generator's records; with history rows where ``author`` says who made them."""

    def __init__(self, generator: Generator, author: User | None = None) -> None:
        self.generator = generator
        self.author = author

    def all(self, report: Callable[[int], None] = lambda done: None) -> None:
        """Write everything, a transaction per batch, telling how many activities are done."""
        self._create(Decision, list(self.generator.decisions.values()))
        for pairs in batches(self.generator.facilities(), BATCH):
            with transaction.atomic():
                self._create(Facility, [facility for facility, _ in pairs])
            self.generator.settle(pairs)
        done = 0
        for schemes in batches(self.generator.schemes(), BATCH):
            with transaction.atomic():
                self._schemes(schemes)
            done += len(schemes)
            report(done)

    def _schemes(self, schemes: Sequence[Scheme]) -> None:
        activities = [scheme.activity for scheme in schemes]
        self._create(Activity, activities)
        self._create(Support, flat(scheme.supports for scheme in schemes))
        self._create(Quantity, flat(scheme.quantities for scheme in schemes))
        self._create(Outcome, flat(scheme.outcomes for scheme in schemes))
        self._create(Funding, flat(scheme.fundings for scheme in schemes))
        self._create(FundingShare, flat(scheme.shares for scheme in schemes))
        self._create(Payment, flat(scheme.payments for scheme in schemes))
        self._create(StageEvent, flat(scheme.events for scheme in schemes))
        self._create(Document, flat(scheme.documents for scheme in schemes))
        keys = [activity.pk for activity in activities]
        Activity.objects.filter(pk__range=(min(keys), max(keys))).refresh_derived()

    def _create(self, model: type[models.Model], rows: list[Any]) -> None:
        if not rows:
            return
        if self.author is None:
            model._default_manager.bulk_create(rows, batch_size=BATCH)
        else:
            bulk_create_with_history(
                rows, model, default_user=self.author, default_change_reason=REASON
            )


def flat(lists: Iterable[Sequence[Item]]) -> list[Item]:
    return [item for items in lists for item in items]
