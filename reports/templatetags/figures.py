"""How tables, sentences and pictures of figures are written in HTML. Formats; never computes.

A body of hundreds of cells is written in one go: a template loop costs more than the queries.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from khuyencong.text import decimal_number, whole_number
from projects.models import Outcome
from reports import charts, maps
from reports.addresses import Address
from reports.figures import Unit
from reports.formats import (
    NOTHING,
    has_money,
    heading,
    lower_first,
    money_in_millions,
    short_heading,
    shown_cell,
)
from reports.measures import target_behind
from reports.records import Records
from reports.sentence import Piece
from reports.tables import Cell, Column, Row, Table
from reports.themes import Switch

register = template.Library()

register.filter("heading", heading)
register.filter("short_heading", short_heading)
register.filter("has_money", has_money)
register.filter("lower_first", lower_first)
register.filter("shown", shown_cell)


@register.filter
def millions(dong: int | None) -> str:
    """An amount of a record in triệu đồng; a dash where nobody knows it."""
    return NOTHING if dong is None else money_in_millions(dong)


@register.filter
def whole(value: int) -> str:
    return whole_number(value)


@register.filter
def signed(value: int) -> str:
    """A difference with its sign: +1.000, −500, 0."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{whole_number(abs(value))}"


@register.filter
def growth(percent: float | None) -> str:
    """ "+12,3%", "−5,0%"; a dash where there was nothing to grow from."""
    if percent is None:
        return NOTHING
    sign = "+" if percent > 0 else "−" if percent < 0 else ""
    return f"{sign}{decimal_number(abs(percent), 1)}%"


@register.filter
def sign_of(cell: Cell) -> str:
    """What a ratio needs after its number in a column of several units."""
    known = cell.value is not None
    return {Unit.PERCENT: "%", Unit.TIMES: " lần"}.get(cell.column.unit, "") if known else ""


@register.filter
def at(items: Sequence[Any], place: str) -> Any:
    """The item at a place, or nothing where the list is shorter."""
    return items[int(place)] if int(place) < len(items) else ""


@register.filter
def outcome_text(outcome: Outcome) -> str:
    """ "khoảng 30", "5 – 7": as it was reported."""
    values = (outcome.value, outcome.upper_value)
    printed = " – ".join(_plain(value) for value in values if value is not None)
    qualifier = outcome.get_qualifier_display() if outcome.qualifier else ""
    return f"{qualifier} {printed}".strip()


def _plain(value: Decimal) -> str:
    places = 0 if value == value.to_integral_value() else 1
    return decimal_number(value, places)


@register.filter
def page_file(address: Address, extension: str) -> str:
    """The file of all tables of the period."""
    return address.page(extension)


@register.filter
def paper_file(address: Address, extension: str) -> str:
    """The report of the period as Word or PDF."""
    return address.paper(extension)


@register.filter
def archive_file(address: Address) -> str:
    """The archive bundle of a sealed revision."""
    return address.archive()


@register.filter
def revision_page(address: Address, revision: int) -> str:
    """The page of one revision."""
    return address.sealed(revision)


@register.filter
def reconciliation_file(address: Address, extension: str) -> str:
    return address.reconciliation(extension)


@register.filter
def split_page(address: Address, split: str) -> str:
    return address.split(split)


@register.simple_tag
def member_page(table: Table, row: Row, address: Address) -> str:
    """The page of a row's place, year or record."""
    return address.member(table.slug, row.code)


@register.simple_tag
def split_file(address: Address, split: str, extension: str) -> str:
    """The file of one split."""
    return address.split(split, extension)


@register.filter
def cell(row: Row, key: str) -> Cell:
    return row.cell(key)


@register.filter
def shows(table: Table, key: str) -> bool:
    """Whether any row has something in that column; an empty column is left out."""
    return any(row.cell(key).value for row in table.rows)


# A page shows so many rows of a split that is longer than that; all of them are at its address.
LONG, SHOWN = 12, 10


@register.filter
def abridged(table: Table, column: str) -> Table:
    """A long split as its rows of the highest values in a column."""
    return table.leading(column, SHOWN) if column and len(table.rows) > LONG else table


@register.filter
def plans_differ(table: Table) -> bool:
    """Whether a row plans something else than what was done; else the plan says nothing new."""
    return any(
        row.cell("planned").value and row.cell("planned").value != row.cell("actual").value
        for row in table.rows
    )


