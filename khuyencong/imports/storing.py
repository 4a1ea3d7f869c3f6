"""The second step: what was previewed is stored, all of it or nothing."""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from khuyencong.bulk import BATCH, Overtaken
from khuyencong.models import ImportBatch, ImportRow, User

from .pieces import Group, Read, Run
from .reader import of_stored
from .subjects import Progress, in_chunks, judge, subject_of
from .writing import Writer

MOVED_ON = (
    "Từ lúc xem trước, hồ sơ liên quan đã đổi (dòng {number}), nên chưa lưu gì. "
    "Tải lại tệp để xem trước lần nữa."
)


def store(
    batch: ImportBatch, user: User, *, good_only: bool = False, tell: Progress | None = None
) -> ImportBatch:
    """Store what the preview showed. Raises ValidationError, and then nothing is stored.

    ``good_only`` leaves the refused rows out; otherwise one refused row holds back all.
    """
    try:
        with transaction.atomic():
            return _store(_locked(batch, user), user, good_only, tell)
    except (IntegrityError, Overtaken) as meanwhile:
        raise ValidationError(
            "Trong lúc lưu, có người vừa thêm hoặc sửa một hồ sơ có trong tệp này, nên chưa lưu "
            "gì. Tải lại tệp để xem trước lần nữa."
        ) from meanwhile


def _locked(batch: ImportBatch, user: User) -> ImportBatch:
    """The import as it stands now, nobody else storing it meanwhile."""
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.user_id != user.pk:
        raise PermissionDenied
    if locked.state != ImportBatch.State.READY:
        raise ValidationError(f"Đợt nhập này {locked.get_state_display().lower()}.")
    if locked.is_expired:
        raise ValidationError("Bản xem trước đã quá hạn. Tải lại tệp để xem trước lần nữa.")
    return locked


def _store(batch: ImportBatch, user: User, good_only: bool, tell: Progress | None) -> ImportBatch:
    subject = subject_of(batch.subject)
    if subject is None or not subject.allows(user):
        raise PermissionDenied
    refused = batch.counts.get(ImportRow.State.REFUSED, 0)
    if refused and not good_only:
        raise ValidationError(
            f"Còn {refused} dòng cần sửa nên chưa lưu gì. Sửa tệp rồi tải lại, "
            "hoặc chọn “Chỉ lưu các dòng đúng”."
        )
    run = Run(user, batch.mode, subject.columns)
    writer = Writer(subject, user, batch.reason)
    done = 0
    shown: dict[Read, ImportRow] = {}
    for groups in in_chunks(_previewed(batch, run, shown), subject, BATCH):
        judge(subject, groups, run)
        _compare(groups, shown)
        writer.write(groups, batch)
        done += sum(len(group.reads) for group in groups)
        if tell:
            tell(done)
    return _finish(batch, good_only)


def _previewed(batch: ImportBatch, run: Run, shown: dict[Read, ImportRow]) -> Iterator[Read]:
    rows = batch.rows.exclude(state=ImportRow.State.REFUSED).order_by("sheet", "number")
    for row in rows.iterator(chunk_size=BATCH):
        read = of_stored(row, run.columns)
        shown[read] = row
        yield read


def _compare(groups: list[Group], shown: dict[Read, ImportRow]) -> None:
    """What would be stored is what was shown, to the letter."""
    for group in groups:
        for read in group.reads:
            row = shown.pop(read)
            changes = [list(change) for change in group.changes_of(read)]
            if group.state_of(read) != row.state or changes != row.changes:
                raise ValidationError(MOVED_ON.format(number=read.number))


def _finish(batch: ImportBatch, good_only: bool) -> ImportBatch:
    batch.state = ImportBatch.State.STORED
    batch.good_only = good_only
    batch.stored_at = timezone.now()
    batch.save()
    batch.clear()
    return batch
