"""Answers what a visitor asks: words, phrases in quotes, and words with one slip put right."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from khuyencong.text import clean_line, fold
from reports.models import SearchEntry, SearchPosting, SearchWord

from .words import WORD, folded, is_one_slip, row_of, slip_forms, spelled

LONGEST, MOST_WORDS = 200, 12
# How many words a beginning, or a slip, may stand for: the most frequent.
MOST_ALTERNATIVES = 60
# Above this the entries are walked in order, below it the words' own lists are joined.
DENSE = 5_000
SAMPLE = 200
# Where even the rarest word is more frequent, a word that is known is not put right: whatever
# stands beside it would have to be looked for in all these entries, once for every word.
MOST_SEARCHED = 5_000
# A shorter word with a letter changed says little: it is put right only beside words that are.
SURE = 3
QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]+)[\"“”„«»]")

Spans = Iterable[tuple[int, int]]


@dataclass(frozen=True)
class Term:
    """A word that was asked for: the words of the index it stands for, and how many entries."""

    words: tuple[str, ...]
    keys: tuple[int, ...]
    entries: int

    @classmethod
    def of(cls, words: Iterable[SearchWord]) -> "Term":
        """A term for any of these words of the index."""
        chosen = sorted(words, key=lambda word: -word.entries)[:MOST_ALTERNATIVES]
        return cls(
            tuple(word.word for word in chosen),
            tuple(word.pk for word in chosen),
            sum(word.entries for word in chosen),
        )


@dataclass(frozen=True)
class Asked:
    """What was typed: its words, folded, and which of them must stand together (from, to)."""

    text: str
    words: tuple[str, ...]
    phrases: tuple[tuple[int, int], ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Asked":
        """Read what was typed; whatever it is, it is a question."""
        text = clean_line(text)[:LONGEST]
        words = folded(text)
        phrases = []
        for quoted in QUOTED.finditer(text):
            first = len(folded(text[: quoted.start()]))
            phrases.append((first, min(first + len(folded(quoted.group(1))), MOST_WORDS)))
        return cls(
            text,
            tuple(words[:MOST_WORDS]),
            tuple((first, last) for first, last in phrases if last - first > 1),
        )

    @property
    def rows(self) -> list[str]:
        """The phrases as they stand in an entry's row of words."""
        return [f" {' '.join(self.words[first:last])} " for first, last in self.phrases]

    def with_word(self, place: int, spelling: str) -> "Asked":
        """The same question with one word put right."""
        spot = list(WORD.finditer(self.text))[place]
        text = self.text[: spot.start()] + spelling + self.text[spot.end() :]
        words = (*self.words[:place], fold(spelling), *self.words[place + 1 :])
        return replace(self, text=text, words=words)


def exact(words: Iterable[str]) -> dict[str, Term]:
    """The terms of words that the index has."""
    known = SearchWord.objects.filter(word__in=set(words), entries__gt=0)
    return {word.word: Term.of([word]) for word in known}


def beginning(start: str) -> Term:
    """The words that begin so, the most frequent."""
    after = start[:-1] + chr(ord(start[-1]) + 1)
    words = SearchWord.objects.filter(word__gte=start, word__lt=after, entries__gt=0)
    return Term.of(words.order_by("-entries")[:MOST_ALTERNATIVES])


def near(words: Sequence[str]) -> dict[str, Term]:
    """For each word the words of the index that differ from it by one letter."""
    forms = {form for word in words for form in slip_forms(word)}
    candidates = list(
        SearchWord.objects.filter(slips__form__in=forms, entries__gt=0).distinct() if forms else ()
    )
    return {
        word: Term.of([one for one in candidates if is_one_slip(word, one.word)]) for word in words
    }


def matching(terms: Sequence[Term], rows: Iterable[str], spans: Spans) -> QuerySet[Any]:
    """The keys of the entries that have every term and phrase, in their order.

    The rarest term leads: the others are looked up for each of its entries.
    """
    lead, *others = sorted(terms, key=lambda term: term.entries)
    is_walked = len(lead.keys) > 1 and lead.entries > DENSE
    if is_walked:
        key, others = "pk", [lead, *others]
        found: QuerySet[Any] = SearchEntry.objects.filter(_within("pk", spans))
    else:
        key = "entry_id"
        found = SearchPosting.objects.filter(_within("entry_id", spans), word__in=lead.keys)
    for term in others:
        found = found.filter(
            Exists(SearchPosting.objects.filter(word__in=term.keys, entry=OuterRef(key)))
        )
    for row in rows:
        found = found.filter(
            Exists(SearchEntry.objects.filter(pk=OuterRef(key), words__contains=row))
        )
    keys = found.order_by(key).values_list(key, flat=True)
    return keys if is_walked or len(lead.keys) == 1 else keys.distinct()


