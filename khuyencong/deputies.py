"""What a deputy did says so: the history of a record names the person he stood in for."""

from typing import Any

from django.dispatch import receiver
from simple_history.signals import pre_create_historical_record

from khuyencong import roles
from khuyencong.models import Delegation, Review, ReviewedRecord


def delegation_of(user: Any, role: str) -> Delegation | None:
    """By which delegation ``user`` does the work of ``role`` today; None by the own right."""
    return next((one for one in user.deputising if one.role == role), None)


def signature_of(user: Any, role: str) -> str:
    """The name, and for whom it stands."""
    delegation = delegation_of(user, role)
    return (
        f"{user}, {delegation.words[0].lower()}{delegation.words[1:]}" if delegation else str(user)
    )


def name_principal(history_row: Any, user: Any, role: str) -> None:
    """Write for whom ``user`` did this, if the right to do it was another's."""
    if delegation := delegation_of(user, role):
        history_row.history_change_reason = delegation.words


@receiver(pre_create_historical_record)
def _name_reviewer(instance: Any, history_user: Any, history_instance: Any, **kw: Any) -> None:
    """A step that only a reviewer takes; sending to review is anybody's who entered."""
    if not isinstance(instance, ReviewedRecord) or not getattr(history_user, "deputising", ()):
        return
    before = instance.history.values_list("review", flat=True).first()
    if before in (Review.PENDING, Review.APPROVED) and before != instance.review:
        name_principal(history_instance, history_user, roles.REVIEW)
