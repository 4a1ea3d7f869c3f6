"""The second home of the lines: those of a sealed publication, asked like the register."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import F, QuerySet

from reports.lines import KEYS, REGISTER, Fact, lookups
from reports.models import Publication, SealedLine
from reports.periods import Period


@dataclass(frozen=True)
class SealedLines:
    """The lines of one publication, narrowed to ``where``; the register is never read."""

    publication: Publication
    where: Mapping[str, Any] = field(default_factory=dict)

    @property
    def period(self) -> Period:
        return self.publication.period

    def of(self, fact: Fact, columns: Iterable[str] = ()) -> QuerySet[Any]:
        """The lines of ``fact``; all flat columns are stored, only the keys are codes here."""
        rows = SealedLine.objects.filter(publication=self.publication, fact=fact.value)
        if not self.know(fact):
            return rows.none()
        asked = set(columns)
        rows = rows.annotate(**{key: F(code) for code, key in KEYS.items() if key in asked})
        return rows.filter(**lookups(self.where))

    def know(self, fact: Fact) -> bool:
        """Whether the fact has every column that these lines are narrowed by."""
        return all(REGISTER[fact].knows(column) for column in self.where)

    def narrowed(self, where: Mapping[str, Any]) -> "SealedLines":
        return replace(self, where={**self.where, **where})
