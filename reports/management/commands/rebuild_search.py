"""Make the index of the public search anew."""

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand

from khuyencong.text import whole_number
from reports.search import rebuild


class Command(BaseCommand):
    help = (
        "Lập lại danh mục tìm kiếm từ hồ sơ công khai; chạy sau khi nạp danh mục hoặc nhập nhiều."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        started = monotonic()
        made = rebuild()
        self.stdout.write(f"{whole_number(made)} mục, {monotonic() - started:.1f} giây")
