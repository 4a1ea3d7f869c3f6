from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from khuyencong.backups import BackupError, make_backup


class Command(BaseCommand):
    help = "Write one file with the database and the uploads; safe while the portal runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to",
            type=Path,
            default=settings.DATA_DIR / "backups",
            metavar="FOLDER",
            help="where the file goes (default: %(default)s); keep copies on another machine",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            written = make_backup(options["to"])
        except BackupError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(str(written))
