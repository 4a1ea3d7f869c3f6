"""Where a page and its files stand: ``/ket-qua/2014-2020/``, ``…/noi-dung.xlsx``, ``…/ho-so/…``.

The whole state of a page is in its address, so a link can be passed on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from django.urls import reverse

from .dimensions import SEVERAL, UNKNOWN_SLUG
from .periods import Period
from .tables import Cell

CUTOFF = "den-ngay"
# Where the members of a split have pages of their own: what stands before their code.
MEMBERS = {
    "co-so": "co-so/",
    "de-an": "hoat-dong/",
    "xa-phuong": "dia-ban/",
    "huyen-cu": "dia-ban/huyen-cu-",
    "noi-dung": "noi-dung/",
}


@dataclass(frozen=True)
class Address:
    """The addresses of one period: the ordinary one, the always live one, or one revision.

    ``scope`` is a further part of the address (an old province or district). ``where`` is what
    every number of a page is narrowed to: the page of one facility.
    """

    period: Period
    is_live: bool = False
    cutoff: date | None = None
    revision: int | None = None
    scope: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    # A page prints hundreds of numbers of a few figures, and reverse() is slow.
    _paths: dict[str, str] = field(default_factory=dict, init=False, compare=False, repr=False)

    def page(self, extension: str = "") -> str:
        """The results page, or the file of all its tables."""
        return self._reverse("results", extension)

    def paper(self, extension: str) -> str:
        """The report of the period for a word processor or as a PDF."""
        return self._reverse("paper", extension)

    def unversioned(self) -> str:
        """The page that always shows the latest revision."""
        return replace(self, revision=None, is_live=False, cutoff=None).page()

    def live(self) -> str:
        """The page that is always live."""
        return replace(self, revision=None, is_live=True, cutoff=None).page()

    def sealed(self, revision: int) -> str:
        """The page of one revision."""
        return replace(self, revision=revision, is_live=False, cutoff=None).page()

    def drift(self) -> str:
        """By how much the register differs today from what was published."""
        return replace(self, revision=None, is_live=False, cutoff=None)._reverse("drift", "")

    def archive(self) -> str:
        """The bundle of a sealed revision."""
        return self._reverse("archive", "")

    def reconciliation(self, extension: str = "") -> str:
        """The money of the period at every place where it is told."""
        plain = replace(self, revision=None, is_live=False, cutoff=None)
        return plain._reverse("reconciliation", extension)

    def split(self, slug: str, extension: str = "") -> str:
        """One split of the figures."""
        return self._reverse("split", extension, split=slug)

    def forms(self, extension: str = "", query: Mapping[str, str] | None = None) -> str:
        """The office's forms of the period, or all of them in one file."""
        return self._with_query(self._path("forms", extension), query or {})

    def form(self, form: str, extension: str = "", query: Mapping[str, str] | None = None) -> str:
        """One of the office's forms, with what was chosen of it."""
        return self._with_query(self._path("form", extension, form=form), query or {})

    def annex(self, form: str, query: Mapping[str, str] | None = None) -> str:
        """The records behind the numbers of a form, or of one row of it."""
        return self._with_query(self._path("annex", "", form=form), query or {})

    def records(self, figure: str, where: Mapping[str, Any], extension: str = "") -> str:
        """The records behind one figure."""
        chosen = {name: _slug(code) for name, code in {**self.where, **where}.items()}
        known = f"{figure}.{extension}"
        if known not in self._paths:
            self._paths[known] = self._path("records", extension, figure=figure)
        return self._with_query(self._paths[known], chosen)

    def cell(self, cell: Cell) -> str:
        """The records behind one cell; nothing for a cell that is no figure."""
        return self.records(cell.figure, cell.where) if cell.figure else ""

    def member(self, split: str, code: Any) -> str:
        """The page of a row of a split, where the member has one."""
        if split == "nam":
            # The year of one place or facility is not the year of the province.
            # A revision is of one period: its number means nothing for another.
            year = replace(self, period=Period.years(code), revision=None)
            return "" if self.where else year.page()
        return own_page(split, code)

    def _reverse(self, name: str, extension: str, **names: str) -> str:
        return self._with_query(self._path(name, extension, **names), {})

    def _path(self, name: str, extension: str, **names: str) -> str:
        parts: dict[str, Any] = {"slug": self.period.slug, **names}
        if self.scope:
            parts["scope"] = self.scope
            name = f"scoped_{name}"
        if self.revision is not None:
            parts["revision"] = self.revision
            name = f"sealed_{name}"
        elif self.is_live:
            name = f"live_{name}"
        if extension:
            parts["extension"] = extension
            name = f"{name}_file"
        return reverse(name, kwargs=parts)

    def _with_query(self, path: str, query: Mapping[str, Any]) -> str:
        query = dict(query)
        if self.cutoff is not None:
            query[CUTOFF] = self.cutoff.isoformat()
        return f"{path}?{urlencode(query)}" if query else path


def _slug(code: Any) -> Any:
    if code is None:
        return UNKNOWN_SLUG
    return SEVERAL.join(map(str, code)) if isinstance(code, list | tuple) else code


def own_page(split: str, code: Any) -> str:
    """The page of a member whatever the period; nothing where it has none."""
    section = MEMBERS.get(split)
    return f"/{section}{quote(str(code))}/" if section else ""
