"""Văn bản công khai: papers that staff marked public, of the đề án that a publication counts."""

from khuyencong.models import public
from projects.models import Document
from reports.formats import NOTHING
from reports.lines import Fact, Lines
from reports.tables import Cell, Column, Row, Table

COLUMNS = (
    Column("kind", "Loại", is_text=True),
    Column("number", "Số, ký hiệu", is_text=True),
    Column("signed_on", "Ngày", is_text=True),
    Column("title", "Trích yếu", is_text=True),
)


def documents_table(lines: Lines) -> Table:
    """A row a paper, by the code of its đề án; what is not marked public is never in it."""
    done = lines.of(Fact.SUPPORT, {"activity_code", "in_result"}).filter(in_result=True)
    codes = done.order_by().values("activity_code").distinct()
    found = Document.objects.published().filter(activity__code__in=codes)
    rows = public(found, "activity", "kind").order_by("activity__code", "kind__order", "pk")
    return Table(
        "van-ban", "Văn bản công khai", "Mã đề án", COLUMNS, tuple(_row(one) for one in rows)
    )


def _row(one: Document) -> Row:
    day = f"{one.signed_on:%d/%m/%Y}" if one.signed_on else NOTHING
    values = (one.kind.name, one.number or NOTHING, day, one.title or NOTHING)
    cells = tuple(Cell(column, value) for column, value in zip(COLUMNS, values, strict=True))
    return Row(one.activity.code, one.activity.code, cells)
