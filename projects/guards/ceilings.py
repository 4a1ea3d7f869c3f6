"""Định mức: what one source gives to one support, against the ceiling of its day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from khuyencong.text import decimal_number, whole_number
from programs.models import ActivityKind, BudgetSource, SupportCeiling
from projects.models import Funding, FundingShare, Guard, Support

from .base import MONEY, Case, Finding, card, whose

Sources = Mapping[BudgetSource, int]


@dataclass(frozen=True)
class Slice:
    """Money that is known to go to ``count`` supports of one kind."""

    name: str
    whose: str | int
    kind: ActivityKind
    place: str
    count: int
    given: Sources
    whole: int | None = None  # with what the others pay, where all of it is known


def over_ceiling(case: Case) -> Iterator[Finding]:
    """Above what a source may give; NĐ 45/2012, Điều 6 lets some have 1.5 times as much."""
    slices = list(_slices(case))
    ceilings = _ceilings(case, slices) if slices else {}
    for one in slices:
        for source, amount in one.given.items():
            in_force = ceilings.get((one.kind.pk, source.pk), [])
            yield from _above(one, source, amount, in_force)


def _above(
    one: Slice, source: BudgetSource, amount: int, in_force: Sequence[SupportCeiling]
) -> Iterator[Finding]:
    """Which of several cases applies, staff know: the highest one is asked about."""
    name = f"{one.name}, {source.short_name}"
    facts = (one.whose, one.kind.code, source.code, amount)
    if highest := _highest(in_force, "max_amount"):
        most = (highest.max_amount or 0) * one.count
        if amount > most:
            times = f" × {one.count} hạng mục" if one.count > 1 else ""
            text = (
                f"{name}: {whole_number(amount)} đồng, vượt định mức "
                f"{whole_number(highest.max_amount or 0)} đồng{times}{_basis(highest)} "
                f"là {whole_number(amount - most)} đồng."
            )
            yield Finding(Guard.CEILING, text, (*facts, most), one.place)
    if (highest := _highest(in_force, "max_percent")) and one.whole:
        percent, most_percent = Decimal(100 * amount) / one.whole, highest.max_percent or 0
        if percent > most_percent:
            text = (
                f"{name}: {decimal_number(percent, 2)} % tổng kinh phí, vượt định mức "
                f"{decimal_number(most_percent, 2)} %{_basis(highest)}."
            )
            yield Finding(Guard.CEILING, text, (*facts, one.whole, str(most_percent)), one.place)


def _basis(ceiling: SupportCeiling) -> str:
    case = f"{ceiling.label}; " if ceiling.label else ""
    return f" ({case}{ceiling.legal_source})"


def _highest(in_force: Sequence[SupportCeiling], limit: str) -> SupportCeiling | None:
    """The most generous case; none where one of the cases has no such limit."""
    limits = [getattr(ceiling, limit) for ceiling in in_force]
    if not limits or None in limits:
        return None
    return in_force[limits.index(max(limits))]


# The ceilings of the day.


def _ceilings(
    case: Case, slices: Sequence[Slice]
) -> Mapping[tuple[int, int], list[SupportCeiling]]:
    first, last = _days(case)
    rows = SupportCeiling.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=first),
        valid_from__lte=last,
        kind__in={one.kind.pk for one in slices},
        source__in={source.pk for one in slices for source in one.given},
    )
    found: dict[tuple[int, int], list[SupportCeiling]] = {}
    for ceiling in rows.order_by("pk"):
        found.setdefault((ceiling.kind_id, ceiling.source_id), []).append(ceiling)
    return found


def _days(case: Case) -> tuple[date, date]:
    """The day of approval; where nobody knows it, the whole year."""
    day = case.activity.approved_on
    year = case.activity.year
    return (day, day) if day else (date(year, 1, 1), date(year, 12, 31))


# Which money goes to which supports.


def _slices(case: Case) -> Iterator[Slice]:
    """Money that was split, support by support; and the whole where all supports are of a kind."""
    if not case.running:
        return
    for support in case.running:
        given = _by_source(case.fundings, support)
        if given:
            name = f"Hạng mục {support.order}"
            yield Slice(
                name,
                whose(support),
                support.kind,
                card(support),
                1,
                given,
                _whole_of(case, support),
            )
    kinds = {support.kind for support in case.running}
    if len(kinds) == 1:
        whole = _whole(case)
        given = _by_source([one for one in case.fundings if not one.parts], None)  # type: ignore[attr-defined]
        yield Slice("Đề án", "", kinds.pop(), MONEY, len(_paid_for(case)), given, whole)


def _paid_for(case: Case) -> Sequence[Support]:
    """The facilities of a scheme, without the line that only holds their common quantity."""
    return [one for one in case.running if one.facility_id] or case.running


def _by_source(fundings: Sequence[Funding], support: Support | None) -> Sources:
    """What each source of khuyến công gives, to one support or unsplit."""
    given: dict[BudgetSource, int] = {}
    for funding in fundings:
        if funding.source.role != BudgetSource.Role.SUPPORT:
            continue
        amount = _stated(funding) if support is None else _part(funding, support)
        if amount:
            given[funding.source] = given.get(funding.source, 0) + amount
    return given


def _part(funding: Funding, support: Support) -> int | None:
    parts = funding.parts  # type: ignore[attr-defined]
    return next((_stated(part) for part in parts if part.support_id == support.pk), None)


def _stated(money: Funding | FundingShare) -> int | None:
    """The higher of what was planned and what was settled."""
    return max(money.planned or 0, money.settled or 0) or None


def _whole(case: Case) -> int | None:
    """All sources together; unknown where an amount is, or where only khuyến công was entered."""
    amounts = [_stated(funding) for funding in case.fundings]
    is_shared = any(one.source.role != BudgetSource.Role.SUPPORT for one in case.fundings)
    return sum(amount or 0 for amount in amounts) if is_shared and None not in amounts else None


def _whole_of(case: Case, support: Support) -> int | None:
    """The same of one support, where every source was split."""
    if _whole(case) is None:
        return None
    parts = [_part(funding, support) for funding in case.fundings]
    return sum(part or 0 for part in parts) if None not in parts else None
