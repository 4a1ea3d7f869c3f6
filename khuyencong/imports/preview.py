"""The first step: a file is read and judged, and what would come of it is kept for its reader."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError, transaction

from khuyencong.bulk import BATCH, Overtaken
from khuyencong.models import ImportBatch, ImportPart, ImportRow, User
from khuyencong.uploads import MEGABYTE

from .headings import Vocabulary, remembered
from .pieces import WARNING, Group, Message, Read, Run
from .reader import as_stored, read_rows
from .reading import Limits, RefusedFile, opened
from .sheets import Layout, Sheet
from .subjects import Progress, Subject, in_chunks, judge, subject_of
from .writing import Writer

GUARDED = 500  # rows up to which all of it is tried out, guards included


def preview(
    file: IO[bytes],
    name: str,
    subject: Subject,
    user: User,
    mode: str,
    tell: Progress | None = None,
) -> ImportBatch:
    """Read a file and judge its rows. Raises RefusedFile, and then nothing is kept of it."""
    if not subject.allows(user):
        raise PermissionDenied
    sweep()
    batch = _keep(file, name, subject, user, mode)
    return _read(batch, tell)


def read_again(batch: ImportBatch, tell: Progress | None = None) -> ImportBatch:
    """Judge the kept file anew, as after a person explained its headings."""
    _claim(batch)
    return _read(batch, tell)


def _read(batch: ImportBatch, tell: Progress | None) -> ImportBatch:
    try:
        _Preview(batch, tell).make()
    except BaseException:
        batch.discard()
        raise
    return batch


def _claim(batch: ImportBatch) -> None:
    """Nobody stores what is being read anew, not even where reading dies half way."""
    waiting = ImportBatch.objects.open().filter(pk=batch.pk)
    if not waiting.update(state=ImportBatch.State.READING):
        raise RefusedFile("Tệp này vừa được lưu hoặc bỏ ở nơi khác. Tải lại trang để xem.")


def sweep() -> int:
    """Remove what was read and never stored; how many files."""
    removed = 0
    for batch in ImportBatch.objects.expired():
        batch.discard()
        removed += 1
    return removed


def _keep(file: IO[bytes], name: str, subject: Subject, user: User, mode: str) -> ImportBatch:
    """The file as it came, in the database."""
    digest, size = sha256(), 0
    file.seek(0)
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            subject=subject.code, mode=mode, user=user, file_name=name[-200:], file_size=0
        )
        for order, data in enumerate(iter(lambda: file.read(MEGABYTE), b"")):
            digest.update(data)
            size += len(data)
            if size > settings.IMPORT_BYTES:
                raise RefusedFile(
                    f"Tệp lớn hơn {settings.IMPORT_BYTES // MEGABYTE} MB. Hãy tách thành nhiều tệp."
                )
            ImportPart.objects.create(batch=batch, order=order, data=data)
        batch.file_hash, batch.file_size = digest.hexdigest(), size
        batch.save()
    return batch


@contextmanager
def kept_file(batch: ImportBatch) -> Iterator[IO[bytes]]:
    """The file of an import, under no name on the disk."""
    with TemporaryFile() as file:
        for part in batch.parts.order_by("order").iterator(chunk_size=4):
            file.write(part.data)
        file.seek(0)
        yield file


def limits() -> Limits:
    return Limits(
        bytes=settings.IMPORT_BYTES, rows=settings.IMPORT_ROWS, seconds=settings.IMPORT_SECONDS
    )


class _Preview:
    """One reading of a file."""

    def __init__(self, batch: ImportBatch, tell: Progress | None) -> None:
        subject = subject_of(batch.subject)
        if subject is None:
            raise PermissionDenied
        self.batch, self.subject, self.tell = batch, subject, tell
        self.run = Run(batch.user, batch.mode, subject.columns)
        self.vocabulary = Vocabulary(self.run.columns, remembered(subject.code, batch.user.unit))
        self.layouts: list[Layout] = []
        self.counts: Counter[str] = Counter()
        self.totals: Counter[tuple[Any, ...]] = Counter()
        self.tried: list[tuple[Group, list[ImportRow]]] | None = []

    def make(self) -> None:
        self.batch.rows.all()._raw_delete(self.batch.rows.db)
        with kept_file(self.batch) as file, opened(file, self.batch.file_name, limits()) as book:
            for place, (info, rows) in enumerate(book):
                sheet = Sheet(place, info, rows, self.vocabulary)
                self.layouts.append(sheet.layout)
                # What nobody explained yet is not judged: it would all be refused.
                if sheet.layout.is_known and not sheet.layout.asked(self.run.columns):
                    self._judge(sheet)
        self._try_out()
        self._finish()

    def _judge(self, sheet: Sheet) -> None:
        reads = read_rows(sheet, self.run.known)
        for groups in in_chunks(reads, self.subject, BATCH):
            judge(self.subject, groups, self.run)
            rows = [(group, [self._row(group, read) for read in group.reads]) for group in groups]
            self._count(groups)
            if self.tried is not None and sum(self.counts.values()) <= GUARDED:
                self.tried += rows
            else:
                self._save(self.tried or ())
                self.tried = None
                self._save(rows)
            if self.tell:
                self.tell(sum(self.counts.values()))

    def _row(self, group: Group, read: Read) -> ImportRow:
        return ImportRow(
            batch=self.batch,
            sheet=read.sheet,
            number=read.number,
            state=group.state_of(read),
            label=_label(group),
            values=as_stored(read),
            messages=[list(message) for message in read.messages],
            changes=[list(change) for change in group.changes_of(read)],
        )

    def _count(self, groups: Sequence[Group]) -> None:
        for group in groups:
            for read in group.reads:
                self.counts[group.state_of(read)] += 1
        for year, what, amount in self.subject.totals(groups):
            self.totals[year, what] += amount

    def _save(self, rows: Iterable[tuple[Group, list[ImportRow]]]) -> None:
        flat = [row for _, some in rows for row in some]
        ImportRow.objects.bulk_create(flat, batch_size=BATCH)

    def _try_out(self) -> None:
        """Store a small file for a moment, ask the guards, and take it all back."""
        tried = self.tried
        if not tried:
            return
        try:
            with transaction.atomic():
                writer = Writer(self.subject, self.batch.user, self.batch.reason)
                writer.write([group for group, _ in tried])
                for group, rows in tried:
                    self._warn(group, rows)
                transaction.set_rollback(True)
        except IntegrityError as twice:
            raise RefusedFile(
                "Trong tệp có hai dòng, hoặc một dòng và một hồ sơ đã có, trùng nhau ở chỗ phải "
                "khác nhau (mã, số văn bản…). Kiểm tra rồi tải lại."
            ) from twice
        except Overtaken as meanwhile:
            raise RefusedFile(
                "Trong lúc đọc, có người vừa sửa một hồ sơ có trong tệp này. Tải lại tệp."
            ) from meanwhile
        self._save(tried)

    def _warn(self, group: Group, rows: Sequence[ImportRow]) -> None:
        if group.is_refused or group.main is None or group.is_same:
            return
        texts = self.subject.warnings(group.main.record)
        if texts:
            rows[0].messages += [list(Message("", WARNING, text)) for text in texts]
            rows[0].has_warning = True
            self.counts[WARNING] += 1

    def _finish(self) -> None:
        columns = self.run.columns
        asks = [one for one in self.layouts if one.header and (one.is_known and one.asked(columns))]
        if not any(one.is_known for one in self.layouts):
            asks = [one for one in self.layouts if one.header and not one.is_known][:1]
        if not asks and not any(one.is_known for one in self.layouts):
            raise RefusedFile(
                "Không tìm thấy bảng nào trong tệp: không có hàng tên cột. Dùng mẫu của cổng, "
                "hoặc kiểm tra đã chọn đúng tệp."
            )
        if not asks and not any(one.records for one in self.layouts):
            raise RefusedFile(
                "Tệp chưa có dòng hồ sơ nào: ghi từ dòng dưới hàng tên cột, mỗi dòng có số thứ tự "
                "hoặc đủ các cột bắt buộc, rồi tải lại."
            )
        for one in self.layouts:
            if one.header and not one.is_known and one not in asks:
                one.skipped = "Không nhận ra tên cột nên không đọc."
        self.batch.state = ImportBatch.State.ASKING if asks else ImportBatch.State.READY
        self.batch.layout = [one.as_json() for one in self.layouts]
        self.batch.counts = dict(self.counts)
        self.batch.totals = [
            [year, what, amount]
            for (year, what), amount in sorted(self.totals.items(), key=str)
            if amount
        ]
        self.batch.save()


def _label(group: Group) -> str:
    """What a row is about, for a person who looks for it; a refused one may not even say that."""
    try:
        return str(group.main.record)[:300] if group.main else ""
    except ObjectDoesNotExist:
        return ""
