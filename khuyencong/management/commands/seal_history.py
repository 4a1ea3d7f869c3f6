from typing import Any

from django.core.management.base import BaseCommand

from khuyencong.checkpoints import seal_history


class Command(BaseCommand):
    help = "Lập một mốc cho mọi dòng lịch sử chưa có mốc (chạy hằng đêm)."

    def handle(self, *args: Any, **options: Any) -> None:
        checkpoint = seal_history("Lệnh seal_history")
        if checkpoint is None:
            self.stdout.write("Không có dòng lịch sử mới.")
        else:
            self.stdout.write(f"{checkpoint}, mã {checkpoint.digest}. Hãy ghi mã này ở nơi khác.")
