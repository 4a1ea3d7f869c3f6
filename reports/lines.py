"""Dòng số liệu: one flat fact per row, of which everything reported is made.

A line is one fact (a support, a quantity, an amount, a payment …) of an approved record, with the
same flat column names for every fact. This module is the only place that says which records
count. Register lines are live; sealed lines (a table of the same shape) are asked the same way.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Protocol

from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull, LessThanOrEqual

from khuyencong.models import Review
from programs.models import Allocation, Target
from projects.models import Award, Facility, Funding, Outcome, Payment, Quantity, Support
from projects.models.supports import RUNNING, DayOfYear, accepted_day, planned_day

from .basis import Basis
from .dimensions import Dimension
from .periods import Period

# A count of different things compares keys where lines have them: no code is read or sorted.
KEYS: Mapping[str, str] = {"activity_code": "activity_key", "facility_code": "facility_key"}


class Fact(Enum):
    """What a line can be. A figure is an expression over one fact, so no sum crosses a join."""

    SUPPORT = "support"
    QUANTITY = "quantity"
    FUNDING = "funding"
    PAYMENT = "payment"
    ALLOCATION = "allocation"
    TARGET = "target"
    OUTCOME = "outcome"
    AWARD = "award"


@dataclass(frozen=True)
class Register:
    """Where the lines of one fact come from: approved rows, and each flat column's expression."""

    rows: Callable[[], QuerySet[Any]]
    columns: Mapping[str, Any]
    # The look-up from a row to its supports' or its own facility, which an index can answer.
    facility: str = ""

    def knows(self, column: str) -> bool:
        return column in self.columns

    def near(self, codes: str | Collection[str]) -> Q:
        """What every line of these facilities fulfils, and an index can answer.

        The flat column itself looks through a merger, which no index knows: a full scan.
        """
        facilities = [codes] if isinstance(codes, str) else codes
        own = Facility.objects.filter(code__in=facilities).order_by()
        merged = Facility.objects.filter(merged_into__code__in=facilities).order_by()
        keys = own.values("pk").union(merged.values("pk"))
        if not self.facility.endswith("activity"):
            return Q(**{f"{self.facility}__in": keys})
        activities = Support.objects.filter(facility__in=keys).order_by().values("activity")
        return Q(**{f"{self.facility}__in": activities})

    @property
    def flags(self) -> list[str]:
        """Whether a line counts, as far as its fact has the day that says so."""
        return [flag for flag, day in FLAGS.items() if self.knows(day)]


def _facility(prefix: str, name: str) -> tuple[str, str]:
    """A merged facility is counted as the one it was merged into."""
    return f"{prefix}merged_into__{name}", f"{prefix}{name}"


def _activity_columns(activity: str) -> dict[str, Any]:
    return {
        "activity_code": F(f"{activity}code"),
        "activity_key": F(f"{activity}id"),
        "activity_title": F(f"{activity}title"),
        "is_illustration": F(f"{activity}is_illustration"),
        "line_year": F(f"{activity}year"),
        "programme_code": F(f"{activity}programme"),
        "stage_code": F(f"{activity}stage"),
        "main_kind_code": F(f"{activity}main_kind__code"),
        "is_scheme": F(f"{activity}main_kind__is_scheme"),
        "old_province_code": F(f"{activity}old_province__code"),
        "batch_label": F(f"{activity}batch"),
        "activity_done_day": F(f"{activity}completed_on"),
    }


def _support_columns(support: str, activity: str) -> dict[str, Any]:
    facility = f"{support}facility__"
    return _activity_columns(activity) | {
        "kind_code": F(f"{support}kind__code"),
        "kind_name": F(f"{support}kind__name"),
        "facility_key": Coalesce(*_facility(facility, "id")),
        "facility_code": Coalesce(*_facility(facility, "code")),
        "facility_name": Coalesce(*_facility(facility, "name")),
        "legal_form_code": Coalesce(*_facility(facility, "legal_form")),
        "commune_code": F(f"{support}commune__code"),
        "commune_name": F(f"{support}commune__name"),
        "district_code": F(f"{support}old_district__code"),
        "district_name": F(f"{support}old_district__name"),
        "subject_label": F(f"{support}subject"),
        "equipment_label": F(f"{support}equipment"),
        "plan_day": planned_day(support, activity),
        "result_day": accepted_day(support, activity),
    }


