"""A publication that a deputy signed or took back says so, in its history and in its seal."""

from typing import Any

from django.dispatch import receiver
from simple_history.signals import pre_create_historical_record

from khuyencong import roles
from khuyencong.deputies import name_principal
from reports.models import Publication

STEPS = ("sealed_at", "withdrawn_at")


@receiver(pre_create_historical_record)
def name_signer(instance: Any, history_user: Any, history_instance: Any, **kwargs: Any) -> None:
    """Only signing and withdrawing: composing is the right of others too."""
    if not isinstance(instance, Publication) or not getattr(history_user, "deputising", ()):
        return
    before = instance.history.first()
    if any(getattr(instance, step) and not getattr(before, step, None) for step in STEPS):
        name_principal(history_instance, history_user, roles.PUBLISH)
