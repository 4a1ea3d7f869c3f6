from pathlib import Path
from shutil import copyfileobj
from time import monotonic
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from khuyencong.imports.marking import marked
from khuyencong.imports.preview import preview
from khuyencong.imports.reading import RefusedFile
from khuyencong.imports.storing import store
from khuyencong.imports.subjects import Subject, subject_of, subjects
from khuyencong.models import ImportBatch, ImportRow, User
from khuyencong.text import whole_number

TOLD_ROWS = 50


class Command(BaseCommand):
    help = "Import an Excel file as a person would: read, show what would change, store."

    def add_arguments(self, parser: CommandParser) -> None:
        codes = [subject.code for subject in subjects()]
        parser.add_argument("subject", choices=codes, metavar="SUBJECT", help=", ".join(codes))
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, metavar="USERNAME", help="who imports")
        parser.add_argument("--mode", choices=ImportBatch.Mode.values, default=ImportBatch.Mode.ADD)
        parser.add_argument("--good-only", action="store_true", help="leave refused rows out")
        parser.add_argument("--preview-only", action="store_true", help="store nothing")
        parser.add_argument(
            "--marked",
            type=Path,
            metavar="OUT.xlsx",
            help="write the file, its mistakes marked",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        subject = subject_of(options["subject"])
        if subject is None:
            raise CommandError("Không có danh sách này.")
        batch = None
        try:
            batch = self._read(subject, options)
            self._tell(batch, subject)
            if options["marked"]:
                self._write_marked(batch, options["marked"])
            if not options["preview_only"]:
                self._store(batch, options["good_only"])
        except (RefusedFile, PermissionDenied, ValidationError, OSError) as refused:
            raise CommandError(_words(refused)) from refused
        finally:
            if batch is not None and batch.state in ImportBatch.OPEN:
                batch.discard()

    def _read(self, subject: Subject, options: dict[str, Any]) -> ImportBatch:
        user = User.objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(f"Không có tài khoản “{options['user']}” đang dùng được.")
        bar = _Bar(self.stderr, "Đọc")
        with options["file"].open("rb") as file:
            batch = preview(file, options["file"].name, subject, user, options["mode"], bar.show)
        bar.end()
        return batch

    def _tell(self, batch: ImportBatch, subject: Subject) -> None:
        for state in ImportRow.State:
            self.stdout.write(f"{state.label}: {whole_number(batch.counts.get(state, 0))} dòng")
        for layout in batch.layout:
            if layout["skipped"]:
                self.stdout.write(f"Trang “{layout['name']}”: {layout['skipped']}")
        columns = subject.columns
        refused = batch.rows.filter(state=ImportRow.State.REFUSED).order_by("sheet", "number")
        for row in refused[:TOLD_ROWS]:
            for name, level, text in row.messages:
                if level == "error":
                    heading = columns[name].column_name if name in columns else "cả dòng"
                    self.stdout.write(f"Dòng {row.number}, {heading}: {text}")
        if batch.counts.get(ImportRow.State.REFUSED, 0) > TOLD_ROWS:
            self.stdout.write(f"… chỉ nêu {TOLD_ROWS} dòng đầu; dùng --marked để có tất cả.")

    def _write_marked(self, batch: ImportBatch, path: Path) -> None:
        with marked(batch) as made, path.open("wb") as out:
            copyfileobj(made, out)
        self.stdout.write(f"Đã ghi {path}")

    def _store(self, batch: ImportBatch, good_only: bool) -> None:
        if batch.state == ImportBatch.State.ASKING:
            raise CommandError(
                "Có tên cột chưa rõ nên chưa lưu gì. Sửa tên cột như trong mẫu, hoặc ghép cột một "
                "lần trên cổng rồi chạy lại."
            )
        bar = _Bar(self.stderr, "Lưu")
        stored = store(batch, batch.user, good_only=good_only, tell=bar.show)
        bar.end()
        batch.state = stored.state
        counts = stored.counts
        new, changed = (
            whole_number(counts.get(state, 0))
            for state in (ImportRow.State.NEW, ImportRow.State.CHANGED)
        )
        self.stdout.write(f"Đã lưu đợt nhập {stored.pk}: {new} dòng mới, {changed} dòng thay đổi.")


class _Bar:
    """How far it came: one line that changes on a terminal, plain lines elsewhere."""

    EVERY = 5  # seconds between plain lines

    def __init__(self, out: Any, word: str) -> None:
        self.out, self.word = out, word
        self.began = self.shown = monotonic()
        self.rows = 0

    def show(self, rows: int) -> None:
        self.rows = rows
        now = monotonic()
        if self.out.isatty():
            self.out.write(f"\r{self._line()}", str, ending="")
        elif now - self.shown >= self.EVERY:
            self.out.write(self._line(), str)
            self.shown = now

    def end(self) -> None:
        start = "\r" if self.out.isatty() else ""
        self.out.write(f"{start}{self._line()}", str)

    def _line(self) -> str:
        rate = self.rows / max(monotonic() - self.began, 0.001)
        return f"{self.word}: {whole_number(self.rows)} dòng, {whole_number(round(rate))} dòng/giây"


def _words(refused: BaseException) -> str:
    if isinstance(refused, ValidationError):
        return "\n".join(refused.messages)
    if isinstance(refused, PermissionDenied):
        return "Tài khoản này không có quyền nhập danh sách này."
    if isinstance(refused, OSError):
        return f"Không mở hoặc ghi được tệp: {refused.strerror or refused}"
    return str(refused)