def _shared(support_path: str, common_path: str) -> Coalesce:
    """Of the share's own support, else of what all supports of the activity have in common."""
    return Coalesce(f"shares__support__{support_path}", f"activity__common_{common_path}")


def _shared_kind(name: str) -> Coalesce:
    return Coalesce(_shared(f"kind__{name}", f"kind__{name}"), f"activity__main_kind__{name}")


def _shared_facility(name: str) -> Coalesce:
    return Coalesce(
        *_facility("shares__support__facility__", name),
        *_facility("activity__common_facility__", name),
    )


def _common_columns(activity: str) -> dict[str, Any]:
    """Money that nobody split takes what all supports share, else the main kind and nothing."""
    facility = f"{activity}common_facility__"
    return _activity_columns(activity) | {
        "kind_code": Coalesce(f"{activity}common_kind__code", f"{activity}main_kind__code"),
        "kind_name": Coalesce(f"{activity}common_kind__name", f"{activity}main_kind__name"),
        "facility_code": Coalesce(*_facility(facility, "code")),
        "facility_name": Coalesce(*_facility(facility, "name")),
        "legal_form_code": Coalesce(*_facility(facility, "legal_form")),
        "commune_code": F(f"{activity}common_commune__code"),
        "commune_name": F(f"{activity}common_commune__name"),
        "district_code": F(f"{activity}common_district__code"),
        "district_name": F(f"{activity}common_district__name"),
    }


def _source_columns(source: str) -> dict[str, Any]:
    return {
        "source_code": F(f"{source}code"),
        "source_name": F(f"{source}name"),
        "source_role": F(f"{source}role"),
        "source_is_unknown": F(f"{source}is_unknown"),
    }


def _share_else_whole(name: str) -> Case:
    """A funding without shares is one line; with shares each share is, the rest included."""
    return Case(When(shares__isnull=True, then=F(name)), default=F(f"shares__{name}"))


_FUNDING_COLUMNS = (
    _common_columns("activity__")
    | _source_columns("source__")
    | {
        "line_year": F("budget_year"),
        "decision_number": F("activity__decision__number"),
        "kind_code": _shared_kind("code"),
        "kind_name": _shared_kind("name"),
        "facility_code": _shared_facility("code"),
        "facility_name": _shared_facility("name"),
        "legal_form_code": _shared_facility("legal_form"),
        "commune_code": _shared("commune__code", "commune__code"),
        "commune_name": _shared("commune__name", "commune__name"),
        "district_code": _shared("old_district__code", "district__code"),
        "district_name": _shared("old_district__name", "district__name"),
        "planned_amount": _share_else_whole("planned"),
        "settled_amount": _share_else_whole("settled"),
        "spent_amount": Coalesce(_share_else_whole("settled"), _share_else_whole("planned")),
        "recoverable_amount": Case(When(shares__isnull=True, then=F("recoverable"))),
        "plan_day": planned_day("shares__support__", "activity__"),
        "result_day": Case(
            When(
                shares__support__isnull=False, then=accepted_day("shares__support__", "activity__")
            ),
            default=F("activity__completed_on"),
        ),
    }
)

_PAYMENT_COLUMNS = (
    _common_columns("funding__activity__")
    | _source_columns("funding__source__")
    | {
        "line_year": F("funding__budget_year"),
        "payment_kind": F("kind"),
        "paid_amount": F("amount"),
        "has_planned_amount": ExpressionWrapper(
            Q(funding__planned__isnull=False), output_field=BooleanField()
        ),
        "result_day": F("paid_on"),
    }
)

_ALLOCATION_COLUMNS = _source_columns("source__") | {
    "decision_number": F("decision__number"),
    "line_year": F("year"),
    "first_year": Coalesce("year", "phase__first_year"),
    "last_year": Coalesce("year", "phase__last_year"),
    "programme_code": F("source__code"),
    "batch_label": F("batch"),
    "assigned_amount": F("amount"),
    "plan_day": F("assigned_on"),
}


def _reviewed_payments() -> QuerySet[Any]:
    return Payment.objects.filter(
        review=Review.APPROVED,
        funding__activity__review=Review.APPROVED,
        funding__activity__stage__in=RUNNING,
    )


