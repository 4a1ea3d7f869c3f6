"""The key of an entry is its place among the results: source, then year (latest first), record.

So the entries of a source, or of one year of it, are a range of keys, and a list of entries by
key is in the order in which it is printed: no look-up has to sort.
"""

RECORD_BITS, YEAR_BITS = 44, 12
LAST_YEAR = (1 << YEAR_BITS) - 1


def key_of(source: int, year: int | None, record: int) -> int:
    """The key of a record; what has no year stands after all years."""
    return ((source << YEAR_BITS | LAST_YEAR - (year or 0)) << RECORD_BITS) | record


def source_of(key: int) -> int:
    return key >> (YEAR_BITS + RECORD_BITS)


def year_of(key: int) -> int | None:
    """The year of an entry; None where it has none."""
    return LAST_YEAR - (key >> RECORD_BITS & LAST_YEAR) or None


def span(source: int, year: int | None = None) -> tuple[int, int]:
    """The first and the last key of a source, or of one year of it."""
    first, last = (year, year) if year else (LAST_YEAR, None)
    return key_of(source, first, 0), key_of(source, last, (1 << RECORD_BITS) - 1)
