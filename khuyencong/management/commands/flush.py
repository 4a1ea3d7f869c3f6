"""Django's flush, which the tests and the demo need, past the locks; production refuses it."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import flush

from khuyencong.locks import all_lifted


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Không được xóa trắng cơ sở dữ liệu đang dùng thật.")
        with all_lifted(options["database"]):
            super().handle(**options)
