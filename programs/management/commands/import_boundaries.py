from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from programs.boundaries.reader import BoundaryError, read
from programs.boundaries.storing import Outcome, store
from programs.models import Boundary

NAMED = 10


class Command(BaseCommand):
    help = "Nạp ranh giới xã, phường hay huyện cũ từ tệp GeoJSON; bản đồ khi đó được tô màu."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="TỆP", help="GeoJSON, WGS 84")
        parser.add_argument(
            "--source",
            required=True,
            metavar="NGUỒN",
            help="nguồn và giấy phép của dữ liệu, in dưới bản đồ",
        )
        parser.add_argument("--level", choices=Boundary.Level.values, help="cấp (mặc định: tự tìm)")
        parser.add_argument("--key", help="thuộc tính chứa mã địa bàn (mặc định: tự tìm)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            source = Boundary._meta.get_field("source").clean(options["source"], None)
        except ValidationError as wrong:
            reason = " ".join(wrong.messages)
            raise CommandError(f"Nguồn và giấy phép của ranh giới (--source): {reason}") from wrong
        try:
            shapes = read(options["file"], options["level"], options["key"])
        except BoundaryError as wrong:
            raise CommandError(f"{wrong} Chưa có gì thay đổi.") from wrong
        outcome = store(shapes, source)
        self.stdout.write(
            f"{shapes.level.label}: đã nạp {outcome.kept} ranh giới theo thuộc tính "
            f"“{shapes.key}”; bỏ qua {outcome.others} đối tượng của nơi khác."
        )
        self._warn(outcome)

    def _warn(self, outcome: Outcome) -> None:
        for words, places in (
            ("Chưa có ranh giới, không được tô màu", outcome.missing),
            ("Điểm của xã nằm ngoài ranh giới, tệp có thể theo mã cũ", outcome.elsewhere),
        ):
            if places:
                more = f" và {len(places) - NAMED} nơi khác" if len(places) > NAMED else ""
                self.stdout.write(f"{words}: {'; '.join(places[:NAMED])}{more}.")
