"""The page as an ordinary Django developer would write it: one aggregate() per figure and row.

It asks the same records by the same rules and finds the same numbers, with conditions as plain as
the rules allow. Left out, to its advantage: the facilities helped last, the old notices, and the
links behind every figure.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.template import Context, Engine

from bench.portal import TOTAL, UNKNOWN, Contender, Values
from programs.models import (
    ActivityKind,
    BudgetSource,
    Commune,
    Measure,
    OldDistrict,
    OldProvince,
)
from projects.models import (
    Facility,
    Funding,
    FundingShare,
    Payment,
    Programme,
    Quantity,
    Support,
)

TEMPLATES = Engine(dirs=[Path(__file__).parent / "templates"])

RUNNING = Q(activity__stage__in=["approved", "accepted"])
NOT_STOPPED = Q(stopped_on__isnull=True)
PLANNED = RUNNING & NOT_STOPPED
DONE = NOT_STOPPED & (Q(activity__stage="accepted") | (RUNNING & Q(accepted_on__isnull=False)))


AMOUNTS = {"planned", "settled", "spent", "counterpart"}


def on(prefix: str, condition: Q) -> Q:
    """The same condition seen from another model."""
    moved = Q(_connector=condition.connector, _negated=condition.negated)
    for child in condition.children:
        if isinstance(child, Q):
            moved.children.append(on(prefix, child))
        else:
            moved.children.append((prefix + child[0], child[1]))
    return moved


def legal_form(facility: str, code: str | None) -> Q:
    """A merged facility is the one it was merged into."""
    if code is None:
        return Q(**{f"{facility}__isnull": True})
    own = Q(**{f"{facility}__merged_into__isnull": True, f"{facility}__legal_form": code})
    return own | Q(**{f"{facility}__merged_into__legal_form": code})


def is_or_null(path: str, code: Any) -> Q:
    return Q(**{f"{path}__isnull": True}) if code is None else Q(**{f"{path}__code": code})


# How each split picks its supports, whole fundings, shares of fundings and payments.
def of_supports(split: str, code: Any) -> Q:
    match split:
        case "noi-dung":
            return Q(kind__code=code)
        case "de-an":
            return Q(activity__main_kind__code=code)
        case "nam":
            return Q(activity__year=code)
        case "chuong-trinh":
            return Q(activity__programme=code)
        case "tinh-cu":
            return is_or_null("activity__old_province", code)
        case "huyen-cu":
            return is_or_null("old_district", code)
        case "xa-phuong":
            return is_or_null("commune", code)
        case "loai-hinh":
            return legal_form("facility", code)
    return Q()


def of_fundings(split: str, code: Any) -> Q:
    match split:
        case "noi-dung":
            own = Q(activity__common_kind__isnull=True, activity__main_kind__code=code)
            return Q(activity__common_kind__code=code) | own
        case "nam":
            return Q(budget_year=code)
        case "nguon":
            return Q(source__code=code)
        case "chuong-trinh":
            return Q(activity__programme=code)
        case "tinh-cu":
            return is_or_null("activity__old_province", code)
        case "huyen-cu":
            return is_or_null("activity__common_district", code)
        case "xa-phuong":
            return is_or_null("activity__common_commune", code)
        case "loai-hinh":
            return legal_form("activity__common_facility", code)
    return Q()


def of_shares(split: str, code: Any) -> Q:
    whole = on("funding__", of_fundings(split, code))
    known = {
        "noi-dung": "support__kind",
        "huyen-cu": "support__old_district",
        "xa-phuong": "support__commune",
        "loai-hinh": "support__facility",
    }.get(split)
    if known is None:
        return whole
    unknown = Q(**{f"{known}__isnull": True}) & whole
    if code is None:
        return unknown
    own = legal_form(known, code) if split == "loai-hinh" else Q(**{f"{known}__code": code})
    return own | unknown


@dataclass(frozen=True)
class NaivePage:
    """Every figure of a page of some years; ``every`` takes only each so-manieth row of a split."""

    first: int
    last: int
    every: int = 1

    @property
    def years(self) -> tuple[int, int]:
        return self.first, self.last

    # Figures of supports.

    def supports(self, split: str = "", code: Any = None) -> QuerySet[Support]:
        rows = Support.objects.filter(activity__review="approved", activity__year__range=self.years)
        return rows.filter(of_supports(split, code))

    def count_activities(self, split: str = "", code: Any = None, done: bool = True) -> int:
        rows = self.supports("de-an" if split == "noi-dung" else split, code)
        rows = rows.filter(activity__main_kind__is_scheme=True)
        rows = (
            rows.filter(DONE, activity__completed_on__isnull=False)
            if done
            else rows.filter(PLANNED)
        )
        return rows.aggregate(n=Count("activity", distinct=True))["n"]

    def count_facilities(self, split: str = "", code: Any = None, done: bool = True) -> int:
        rows = self.supports(split, code).filter(DONE if done else PLANNED)
        facility = Coalesce("facility__merged_into", "facility")
        return rows.aggregate(n=Count(facility, distinct=True))["n"]

    def count_supports(self, split: str = "", code: Any = None, done: bool = True) -> int:
        rows = self.supports(split, code).filter(DONE if done else PLANNED)
        return rows.aggregate(n=Count("pk"))["n"]

    # Figures of money: whole fundings and, where somebody split them, their shares.

    def money(
        self, role: str, done: bool, amount: Any, split: str = "", code: Any = None, **more: Any
    ) -> int:
        whole = Funding.objects.filter(
            of_fundings(split, code),
            activity__review="approved",
            budget_year__range=self.years,
            shares__isnull=True,
            source__role=role,
            **more,
        )
        shares = FundingShare.objects.filter(
            of_shares(split, code),
            funding__activity__review="approved",
            funding__budget_year__range=self.years,
            funding__source__role=role,
            **{f"funding__{name}": value for name, value in more.items()},
        )
        if done:
            whole = whole.filter(activity__completed_on__isnull=False)
            unsplit = Q(support__isnull=True, funding__activity__completed_on__isnull=False)
            shares = shares.filter(on("support__", DONE) | unsplit)
        else:
            whole = whole.filter(RUNNING)
            shares = shares.filter(on("funding__", RUNNING), support__stopped_on__isnull=True)
        return sum(rows.aggregate(n=Sum(amount, default=0))["n"] for rows in (whole, shares))

    def planned(self, split: str = "", code: Any = None) -> int:
        return self.money("support", False, F("planned"), split, code)

    def spent(self, split: str = "", code: Any = None, **more: Any) -> int:
        return self.money("support", True, Coalesce("settled", "planned"), split, code, **more)

    def settled(self, split: str = "", code: Any = None) -> int:
        return self.money("support", True, F("settled"), split, code)

    def counterpart(self, split: str = "", code: Any = None) -> int:
        return self.money("counterpart", True, Coalesce("settled", "planned"), split, code)

    def disbursed(self, split: str = "", code: Any = None) -> int:
        rows = Payment.objects.filter(
            on("funding__", of_fundings(split, code)),
            on("funding__", RUNNING),
            review="approved",
            funding__activity__review="approved",
            funding__budget_year__range=self.years,
            funding__source__role="support",
            kind__in=["advance", "disbursement"],
        )
        return rows.aggregate(n=Sum("amount", default=0))["n"]

    @property
    def by_key(self) -> dict[str, Callable[..., int]]:
        return {
            "activities": self.count_activities,
            "facilities": self.count_facilities,
            "supports": self.count_supports,
            "planned": self.planned,
            "disbursed": self.disbursed,
            "settled": self.settled,
            "spent": self.spent,
            "counterpart": self.counterpart,
        }

    # The splits: which figures, and which rows.

    def splits(self) -> dict[str, tuple[tuple[str, ...], list[Any]]]:
        places = ("activities", "facilities", "spent")
        return {
            "nguon": (
                ("planned", "disbursed", "settled", "spent"),
                self.codes(BudgetSource.objects.order_by("order")),
            ),
            "noi-dung": (
                ("activities", "facilities", "planned", "spent"),
                self.codes(ActivityKind.objects.order_by("group__order", "order")),
            ),
            "nam": (places, list(range(self.first, self.last + 1))),
            "huyen-cu": (places, [*self.codes(OldDistrict.objects.order_by("sort_key")), None]),
            "xa-phuong": (places, [*self.codes(Commune.objects.order_by("sort_key")), None]),
            "loai-hinh": (
                ("facilities", "supports", "spent", "counterpart"),
                [*Facility.LegalForm.values, None],
            ),
            "chuong-trinh": (("activities", "planned", "spent"), list(Programme.values)),
            "tinh-cu": (places, [*self.codes(OldProvince.objects.order_by("sort_key")), None]),
        }

    @staticmethod
    def codes(rows: QuerySet[Any]) -> list[str]:
        return list(rows.values_list("code", flat=True))

    def table(self, split: str, keys: Iterable[str], codes: Iterable[Any]) -> Values:
        found: Values = {}
        for code in codes:
            cells = {key: self.by_key[key](split, code) for key in keys}
            if any(cells.values()):
                found[str(code or UNKNOWN)] = cells
        found[TOTAL] = {key: self.by_key[key]() for key in keys}
        return found

    def years_by_source(self, years: Values) -> None:
        """What each source gave in each year, beside the sums."""
        for source in self.codes(BudgetSource.objects.filter(role="support").order_by("order")):
            if not self.spent("nguon", source):
                continue
            for year in self.sampled(range(self.first, self.last + 1)):
                amount = self.spent("nguon", source, budget_year=year)
                years[str(year)][f"spent_{source}"] = amount

    def measures(self) -> Values:
        found = {}
        measures = Measure.objects.select_related("kind").order_by("kind__group__order", "order")
        for measure in self.sampled(measures):
            cells = dict(self.measure_cells(measure))
            if any(cells.values()):
                found[measure.code] = cells
        return found

    def measure_cells(self, measure: Measure) -> Iterator[tuple[str, Any]]:
        rules = Measure.Rule
        counts = {
            rules.FACILITIES: self.count_facilities,
            rules.SUPPORTS: self.count_supports,
            rules.ACTIVITIES: self.count_activities,
        }
        if count := counts.get(rules(measure.rule)):
            yield "planned", count("noi-dung", measure.kind.code, done=False)
            yield "actual", count("noi-dung", measure.kind.code)
            return
        rows = Quantity.objects.filter(
            measure=measure,
            support__activity__review="approved",
            support__activity__year__range=self.years,
        )
        done = rows.filter(on("support__", DONE))
        planned = rows.filter(on("support__", PLANNED))
        yield "planned", planned.aggregate(n=Sum("planned", default=0))["n"]
        actual = done.aggregate(n=Sum("actual", default=0))["n"]
        unknown = done.filter(actual__isnull=True).aggregate(n=Count("pk"))["n"]
        yield "actual", None if unknown and not actual else actual
        yield "unknown", unknown

    def headline(self) -> Values:
        return {
            key: self.by_key[key]() for key in ("activities", "supports", "facilities", "spent")
        }

    def sampled(self, rows: Iterable[Any]) -> list[Any]:
        return list(rows)[:: self.every]

    def figures(self) -> Values:
        found = {"chi-tieu": self.measures()}
        for split, (keys, codes) in self.splits().items():
            found[split] = self.table(split, keys, self.sampled(codes))
        self.years_by_source(found["nam"])
        found["headline"] = self.headline()
        return found

    def rendered(self) -> str:
        tables = self.figures().items()
        return TEMPLATES.get_template("naive.html").render(Context({"tables": tables}))


class Page(Contender):
    """The whole page, or of a large register only a sample of its rows."""

    def __init__(self, first: int, last: int, every: int = 1) -> None:
        super().__init__(first, last)
        self.page = NaivePage(first, last, every)

    @cached_property
    def share(self) -> float:
        """The part of the page's queries that a sample asks; every total is asked whole."""
        return self._queries(self.page.sampled) / self._queries(list)

    def _queries(self, chosen: Callable[[Iterable[Any]], list[Any]]) -> int:
        """How often the page asks the database; an amount asks fundings and shares."""
        splits = self.page.splits().values()
        asked = {"measures": 3 * len(chosen(Measure.objects.all())), "headline": 5}
        for keys, codes in splits:
            row = sum(2 if key in AMOUNTS else 1 for key in keys)
            asked["splits"] = asked.get("splits", 0) + row * (len(chosen(codes)) + 1)
        return sum(asked.values())

    def run(self) -> None:
        self.page.rendered()

    def values(self) -> Values:
        return self.page.figures()
