"""Take an archive bundle in: the publication as it was sealed, or nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.bundles import ImportRefused, import_bundle


class Command(BaseCommand):
    help = "Nhập một gói lưu trữ: dựng lại bản công bố đúng như lúc chốt, hoặc không nhập gì."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--digest", default="", help="mã dấu mà cơ quan đã công bố; gói khác mã này bị từ chối"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            publication = import_bundle(options["file"], options["digest"])
        except ImportRefused as refused:
            raise CommandError(f"Không nhập gì. {refused}") from refused
        self.stdout.write(f"{publication}: {publication.line_count} dòng")
        self.stdout.write(f"Mã dấu: {publication.digest}")
        if not options["digest"]:
            self.stdout.write("Hãy so mã dấu này với mã dấu mà cơ quan đã công bố.")
