"""From an address of before 01/07/2025 to the commune of today: proposals, never a choice.

Names recur in several districts and three old wards of the first province were divided, so a
person chooses; what the address says of the district narrows the proposals.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from khuyencong.text import fold
from programs.models import Commune, OldDistrict, OldWard

SORT = re.compile(r"^(xa|phuong|thi tran|huyen|thi xa|thanh pho|tp)\.? ")
NOT_LETTERS = re.compile(r"[\W_]+")
MOST = 12

Place = TypeVar("Place", OldWard, Commune)


@dataclass(frozen=True)
class Proposal:
    """A commune of today that the address may lie in, and by which old ward; None: by its name."""

    commune: Commune
    ward: OldWard | None = None

    @property
    def district(self) -> OldDistrict | None:
        return self.ward.old_district if self.ward else None

    @property
    def is_part(self) -> bool:
        """Only a part of the old ward went there, so the address alone does not decide."""
        return self.ward is not None and self.ward.extent != OldWard.Extent.WHOLE


def proposals(address: str, district: OldDistrict | None = None) -> list[Proposal]:
    """What the address may be today, the closest names first; empty where no name stands in it."""
    text = _words(address)
    wards = OldWard.objects.select_related("commune", "old_district").order_by("code", "-extent")
    if district:
        wards = wards.filter(old_district=district)
    without_district = _without_districts(text, {ward.old_district for ward in wards})
    named = _in_named_district(text, _longest(without_district, wards))
    found = [Proposal(ward.commune, ward) for ward in named]
    known = {proposal.commune.pk for proposal in found}
    today = _longest(without_district, Commune.objects.exclude(pk__in=known).order_by("sort_key"))
    return [*found, *(Proposal(commune) for commune in today)][:MOST]


def _words(text: str) -> str:
    return f" {' '.join(NOT_LETTERS.sub(' ', fold(text)).split())} "


def _name(place: OldWard | Commune | OldDistrict) -> str:
    return SORT.sub("", _words(place.name).strip())


def _without_districts(text: str, districts: Iterable[OldDistrict]) -> str:
    """ "huyện An Lão" names no commune, though one is called so."""
    names = "|".join(re.escape(_name(one)) for one in districts)
    return re.sub(rf" (?:huyen|h|thi xa|tx|thanh pho|tp) (?:{names})(?= )", "", text)


def _longest(text: str, places: Iterable[Place]) -> list[Place]:
    """The places whose name stands in the text, without those that are a piece of a longer one."""
    there = [(name, place) for place in places if f" {(name := _name(place))} " in text]
    names = {name for name, _ in there}
    pieces = {
        one for one in names for other in names if one != other and f" {one} " in f" {other} "
    }
    return [place for name, place in there if name not in pieces]


def _in_named_district(text: str, wards: list[OldWard]) -> list[OldWard]:
    """Only those of a district that the address names, where it names one of theirs."""
    inside = [ward for ward in wards if f" {_name(ward.old_district)} " in text]
    return inside or wards
