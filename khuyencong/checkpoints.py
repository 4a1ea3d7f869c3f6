"""The history is append-only, and proves it: locks in the database, and a chain of checkpoints.

A chain link per row would make writers queue, so rows are covered in batches, at night and at
each publication. The locks stop what goes through the database by mistake or in passing; the
chain finds what somebody did who could lift them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from khuyencong.canonical import canonical, plain_value
from khuyencong.history_files import history_models
from khuyencong.locks import Guard, LockSet
from khuyencong.models import HistoryCheckpoint, HistorySpan

REFUSAL = "lịch sử: chỉ thêm, không sửa hay xóa được"
SPAN = 10_000  # rows whose proof is held in memory
BEFORE_ALL = -(2**63)
KEY, HASH = 8, 32


def _guards(engine: str) -> Iterator[Guard]:
    kept = [*history_models(), HistoryCheckpoint, HistorySpan]
    events = ("UPDATE", "DELETE", *(["TRUNCATE"] if engine == "postgresql" else []))
    for model in kept:
        table = model._meta.db_table
        for event in events:
            yield Guard(f"{table}_kept_{event.lower()}", table, event, REFUSAL)


HISTORY_LOCKS = LockSet(_guards)


# Sealing.


def seal_history(occasion: str) -> HistoryCheckpoint | None:
    """Cover every row that no checkpoint covers yet; None where there is none."""
    ends = {model: _settled_end(model) for model in history_models()}
    with transaction.atomic():
        _wait_for_other_sealers()
        last = HistoryCheckpoint.objects.order_by("sequence").last()
        checkpoint = HistoryCheckpoint(
            sequence=last.sequence + 1 if last else 1,
            made_at=timezone.now(),
            occasion=occasion[:300],
            previous_digest=last.digest if last else "",
        )
        spans = (span for model, end in ends.items() for span in _cover(model, end))
        checkpoint.digest = digest_of(checkpoint, _stored(checkpoint, spans))
        if not HistorySpan.objects.filter(checkpoint_id=checkpoint.pk).exists():
            return None
        checkpoint.save(force_insert=True)
    return checkpoint


def _stored(checkpoint: HistoryCheckpoint, spans: Iterable[HistorySpan]) -> Iterator[HistorySpan]:
    """Each span, stored on its way to the digest: the memory holds one."""
    for span in spans:
        span.checkpoint_id = checkpoint.pk
        span.save(force_insert=True)
        yield span


def _settled_end(model: Any) -> int | None:
    """The last row such that none before it is still to be committed.

    On PostgreSQL ids are given before the commit. Whoever has one holds a lock on the table, so
    waiting for that table alone, for a moment, settles every id given so far.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f'LOCK TABLE "{model._meta.db_table}" IN SHARE MODE')
        end: int | None = model._base_manager.aggregate(end=Max("history_id"))["end"]
    return end


def _wait_for_other_sealers() -> None:
    if connection.vendor == "postgresql":
        table = HistoryCheckpoint._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{table}" IN SHARE ROW EXCLUSIVE MODE')


def _cover(model: Any, end: int | None) -> Iterator[HistorySpan]:
    """The rows of a table up to ``end`` that are not covered, in spans."""
    table, columns = model._meta.db_table, columns_of(model)
    after = covered_end(table)
    if end is None:
        return
    hashed = row_hashes(model, columns, after, end)
    while batch := list(islice(hashed, SPAN)):
        proof = b"".join(_key(key) + _key(record) + digest for key, record, digest in batch)
        last = batch[-1][0]
        yield HistorySpan(
            table=table,
            after_id=after,
            last_id=last,
            count=len(batch),
            columns=",".join(columns),
            proof=proof,
        )
        after = last


def covered_end(table: str) -> int:
    """The last row of a table that a checkpoint covers."""
    spans = HistorySpan.objects.filter(table=table)
    end: int | None = spans.aggregate(end=Max("last_id"))["end"]
    return BEFORE_ALL if end is None else end


def columns_of(model: Any) -> list[str]:
    return sorted(field.attname for field in model._meta.concrete_fields)


