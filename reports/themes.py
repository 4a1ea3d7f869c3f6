"""The three-way switch: by what the bars and pictures of a page are drawn, kept in the address."""

from collections.abc import Sequence
from dataclasses import dataclass

from .tables import Table

PARAMETER = "xem"


@dataclass(frozen=True)
class Theme:
    """A way to look at tables: the column that is drawn. The first needs no parameter."""

    slug: str
    label: str
    column: str


THEMES = (
    Theme("", "kinh phí", "spent"),
    Theme("de-an", "số đề án", "activities"),
    Theme("co-so", "số cơ sở", "facilities"),
)


@dataclass(frozen=True)
class Switch:
    """The themes that fit a table, and the one its address asks for (the first for any other)."""

    themes: Sequence[Theme]
    chosen: Theme | None

    def of(self, table: Table) -> "Switch":
        """The same choice for another table, which may not have every column."""
        return switch(table, self.chosen.slug if self.chosen else "")

    @property
    def column(self) -> str:
        """The column to draw; nothing where no theme fits."""
        return self.chosen.column if self.chosen else ""


def switch(table: Table, asked: str) -> Switch:
    """The themes that fit ``table``, and the one of the slug that was asked for."""
    keys = {column.key for column in table.columns}
    themes = [theme for theme in THEMES if theme.column in keys]
    first = themes[0] if themes else None
    return Switch(themes, next((theme for theme in themes if theme.slug == asked), first))
