"""What the list of activities can be narrowed by: choices with counts, taken in or left out."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from programs.models import ActivityKind, BudgetSource, Commune, OldDistrict
from projects.models import Activity, Facility, Programme, Stage
from reports.figures import activity_count

# In the address ``tru-nam=2020`` leaves out what ``nam=2020`` would take in.
WITHOUT = "tru-"
PAGE = "trang"
FIRST_OPTIONS = 8

Labels = Callable[[Collection[str]], Mapping[str, str]]


@dataclass(frozen=True)
class Facet:
    """One way to narrow: its name in the address, and the column it reads from an activity.

    ``labels`` gives the names of codes, in printed order, and none for a code that means nothing.
    """

    name: str
    label: str
    column: str
    labels: Labels


def _choices(*choices: Any) -> Labels:
    return lambda codes: {one.value: one.label for one in choices if one.value in codes}


def _catalogue(rows: Callable[[], QuerySet[Any]], label: str = "name") -> Labels:
    return lambda codes: dict(rows().filter(code__in=codes).values_list("code", label))


def _years(codes: Collection[str]) -> Mapping[str, str]:
    years = (code for code in codes if code.isascii() and code.isdigit() and len(code) == 4)
    return {year: year for year in sorted(years, reverse=True)}


FACETS = (
    Facet("nam", "Năm", "year", _years),
    Facet(
        "noi-dung",
        "Nội dung chính",
        "main_kind__code",
        _catalogue(lambda: ActivityKind.objects.order_by("group__order", "order", "code")),
    ),
    Facet(
        "nguon",
        "Nguồn kinh phí",
        "fundings__source__code",
        _catalogue(lambda: BudgetSource.objects.order_by("order", "code")),
    ),
    Facet("chuong-trinh", "Chương trình", "programme", _choices(*Programme)),
    Facet(
        "tinh-trang",
        "Tình trạng",
        "stage",
        _choices(Stage.APPROVED, Stage.ACCEPTED, Stage.STOPPED),
    ),
    Facet(
        "xa-phuong",
        "Xã, phường hiện nay",
        "supports__commune__code",
        _catalogue(lambda: Commune.objects.order_by("sort_key", "code")),
    ),
    Facet(
        "huyen-cu",
        "Huyện cũ lúc hỗ trợ",
        "supports__old_district__code",
        _catalogue(lambda: OldDistrict.objects.order_by("sort_key", "code")),
    ),
    Facet(
        "loai-hinh",
        "Loại hình cơ sở",
        "supports__facility__legal_form",
        _choices(*Facility.LegalForm),
    ),
)


@dataclass(frozen=True)
class Option:
    """One choice of a facet: how many activities it has among those chosen otherwise."""

    label: str
    count: int
    is_taken: bool
    is_left_out: bool
    take: str
    leave_out: str

    @property
    def is_chosen(self) -> bool:
        return self.is_taken or self.is_left_out


@dataclass(frozen=True)
class Choice:
    """What was chosen of one facet, told apart from what nobody understands."""

    facet: Facet
    taken: Mapping[str, str]
    left_out: Mapping[str, str]
    unknown: Sequence[str]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Any of the taken, none of the left out; a record of several places counts for each."""
        if self.taken:
            rows = rows.filter(pk__in=self._having(self.taken))
        if self.left_out:
            rows = rows.exclude(pk__in=self._having(self.left_out))
        return rows

    def _having(self, codes: Iterable[str]) -> QuerySet[Any]:
        having = {f"{self.facet.column}__in": list(codes)}
        return Activity.objects.filter(**having).order_by().values("pk")


@dataclass(frozen=True)
class Shown:
    """A facet as it is printed."""

    facet: Facet
    options: Sequence[Option]

    @property
    def first(self) -> Sequence[Option]:
        """The chosen ones and the most frequent, in printed order."""
        by_count = sorted(self.options, key=lambda option: (not option.is_chosen, -option.count))
        kept = by_count[:FIRST_OPTIONS]
        return [option for option in self.options if option in kept]

    @property
    def rest(self) -> Sequence[Option]:
        first = self.first
        return [option for option in self.options if option not in first]

    @property
    def is_open(self) -> bool:
        """Whether something is chosen here, which must not be hidden."""
        return any(option.is_chosen for option in self.options)


class Facets:
    """All choices that stand in an address."""

    def __init__(self, query: QueryDict) -> None:
        self.query = query
        self.choices = [_choice(facet, query) for facet in FACETS]

    def narrow(self, rows: QuerySet[Any], but: Facet | None = None) -> QuerySet[Any]:
        """The rows that fulfil every choice (``but`` those of one facet)."""
        for choice in self.choices:
            if choice.facet is not but:
                rows = choice.narrow(rows)
        return rows

    @property
    def is_asked(self) -> bool:
        return any(choice.taken or choice.left_out for choice in self.choices)

    @property
    def unknown(self) -> Sequence[tuple[str, str]]:
        """Facet and value of what was asked and means nothing; it narrows nothing."""
        return [(one.facet.label, code) for one in self.choices for code in one.unknown]

    @property
    def kept(self) -> Iterator[tuple[str, str]]:
        """Names and values that a search in words must carry along."""
        for choice in self.choices:
            yield from ((choice.facet.name, code) for code in choice.taken)
            yield from ((WITHOUT + choice.facet.name, code) for code in choice.left_out)

    def shown(self, rows: QuerySet[Any]) -> list[Shown]:
        """Every facet with its options and their counts; one query for each, and its labels."""
        shown = [self._shown(choice, rows) for choice in self.choices]
        return [one for one in shown if one.options]

    def _shown(self, choice: Choice, rows: QuerySet[Any]) -> Shown:
        narrowed = self.narrow(rows, but=choice.facet).order_by().values("pk")
        counted = (
            Activity.objects.filter(pk__in=narrowed)
            .order_by()
            .values_list(choice.facet.column)
            .annotate(activities=activity_count())
        )
        counts = {str(code): count for code, count in counted if code not in (None, "")}
        codes = {*counts, *choice.taken, *choice.left_out}
        return Shown(
            choice.facet,
            [
                self._option(choice, code, label, counts.get(code, 0))
                for code, label in choice.facet.labels(codes).items()
            ],
        )

    def _option(self, choice: Choice, code: str, label: str, count: int) -> Option:
        name = choice.facet.name
        return Option(
            label=label,
            count=count,
            is_taken=code in choice.taken,
            is_left_out=code in choice.left_out,
            take=self._address(name, code, away=code in choice.taken),
            leave_out=self._address(WITHOUT + name, code, away=code in choice.left_out),
        )

    def _address(self, name: str, code: str, *, away: bool) -> str:
        """The query with this choice added, or taken back."""
        query = self.query.copy()
        query.pop(PAGE, None)
        plain = name.removeprefix(WITHOUT)
        for other in (plain, WITHOUT + plain):
            # Nothing is both taken in and left out.
            query.setlist(other, [one for one in query.getlist(other) if one != code])
        if not away:
            query.appendlist(name, code)
        return f"?{query.urlencode()}"


def _choice(facet: Facet, query: QueryDict) -> Choice:
    taken = [code for code in query.getlist(facet.name) if code]
    left_out = [code for code in query.getlist(WITHOUT + facet.name) if code]
    known = facet.labels([*taken, *left_out]) if taken or left_out else {}
    return Choice(
        facet=facet,
        taken={code: known[code] for code in taken if code in known},
        left_out={code: known[code] for code in left_out if code in known},
        unknown=[code for code in (*taken, *left_out) if code not in known],
    )
