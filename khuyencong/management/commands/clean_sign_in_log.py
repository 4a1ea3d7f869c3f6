from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from khuyencong.accounts.sign_in_log import KEPT_DAYS
from khuyencong.models import SignInEvent


class Command(BaseCommand):
    help = "Forget the events of the sign-in log that are older than twelve months; run it nightly."

    def handle(self, *args: Any, **options: Any) -> None:
        limit = timezone.now() - timedelta(days=KEPT_DAYS)
        count, _ = SignInEvent.objects.filter(happened_at__lt=limit).delete()
        self.stdout.write(f"Đã bỏ {count} dòng nhật ký đăng nhập cũ hơn 12 tháng.")
