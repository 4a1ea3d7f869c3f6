"""The answer to a question: what was found by kind and year, counted up to a thousand."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from khuyencong.text import whole_number
from reports.models import SearchEntry

from .keys import span, year_of
from .query import DENSE, Asked, Ranking, Term, beginning, exact, leading, matching, mend
from .sources import GROUPS, SOURCES
from .words import marked, spelled

# Counting further would make a common word slow and tell nobody anything.
MOST_COUNTED = 1_000
RANKED = 200
SUGGESTED, LEADING = 8, 60
SHORTEST_START = 2


@dataclass(frozen=True)
class Group:
    """What was found of one kind: keys in the order in which they are shown."""

    slug: str
    keys: Sequence[int]
    is_more: bool = False

    @property
    def label(self) -> str:
        return GROUPS[self.slug]

    @property
    def count(self) -> str:
        """How many there are, in words: ``12``, or ``hơn 1.000``."""
        return told(len(self.keys), self.is_more)


def told(count: int, is_more: bool) -> str:
    """A count that was capped says so."""
    return f"hơn {whole_number(MOST_COUNTED)}" if is_more else whole_number(count)


@dataclass(frozen=True)
class Result:
    """One entry as it is printed, the words that were asked for marked."""

    entry: SearchEntry
    words: frozenset[str]

    @property
    def title(self) -> Iterator[tuple[str, bool]]:
        return marked(self.entry.title, self.words)

    @property
    def context(self) -> Iterator[tuple[str, bool]]:
        return marked(self.entry.context, self.words)


@dataclass(frozen=True)
class Answer:
    """What a question found. ``mended`` is the question that was answered instead, if any.

    ``groups`` are the kinds in the chosen year, the best first; ``years`` those of the chosen
    kind with their counts (None where there are too many to count).
    """

    asked: Asked
    mended: Asked | None
    groups: Sequence[Group]
    years: Mapping[int, int | None]
    unknown: Sequence[str]

    @property
    def answered(self) -> Asked:
        return self.mended or self.asked

    @property
    def count(self) -> str:
        """How many were found of all kinds."""
        total = sum(len(group.keys) for group in self.groups)
        is_more = any(group.is_more for group in self.groups)
        return told(total, is_more or total > MOST_COUNTED)

    def results(self, keys: Iterable[int]) -> list[Result]:
        """The entries of these keys, in this order."""
        keys = list(keys)
        entries = SearchEntry.objects.in_bulk(keys)
        words = frozenset(spelled(self.answered.text))
        return [Result(entries[key], words) for key in keys if key in entries]


def answer(text: str, slug: str = "", year: int | None = None) -> Answer | None:
    """Answer a question; None where nothing was asked."""
    asked = Asked.parse(text)
    if not asked.words:
        return None
    known = exact(asked.words)
    search, found, mended = _Search(asked, known), {}, None
    if search.can_find:
        found = search.by_group()
    if not any(found.values()) and (better := mend(asked, known)):
        search, mended = _Search(better.asked, better.terms), better.asked
        found = search.by_group()
    chosen = [slug] if slug in GROUPS else list(GROUPS)
    return Answer(
        asked=asked,
        mended=mended,
        groups=search.ranked(search.in_year(found, year)),
        years=search.years({name: found.get(name, []) for name in chosen}),
        unknown=[word for word in asked.words if word not in known],
    )


Found = dict[str, list[int]]


class _Search:
    """One question on the index: a fixed number of look-ups, whatever it finds."""

    def __init__(self, asked: Asked, known: Mapping[str, Term]) -> None:
        self.asked = asked
        self.terms = [known[word] for word in asked.words if word in known]
        self.can_find = len(self.terms) == len(asked.words)

    def by_group(self) -> Found:
        """The keys of each kind; one more than are counted says that there are more."""
        return {slug: self._keys(slug) for slug in GROUPS}

    def _keys(self, slug: str, year: int | None = None) -> list[int]:
        spans = [span(source.number, year) for source in SOURCES if source.group == slug]
        return list(matching(self.terms, self.asked.rows, spans)[: MOST_COUNTED + 1])

    def in_year(self, found: Found, year: int | None) -> list[Group]:
        """The kinds that have something, in one year or in all."""
        groups = []
        for slug, keys in found.items():
            if year and len(keys) > MOST_COUNTED:
                keys = self._keys(slug, year)
            elif year:
                keys = [key for key in keys if year_of(key) == year]
            is_more = len(keys) > MOST_COUNTED
            groups.append(Group(slug, keys[:MOST_COUNTED], is_more))
        return [group for group in groups if group.keys]

    def years(self, found: Found) -> dict[int, int | None]:
        """The years that have something, the latest first, each with how much."""
        counted: Counter[int] = Counter(
            year for keys in found.values() for key in keys if (year := year_of(key))
        )
        uncounted: set[int] = set()
        for slug, keys in found.items():
            if len(keys) > MOST_COUNTED and (latest := year_of(keys[0])):
                uncounted.update(range(self._first_year(slug) or latest, latest + 1))
        return {
            year: None if uncounted else counted[year]
            for year in sorted({*counted, *uncounted}, reverse=True)
        }

    def _first_year(self, slug: str) -> int | None:
        spans = [span(source.number) for source in SOURCES if source.group == slug]
        last = matching(self.terms, self.asked.rows, spans).reverse()[:1]
        return next(map(year_of, last), None)

    def ranked(self, groups: Sequence[Group]) -> list[Group]:
        """What fits best first, within each kind and among the kinds."""
        ranking = Ranking.of(self.asked)
        heads = [key for group in groups for key in group.keys[:RANKED]]
        # An entry taken out in this moment has no title any more.
        scores = {key: ranking.score(title) for key, title in _titles(heads)}
        fits = {key: (scores.get(key, ranking.score("")), key) for key in heads}
        ranked = [
            replace(
                group,
                keys=[*sorted(group.keys[:RANKED], key=fits.__getitem__), *group.keys[RANKED:]],
            )
            for group in groups
        ]
        order = list(GROUPS)
        return sorted(ranked, key=lambda group: (fits[group.keys[0]][0], order.index(group.slug)))


def _titles(keys: Sequence[int]) -> Iterable[tuple[int, str]]:
    return SearchEntry.objects.filter(pk__in=keys).values_list("pk", "title")


def suggestions(text: str) -> list[SearchEntry]:
    """What the words typed so far may become: the last one need not be whole."""
    asked = Asked.parse(text)
    if len("".join(asked.words)) < SHORTEST_START:
        return []
    *whole, start = asked.words
    known, last = exact(asked.words), beginning(start)
    if start in known and last.entries > DENSE:
        # Of so many entries those with the whole word are enough, and far sooner found.
        last = known[start]
    terms = [*(known[word] for word in whole if word in known), last]
    if len(terms) < len(asked.words) or not terms[-1].keys:
        return []
    ranking = Ranking.of(asked, is_open=True)
    found = leading(terms, LEADING)
    best = sorted(found, key=lambda key: (ranking.score(found[key].title), key))
    # Many years bring forth the same product; one of them is suggestion enough.
    different = {found[key].title: found[key] for key in reversed(best)}
    return list(reversed(different.values()))[:SUGGESTED]
