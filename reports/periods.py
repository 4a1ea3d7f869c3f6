"""Kỳ báo cáo: which years or days a page or a file is about, and how it stands in an address.

Years select by the activity's year (money by its budget year). Quarters, half-years, nine months
and months are the same year with an earlier cut-off, so they nest in it. A range of days selects
by the day that counts: decided, accepted, paid.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

from khuyencong.fields import YearField

_PARTS = {"quy": 3, "thang": 1}
_SUB_YEAR = re.compile(r"(\d{4})-(?:(quy|thang)-(\d{1,2})|(6|9)-thang)")
_DAYS = re.compile(r"tu-(\d{4}-\d{2}-\d{2})-den-(\d{4}-\d{2}-\d{2})")

SLUG_PATTERN = (
    r"\d{4}-\d{4}|\d{4}-(?:quy-[1-4]|thang-\d{1,2}|[69]-thang)|"
    r"tu-\d{4}-\d{2}-\d{2}-den-\d{4}-\d{2}-\d{2}|\d{4}"
)


class NoSuchPeriod(ValueError):
    """The address names no period."""


@dataclass(frozen=True)
class Period:
    """The years from first to last, as far as the cut-off; or, with ``start``, the days only.

    ``cutoff`` None means all that is recorded. ``start`` set means a range of days start..cutoff.
    """

    first_year: int
    last_year: int
    cutoff: date | None = None
    start: date | None = None
    slug: str = ""
    label: str = ""

    @property
    def is_single_year(self) -> bool:
        return self.first_year == self.last_year

    @property
    def is_days(self) -> bool:
        return self.start is not None

    def until(self, cutoff: date | None) -> "Period":
        """The same years with an earlier cut-off, if one is given."""
        if cutoff is None or (self.cutoff is not None and cutoff >= self.cutoff):
            return self
        return replace(self, cutoff=cutoff)

    @classmethod
    def years(cls, first: int, last: int | None = None, cutoff: date | None = None) -> "Period":
        """A year, or a range of years such as a phase."""
        last = first if last is None else last
        if first == last:
            return cls(first, last, cutoff, slug=str(first), label=f"năm {first}")
        label = f"giai đoạn {first}–{last}"
        return cls(first, last, cutoff, slug=f"{first}-{last}", label=label)

    @classmethod
    def days(cls, start: date, end: date) -> "Period":
        """Any range of days, both included."""
        label = f"từ {start:%d/%m/%Y} đến {end:%d/%m/%Y}"
        slug = f"tu-{start.isoformat()}-den-{end.isoformat()}"
        return cls(start.year, end.year, end, start, slug, label)

    @classmethod
    def from_slug(cls, slug: str) -> "Period":
        """Read ``2014-2020``, ``2025``, ``2025-quy-1``, ``2025-6-thang``, ``tu-…-den-…``.

        Raises NoSuchPeriod for an impossible year, month or range.
        """
        if days := _DAYS.fullmatch(slug):
            return cls._from_days(*days.groups())
        if part := _SUB_YEAR.fullmatch(slug):
            return cls._from_part(slug, *part.groups())
        first, _, last = slug.partition("-")
        if not (first.isdigit() and (last or first).isdigit()):
            raise NoSuchPeriod(slug)
        return cls._checked(int(first), int(last or first))

    @classmethod
    def _checked(cls, first: int, last: int) -> "Period":
        if not YearField.FIRST <= first <= last <= YearField.LAST:
            raise NoSuchPeriod(f"{first}-{last}")
        return cls.years(first, last)

    @classmethod
    def _from_days(cls, start: str, end: str) -> "Period":
        try:
            first, last = date.fromisoformat(start), date.fromisoformat(end)
        except ValueError as impossible:
            raise NoSuchPeriod(str(impossible)) from impossible
        cls._checked(first.year, last.year)
        if first > last:
            raise NoSuchPeriod(f"{start} > {end}")
        return cls.days(first, last)

    @classmethod
    def _from_part(
        cls, slug: str, year: str, unit: str | None, number: str | None, months: str | None
    ) -> "Period":
        last_month = int(months) if months else int(number or 0) * _PARTS[unit or "thang"]
        if not 1 <= last_month <= 12:
            raise NoSuchPeriod(slug)
        whole = cls._checked(int(year), int(year))
        cutoff = date(int(year), last_month, monthrange(int(year), last_month)[1])
        names = {"quy": f"lũy kế đến quý {number}", "thang": f"lũy kế đến tháng {number}"}
        name = names[unit] if unit else f"{months} tháng đầu năm"
        joint = " năm" if unit else ""
        return replace(whole, cutoff=cutoff, slug=slug, label=f"{name}{joint} {year}")


def reported_on(today: date) -> list[Period]:
    """What an office reports about a day: its month, the part of the year that ended, both years.

    Month and part are cumulative, as the forms are: of the year from its first day.
    """
    year, month = today.year, today.month
    part = {1: "quy-1", 2: "6-thang", 3: "9-thang"}.get((month - 1) // 3)
    slugs = [f"{year}-thang-{month}", part and f"{year}-{part}", str(year), str(year - 1)]
    return [Period.from_slug(slug) for slug in filter(None, slugs)]
