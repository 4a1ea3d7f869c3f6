"""Điều phải hỏi: what is held against a record before it goes to review.

A guard reads a :class:`Case` and gives findings. Some must be repaired; others may stand once
somebody has said why, and that reason goes to the approver. ``Activity.submission_problems`` asks
here, so that a form, an import, a command and a bulk action all meet the same guards.
"""

from collections.abc import Callable, Iterable

from projects.models import Activity

from .amounts import copied_numbers, overpaid, sum_of_sources, unit_slips
from .base import ASKS, Case, Finding, Judged
from .ceilings import over_ceiling
from .dates import days_impossible, days_unlikely
from .repeats import supported_before

__all__ = ["ASKS", "Case", "Finding", "Judged", "findings", "judge"]

STOPS: tuple[Callable[[Case], Iterable[Finding]], ...] = (overpaid, days_impossible)
QUESTIONS: tuple[Callable[[Case], Iterable[Finding]], ...] = (
    unit_slips,
    copied_numbers,
    sum_of_sources,
    over_ceiling,
    days_unlikely,
    supported_before,
)


def findings(activity: Activity) -> list[Finding]:
    """Everything that the guards say of a stored activity, the stops first."""
    case = Case.of(activity)
    found = (finding for guard in (*STOPS, *QUESTIONS) for finding in guard(case))
    return list({finding.key: finding for finding in found}.values())


def judge(activity: Activity) -> list[Judged]:
    """The findings, each with the reason given for it."""
    found = findings(activity)
    reasons = {one.fingerprint: one for one in activity.explanations.all()} if found else {}
    return [Judged(finding, reasons.get(finding.key)) for finding in found]
