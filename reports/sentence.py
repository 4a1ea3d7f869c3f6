"""Câu kết quả: the notice's sentence, generated from the figures, so text and number cannot part.

The style is that of the department's notices: a leading zero on counts from 1 to 9, money in
triệu đồng, a result without a number where the number is unknown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from khuyencong.text import whole_number
from programs.models import ActivityKind

from .formats import money_in_millions
from .tables import Cell, Row, Table


@dataclass(frozen=True)
class Piece:
    """A piece of the sentence; with ``figure`` it is a number that opens its records."""

    text: str
    figure: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)


def counted(number: int, unit: str) -> str:
    """``1, "cụm"`` is "01 cụm"; a leading zero stands only before a counted noun."""
    return f"{number:02d} {unit}" if 0 < number < 10 else f"{whole_number(number)} {unit}"


def results_sentence(
    label: str, legal_basis: str, measures: Table, money: Table
) -> tuple[Piece, ...]:
    """The sentence as pieces; empty when nothing was done.

    ``label`` is the period in words, ``legal_basis`` the acts in words or empty.
    """
    results = list(_results(measures))
    spent = _cell_of(money.total, "spent")
    if not results and not (spent and spent.value):
        return ()
    opening = f"Thực hiện {legal_basis}, công tác" if legal_basis else "Công tác"
    pieces = [Piece(f"{opening} khuyến công {label} đã đạt được những kết quả như: ")]
    for position, result in enumerate(results):
        pieces += [Piece("; "), *result] if position else result
    if spent and spent.value:
        pieces += _money_pieces(spent, money, bool(results))
    return (*pieces, Piece("."))


def _cell_of(row: Row | None, key: str) -> Cell | None:
    return row.cell(key) if row else None


def _results(measures: Table) -> Iterable[list[Piece]]:
    """One result per kind that has anything done, by its main measure."""
    mains = [row for row in measures.rows if row.level == 0]
    done = {row.code.rpartition(".")[0]: row for row in mains if _is_done(row)}
    kinds = ActivityKind.objects.in_bulk(done, field_name="code")
    for code, row in done.items():
        yield _result(kinds[code], row)


def _is_done(row: Row) -> bool:
    cell = row.cell("actual")
    return bool(cell.value or cell.unknown)


def _result(kind: ActivityKind, row: Row) -> list[Piece]:
    cell = row.cell("actual")
    if not cell.value:
        unknown = row.cell("unknown")
        return [Piece(kind.phrase_without_number or kind.name, unknown.figure, unknown.where)]
    number = counted(int(cell.value), str(row.cell("unit").value))
    before, _, after = (kind.phrase or f"{kind.name}: {{n}}").partition("{n}")
    return [
        piece
        for piece in (Piece(before), Piece(number, cell.figure, cell.where), Piece(after))
        if piece.text
    ]


def _money_pieces(spent: Cell, money: Table, follows: bool) -> list[Piece]:
    opening = ". Tổng kinh phí thực hiện là " if follows else "tổng kinh phí thực hiện là "
    pieces = [Piece(opening), _amount(spent)]
    parts = [row for row in money.rows if row.cell("spent").value]
    for position, row in enumerate(parts):
        joint = ": " if position == 0 else "; "
        pieces += [Piece(f"{joint}nguồn {row.label[:1].lower()}{row.label[1:]} ")]
        pieces += [_amount(row.cell("spent"))]
    return pieces


def _amount(cell: Cell) -> Piece:
    return Piece(f"{money_in_millions(cell.value)} triệu đồng", cell.figure, cell.where)
