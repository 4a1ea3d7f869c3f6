"""I., II., …: what the report says, section by section, from the results of an edition."""

from collections.abc import Iterator, Mapping

from reports.basis import Basis
from reports.editions import Edition
from reports.formats import NOTHING, short_heading, shown_cell
from reports.results import Results
from reports.tables import Row, Table

from . import sentences as say
from .facilities import facilities
from .grids import fitted, grid_of
from .parts import Grid, GridColumn, GridLine, Part

PLACES = {
    "tinh-cu": "Kết quả theo tỉnh phê duyệt",
    "huyen-cu": "Kết quả theo huyện, thị xã, thành phố lúc hỗ trợ",
    "xa-phuong": "Kết quả theo xã, phường hiện nay",
}


def sections_of(edition: Edition, results: Results, annex: str) -> Iterator[tuple[str, list[Part]]]:
    """The name of each section and what stands in it: nothing where there is nothing to say.

    ``annex`` is the address of the Excel file with the rows that are too many for a paper.
    """
    splits = {table.slug: table for table in results.splits}
    yield "Kết quả theo nội dung hoạt động", [*_contents(results, splits.get("noi-dung"))]
    yield "Thực hiện chỉ tiêu được giao", [*_targets(results.measures)]
    yield "Kinh phí khuyến công", [*_money(results, splits.get("chuong-trinh"), edition.basis)]
    yield "Kết quả theo năm", [*_years(splits.get("nam"))]
    yield "Kết quả theo địa bàn", [*_places(splits)]
    forms = splits.get("loai-hinh")
    yield "Cơ sở được hỗ trợ", [*facilities(edition, results, forms, annex)]


def _contents(results: Results, kinds: Table | None) -> Iterator[Part]:
    if results.sentence:
        yield say.paragraph(results.sentence)
    else:
        label = results.period.label
        yield say.plain(
            f"{label[:1].upper()}{label[1:]} chưa có hạng mục nào được nghiệm thu. "
            "Các bảng dưới đây có kế hoạch đã phê duyệt."
        )
    if not results.measures.is_empty:
        yield _measures(results.measures)
    if kinds is not None:
        yield grid_of(kinds, "Đề án, cơ sở và kinh phí theo nội dung hoạt động")


def _measures(measures: Table) -> Grid:
    columns = [
        GridColumn("Nội dung", is_number=False),
        GridColumn("Đơn vị tính", is_number=False),
        GridColumn("Kế hoạch", is_number=True),
        GridColumn("Thực hiện", is_number=True),
    ]
    lines = [_measure(row) for row in measures.rows]
    return fitted(Grid("Kế hoạch và kết quả theo nội dung hoạt động", "", columns, lines))


def _measure(row: Row) -> GridLine:
    planned, unknown = row.cell("planned"), row.cell("unknown").value
    notes = [] if row.level else [row.note]
    if unknown and row.cell("actual").value is not None:
        notes.append(f"ngoài ra {unknown} hạng mục không rõ số")
    printed = shown_cell(planned) if planned.value else NOTHING
    cells = (row.label, str(row.cell("unit").value), printed, say.done(row))
    return GridLine(cells, "; ".join(filter(None, notes)), row.level)


def _targets(measures: Table) -> Iterator[Part]:
    rows = [row for row in measures.rows if row.cell("target").value]
    if not rows:
        return
    yield say.paragraph(say.of_targets(rows))
    heads = {column.key: short_heading(column) for column in measures.columns}
    columns = [
        GridColumn("Chỉ tiêu", is_number=False),
        GridColumn(heads["unit"], is_number=False),
        *(GridColumn(heads[key], is_number=True) for key in ("target", "actual", "percent")),
    ]
    yield fitted(Grid("Kết quả so với chỉ tiêu", "", columns, [*map(_target, rows)]))


def _target(row: Row) -> GridLine:
    unit, target = (str(row.cell(key).value) for key in ("unit", "target"))
    return GridLine((row.label, unit, target, say.done(row), shown_cell(row.cell("percent"))))


def _money(results: Results, programmes: Table | None, basis: Basis) -> Iterator[Part]:
    yield say.paragraph(say.of_money(results, basis))
    if results.aside:
        yield say.paragraph(say.of_aside(results.aside))
    if not results.money.is_empty:
        yield grid_of(results.money, "Kinh phí khuyến công theo nguồn")
    if programmes is not None:
        yield grid_of(programmes, "Đề án và kinh phí theo chương trình")


def _years(years: Table | None) -> Iterator[Part]:
    if years is not None:
        yield from say.largest(years, "Năm có kinh phí thực hiện nhiều nhất")
        yield grid_of(years, "Kết quả theo năm")


def _places(splits: Mapping[str, Table]) -> Iterator[Part]:
    for slug, caption in PLACES.items():
        if slug in splits:
            opening = f"{splits[slug].dimension} có kinh phí thực hiện nhiều nhất"
            yield from say.largest(splits[slug], opening)
            yield grid_of(splits[slug], caption)
