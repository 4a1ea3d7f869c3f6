"""Where a page and its files stand: ``/ket-qua/2014-2020/``, ``…/noi-dung.xlsx``, ``…/ho-so/…``.

The whole state of a page is in its address, so a link can be passed on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from .dimensions import UNKNOWN_SLUG
from .periods import Period
from .tables import Cell

CUTOFF = "den-ngay"


@dataclass(frozen=True)
class Address:
    """The addresses of one period: the ordinary one, or the one that is always live."""

    period: Period
    is_live: bool = False
    cutoff: date | None = None

    def page(self, extension: str = "") -> str:
        """The results page, or the file of all its tables."""
        return self._reverse("results", extension)

    def split(self, slug: str, extension: str = "") -> str:
        """One split of the figures."""
        return self._reverse("split", extension, split=slug)

    def records(self, figure: str, where: Mapping[str, Any], extension: str = "") -> str:
        """The records behind one figure."""
        chosen = {name: UNKNOWN_SLUG if code is None else code for name, code in where.items()}
        return self._reverse("records", extension, chosen, figure=figure)

    def cell(self, cell: Cell) -> str:
        """The records behind one cell; nothing for a cell that is no figure."""
        return self.records(cell.figure, cell.where) if cell.figure else ""

    def _reverse(
        self, name: str, extension: str, query: Mapping[str, Any] | None = None, **names: str
    ) -> str:
        prefix = "live_" if self.is_live else ""
        suffix = "_file" if extension else ""
        names |= {"extension": extension} if extension else {}
        path = reverse(f"{prefix}{name}{suffix}", kwargs={"slug": self.period.slug, **names})
        query = dict(query or {})
        if self.cutoff is not None:
            query[CUTOFF] = self.cutoff.isoformat()
        return f"{path}?{urlencode(query)}" if query else path
