from typing import Any

from django.core.management.base import BaseCommand

from khuyencong.imports.preview import sweep


class Command(BaseCommand):
    help = "Forget uploaded files that were read and never stored in time; run it nightly."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Đã bỏ {sweep()} tệp nhập đã đọc mà không lưu.")
