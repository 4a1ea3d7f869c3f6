"""Files to import, and the steps of an import as a person takes them."""

from datetime import UTC, datetime
from functools import cache
from io import BytesIO

from django.apps import apps
from django.db import connection
from xlsxwriter import Workbook

from khuyencong.imports.preview import preview
from khuyencong.imports.storing import store
from khuyencong.imports.subjects import subject_of
from khuyencong.models import ImportBatch, Record
from tests.staff import staff

NOT_COMPARED = {"version", "created_at", "updated_at"}


def workbook(*rows, name="Danh sách", sheets=()):
    """An Excel file of one sheet with these rows, or of several."""
    made = BytesIO()
    book = Workbook(made, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})  # the same each time
    for title, lines in ((name, rows), *sheets):
        sheet = book.add_worksheet(title)
        for place, line in enumerate(lines):
            sheet.write_row(place, 0, line)
    book.close()
    made.seek(0)
    return made


def previewed(subject, *rows, mode="add", user=None, file=None, name="danh-sach.xlsx"):
    """What the preview of a file with these rows says."""
    user = user or staff("Nhập liệu")
    file = file or workbook(*rows)
    return preview(file, name, subject_of(subject), user, mode)


def imported(subject, *rows, **options):
    """The rows previewed and stored."""
    batch = previewed(subject, *rows, **options)
    assert batch.state == ImportBatch.State.READY, batch.layout
    return store(batch, batch.user)


def contents():
    """Every record as it stands, by model and key; not how often and when it was written."""
    models = (model for model in apps.get_models() if issubclass(model, Record))
    return {model._meta.label: dict(_rows(model)) for model in models}


def _rows(model):
    for row in model._base_manager.values():
        yield row["id"], {name: row[name] for name in row.keys() - NOT_COMPARED}


def messages(batch, number=None):
    """What is said of a row, or of all: (row, column, text)."""
    rows = batch.rows.order_by("sheet", "number")
    if number is not None:
        rows = rows.filter(number=number)
    return [(row.number, column, text) for row in rows for column, _, text in row.messages]


def everything(*, exactly=False):
    """Every row of every record, to be compared: without versions, times of changes and history.

    ``exactly``: every row of every table, as it is.
    """
    with connection.cursor() as cursor:
        found = {}
        for table, columns in _tables(exactly):
            cursor.execute(f"SELECT {columns} FROM {table} ORDER BY 1")  # noqa: S608
            found[table] = [tuple(map(_plain, row)) for row in cursor.fetchall()]
    return found


@cache
def _tables(exactly):
    """Tables and their columns as the database calls them, the key first."""
    found = []
    quoted = connection.ops.quote_name
    for model in apps.get_models(include_auto_created=True):
        if exactly or issubclass(model, Record):
            left_out = () if exactly else ("version", "updated_at")
            fields = [one for one in model._meta.concrete_fields if one.name not in left_out]
            fields.sort(key=lambda field: not field.primary_key)
            columns = ", ".join(quoted(field.column) for field in fields)
            found.append((quoted(model._meta.db_table), columns))
    return found


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value
