from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from khuyencong import roles
from khuyencong.accounts.sign_in_log import record
from khuyencong.models import SignInEvent, User


class Command(BaseCommand):
    help = "Disable the accounts that nobody used for 45 days (TCVN 14423:2026); run it nightly."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        days = settings.UNUSED_ACCOUNT_DAYS
        unused = list(unused_since(timezone.now() - timedelta(days=days)))
        kept = last_administrators()
        for user in unused:
            if user.pk in kept:
                self.stdout.write(f"Giữ lại, vì không còn người quản trị nào khác: {user.username}")
                continue
            user.is_active = False
            user.save(update_fields=["is_active"])
            record(SignInEvent.Kind.DISABLED, user, note=f"Không dùng {days} ngày.")
            self.stdout.write(f"Đã ngừng: {user.username}")


def unused_since(limit: datetime) -> QuerySet[User]:
    """Active accounts neither made, nor used, nor opened again since then."""
    again = SignInEvent.objects.filter(kind=SignInEvent.Kind.ENABLED, happened_at__gte=limit)
    rows = User.objects.filter(is_active=True, date_joined__lt=limit)
    rows = rows.exclude(last_login__gte=limit)
    return rows.exclude(Exists(again.filter(user=OuterRef("pk")))).order_by("username")


def last_administrators() -> set[int]:
    """One superuser and one administrator, those used last: somebody can always open accounts."""
    active = User.objects.filter(is_active=True).order_by("-last_login", "-date_joined")
    used = active.filter(last_login__isnull=False)
    kinds = (Q(is_superuser=True), Q(groups__name=roles.ADMIN, is_staff=True))
    found = [used.filter(kind).first() or active.filter(kind).first() for kind in kinds]
    return {user.pk for user in found if user}