@register.filter
def rule(note: str) -> SafeString:
    """ "Số đề án: đếm …" with its first words in bold."""
    name, _, words = note.partition(": ")
    return format_html("<b>{}.</b> {}", name, words)


@register.simple_tag
def number(cell: Cell, address: Address, unit: str = "") -> SafeString:
    """A figure as a link to its records; with a unit, the two never break apart."""
    return SafeString(_number(cell, address, unit))


@register.filter
def unit_of(cell: Cell) -> str:
    """The unit in words, for a figure that stands alone."""
    if cell.column.unit is Unit.COUNT:
        return COUNTED.get(cell.column.key, "")
    return {Unit.DONG: "triệu đồng", Unit.PERCENT: "%", Unit.TIMES: "lần"}[cell.column.unit]


COUNTED = {
    "activities": "đề án",
    "facilities": "cơ sở",
    "supports": "lượt hỗ trợ",
    "unknown_money": "khoản",
}


@register.simple_tag
def cell_records(cell: Cell, address: Address) -> str:
    """The address of the records behind a cell."""
    return address.cell(cell)


@register.simple_tag
def target_records(row: Row, address: Address) -> str:
    """The address of the targets behind a row of measures."""
    return address.cell(target_behind(row))


@register.simple_tag
def records_page(address: Address, figure: str) -> str:
    """The records behind a figure that the page itself does not print."""
    return address.records(figure, {})


@register.simple_tag
def sentence(pieces: Iterable[Piece], address: Address) -> SafeString:
    """The result sentence; every number is a link that never breaks, words may."""
    return format_html_join("", "{}", ((_piece(piece, address),) for piece in pieces))


def _piece(piece: Piece, address: Address) -> str:
    if not piece.figure:
        return piece.text
    url = address.records(piece.figure, piece.where)
    if piece.text[:1].isdigit():
        return format_html('<a href="{}">{}</a>', url, piece.text.replace(" ", "\u00a0"))
    return format_html('<a class="words" href="{}">{}</a>', url, piece.text)


@register.simple_tag
def bar(value: Any, whole: Any) -> SafeString:
    """A bar beside its number, which alone is read out."""
    return SafeString(_bar(float(value or 0), float(whole or 0)))


@register.simple_tag
def figure_rows(table: Table, address: Address, bars: str = "") -> SafeString:
    """The body and foot of a table of figures; ``bars`` names the column drawn under the label."""
    highest = _highest(table, bars) if bars else 0.0
    labels = [escape(short_heading(column)) for column in table.columns]
    body = "".join(_row(table, row, address, labels, bars, highest) for row in table.rows)
    foot = ""
    if table.total is not None:
        total = _row(table, table.total, address, labels, "", 0)
        foot = f"<tfoot>{total}</tfoot>"
    return SafeString(f"<tbody>{body}</tbody>{foot}")


def _highest(table: Table, key: str) -> float:
    return max((float(row.cell(key).value or 0) for row in table.rows), default=0.0)


def _row(
    table: Table, row: Row, address: Address, labels: Sequence[str], bars: str, highest: float
) -> str:
    cells = "".join(
        _figure_cell(cell, label, address) for cell, label in zip(row.cells, labels, strict=True)
    )
    note = f"<small>{escape(row.note)}</small>" if row.note else ""
    drawn = _bar(float(row.cell(bars).value or 0), highest) if bars and highest else ""
    kind = _row_class(table, row)
    return f'<tr{kind}><th scope="row">{_label(table, row, address)}{note}{drawn}</th>{cells}</tr>'


def _row_class(table: Table, row: Row) -> str:
    if row.level:
        return ' class="sub"'
    return ' class="aside"' if row.code is None and row is not table.total else ""


def _label(table: Table, row: Row, address: Address) -> str:
    """The label, as a link where the member has a page of its own."""
    url = address.member(table.slug, row.code) if row.code is not None else ""
    return f'<a href="{escape(url)}">{escape(row.label)}</a>' if url else str(escape(row.label))


# What a phone leaves out of a table that does not turn into cards there.
FOR_WIDE_SCREENS = {"weight", "planned", "leverage", "supports"}


def _figure_cell(cell: Cell, label: str, address: Address) -> str:
    if cell.column.is_text:
        return f'<td data-l="{label}">{escape(shown_cell(cell))}</td>'
    classes = " ".join(
        name
        for name, holds in (
            ("sum", cell.column.key == "spent"),
            ("none", cell.value is None),
            ("w", cell.column.key in FOR_WIDE_SCREENS),
        )
        if holds
    )
    kind = f' class="{classes}"' if classes else ""
    return f'<td data-l="{label}" data-figure{kind}>{_number(cell, address)}</td>'


