"""Recompute every seal, figure and link of the chain of publications."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.models import Publication
from reports.sealing import verify


class Command(BaseCommand):
    help = "Kiểm tra mọi bản công bố: mã dấu, từng con số, chuỗi. Nêu tên những gì khác lúc chốt."

    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(verify())
        for finding in findings:
            self.stderr.write(str(finding))
        count = Publication.objects.sealed().count()
        if findings:
            raise CommandError(f"{len(findings)} điểm khác lúc chốt trong {count} bản công bố.")
        self.stdout.write(f"{count} bản công bố, không có gì khác lúc chốt.")
