from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from khuyencong.backups import BackupError, check_backup, restore_backup


class Command(BaseCommand):
    help = "Put a backup's database and uploads back, after checking all of it."
    requires_system_checks = []  # it must work where there is no database yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--verify", action="store_true", help="only check; change nothing")
        parser.add_argument("--replace", action="store_true", help="replace the data that is here")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["verify"]:
                manifest = check_backup(options["file"])
            else:
                manifest = restore_backup(options["file"], replace=options["replace"])
        except BackupError as problem:
            raise CommandError(str(problem)) from problem
        done = "whole" if options["verify"] else "restored; now run: manage.py migrate"
        self.stdout.write(f"{manifest.summary()}: {done}")