def row_hashes(
    model: Any, columns: Iterable[str], after: int, last: int
) -> Iterator[tuple[int, int, bytes]]:
    """Each row's id, its record's and its hash: all that it says in a column with a value."""
    names = ["history_id", *columns]
    rows = model._base_manager.filter(history_id__gt=after, history_id__lte=last)
    for key, *values in rows.order_by("history_id").values_list(*names).iterator(chunk_size=2_000):
        told = zip(names[1:], values, strict=True)
        said = {name: plain_value(value) for name, value in told if value is not None}
        yield key, said["id"], sha256(canonical(said)).digest()


def digest_of(checkpoint: HistoryCheckpoint, spans: Iterable[HistorySpan]) -> str:
    """What a checkpoint says of itself, of every span, and of the checkpoint before it."""
    head = {
        "sequence": checkpoint.sequence,
        "made_at": plain_value(checkpoint.made_at),
        "occasion": checkpoint.occasion,
        "previous": checkpoint.previous_digest,
    }
    seal = sha256(canonical(head))
    for span in spans:
        said = [span.table, span.after_id, span.last_id, span.count, span.columns]
        seal.update(canonical([*said, sha256(bytes(span.proof)).hexdigest()]))
    return seal.hexdigest()


def _key(key: int) -> bytes:
    return key.to_bytes(KEY, "big", signed=True)


# Verifying.


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was when a checkpoint covered it."""

    checkpoint: HistoryCheckpoint | None
    what: str

    def __str__(self) -> str:
        return f"{self.checkpoint}: {self.what}" if self.checkpoint else self.what


def verify_history() -> Iterator[Finding]:
    """Judge every checkpoint in the order of the chain, and every row that it covers."""
    models = {model._meta.db_table: model for model in history_models()}
    ends: dict[str, int] = {}
    number, digest = 0, ""
    for checkpoint in HistoryCheckpoint.objects.order_by("sequence").iterator():
        number += 1
        if checkpoint.sequence != number or checkpoint.previous_digest != digest:
            yield Finding(checkpoint, "không nối với mốc trước: chuỗi bị đứt ở đây")
        number, digest = checkpoint.sequence, checkpoint.digest
        spans = checkpoint.spans.order_by("id").defer("proof")
        if digest_of(checkpoint, (_whole(span) for span in spans)) != checkpoint.digest:
            yield Finding(checkpoint, "mã mốc không khớp với các đoạn của nó")
        for span in spans:
            if span.after_id != ends.get(span.table, BEFORE_ALL):
                yield Finding(checkpoint, f"{span}: không nối với đoạn trước")
            ends[span.table] = span.last_id
            for what in _judge(models.get(span.table), _whole(span)):
                yield Finding(checkpoint, f"{span.table}, {what}")


def _whole(span: HistorySpan) -> HistorySpan:
    """With its proof, which is held for one span at a time."""
    return HistorySpan.objects.get(pk=span.pk)


def _judge(model: Any, span: HistorySpan) -> Iterator[str]:
    columns = span.columns.split(",")
    if model is None or not {*columns} <= {*columns_of(model)}:
        yield "bảng hoặc cột đã bỏ: không kiểm được các dòng của đoạn này"
        return
    proof = {key: (record, digest) for key, record, digest in _proofs(bytes(span.proof))}
    for key, record, digest in row_hashes(model, columns, span.after_id, span.last_id):
        then = proof.pop(key, None)
        if then is None:
            yield f"{_named(model, key, record)} thêm vào sau"
        elif then != (record, digest):
            yield f"{_named(model, key, then[0])} bị sửa"
    for key, (record, _) in sorted(proof.items()):
        yield f"{_named(model, key, record)} bị xóa"


def _proofs(proof: bytes) -> Iterator[tuple[int, int, bytes]]:
    for start in range(0, len(proof), 2 * KEY + HASH):
        key, record, digest = (start, start + KEY, start + 2 * KEY)
        yield (
            int.from_bytes(proof[key:record], "big", signed=True),
            int.from_bytes(proof[record:digest], "big", signed=True),
            proof[digest : digest + HASH],
        )


def _named(model: Any, key: int, record: int) -> str:
    return f"dòng {key} ({model.instance_type._meta.verbose_name} số {record})"


def not_covered() -> int:
    """How many rows came after the last checkpoint, and can be judged at the next one."""
    counts = (
        model._base_manager.filter(history_id__gt=covered_end(model._meta.db_table)).count()
        for model in history_models()
    )
    return sum(counts)
