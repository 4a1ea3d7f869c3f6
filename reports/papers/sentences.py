"""The sentences above each table, bound to its cells: what a text says, its table says too."""

from collections.abc import Iterator, Sequence

from reports.basis import Basis
from reports.formats import lower_first, shown_cell, shown_with_unit
from reports.publishing.markup import Block, Run
from reports.results import Results
from reports.sentence import Piece, Wording, counted
from reports.tables import Cell, Row, Table

LARGEST = 3
UNCOUNTED = "không thống kê"


def paragraph(pieces: Sequence[Piece]) -> Block:
    """Bound pieces as a paragraph; a paper has no links."""
    return Block("p", [[Run("".join(piece.text for piece in pieces))]])


def plain(text: str) -> Block:
    return paragraph([Piece(text)])


def done(row: Row) -> str:
    """What was done of a measure; in words where nobody counted it."""
    actual = row.cell("actual")
    return UNCOUNTED if actual.value is None else shown_cell(actual)


def bound(cell: Cell) -> Piece:
    """A cell as its table prints it, with its unit."""
    value = cell.value if isinstance(cell.value, int) else None
    return Piece(shown_with_unit(cell), cell.figure, cell.where, value)


def number_of(cell: Cell, noun: str) -> Piece:
    """ "18 cơ sở", "03 đề án": a count before its noun."""
    value = int(cell.value or 0)
    return Piece(counted(value, noun), cell.figure, cell.where, value)


def listed(items: Sequence[Sequence[Piece]]) -> Iterator[Piece]:
    """Several in a row and the full stop, as a sentence has them."""
    for position, pieces in enumerate(items):
        yield from [Piece("; ")] if position else []
        yield from pieces
    yield Piece(".")


def of_money(results: Results, basis: Basis) -> list[Piece]:
    """The total and what each source gave."""
    if not results.spent.value:
        return [Piece("Chưa có kinh phí khuyến công được tính là đã thực hiện.")]
    rows = [row for row in results.money.rows if row.cell("spent").value]
    parts = [[Piece(f"{lower_first(row.label)} "), *_with_weight(row)] for row in rows]
    opening = Piece(Wording(basis).total.capitalize())
    return [opening, bound(results.spent), Piece(", gồm: "), *listed(parts)]


def _with_weight(row: Row) -> list[Piece]:
    """ "9.510 triệu đồng (93,0%)"."""
    weight = row.cell("weight")
    share = [] if weight.value is None else [Piece(" ("), bound(weight), Piece(")")]
    return [bound(row.cell("spent")), *share]


def of_aside(cells: Sequence[Cell]) -> list[Piece]:
    """What stands beside the sum and is not in it."""
    said = [[Piece(f"{lower_first(cell.column.label)}: "), bound(cell)] for cell in cells]
    return [Piece("Bên cạnh đó, không cộng vào tổng trên: "), *listed(said)]


def largest(table: Table, opening: str) -> Iterator[Block]:
    """The members on which most was spent, the largest first; nothing where nothing was."""
    named = [row for row in table.rows if row.code is not None and row.cell("spent").value]
    rows = sorted(named, key=lambda row: -int(row.cell("spent").value or 0))[:LARGEST]
    said = [[Piece(f"{row.label}: "), *_with_weight(row)] for row in rows]
    if said:
        yield paragraph([Piece(f"{opening}: "), *listed(said)])


def of_facilities(results: Results, forms: Table | None) -> list[Piece]:
    """How many were helped, how often, and of which legal forms."""
    pieces = [
        Piece("Số cơ sở được hỗ trợ là "),
        number_of(results.facilities, "cơ sở"),
        Piece(", tổng số lượt hỗ trợ là "),
        number_of(results.supports, "lượt"),
    ]
    rows = [row for row in forms.rows if row.cell("facilities").value] if forms else []
    parts = [
        [Piece(f"{lower_first(row.label)} "), number_of(row.cell("facilities"), "cơ sở")]
        for row in rows
    ]
    return [*pieces, Piece("; trong đó: " if parts else ""), *listed(parts)]


def of_targets(rows: Sequence[Row]) -> list[Piece]:
    """Each target with what was done of it."""
    said = []
    for row in rows:
        target, unit, percent = (row.cell(key) for key in ("target", "unit", "percent"))
        words = f"{lower_first(row.label)}: chỉ tiêu {target.value} {unit.value}, thực hiện "
        share = [] if percent.value is None else [Piece(", bằng "), bound(percent)]
        actual = row.cell("actual")
        made = Piece(done(row), actual.figure, actual.where)
        said.append([Piece(words), made, *share])
    return [Piece("So với chỉ tiêu được giao: "), *listed(said)]
