"""What the generator needs to know of the database: the catalogue, the places, the authors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from khuyencong.models import ImplementingUnit
from programs.models import (
    ActivityKind,
    BudgetSource,
    Commune,
    DocumentKind,
    Measure,
    OldWard,
    OutcomeMeasure,
    Trade,
)

from .accounts import Authors
from .data import read
from .notice import ensure_unit, place_of

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a facility stands: the commune of today, and the district and address of before."""

    commune_id: int | None
    district_id: int | None = None
    old_province_id: int | None = None
    place_then: str = ""


@dataclass(frozen=True)
class KindWords:
    """A kind of the catalogue with the words and ranges of fictional.toml."""

    kind: ActivityKind
    words: Row
    measures: Sequence[tuple[Measure, Sequence[float]]]
    documents: Sequence[DocumentKind]

    @property
    def for_facilities(self) -> bool:
        return bool(self.words.get("facilities"))

    @property
    def buys_machines(self) -> bool:
        return "von-thu-hut" in self.words.get("quantity", {})

    @property
    def is_training(self) -> bool:
        """Whether the subject of a support is the trade taught rather than the product made."""
        return "lao-dong" in self.words.get("quantity", {})


class World:
    """Read once; the generator then asks the database for nothing."""

    def __init__(self, authors: Authors) -> None:
        self.authors = authors
        self.words = read("fictional.toml")

    @cached_property
    def unit(self) -> ImplementingUnit:
        return ensure_unit(self.words["unit"])

    @cached_property
    def kinds(self) -> Sequence[KindWords]:
        """Every kind of the catalogue for which there are words, in the order of Điều 4."""
        words = {row["code"]: row for row in self.words["kind"]}
        kinds = ActivityKind.objects.filter(code__in=words)
        kinds = kinds.prefetch_related("measures", "documents").order_by("group__order", "order")
        return [self._kind(kind, words[kind.code]) for kind in kinds]

    @staticmethod
    def _kind(kind: ActivityKind, words: Row) -> KindWords:
        ranges = words.get("quantity", {})
        named = [(measure.code.rpartition(".")[2], measure) for measure in kind.measures.all()]
        measures = [(measure, ranges[name]) for name, measure in named if name in ranges]
        return KindWords(kind, words, measures, list(kind.documents.all()))

    @cached_property
    def sources(self) -> Mapping[str, BudgetSource]:
        return {source.code: source for source in BudgetSource.objects.all()}

    @cached_property
    def outcomes(self) -> Sequence[tuple[OutcomeMeasure, Row]]:
        measures = {measure.code: measure for measure in OutcomeMeasure.objects.all()}
        rows = self.words["outcome"]
        return [(measures[row["code"]], row) for row in rows if row["code"] in measures]

    @cached_property
    def common_documents(self) -> Mapping[str, DocumentKind]:
        return {kind.code: kind for kind in DocumentKind.objects.all()}

    @cached_property
    def trades(self) -> Mapping[str, Trade]:
        return {trade.code: trade for trade in Trade.objects.all()}

    @cached_property
    def new_places(self) -> Sequence[Place]:
        """Places as they are written since the district level ended."""
        codes = Commune.objects.order_by("code").values_list("pk", flat=True)
        return [Place(commune_id=pk) for pk in codes]

    @cached_property
    def old_places(self) -> Sequence[Place]:
        """Places as they were written before; an undivided ward says where it lies today."""
        wards = OldWard.objects.filter(extent=OldWard.Extent.WHOLE).order_by("code")
        return [
            Place(
                ward.commune_id,
                ward.old_district_id,
                ward.old_district.old_province_id,
                place_of(ward),
            )
            for ward in wards.select_related("old_district")
        ]

    @cached_property
    def old_places_of(self) -> Mapping[int, Sequence[Place]]:
        """The same by the province that approved before the merger."""
        places: dict[int, list[Place]] = {}
        for place in self.old_places:
            if place.old_province_id is not None:
                places.setdefault(place.old_province_id, []).append(place)
        return places
