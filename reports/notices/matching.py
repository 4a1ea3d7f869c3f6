"""Which kind or source of the catalogue a found item speaks of. Unsure stays unmatched.

Words are compared without accents. A kind is taken only if every telling word of one of its
wordings stands in the clause and its unit agrees, and no other kind has as many words there.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from khuyencong.text import fold
from programs.models import ActivityKind, BudgetSource

from .reader import Found, What

# Words that every phrase may have; they tell no kind from another.
COMMON = {"ho", "tro", "to", "chuc", "cho", "cac", "ve", "va", "cua", "mo", "xay", "dung"}
_WORD = re.compile(r"\w+")
_SYLLABLE = re.compile(r"[^aeiouy]*[aeiouy]+[^aeiouy]*")


@dataclass(frozen=True)
class Catalogue:
    """The kinds and sources as they are named now."""

    kinds: Sequence[ActivityKind]
    sources: Sequence[BudgetSource]

    @classmethod
    def stored(cls) -> "Catalogue":
        """The catalogue of this portal."""
        kinds = ActivityKind.objects.prefetch_related("measures").order_by("group__order", "order")
        return cls(list(kinds), list(BudgetSource.objects.filter(is_unknown=False)))

    @cached_property
    def units(self) -> set[str]:
        measures = (measure for kind in self.kinds for measure in kind.measures.all())
        return {measure.unit.lower() for measure in measures if not measure.is_money}

    def kind_of(self, item: Found) -> ActivityKind | None:
        """The kind that a result speaks of; None for money, and where that is not sure."""
        if item.what is not What.RESULT:
            return None
        words = _words(item.printed)
        found = {kind: self._score(kind, item.unit, words) for kind in self.kinds}
        return _only_best(found)

    def _score(self, kind: ActivityKind, unit: str, words: Sequence[str]) -> int:
        """How many telling words of the kind's best wording stand there; 0 unless all do."""
        if unit and fold(unit) not in {fold(measure.unit) for measure in kind.measures.all()}:
            return 0
        return max(_found_in(words, telling) for telling in self._wordings[kind.code])

    @cached_property
    def _wordings(self) -> Mapping[str, Sequence[set[str]]]:
        return {
            kind.code: [
                set(_words(text.replace("{n}", ""))) - COMMON
                for text in (kind.phrase, kind.phrase_without_number, kind.name)
            ]
            for kind in self.kinds
        }

    def source_of(self, item: Found) -> BudgetSource | None:
        """The source named beside an amount; None if none is, or two are."""
        if item.what is not What.MONEY:
            return None
        named = [source for source in self.sources if _names(source, item.beside)]
        return named[0] if len(named) == 1 else None


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _found_in(words: Sequence[str], telling: set[str]) -> int:
    return len(telling) if telling and all(_has(words, word) for word in telling) else 0


def _has(words: Sequence[str], word: str) -> bool:
    """Whether the word is there, also at an end of several glued ones ("đào tạonghề")."""
    if word in words:
        return True
    glued = (one for one in words if not _SYLLABLE.fullmatch(one))
    return any(one.startswith(word) or one.endswith(word) for one in glued)


def _only_best(found: Mapping[ActivityKind, int]) -> ActivityKind | None:
    best = max(found.values(), default=0)
    kinds = [kind for kind, score in found.items() if score == best]
    return kinds[0] if best and len(kinds) == 1 else None


def _names(source: BudgetSource, texts: Iterable[str]) -> bool:
    spelt = {fold(source.name), fold(source.short_name)}
    return any(f" {name} " in f" {' '.join(_words(text))} " for text in texts for name in spelt)
