"""The history as a CSV file: a line a field, streamed, so that ten years fit into any memory."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from simple_history.models import HistoricalChanges

from khuyencong.files import csv_answer
from khuyencong.history import Told, told_versions, versions_of_parts

HEADINGS = (
    "Lúc",
    "Người sửa",
    "Việc",
    "Loại hồ sơ",
    "Số hồ sơ",
    "Mã hồ sơ",
    "Phiên bản",
    "Trường",
    "Cũ",
    "Mới",
    "Lý do",
)


def history_models() -> list[Any]:
    """The history of every model of ours, in the order of their names."""
    found = [model for model in apps.get_models() if issubclass(model, HistoricalChanges)]
    return sorted(found, key=lambda model: model._meta.db_table)


def versions_of(record: Any) -> Iterator[QuerySet[Any]]:
    """The versions of a record, then those of its parts, oldest first."""
    yield type(record).history.filter(id=record.pk).order_by("history_id")
    for label, path in getattr(record, "content_parts", ()):
        yield versions_of_parts(apps.get_model(label), path, record.pk).order_by("history_id")


def versions_between(first: date, last: date) -> Iterator[QuerySet[Any]]:
    """Every version of every record that was made on these days."""
    start, end = (
        timezone.make_aware(datetime.combine(day, time.min))
        for day in (first, last + timedelta(days=1))
    )
    for model in history_models():
        made = model._base_manager.filter(history_date__gte=start, history_date__lt=end)
        yield made.order_by("history_id")


def history_file(name: str, versions: Iterable[QuerySet[Any]]) -> StreamingHttpResponse:
    """The answer of a view."""
    return csv_answer(name, _rows(versions))


def _rows(versions: Iterable[QuerySet[Any]]) -> Iterator[Sequence[Any]]:
    yield HEADINGS
    for rows in versions:
        for told in told_versions(rows):
            yield from _lines(told)


def _lines(told: Told) -> Iterator[list[Any]]:
    row = told.row
    version = [
        f"{timezone.localtime(row.history_date):%Y-%m-%d %H:%M:%S}",
        str(row.history_user or "Hệ thống"),
        told.done,
        str(row.instance_type._meta.verbose_name),
        row.id,
        getattr(row, "code", ""),
        row.version,
    ]
    reason = row.history_change_reason or ""
    for change in told.changes:
        yield [*version, *map(str, (change.field, change.old, change.new)), reason]
    if not told.changes:
        yield [*version, "", "", "", reason]