REGISTER: Mapping[Fact, Register] = {
    Fact.SUPPORT: Register(
        lambda: Support.objects.reviewed(), _support_columns("", "activity__"), "facility"
    ),
    Fact.QUANTITY: Register(
        lambda: Quantity.objects.filter(support__activity__review=Review.APPROVED),
        _support_columns("support__", "support__activity__")
        | {
            "measure_code": F("measure__code"),
            "planned_quantity": F("planned"),
            "actual_quantity": F("actual"),
        },
        "support__facility",
    ),
    Fact.FUNDING: Register(
        lambda: Funding.objects.filter(activity__review=Review.APPROVED),
        _FUNDING_COLUMNS,
        "activity",
    ),
    Fact.PAYMENT: Register(_reviewed_payments, _PAYMENT_COLUMNS, "funding__activity"),
    Fact.ALLOCATION: Register(lambda: Allocation.objects.approved(), _ALLOCATION_COLUMNS),
    Fact.TARGET: Register(
        lambda: Target.objects.approved(),
        {
            "first_year": Coalesce("year", "phase__first_year"),
            "last_year": Coalesce("year", "phase__last_year"),
            "measure_code": F("measure__code"),
            "kind_code": F("measure__kind__code"),
            "minimum_quantity": F("minimum"),
            "maximum_quantity": F("maximum"),
        },
    ),
    Fact.OUTCOME: Register(
        lambda: Outcome.objects.filter(
            review=Review.APPROVED, support__activity__review=Review.APPROVED
        ),
        _support_columns("support__", "support__activity__")
        | {
            "outcome_code": F("measure__code"),
            "outcome_is_additive": F("measure__is_additive"),
            "outcome_value": F("value"),
        },
        "support__facility",
    ),
    Fact.AWARD: Register(
        lambda: Award.objects.approved(),
        {
            "award_code": F("code"),
            "product_name": F("product"),
            "line_year": F("round__year"),
            "level_code": F("round__level"),
            "product_group_code": F("group"),
            "award_status": F("status"),
            "facility_code": Coalesce(*_facility("facility__", "code")),
            "facility_name": Coalesce(*_facility("facility__", "name")),
            "legal_form_code": Coalesce(*_facility("facility__", "legal_form")),
            "commune_code": F("facility__commune__code"),
            "commune_name": F("facility__commune__name"),
            "district_code": F("facility__old_district__code"),
            "district_name": F("facility__old_district__name"),
            "result_day": Coalesce(
                "round__held_on",
                "round__decision__signed_on",
                DayOfYear(F("round__year"), 12, 31),
            ),
        },
        "facility",
    ),
}

# What a period selects by: years both ends (allocations, targets) or the line's own year.
_SPANNING = {Fact.ALLOCATION, Fact.TARGET}
# A line counts by a day: as plan, as result, and its whole đề án as result.
FLAGS = {
    "in_plan": "plan_day",
    "in_result": "result_day",
    "activity_in_result": "activity_done_day",
}
# What "result" means on another basis: by which days it counts, and which quantity it counts.
_RESULT_FLAGS = {"in_result", "activity_in_result"}
_RESULT_DAYS: Mapping[Basis, Callable[[str], tuple[str, ...]]] = {
    Basis.RESULT: lambda day: (day,),
    Basis.PLAN: lambda day: ("plan_day",),
    Basis.ESTIMATE: lambda day: (day, "plan_day"),
}


def lookups(where: Mapping[str, Any]) -> dict[str, Any]:
    """How lines are narrowed: None is "unknown", several values are any of them."""
    found: dict[str, Any] = {}
    for name, value in where.items():
        if value is None:
            found[f"{name}__isnull"] = True
        elif isinstance(value, list | tuple):
            found[f"{name}__in"] = value
        else:
            found[name] = value
    return found


class Lines(Protocol):
    """What a figure reads: live lines of the register, or the sealed ones of a publication."""

    @property
    def period(self) -> Period: ...

    def of(self, fact: Fact, columns: Iterable[str] = ()) -> QuerySet[Any]:
        """The lines of ``fact``, with ``columns`` where they have to be asked for."""

    def know(self, fact: Fact) -> bool:
        """Whether the fact has every column that these lines are narrowed by."""

    def narrowed(self, where: Mapping[str, Any]) -> "Lines":
        """The same lines, only those with these values (see ``lookups``)."""

    def members(self, by: Dimension, codes: Collection[Any]) -> Iterable[tuple[Any, str]]:
        """The members of a split that occur, with their labels, in printed order."""


