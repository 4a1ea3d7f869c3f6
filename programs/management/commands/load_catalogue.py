from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from programs.catalogue import loader


class Command(BaseCommand):
    help = "Nạp danh mục (nội dung, biểu mẫu, nguồn, địa bàn…); giữ những dòng đã sửa tại đây."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--province",
            default=settings.PROVINCE,
            metavar="MÃ",
            help="mã tỉnh, thành phố có thư mục trong programs/catalogue/provinces "
            "(mặc định: KHUYENCONG_PROVINCE)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcomes = loader.load(options["province"])
        except loader.CatalogueError as wrong:
            raise CommandError(str(wrong)) from wrong
        for outcome in outcomes:
            self.stdout.write(
                f"{outcome.name}: thêm {outcome.made}, cập nhật {outcome.updated}, "
                f"không đổi {outcome.same}, giữ nguyên {len(outcome.kept)}"
            )
        kept = [(outcome.name, row) for outcome in outcomes for row in outcome.kept]
        if kept:
            self.stdout.write("Đã được sửa tại đây nên giữ nguyên:")
        for name, row in kept:
            self.stdout.write(f"  {name}: {row}")