def _within(key: str, spans: Spans) -> Q:
    within = Q()
    for first, last in spans:
        within |= Q(**{f"{key}__gte": first, f"{key}__lte": last})
    return within


# Slips.


@dataclass(frozen=True)
class Mended:
    """A question whose slips were put right, and its terms."""

    asked: Asked
    terms: Mapping[str, Term]


def mend(asked: Asked, known: Mapping[str, Term]) -> Mended | None:
    """Put slips of one letter right, so that something is found; None where that fails.

    Words that the index lacks are put right together. Where it has them all, but nowhere
    together, one of them is put right, the last one first, unless all are very frequent.
    """
    nearby = near(asked.words)
    lacking = [place for place, word in enumerate(asked.words) if word not in known]
    if len(lacking) > 1 and any(len(asked.words[place]) < SURE for place in lacking):
        return None
    if lacking:
        return _mended(asked, known, nearby, lacking)
    if min(known[word].entries for word in asked.words) > MOST_SEARCHED:
        return None
    for place in reversed(range(len(asked.words))):
        if mended := _mended(asked, known, nearby, [place]):
            return mended
    return None


def _mended(
    asked: Asked, known: Mapping[str, Term], nearby: Mapping[str, Term], places: Sequence[int]
) -> Mended | None:
    terms = [
        nearby[word] if place in places else known[word] for place, word in enumerate(asked.words)
    ]
    if not all(term.keys for term in terms):
        return None
    sample = _sample(terms)
    for place in places:
        chosen = _best(asked, place, terms[place], sample)
        if chosen is None:
            return None
        asked = asked.with_word(place, _spelling(chosen, sample))
    return Mended(asked, exact(asked.words))


def leading(terms: Sequence[Term], count: int) -> dict[int, SearchEntry]:
    """Some entries that have every term, from both ends of the list, so of several kinds."""
    found = matching(terms, (), ())
    return SearchEntry.objects.in_bulk({*found[:count], *found.reverse()[:count]})


def _sample(terms: Sequence[Term]) -> list[SearchEntry]:
    found = leading(terms, SAMPLE)
    return [found[key] for key in sorted(found)]


def _best(asked: Asked, place: int, term: Term, sample: Sequence[SearchEntry]) -> str | None:
    """Which word was meant, judged by where it stands in the sample.

    As it was typed with its accents, then beside the other words, first of all in a title; then
    with the letter it begins with, since few slips are made there.
    """
    typed = spelled(asked.text)[place].casefold()

    def score(word: str) -> tuple[Any, ...]:
        together = f" {' '.join((*asked.words[:place], word, *asked.words[place + 1 :]))} "
        here = [entry for entry in sample if f" {word} " in entry.words]
        return (
            bool(here),
            is_one_slip(typed, _spelling(word, here)),
            sum(together in row_of([entry.title]) for entry in here),
            sum(together in entry.words for entry in here),
            word[0] == fold(typed)[0],
            len(here),
        )

    scores = {word: score(word) for word in term.words}
    best = max(scores, key=lambda word: scores[word], default=None)
    return best if best is not None and scores[best][0] else None


def _spelling(word: str, sample: Sequence[SearchEntry]) -> str:
    """The word with the accents it has where it was found, titles first."""
    for text in (*(entry.title for entry in sample), *(entry.context for entry in sample)):
        for written in spelled(text):
            if fold(written) == word:
                return written.lower()
    return word


# What stands first.


@dataclass(frozen=True)
class Ranking:
    """Puts what fits best before the rest; equals stay in the order of their keys."""

    words: tuple[str, ...]
    accented: frozenset[str]
    is_open: bool = False

    @classmethod
    def of(cls, asked: Asked, is_open: bool = False) -> "Ranking":
        """``is_open``: the last word may be the beginning of one."""
        typed = (word.casefold() for word in spelled(asked.text))
        accented = frozenset(word for word in typed if fold(word) != word)
        return cls(asked.words, accented, is_open)

    def score(self, title: str) -> tuple[int, int, int, int]:
        """Words missing in the title, accents that differ, not together, not at the beginning."""
        row, end = row_of([title]), "" if self.is_open else " "
        ends = [*(" " for _ in self.words[1:]), end]
        together = f" {' '.join(self.words)}{end}"
        written = {word.casefold() for word in spelled(title)}
        return (
            sum(f" {word}{end}" not in row for word, end in zip(self.words, ends, strict=True)),
            len(self.accented - written),
            together not in row,
            not row.startswith(together),
        )