@dataclass(frozen=True)
class RegisterLines:
    """The live lines of a period, narrowed to ``where`` (flat column -> value, None = unknown)."""

    period: Period
    where: Mapping[str, Any] = field(default_factory=dict)
    basis: Basis = Basis.RESULT

    def of(self, fact: Fact, columns: Iterable[str] = ()) -> QuerySet[Any]:
        """The lines of ``fact`` with ``columns``, and ``in_plan``/``in_result`` where asked for.

        Only the columns asked for are joined. A line counts as plan or as result when its day
        does not lie after the cut-off (for a range of days: lies within it).
        """
        register = REGISTER[fact]
        where = {name: value for name, value in self.where.items() if register.knows(name)}
        asked = set(columns) | where.keys()
        flags = sorted(asked & FLAGS.keys())
        needed = (asked - FLAGS.keys()) | self._selecting(fact)
        needed |= {day for flag in flags for day in self._days(fact, flag)}
        expressions = {**register.columns, **self._on_basis(fact)}
        rows = register.rows().annotate(**{name: expressions[name] for name in sorted(needed)})
        rows = self._in_period(fact, rows)
        for flag in flags:
            rows = rows.annotate(**{flag: self._flag(fact, flag)})
        rows = rows.filter(**lookups(where))
        if where.get("facility_code") is not None:
            rows = rows.filter(register.near(where["facility_code"]))
        # Of what a fact does not know nothing can be said: no line, rather than every line.
        return rows if self.know(fact) else rows.none()

    def know(self, fact: Fact) -> bool:
        """Whether the fact has every column that these lines are narrowed by."""
        return all(REGISTER[fact].knows(column) for column in self.where)

    def narrowed(self, where: Mapping[str, Any]) -> "RegisterLines":
        return replace(self, where={**self.where, **where})

    def members(self, by: Dimension, codes: Collection[Any]) -> Iterable[tuple[Any, str]]:
        return by.members(self.period, codes)

    @staticmethod
    def _selecting(fact: Fact) -> set[str]:
        """The columns that the period itself asks for."""
        return {"first_year", "last_year"} if fact in _SPANNING else {"line_year"}

    def _in_period(self, fact: Fact, rows: QuerySet[Any]) -> QuerySet[Any]:
        period = self.period
        if fact is Fact.TARGET:
            return rows.filter(first_year=period.first_year, last_year=period.last_year)
        if period.is_days:
            return rows
        if fact in _SPANNING:
            return rows.filter(first_year__gte=period.first_year, last_year__lte=period.last_year)
        return rows.filter(line_year__range=(period.first_year, period.last_year))

    def _flag(self, fact: Fact, flag: str) -> ExpressionWrapper:
        counts = Q()
        for day in self._days(fact, flag):
            counts |= Q(**{f"{day}__isnull": False}) & self._within(day)
        if fact is Fact.ALLOCATION and not self.period.is_days:
            # Money assigned without a date was assigned before any cut-off of its year.
            counts |= Q(plan_day__isnull=True)
        return ExpressionWrapper(counts, output_field=BooleanField())

    def _on_basis(self, fact: Fact) -> dict[str, Any]:
        """The quantity that counts: accepted, planned, or accepted so far plus planned."""
        if fact is not Fact.QUANTITY or self.basis is Basis.RESULT:
            return {}
        if self.basis is Basis.PLAN:
            return {"actual_quantity": F("planned")}
        accepted = REGISTER[fact].columns["result_day"]
        cutoff = self.period.cutoff
        done = IsNull(accepted, False) if cutoff is None else LessThanOrEqual(accepted, cutoff)
        return {"actual_quantity": Case(When(done, then=F("actual")), default=F("planned"))}

    def _days(self, fact: Fact, flag: str) -> list[str]:
        """The days by which the flag is judged, as far as the fact has them."""
        days = _RESULT_DAYS[self.basis](FLAGS[flag]) if flag in _RESULT_FLAGS else (FLAGS[flag],)
        return [day for day in days if REGISTER[fact].knows(day)] or [FLAGS[flag]]

    def _within(self, day: str) -> Q:
        within = Q()
        if self.period.cutoff is not None:
            within &= Q(**{f"{day}__lte": self.period.cutoff})
        if self.period.start is not None:
            within &= Q(**{f"{day}__gte": self.period.start})
        return within
