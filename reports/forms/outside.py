"""Ngoài biểu: what of the period no column and no row of a form takes, and why a cell is empty.

Money of an unknown source, or of a kind that no row names, is not lost: it stands below the form.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from reports.dimensions import DIMENSIONS
from reports.figures import FIGURES_BY_KEY
from reports.tables import Column, Row, Table

from .definition import Definition, Feeds, SheetPart, codes_of
from .manual import Typed
from .rows import FedRow
from .sums import UNKNOWN_OF, WORDS_OF, Sums

OUTSIDE = Column("outside", "Ngoài biểu")
WORDS_OF_FIGURE = {
    FIGURES_BY_KEY[known].slug: WORDS_OF[unknown] for known, unknown in UNKNOWN_OF.items()
}
NOTHING = Table("ngoai-bieu", "Ngoài biểu", "Phần", (OUTSIDE,), ())


def fed_kinds(rows: Sequence[FedRow]) -> tuple[str, ...]:
    """The kinds of activity whose money some row of the form takes."""
    found = (codes_of(row.where.get("noi-dung", ())) for row in rows)
    return tuple(dict.fromkeys(code for codes in found for code in codes))


def strays(sums: Sums, key: str, rows: Sequence[FedRow]) -> tuple[str, ...]:
    """The kinds that have money and belong to no row."""
    fed = {*fed_kinds(rows)}
    parts = sums.parts(key, ("noi-dung",))
    return tuple(code for (code,), value in parts.items() if value and code not in fed)


def outside(
    definition: Definition, part: SheetPart, sums: Sums, rows: Sequence[FedRow], is_plan: bool
) -> Table:
    """Each member that no column is bound to, and each kind that no row takes."""
    made: list[Row] = []
    if definition.feeds is not Feeds.MEASURES:
        keys = dict.fromkeys(row.figure(is_plan) for row in rows if not row.level)
        for key in filter(None, keys):
            made += _other_members(definition, part, sums, key)
    if definition.feeds is Feeds.KINDS:
        key = definition.planned if is_plan else definition.actual
        made += _members(sums, key, "noi-dung", strays(sums, key, rows), part.where)
    return replace(NOTHING, rows=tuple(made))


def _other_members(definition: Definition, part: SheetPart, sums: Sums, key: str) -> Iterator[Row]:
    splits = {split for column in definition.figures for split in column.where}
    if len(splits) != 1:
        return
    [split] = splits
    bound = {code for column in definition.figures for code in codes_of(column.where.get(split))}
    others = [code for (code,) in sums.parts(key, (split,)) if code not in bound]
    yield from _members(sums, key, split, others, part.where)


def _members(
    sums: Sums, key: str, split: str, codes: Sequence[Any], where: Mapping[str, Any]
) -> Iterator[Row]:
    dimension, figure = DIMENSIONS[split], FIGURES_BY_KEY[key]
    known = [code for code in codes if code is not None]
    labels = dict(sums.rollup.lines.members(dimension, known)) if known else {}
    for code in codes:
        cell = sums.cell(replace(OUTSIDE, unit=figure.unit), key, {**where, split: code})
        if cell.value or cell.unknown:
            label = labels.get(code, dimension.unknown if code is None else str(code))
            yield Row(code, f"{figure.label}, {dimension.label.lower()} “{label}”", (cell,))


def remarks(definition: Definition, rows: Sequence[Row]) -> Iterator[str]:
    """What is unknown, row by row: "Dòng 1, Số lao động …: KCQG 1, KCĐP 2 hạng mục …"."""
    heads = {column.key: column.heading[-1] for column in definition.figures}
    numbered = ""
    for row in rows:
        numbered = _number_of(row) or numbered
        unknown = [cell for cell in row.cells if cell.unknown]
        if unknown:
            told = ", ".join(f"{heads[cell.column.key]} {cell.unknown}" for cell in unknown)
            what = WORDS_OF_FIGURE[unknown[0].figure]
            yield f"{_named(numbered, row.label)}: {told} {what}, không tính là 0."


def _number_of(row: Row) -> str:
    numbers = [str(cell.value) for cell in row.cells if cell.column.key == "number"]
    return numbers[0] if numbers and not row.level else ""


def _named(number: str, label: str) -> str:
    name = label.removeprefix("- ")
    return f"Dòng {number}, {name[:1].lower()}{name[1:]}" if number else name


def typed_remarks(rows: Sequence[FedRow], typed: Typed) -> Iterator[str]:
    """Where a number typed in comes from."""
    names = {row.code: _named(row.number, row.label) for row in rows if row.is_manual}
    for (code, source), one in typed.items():
        if code in names:
            of_source = f", {source}" if source else ""
            yield f"{names[code]}{of_source}: số năm {one.year} nhập tay, nguồn: {one.basis}."