@register.filter
def column_classes(column: Column) -> str:
    """``w``: phones leave it out of a table that stays a table; ``m``: amounts, so it is wider."""
    marks = {"w": column.key in FOR_WIDE_SCREENS, "m": column.unit is Unit.DONG}
    return " ".join(mark for mark, applies in marks.items() if applies)


def _number(cell: Cell, address: Address, unit: str = "") -> str:
    """Unknown is a dash; nothing is a plain 0, because there are no records to open."""
    if cell.value is None:
        return NOTHING
    printed = shown_cell(cell)
    if unit and isinstance(cell.value, int) and 0 < cell.value < 10:
        printed = f"{cell.value:02d}"  # before a noun: "03 mô hình"
    inner = f'<data value="{escape(cell.value)}">{escape(printed)}</data>'
    if unit:
        inner += f"\u00a0{escape(unit)}"
    url = address.cell(cell) if cell.value else ""
    return f'<a href="{escape(url)}">{inner}</a>' if url else inner


def _bar(value: float, whole: float) -> str:
    width = min(value / whole * 100, 100) if whole else 0
    return (
        '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="tr" width="100" height="6"/><rect width="{width:.1f}" height="6"/></svg>'
    )


@register.simple_tag
def record_rows(
    records: Records,
    rows: Sequence[Mapping[str, Any]],
    pages: Mapping[str, Mapping[str, bool]],
    first: int = 1,
) -> SafeString:
    """The records behind a figure. ``pages`` says which codes have a page, and which are marked."""
    columns = [(column, escape(short_heading(column))) for column in records.columns]
    written = (_record(number, row, columns, pages) for number, row in enumerate(rows, first))
    return SafeString("".join(written))


def _record(
    number: int,
    row: Mapping[str, Any],
    columns: Sequence[tuple[Column, str]],
    pages: Mapping[str, Mapping[str, bool]],
) -> str:
    cells = "".join(
        f'<td data-l="{label}"{_record_class(column)}>{_record_value(column, row, pages)}</td>'
        for column, label in columns
    )
    return f'<tr><th scope="row">{number}</th>{cells}</tr>'


def _record_class(column: Column) -> str:
    if not column.is_text:
        return ' class="num sum"'
    if column.key.endswith("_code"):
        return ' class="code"'
    return ' class="long"' if column.key.endswith(("_title", "_name")) else ""


# The columns that name a record with a page: by which code, under which address.
NAMED = {
    "activity_title": ("activity_code", "hoat-dong"),
    "activity_code": ("activity_code", "hoat-dong"),
    "facility_name": ("facility_code", "co-so"),
    "facility_code": ("facility_code", "co-so"),
}


def _record_value(
    column: Column, row: Mapping[str, Any], pages: Mapping[str, Mapping[str, bool]]
) -> str:
    printed = str(escape(Records.printed(row[column.key], column)))
    code_key, section = NAMED.get(column.key, ("", ""))
    code = row.get(code_key) or ""
    known = pages.get(section, {})
    if code not in known:
        return printed
    mark = MARK if known[code] and column.key in ("activity_title", "facility_name") else ""
    return f'<a href="/{section}/{quote(str(code))}/">{printed}</a>{mark}'


MARK = ' <span class="demo">minh họa</span>'


@register.simple_tag
def stack(money: Table) -> list[charts.Segment]:
    return charts.stack(money)


@register.inclusion_tag("reports/_map.html")
def place_map(table: Table, address: Address, column: str) -> dict[str, Any]:
    """The map of a split by place, by one of its columns; nothing for other splits."""
    return {"map": maps.place_map(table, column), "table": table, "address": address}


@register.inclusion_tag("reports/_small_map.html")
def small_map(table: Table, address: Address, column: str) -> dict[str, Any]:
    """A map beside its table, without links; the whole one has an address of its own."""
    return {"map": maps.circle_map(table, column), "table": table, "address": address}


@register.inclusion_tag("reports/_year_chart.html")
def year_chart(table: Table, column: str = "spent") -> dict[str, Any]:
    return {"chart": charts.year_chart(table, column), "slug": table.slug}


@register.filter
def drawn(table: Table, switch: Switch) -> str:
    """The column that the switch of a page draws of this table."""
    return switch.of(table).column
