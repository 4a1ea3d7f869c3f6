"""From the rows of a file to values by column, each cell read on its own."""

from collections.abc import Iterator, Mapping
from typing import Any

from khuyencong.models import ImportRow

from .columns import Column
from .lookups import Known
from .pieces import ERROR, NOTE, Message, Read
from .sheets import Sheet, SourceRow


def read_rows(sheet: Sheet, known: Known) -> Iterator[Read]:
    """Every row of a sheet that holds a record."""
    header = sheet.layout.header
    units = {one.name: one.unit for one in header.headings if one.name} if header else {}
    for row in sheet.records():
        yield _read(row, sheet.columns, units, sheet.layout.is_1904, known)


def _read(
    row: SourceRow,
    columns: Mapping[str, Column],
    units: Mapping[str, int | None],
    is_1904: bool,
    known: Known,
) -> Read:
    read = Read(row.sheet, row.number, {})
    how: dict[str, Any] = {"is_1904": is_1904, "known": known}
    for name, unit in units.items():
        column = columns.get(name)
        if column is None:
            continue
        raw = row.cells.get(name)
        notes: list[str] = []
        try:
            value = column.cell.clean(raw, unit=unit, note=notes.append, **how)
        except ValueError as refused:
            read.messages.append(Message(name, ERROR, str(refused)))
            continue
        read.messages += [Message(name, NOTE, note) for note in notes]
        if value is None:
            read.blanks.add(name)
        else:
            read.values[name] = value
    return read


def of_stored(row: ImportRow, columns: Mapping[str, Column]) -> Read:
    """A row again as it was previewed: its values are not read from the file a second time."""
    filled = {name: value for name, value in row.values.items() if value is not None}
    return Read(
        row.sheet,
        row.number,
        {name: columns[name].cell.restore(value) for name, value in filled.items()},
        blanks=set(row.values) - set(filled),
    )


def as_stored(read: Read) -> dict[str, Any]:
    """What of_stored() reads: a value by column, None where the cell stood empty."""
    return {**dict.fromkeys(sorted(read.blanks)), **read.values}
