"""Địa bàn: what was supported in a commune of today, or in a district of before 01/07/2025.

A record keeps both: the district it named then, and the commune that the place is in now. So each
split of the same lines by the other naming adds up to the same sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from programs.models import Commune, OldDistrict, OldWard

from .addresses import Address
from .dimensions import DIMENSIONS
from .excerpts import Excerpt, excerpt_of
from .lines import RegisterLines
from .periods import Period
from .rollup import Rollup
from .tables import Table

NOW, THEN = "xa-phuong", "huyen-cu"
INDEX_COLUMNS = ("activities", "facilities", "supports", "spent", "weight")
YEAR_COLUMNS = ("activities", "facilities", "supports", "planned", "spent")
KIND_COLUMNS = ("activities", "facilities", "supports", "spent")


@dataclass(frozen=True)
class PlaceProfile:
    """A place with its figures; ``wards`` are the old communes it was made of or held."""

    place: Commune | OldDistrict
    excerpt: Excerpt
    by_year: Table
    by_kind: Table
    by_other_naming: Table
    wards: Sequence[OldWard]


def places_table(period: Period, naming: str) -> tuple[Table, Address]:
    """Every place that has records, by the naming of now or then, and where its numbers open."""
    table = Rollup(RegisterLines(period)).split(DIMENSIONS[naming], INDEX_COLUMNS)
    return table, Address(period, is_live=True)


def place_profile(place: Commune | OldDistrict, period: Period) -> PlaceProfile:
    """The figures of one place over ``period``."""
    is_now = isinstance(place, Commune)
    excerpt = excerpt_of(period, {NOW if is_now else THEN: place.code})
    return PlaceProfile(
        place=place,
        excerpt=excerpt,
        by_year=excerpt.split("nam", YEAR_COLUMNS),
        by_kind=excerpt.split("noi-dung", KIND_COLUMNS),
        by_other_naming=excerpt.split(THEN if is_now else NOW, KIND_COLUMNS),
        wards=_wards_of(place),
    )


def _wards_of(place: Commune | OldDistrict) -> list[Any]:
    """Which old communes became the commune, or what became of the district's."""
    wards = place.old_wards if isinstance(place, Commune) else place.wards
    return list(wards.select_related("old_district", "commune").order_by("old_district", "name"))
