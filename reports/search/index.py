"""Keeps the index as the records are: made anew whole, or for the records that were touched."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F

from reports.models import SearchEntry, SearchPosting, SearchSlip, SearchWord

from .postings import add_postings
from .sources import SOURCES, Source
from .words import row_of, slip_forms, word_key, words_of

BATCH = 2_000
# What one statement may look up: SQLite takes no more than this in a list on old systems.
KEYS_AT_ONCE = 900


def rebuild() -> int:
    """Make the whole index anew, in one transaction; how many entries there are."""
    counts: Counter[str] = Counter()
    made = 0
    with transaction.atomic():
        for model in (SearchPosting, SearchSlip, SearchWord, SearchEntry):
            model._default_manager.all().delete()
        for source in SOURCES:
            records = source.records().order_by("pk").iterator(chunk_size=BATCH)
            entries = _entries(source, records)
            while batch := list(islice(entries, BATCH)):
                _write(batch)
                counts += _counted(batch)
                made += len(batch)
        _write_words(counts, counts)
    return made


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
    change = _counted(new)
    change.subtract(_counted(gone))
    _take_out(gone)
    _write(new)
    _write_words(_unknown(change), {})
    for word in sorted(change):
        if change[word]:
            kept_word = SearchWord.objects.filter(pk=word_key(word))
            kept_word.update(entries=F("entries") + change[word])


def _printed(entry: SearchEntry) -> tuple[Any, ...]:
    """All of an entry: two that are the same in this are the same."""
    return tuple(getattr(entry, field.attname) for field in SearchEntry._meta.fields)


def _entries(source: Source, records: Iterable[Any]) -> Iterator[SearchEntry]:
    for record in records:
        found = source.found(record)
        yield SearchEntry(
            id=source.key(record, found),
            source=source.number,
            record=record.pk,
            title=found.title,
            context=found.context,
            url=found.url,
            is_illustration=found.is_illustration,
            words=row_of([found.title, found.context, *found.texts]),
        )


def _counted(entries: Iterable[SearchEntry]) -> Counter[str]:
    """In how many of the entries each word stands."""
    return Counter(word for entry in entries for word in words_of(entry.words))


def _take_out(entries: Iterable[SearchEntry]) -> None:
    for entry in entries:
        keys = map(word_key, words_of(entry.words))
        SearchPosting.objects.filter(word__in=[*keys], entry=entry).delete()
        entry.delete()


def _write(entries: Sequence[SearchEntry]) -> None:
    SearchEntry.objects.bulk_create(entries, batch_size=BATCH)
    add_postings((word_key(word), entry.pk) for entry in entries for word in words_of(entry.words))


def _unknown(words: Iterable[str]) -> set[str]:
    known: set[str] = set()
    waiting = iter(words)
    while some := list(islice(waiting, KEYS_AT_ONCE)):
        known |= set(SearchWord.objects.filter(word__in=some).values_list("word", flat=True))
    return set(words) - known


def _write_words(words: Iterable[str], counts: Mapping[str, int]) -> None:
    """New words, in how many entries they stand, and the forms by which a slip finds them."""
    words = sorted(words)
    SearchWord.objects.bulk_create(
        (SearchWord(id=word_key(word), word=word, entries=counts.get(word, 0)) for word in words),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    SearchSlip.objects.bulk_create(_slips(words), batch_size=BATCH, ignore_conflicts=True)


def _slips(words: Iterable[str]) -> Iterator[SearchSlip]:
    for word in words:
        for form in sorted(slip_forms(word)):
            yield SearchSlip(form=form, word_id=word_key(word))
