"""Cơ sở có thể trùng: pairs of facilities that are likely one and the same, and why.

Only facilities that share something telling are compared (a tax code, a name but for one letter,
a rare word at the same place), so that a province of many thousands takes seconds, not hours.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import combinations
from typing import Any

from projects.models import DistinctFacilities, Facility, FacilityMerge
from projects.names import Name, Rarity, likeness, name_of, within_one

ALIKE, SAME = 0.85, 0.97
ALIKE_NEARBY = 0.93
NEVER = 2.0
COMPARED = ("pk", "name", "former_names", "legal_form", "tax_code", "commune", "old_district")
DOUBT = 15  # what a reason against a pair takes off its score
# Beyond this a shared word is a common one, and says nothing.
LARGEST_BLOCK = 60
RARE_WORDS = 3

Pair = tuple[int, int]


class Place(Enum):
    """Where two facilities lie to each other, and what it takes off how likely they are one."""

    SAME = 0
    NEARBY = 5  # of one old district, as after a removal or a commune that was merged
    UNKNOWN = 6
    APART = 10


@dataclass(frozen=True)
class Candidate:
    """What is compared of a facility."""

    pk: int
    texts: tuple[str, ...]
    legal_form: str
    tax_code: str
    commune: int | None
    old_district: int | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Candidate":
        return cls(
            pk=row["pk"],
            texts=(row["name"], *row["former_names"].splitlines()),
            legal_form=row["legal_form"],
            tax_code=tax_digits(row["tax_code"]),
            commune=row["commune"],
            old_district=row["old_district"],
        )

    @cached_property
    def names(self) -> list[Name]:
        return [name_of(text) for text in self.texts]

    @property
    def is_enterprise(self) -> bool:
        """Its name is its own in the whole country; of others, only at their place."""
        return self.legal_form == Facility.LegalForm.ENTERPRISE

    @property
    def is_person(self) -> bool:
        return self.legal_form in Facility.PERSONS

    def place_to(self, other: "Candidate") -> Place:
        if self.commune and self.commune == other.commune:
            return Place.SAME
        if self.old_district and self.old_district == other.old_district:
            return Place.NEARBY
        both = (self.commune, other.commune), (self.old_district, other.old_district)
        if any(all(pair) for pair in both):
            return Place.APART
        return Place.UNKNOWN


def tax_digits(text: str) -> str:
    """A tax code however it was typed; Excel takes the first 0 away."""
    digits = "".join(letter for letter in text if letter.isdigit())
    if len(digits) == 9:
        digits = f"0{digits}"
    return digits if len(digits) in (10, 12, 13) else ""


@dataclass(frozen=True)
class Likely:
    """Two facilities that are likely one: how likely of 100, and what speaks for and against."""

    first: int
    second: int
    score: int
    reasons: tuple[str, ...]
    doubts: tuple[str, ...] = ()

    @property
    def pair(self) -> Pair:
        return self.first, self.second


def likely_pairs() -> list[Likely]:
    """The likeliest first, without those that staff have judged or proposed already."""
    rows = Facility.objects.filter(merged_into__isnull=True).order_by("pk").values(*COMPARED)
    judged = {*_pairs(DistinctFacilities, "first", "second")}
    judged |= {*_pairs(FacilityMerge, "keeper", "merged")}
    return find_pairs([Candidate.of(row) for row in rows], judged)


def _pairs(model: Any, one: str, other: str) -> Iterator[Pair]:
    for first, second in model.objects.values_list(one, other):
        yield min(first, second), max(first, second)


def find_pairs(candidates: Collection[Candidate], judged: Collection[Pair] = ()) -> list[Likely]:
    """Judge every pair that shares something telling."""
    rarity = Rarity([name for one in candidates for name in one.names])
    by_pk = {one.pk: one for one in candidates}
    found = (
        judge(by_pk[first], by_pk[second], rarity)
        for first, second in _sharing(candidates, rarity)
        if (first, second) not in judged
    )
    return sorted(filter(None, found), key=lambda likely: (-likely.score, likely.pair))


def compare(one: Facility, other: Facility) -> Likely | None:
    """Judge two facilities beside each other."""
    rows = Facility.objects.filter(pk__in=[one.pk, other.pk]).order_by("pk").values(*COMPARED)
    found = find_pairs([Candidate.of(row) for row in rows])
    return found[0] if found else None


# Which pairs are looked at.


def _sharing(candidates: Iterable[Candidate], rarity: Rarity) -> set[Pair]:
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    for one in candidates:
        for key in _keys(one, rarity):
            blocks[key].append(one.pk)
    found: set[Pair] = set()
    for members in blocks.values():
        if 2 <= len(members) <= LARGEST_BLOCK:
            found.update(combinations(members, 2))
    return found


def _keys(one: Candidate, rarity: Rarity) -> set[Hashable]:
    """What a facility must share with another to be compared with it."""
    keys: set[Hashable] = {("tax", one.tax_code)} if one.tax_code else set()
    places = [("commune", one.commune)] if one.commune else []
    places += [("district", one.old_district)] if one.old_district else []
    anywhere = [*places, None] if one.is_enterprise else places
    for name in one.names:
        keys.add(("name", name.joined))
        keys |= {(place, spelled) for place in anywhere for spelled in without_a_letter(name)}
        if one.commune:
            rare = rarity.rarest(name, RARE_WORDS)
            keys |= {("commune", one.commune, word.plain) for word in rare}
    return keys


def without_a_letter(name: Name) -> Iterator[str]:
    """Two names that differ by a slip of one letter have one of these in common."""
    yield name.joined
    for at in range(len(name.joined)):
        yield name.joined[:at] + name.joined[at + 1 :]


# What is said of a pair.


def judge(one: Candidate, other: Candidate, rarity: Rarity) -> Likely | None:
    """Why the two are likely one, or None."""
    if one.tax_code and one.tax_code == other.tax_code:
        return Likely(one.pk, other.pk, 100, ("Cùng mã số thuế",))
    place = one.place_to(other)
    doubts = tuple(_doubts(one, other))
    needed = _needed(one, other, place, len(doubts))
    if needed > 1:
        return None
    alike = max(likeness(mine, theirs, rarity) for mine in one.names for theirs in other.names)
    is_same_name = any(
        mine.joined == theirs.joined and mine.numbers == theirs.numbers
        for mine in one.names
        for theirs in other.names
    )
    # Without its accents one name in one commune is worth a look, whatever accents it has.
    is_blind = alike > 0 and is_same_name and place is Place.SAME and not doubts
    if alike < needed and not is_blind:
        return None
    score = round(100 * alike) - place.value - DOUBT * len(doubts)
    return Likely(
        one.pk, other.pk, score, (_of_name(alike, is_same_name), _OF_PLACE[place]), doubts
    )


def _needed(one: Candidate, other: Candidate, place: Place, doubts: int) -> float:
    """How alike the names must be: the less else speaks for the pair, the more."""
    if doubts > (place is Place.SAME):
        return NEVER
    if place is Place.SAME:
        return SAME if doubts else ALIKE
    if place is Place.NEARBY:
        # Two people of one name are nothing rare in a district.
        return NEVER if one.is_person and one.commune and other.commune else ALIKE_NEARBY
    if place is Place.UNKNOWN:
        return NEVER if one.is_person else SAME
    return SAME if one.is_enterprise and min(map(_own_words, (one, other))) > 1 else NEVER


def _own_words(one: Candidate) -> int:
    return max(sum(not word.describes for word in name.words) for name in one.names)


def _doubts(one: Candidate, other: Candidate) -> Iterator[str]:
    """What speaks against a pair."""
    if one.tax_code and other.tax_code and not within_one(one.tax_code, other.tax_code):
        yield "Khác mã số thuế"
    if one.legal_form != other.legal_form:
        yield "Khác loại hình"


def _of_name(alike: float, is_same_name: bool) -> str:
    if alike >= SAME:
        return "Cùng tên (không kể dấu và loại hình)"
    return "Cùng tên nếu bỏ dấu" if is_same_name else "Tên gần giống"


_OF_PLACE = {
    Place.SAME: "cùng xã, phường",
    Place.NEARBY: "cùng huyện cũ, khác xã, phường",
    Place.UNKNOWN: "một bên chưa rõ địa bàn",
    Place.APART: "khác địa bàn",
}
