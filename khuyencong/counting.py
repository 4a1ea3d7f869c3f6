"""Counting without going through a whole table: beyond ten thousand, "more" says enough."""

from functools import cached_property
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet

from khuyencong.text import whole_number

MOST = 10_000
FURTHEST = 10_000_000  # pages: a database refuses to skip more rows than it can count


class MoreThan(int):
    """A number of rows of which only the lower bound is known; it says so wherever it stands."""

    def __str__(self) -> str:
        return f"hơn {whole_number(int(self) - 1)}"


def counted(rows: QuerySet[Any]) -> int:
    """How many rows there are, or that there are more than anybody goes through."""
    number = rows.order_by()[: MOST + 1].count()
    return MoreThan(number) if number > MOST else number


class CappedPaginator(Paginator):
    """Pages of a list of any size. Beyond what is counted, one page leads to the next."""

    @cached_property
    def count(self) -> int:
        return counted(self.object_list)  # type: ignore[arg-type]

    @property
    def is_capped(self) -> bool:
        return isinstance(self.count, MoreThan)

    def validate_number(self, number: Any) -> int:
        if not self.is_capped:
            return super().validate_number(number)
        number = max(1, int(number))
        if number > FURTHEST:
            raise EmptyPage("Không có trang này.")
        return number

    def page(self, number: Any) -> Page[Any]:
        if not self.is_capped:
            return super().page(number)
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        return Page(self.object_list[first : first + self.per_page], number, self)
