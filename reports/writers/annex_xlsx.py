"""Phụ lục hồ sơ -> Excel: a sheet of records for each sheet of the form, row by row."""

from collections.abc import Sequence
from typing import IO

from khuyencong.files import new_book
from reports.tables import Roll

from . import form_shapes as look
from .sheet import NOTE_REACH, SheetWriter, roll_widths, sheet_name, write_roll


def to_annex_xlsx(
    rolls: Sequence[tuple[str, Roll]],
    lines: Sequence[tuple[str, str]],
    target: IO[bytes],
    base: str = "",
) -> None:
    """Write the lists; ``lines`` (a text and its look) stand under each title."""
    with new_book(target, constant_memory=True) as file:
        formats = look.Formats(file)
        for name, roll in rolls:

            def opened(name: str, roll: Roll = roll) -> SheetWriter:
                sheet = file.add_worksheet(sheet_name(name))
                writer = SheetWriter(sheet, formats, roll_widths(roll))
                writer.line(roll.title, "left title", reach=NOTE_REACH)
                for text, shape in lines:
                    writer.line(text, shape, reach=NOTE_REACH)
                writer.gap()
                return writer

            write_roll(name, roll, base, opened)
