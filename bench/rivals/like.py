"""The search as it is often written: LIKE for every word, the number of hits and the first page.

It scans the same folded words of the same entries. Left out, to its advantage: the page, facets,
years, and putting slips right.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from bench.portal import Values
from bench.questions import BEGINNINGS, QUESTIONS
from bench.searching import Asked
from reports.search.answer import MOST_COUNTED
from reports.search.query import Asked as Question
from reports.search.sources import GROUP_OF

PER_PAGE, SUGGESTED = 20, 8


class Like(Asked):
    """Two statements a question: how many there are, and the first in the order of the list."""

    def search(self, text: str) -> None:
        self._select("COUNT(*)", whole(text))
        self._select("id, title, context, url", whole(text), f"ORDER BY id LIMIT {PER_PAGE}")

    def suggest(self, text: str) -> None:
        self._select("title, url", begun(text), f"ORDER BY id LIMIT {SUGGESTED}")

    def values(self) -> Values:
        """How many of each kind; nothing where only the portal puts a slip right."""
        for text in BEGINNINGS:
            self.suggest(text)
        found = {text: self._by_kind(text) for text in QUESTIONS}
        return {text: counts for text, counts in found.items() if counts}

    def _by_kind(self, text: str) -> dict[str, int]:
        counts: dict[str, int] = {}
        for source, count in self._select("source, COUNT(*)", whole(text), "GROUP BY source"):
            counts[GROUP_OF[source]] = counts.get(GROUP_OF[source], 0) + count
        return {slug: min(count, MOST_COUNTED) for slug, count in counts.items()}

    @staticmethod
    def _select(what: str, patterns: Sequence[str], rest: str = "") -> list[tuple[Any, ...]]:
        where = " AND ".join(["words LIKE %s"] * len(patterns))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {what} FROM reports_searchentry WHERE {where} {rest}", patterns)
            return list(cursor.fetchall())


def whole(text: str) -> list[str]:
    """A pattern for every word and phrase."""
    asked = Question.parse(text)
    return [*(f"% {word} %" for word in asked.words), *(f"%{row}%" for row in asked.rows)]


def begun(text: str) -> list[str]:
    """The same, where the last word need not be whole."""
    *words, start = Question.parse(text).words
    return [*(f"% {word} %" for word in words), f"% {start}%"]
