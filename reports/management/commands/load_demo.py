from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from reports.demo.accounts import DemoRefused, authors
from reports.demo.sets import SETS


class Command(BaseCommand):
    help = "Nạp hai bộ dữ liệu chạy thử (chỉ phần chưa có); cần danh mục đã nạp."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            writers = authors()
            for name, load in SETS:
                made = load(writers)
                self.stdout.write(f"{name}: {'đã nạp' if made else 'đã có, giữ nguyên'}")
            call_command("rebuild_search", stdout=self.stdout)
        except DemoRefused as refused:
            raise CommandError(str(refused)) from refused
