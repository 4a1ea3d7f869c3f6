"""How a form of the office is written in HTML: its own headings, a link behind every number."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from reports.addresses import Address
from reports.forms.building import Sheet
from reports.forms.definition import Definition, FormColumn, Holds
from reports.forms.layout import Head, head_rows
from reports.forms.printed import shown
from reports.tables import Cell, Row

register = template.Library()


@register.simple_tag
def form_head(definition: Definition) -> SafeString:
    """The headings with what is merged in them, and the row of letters."""
    rows = "".join(f"<tr>{''.join(map(_head, row))}</tr>" for row in head_rows(definition))
    letters = ""
    if definition.has_letters:
        cells = "".join(f"<td>{escape(one.letter)}</td>" for one in definition.columns)
        letters = f'<tr class="letters">{cells}</tr>'
    return SafeString(f"<thead>{rows}{letters}</thead>")


def _head(head: Head) -> str:
    spans = "".join(
        f' {name}="{count}"'
        for name, count in (("rowspan", head.rows), ("colspan", head.columns))
        if count > 1
    )
    scope = "colgroup" if head.columns > 1 else "col"
    return f'<th scope="{scope}"{spans}>{escape(head.text)}</th>'


@register.simple_tag
def form_body(
    definition: Definition, sheet: Sheet, address: Address, zeros: bool, first: int, last: int
) -> SafeString:
    """The rows from the first to the last of a page, and the total; in the form's own order."""
    shown_rows = list(sheet.table.rows[max(first, 0) : last])
    total = sheet.table.total
    if total is not None and definition.total is not None:
        at = 0 if definition.total.place == "first" else len(shown_rows)
        shown_rows.insert(at, total)
    written = (_row(definition, row, row is total, address, zeros) for row in shown_rows)
    return SafeString(f"<tbody>{''.join(written)}</tbody>")


def _row(definition: Definition, row: Row, is_total: bool, address: Address, zeros: bool) -> str:
    kind = ' class="all"' if is_total else ' class="sub"' if row.level else ""
    cells = (_cell(column, definition, row, address, zeros) for column in definition.columns)
    return f"<tr{kind}>{''.join(cells)}</tr>"


def _cell(
    column: FormColumn, definition: Definition, row: Row, address: Address, zeros: bool
) -> str:
    if column.holds is Holds.LABEL:
        note = f"<small>{escape(row.note)}</small>" if row.note else ""
        return f'<th scope="row">{_label(row, definition, address)}{note}</th>'
    cell = row.cell(column.key)
    if not column.is_figure:
        return f'<td class="{column.holds.value}">{escape(cell.value)}</td>'
    return f"<td data-figure>{_number(cell, column, address, zeros)}</td>"


def _label(row: Row, definition: Definition, address: Address) -> str:
    is_list = definition.feeds.value == "activities"
    url = address.member("de-an", row.code) if is_list and row.code else ""
    return f'<a href="{escape(url)}">{escape(row.label)}</a>' if url else str(escape(row.label))


def _number(cell: Cell, column: FormColumn, address: Address, zeros: bool) -> str:
    printed = shown(cell, column, zeros)
    if cell.value is None or not printed:
        return str(escape(printed))
    inner = f'<data value="{escape(cell.value)}">{escape(printed)}</data>'
    url = address.cell(cell) if cell.value else ""
    return f'<a href="{escape(url)}">{inner}</a>' if url else inner


@register.filter
def form_page(address: Address, definition: Definition) -> str:
    return address.form(definition.slug)


@register.filter
def forms_page(address: Address) -> str:
    """The list of the office's forms of the period."""
    return address.forms()
