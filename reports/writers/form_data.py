"""Form -> CSV and JSON: the columns of the form, numbers in the form's own units.

Nothing recorded is 0 here whatever an office prints; only what is unknown is empty.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from khuyencong.files import csv_lines
from reports.forms.building import Form, Sheet
from reports.forms.definition import Definition, Holds
from reports.forms.paper import outside_in_words
from reports.forms.printed import number
from reports.tables import Cell, Row


def to_form_csv(forms: Sequence[Form]) -> bytes:
    """One sheet as itself; several one below the other, each under its title."""
    return "".join(csv_lines(_lines(forms))).encode()


def _lines(forms: Sequence[Form]) -> Iterator[list[Any]]:
    sheets = [(form.definition, sheet) for form in forms for sheet in form.sheets]
    for place, (definition, sheet) in enumerate(sheets):
        if len(sheets) > 1:
            yield from [[]] if place else []
            yield [sheet.part.title]
        yield ["Mã", *(", ".join(column.heading) for column in definition.columns)]
        for row in rows_in_order(definition, sheet):
            yield ["" if row.code is None else str(row.code), *_values(definition, row)]


def rows_in_order(definition: Definition, sheet: Sheet) -> list[Row]:
    """The rows with the total where the form has it."""
    rows, total = list(sheet.table.rows), sheet.table.total
    if total is None or definition.total is None:
        return rows
    return [total, *rows] if definition.total.place == "first" else [*rows, total]


def _values(definition: Definition, row: Row) -> Iterator[Any]:
    for column in definition.columns:
        if column.holds is Holds.LABEL:
            yield row.label
        else:
            cell = row.cell(column.key)
            yield number(cell, column) if column.is_figure else cell.value


def to_form_json(form: Form, address_of: Callable[[Cell], str]) -> dict[str, Any]:
    """The form; ``address_of`` gives the address of the records behind a cell."""
    definition = form.definition
    return {
        "slug": definition.slug,
        "title": definition.title,
        "source": definition.source,
        "is_verified": definition.is_verified,
        "rule": definition.rule,
        "columns": [
            {"key": column.key, "heading": list(column.heading), "where": dict(column.where)}
            for column in definition.columns
        ],
        "sheets": [_sheet(definition, sheet, address_of) for sheet in form.sheets],
    }


def _sheet(
    definition: Definition, sheet: Sheet, address_of: Callable[[Cell], str]
) -> dict[str, Any]:
    total = sheet.table.total
    return {
        "name": sheet.part.name,
        "title": sheet.part.title,
        "rows": [_row(definition, row, address_of) for row in sheet.table.rows],
        "total": _row(definition, total, address_of) if total else None,
        "notes": [*definition.notes, *sheet.table.notes, *outside_in_words(sheet.outside)],
    }


def _row(definition: Definition, row: Row, address_of: Callable[[Cell], str]) -> dict[str, Any]:
    figures = {column.key: row.cell(column.key) for column in definition.figures}
    texts = [one for one in definition.columns if not one.is_figure and one.holds.value != "label"]
    return {
        "code": row.code,
        "label": row.label,
        "level": row.level,
        "fed_by": row.note,
        **{column.key: row.cell(column.key).value for column in texts},
        "values": {one.key: number(figures[one.key], one) for one in definition.figures},
        "records": {key: address_of(cell) for key, cell in figures.items() if cell.figure},
    }
