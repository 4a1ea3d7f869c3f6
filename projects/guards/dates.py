"""Days that are out of order, or out of the year of the activity."""

from collections.abc import Iterator
from datetime import date

from projects.models import Guard

from .base import MONEY, SCHEME, Case, Finding, card, whose


def days_impossible(case: Case) -> Iterator[Finding]:
    """Accepted before it was approved, or before its year began."""
    activity = case.activity
    approved_on = activity.approved_on
    for name, of, day, place in _accepted(case):
        if approved_on and day < approved_on:
            text = (
                f"{name} nghiệm thu ngày {_shown(day)}, trước ngày phê duyệt {_shown(approved_on)}."
            )
            yield Finding(Guard.DATES, text, (of, day, approved_on), place, is_stop=True)
        elif day.year < activity.year:
            text = f"{name} nghiệm thu ngày {_shown(day)}, trước năm {activity.year} của đề án."
            yield Finding(Guard.DATES, text, (of, day, activity.year), place, is_stop=True)


def days_unlikely(case: Case) -> Iterator[Finding]:
    """Days that may be right, but seldom are."""
    for text, facts, place in (*_of_scheme(case), *_of_acceptance(case), *_of_payments(case)):
        yield Finding(Guard.DATES, text, facts, place)


Unlikely = tuple[str, tuple[object, ...], str]


def _of_scheme(case: Case) -> Iterator[Unlikely]:
    """A plan is approved in its year or in the one before; the work is of its year."""
    activity = case.activity
    approved_on, year = activity.approved_on, activity.year
    if approved_on and approved_on.year not in (year - 1, year):
        text = f"Ngày phê duyệt {_shown(approved_on)} cách xa năm {year} của đề án."
        yield text, ("approved", approved_on, year), SCHEME
    if activity.starts_on and not year <= activity.starts_on.year <= _last_year(case):
        text = f"Ngày bắt đầu {_shown(activity.starts_on)} ngoài năm {year} của đề án."
        yield text, ("starts", activity.starts_on, year), SCHEME
    if activity.ends_on and activity.ends_on.year > _last_year(case):
        text = f"Ngày kết thúc {_shown(activity.ends_on)} sau năm {year} của đề án."
        yield text, ("ends", activity.ends_on, year), SCHEME
    if activity.ends_on and approved_on and activity.ends_on < approved_on:
        text = (
            f"Ngày kết thúc {_shown(activity.ends_on)} trước ngày phê duyệt {_shown(approved_on)}."
        )
        yield text, ("ends", activity.ends_on, approved_on), SCHEME


def _of_acceptance(case: Case) -> Iterator[Unlikely]:
    starts_on, year = case.activity.starts_on, case.activity.year
    for name, of, day, place in _accepted(case):
        if day.year > _last_year(case):
            text = f"{name} nghiệm thu ngày {_shown(day)}, sau năm {year} của đề án."
            yield text, (of, day, year), place
        if starts_on and day < starts_on:
            text = f"{name} nghiệm thu ngày {_shown(day)}, trước ngày bắt đầu {_shown(starts_on)}."
            yield text, (of, day, starts_on), place


def _of_payments(case: Case) -> Iterator[Unlikely]:
    approved_on = case.activity.approved_on
    for funding in case.fundings:
        name, year = funding.source.short_name, funding.budget_year
        for payment in funding.payments.all():
            day, facts = payment.paid_on, (funding.source.code, payment.paid_on)
            if approved_on and day < approved_on:
                text = f"{name}: chi ngày {_shown(day)}, trước ngày phê duyệt."
                yield text, (*facts, approved_on), MONEY
            elif year and day.year < year:
                text = f"{name}: chi ngày {_shown(day)}, trước năm ngân sách {year}."
                yield text, (*facts, year), MONEY


def _accepted(case: Case) -> Iterator[tuple[str, str | int, date, str]]:
    """Every day on which something was accepted, with what and whose it was."""
    if case.activity.accepted_on:
        yield "Đề án", "", case.activity.accepted_on, SCHEME
    for support in case.running:
        if support.accepted_on:
            yield f"Hạng mục {support.order}", whose(support), support.accepted_on, card(support)


def _last_year(case: Case) -> int:
    """A đề án điểm runs as long as it has money."""
    return max([case.activity.year, *(one.budget_year or 0 for one in case.fundings)])


def _shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"
