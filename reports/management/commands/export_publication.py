"""Write the archive bundle of a sealed publication."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.bundles import bundle_chunks, bundle_name
from reports.models import Publication


class Command(BaseCommand):
    help = "Ghi gói lưu trữ (ZIP) của một bản công bố: đọc và kiểm tra được không cần cổng."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("period", help="kỳ như trong địa chỉ: 2014-2020, 2025, 2025-quy-3")
        parser.add_argument("--scope", default="", help="phạm vi như trong địa chỉ: gia-lai-cu")
        parser.add_argument("--revision", type=int, help="bản thứ mấy (mặc định: bản mới nhất)")
        parser.add_argument(
            "--to", type=Path, default=Path(), metavar="FOLDER", help="thư mục ghi gói (nơi đang ở)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        revisions = Publication.objects.standing().of(options["period"], options["scope"])
        if options["revision"]:
            revisions = revisions.filter(revision=options["revision"])
        publication = revisions.last()
        if publication is None:
            raise CommandError("Không có bản đã công bố, chưa thu hồi, của kỳ và phạm vi này.")
        target = options["to"] / bundle_name(publication)
        partial = target.with_suffix(".part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as out:
                out.writelines(bundle_chunks(publication))
            partial.replace(target)
        except OSError as problem:
            raise CommandError(f"Không ghi được gói: {problem}") from problem
        self.stdout.write(f"{target}\nMã dấu: {publication.digest}")
