from functools import reduce
from typing import Any

from django.db import models
from django.http import HttpRequest

from khuyencong.text import fold


class FoldedSearch:
    """Find "Máy móc, thiết bị" by "may moc" in a table small enough to be folded row by row."""

    search_fields: Any
    list_select_related: Any

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        words = fold(search_term).split()
        if not words:
            return queryset, False
        rows = queryset.select_related(*self.list_select_related or ())
        found = [row.pk for row in rows if self.has_words(row, words)]
        return queryset.filter(pk__in=found), False

    def has_words(self, row: models.Model, words: list[str]) -> bool:
        values = (reduce(getattr, name.split("__"), row) for name in self.search_fields)
        text = fold(" ".join(str(value) for value in values if value is not None))
        return all(word in text for word in words)
