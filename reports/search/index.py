"""Keeps the index as the records are: made anew whole, or for the records that were touched."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F

from reports.models import SearchEntry, SearchPosting, SearchSlip, SearchWord

from .keys import key_of
from .sources import SOURCES, Found, Source
from .tables import add_postings, add_words, take_out_postings
from .words import row_of, slip_forms, word_key, words_of

BATCH = 2_000
# What one statement may look up: SQLite takes no more than this in a list on old systems.
KEYS_AT_ONCE = 900
# How many different words are held in memory; most of them are numbers of a single entry.
WORDS_AT_ONCE = 100_000


def rebuild() -> int:
    """Make the whole index anew from the records; how many entries there are."""
    return store(entry for source in SOURCES for entry in _all_of(source))


def store(entries: Iterable[SearchEntry]) -> int:
    """Put these entries in the place of all there are, in one transaction; how many they are."""
    waiting, made, counts = iter(entries), 0, _Counts()
    with transaction.atomic():
        for model in (SearchPosting, SearchSlip, SearchWord, SearchEntry):
            model._default_manager.all().delete()
        while batch := list(islice(waiting, BATCH)):
            SearchEntry.objects.bulk_create(batch, batch_size=BATCH)
            words = [(entry.pk, words_of(entry.words)) for entry in batch]
            add_postings((word_key(word), key) for key, those in words for word in those)
            for _, those in words:
                counts.add(those)
            made += len(batch)
        counts.write()
    return made


class _Counts:
    """In how many entries each word stands, written whenever there are too many words to hold."""

    def __init__(self) -> None:
        self.waiting: Counter[str] = Counter()
        self.known: set[str] = set()

    def add(self, words: Iterable[str]) -> None:
        self.waiting.update(words)
        if len(self.waiting) > WORDS_AT_ONCE:
            self.write()

    def write(self) -> None:
        add_words(self.waiting)
        written = {word for word in self.waiting if word.isalpha()}
        _write_slips(written - self.known)
        self.known |= written
        self.waiting.clear()


def refresh(touched: Iterable[tuple[Source, Iterable[int]]]) -> None:
    """Write the entries of these records anew, or take them out where they are not public."""
    with transaction.atomic():
        for source, pks in touched:
            waiting = iter(sorted(pks))
            while some := list(islice(waiting, KEYS_AT_ONCE)):
                _refresh(source, some)


def _refresh(source: Source, pks: list[int]) -> None:
    kept = SearchEntry.objects.filter(source=source.number, record__in=pks)
    stored = {_printed(entry): entry for entry in kept}
    records = source.records().filter(pk__in=pks)
    wanted = {_printed(entry): entry for entry in _entries(source, records)}
    gone = [stored[known] for known in stored.keys() - wanted.keys()]
    new = [wanted[known] for known in wanted.keys() - stored.keys()]
    before, after = _pairs(gone), _pairs(new)
    SearchEntry.objects.filter(pk__in=[entry.pk for entry in gone]).delete()
    SearchEntry.objects.bulk_create(new)
    take_out_postings((word_key(word), key) for word, key in before - after)
    add_postings((word_key(word), key) for word, key in after - before)
    change = Counter(word for word, _ in after - before)
    change.subtract(word for word, _ in before - after)
    _count_anew(change)


def _count_anew(change: Counter[str]) -> None:
    unknown = _unknown(change)
    add_words(dict.fromkeys(unknown, 0))
    _write_slips(unknown)
    for word in sorted(change):
        if change[word]:
            kept = SearchWord.objects.filter(pk=word_key(word))
            kept.update(entries=F("entries") + change[word])


def _printed(entry: SearchEntry) -> tuple[Any, ...]:
    """All of an entry: two that are the same in this are the same."""
    return tuple(getattr(entry, field.attname) for field in SearchEntry._meta.fields)


def _all_of(source: Source) -> Iterator[SearchEntry]:
    return _entries(source, source.records().order_by("pk").iterator(chunk_size=BATCH))


def _entries(source: Source, records: Iterable[Any]) -> Iterator[SearchEntry]:
    for record in records:
        yield entry_of(source, record.pk, source.found(record))


def entry_of(source: Source, record: int, found: Found) -> SearchEntry:
    """What is stored of a record that can be found."""
    return SearchEntry(
        id=key_of(source.number, found.year, record),
        source=source.number,
        record=record,
        title=found.title,
        context=found.context,
        url=found.url,
        is_illustration=found.is_illustration,
        words=row_of([found.title, found.context, *found.texts]),
    )


def _pairs(entries: Iterable[SearchEntry]) -> set[tuple[str, int]]:
    """Which word stands in which entry."""
    return {(word, entry.pk) for entry in entries for word in words_of(entry.words)}


def _unknown(words: Iterable[str]) -> set[str]:
    known: set[str] = set()
    waiting = iter(words)
    while some := list(islice(waiting, KEYS_AT_ONCE)):
        known |= set(SearchWord.objects.filter(word__in=some).values_list("word", flat=True))
    return set(words) - known


def _write_slips(words: Iterable[str]) -> None:
    """The forms by which a slip finds these words."""
    SearchSlip.objects.bulk_create(
        (
            SearchSlip(form=form, word_id=word_key(word))
            for word in sorted(words)
            for form in sorted(slip_forms(word))
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
