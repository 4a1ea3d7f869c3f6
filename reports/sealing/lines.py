"""The second home of the lines: those of a sealed publication, asked like the register."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import F, QuerySet

from khuyencong.text import sort_key
from reports.dimensions import Dimension
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

    def members(self, by: Dimension, codes: Collection[Any]) -> Iterable[tuple[Any, str]]:
        """Facilities and đề án by the names they were sealed with; a catalogue's own order else."""
        if not by.label_column:
            return by.members(self.period, codes)
        rows = SealedLine.objects.filter(publication=self.publication)
        rows = rows.filter(**{f"{by.column}__isnull": False}).order_by()
        named = rows.values_list(by.column, by.label_column).distinct()
        return sorted(named, key=lambda pair: (sort_key(pair[1] or ""), pair[0]))
