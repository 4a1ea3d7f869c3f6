"""The portal's search over the made-up entries, and what everyone who is asked has in common."""

from itertools import chain, cycle
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from bench.portal import OnDatabase, Values, get
from bench.questions import BEGINNINGS, QUESTIONS
from reports.search.answer import answer


class Asked(OnDatabase):
    """Somebody who is asked one question after the other, over and over."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = cycle(
            chain(
                ((self.search, text) for text in QUESTIONS),
                ((self.suggest, text) for text in BEGINNINGS),
            )
        )

    def run(self) -> str:
        """Answer the next question; says which it was."""
        answered, text = next(self.waiting)
        answered(text)
        return text

    def search(self, text: str) -> Any:
        """Find the whole words."""
        raise NotImplementedError

    def suggest(self, text: str) -> Any:
        """Find what the last word may become."""
        raise NotImplementedError


class Search(Asked):
    """The page of results with its counts and facets, and the suggestions: WSGI calls."""

    def search(self, text: str) -> None:
        get(reverse("search"), urlencode({"q": text}))

    def suggest(self, text: str) -> None:
        get(reverse("suggest"), urlencode({"q": text}))

    def values(self) -> Values:
        """How many of each kind every question finds, as far as they are counted."""
        for text in BEGINNINGS:
            self.suggest(text)
        return {text: _counted(text) for text in QUESTIONS}


def _counted(text: str) -> dict[str, int]:
    found = answer(text)
    return {group.slug: len(group.keys) for group in found.groups} if found else {}
