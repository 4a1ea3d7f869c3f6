"""Recompute every checkpoint of the history, and name each row that is not as it was."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from khuyencong.checkpoints import not_covered, verify_history
from khuyencong.models import HistoryCheckpoint


class Command(BaseCommand):
    help = "Kiểm tra lịch sử theo các mốc: nêu tên dòng bị sửa, bị xóa hoặc thêm vào sau."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for finding in verify_history():
            self.stderr.write(str(finding))
            found += 1
        count = HistoryCheckpoint.objects.count()
        self.stdout.write(f"{not_covered()} dòng sau mốc cuối, chưa có mốc.")
        if found:
            raise CommandError(f"{found} điểm khác lúc lập mốc trong {count} mốc lịch sử.")
        self.stdout.write(f"{count} mốc lịch sử, không có gì khác lúc lập mốc.")
