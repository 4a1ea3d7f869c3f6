"""Câu kết quả: the notice's sentence, generated from the figures, so text and number cannot part.

The style is that of the department's notices: a leading zero on counts from 1 to 9, money in
triệu or tỷ đồng, a result without a number where the number is unknown. What is rounded down says
"hơn", what is rounded up "gần"; what is exact says nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from khuyencong.text import decimal_number, whole_number
from programs.models import ActivityKind

from .basis import Basis
from .figures import Unit
from .tables import Cell, Row, Table

NUMBER = "{n}"
# The units that amounts are put in, and how many powers of ten each is in đồng.
MONEY_UNITS = {"triệu đồng": 6, "tỷ đồng": 9}


@dataclass(frozen=True)
class Piece:
    """A piece of the sentence; with ``figure`` it is a number that opens its records."""

    text: str
    figure: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    value: int | None = None


@dataclass(frozen=True)
class Result:
    """One result: how it is put with and without its number, and the cells it is bound to.

    ``places`` are the decimals that its number is rounded to, below zero to tens and hundreds.
    """

    phrase: str
    without_number: str
    unit: str
    cell: Cell
    unknown: Cell
    shows_number: bool = True
    places: int | None = None


@dataclass(frozen=True)
class Wording:
    """How an office puts the sentence: on which basis, with money or not, in which unit.

    ``places`` are the decimals that amounts are rounded to; None rounds nothing.
    """

    basis: Basis = Basis.RESULT
    shows_money: bool = True
    in_billions: bool = False
    places: int | None = None

    @property
    def money_unit(self) -> str:
        return "tỷ đồng" if self.in_billions else "triệu đồng"

    @property
    def achieved(self) -> str:
        return {
            Basis.RESULT: "đã đạt được những kết quả như",
            Basis.PLAN: "có kế hoạch thực hiện",
            Basis.ESTIMATE: "ước thực hiện được những kết quả như",
        }[self.basis]

    @property
    def total(self) -> str:
        return {
            Basis.RESULT: "tổng kinh phí thực hiện là ",
            Basis.PLAN: "tổng kinh phí kế hoạch là ",
            Basis.ESTIMATE: "tổng kinh phí ước thực hiện là ",
        }[self.basis]


AS_USUAL = Wording()


def counted(number: int, unit: str) -> str:
    """``1, "cụm"`` is "01 cụm"; a leading zero stands only before a counted noun."""
    return f"{number:02d} {unit}" if 0 < number < 10 else f"{whole_number(number)} {unit}"


def amount(dong: int, unit: str, places: int | None) -> tuple[str, str]:
    """An amount in words: "hơn ", "gần " or nothing, and the number with its unit."""
    about, printed = rounded(Decimal(dong).scaleb(-MONEY_UNITS[unit]), places)
    exponent = printed.normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return about, f"{decimal_number(printed, decimals)} {unit}"


def rounded(exact: Decimal, places: int | None) -> tuple[str, Decimal]:
    """ "hơn " where rounding takes away, "gần " where it adds; something never becomes nothing."""
    if places is None:
        return "", exact
    printed = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if printed == exact or not printed:
        return "", exact
    return ("hơn " if printed < exact else "gần "), printed


def results_sentence(
    label: str,
    legal_basis: str,
    results: Iterable[Result],
    money: Table,
    wording: Wording = AS_USUAL,
) -> tuple[Piece, ...]:
    """The sentence as pieces; empty when nothing was done.

    ``label`` is the period in words, ``legal_basis`` the acts in words or empty.
    """
    said = [pieces for pieces in (_result(one, wording) for one in results) if pieces]
    spent = _cell_of(money.total, "spent") if wording.shows_money else None
    if not said and not (spent and spent.value):
        return ()
    opening = f"Thực hiện {legal_basis}, công tác" if legal_basis else "Công tác"
    pieces = [Piece(f"{opening} khuyến công {label} {wording.achieved}: ")]
    for position, result in enumerate(said):
        pieces += [Piece("; "), *result] if position else result
    if spent and spent.value:
        pieces += _money_pieces(spent, money, wording, follows=bool(said))
    return (*pieces, Piece("."))


def catalogue_results(measures: Table) -> Sequence[Result]:
    """One result per kind that has anything done, by its main measure, as the catalogue puts it."""
    mains = [row for row in measures.rows if row.level == 0]
    done = {row.code.rpartition(".")[0]: row for row in mains if _is_done(row)}
    kinds = ActivityKind.objects.in_bulk(done, field_name="code")
    return [
        Result(
            kinds[code].phrase or f"{kinds[code].name}: {NUMBER}",
            kinds[code].phrase_without_number or kinds[code].name,
            str(row.cell("unit").value),
            row.cell("actual"),
            row.cell("unknown"),
        )
        for code, row in done.items()
    ]


def _is_done(row: Row) -> bool:
    cell = row.cell("actual")
    return bool(cell.value or cell.unknown)


def _cell_of(row: Row | None, key: str) -> Cell | None:
    return row.cell(key) if row else None


def _result(one: Result, wording: Wording) -> list[Piece]:
    """A result with its number; in words alone where there is none; nothing where nothing was."""
    if one.cell.value and one.shows_number:
        before, _, after = one.phrase.partition(NUMBER)
        number = _number(one, wording)
        return [piece for piece in (Piece(before), *number, Piece(after)) if piece.text]
    behind = one.cell if one.cell.value else one.unknown
    if not behind.value:
        return []
    return [_bound(one.without_number, behind)]


def _number(one: Result, wording: Wording) -> list[Piece]:
    if one.cell.column.unit is Unit.DONG:
        unit = one.unit if one.unit in MONEY_UNITS else wording.money_unit
        return _amount(one.cell, unit, wording.places if one.places is None else one.places)
    about, value = rounded(Decimal(one.cell.value or 0), one.places)
    return _about(about, counted(int(value), one.unit), one.cell)


def _money_pieces(spent: Cell, money: Table, wording: Wording, follows: bool) -> list[Piece]:
    opening = f". {wording.total.capitalize()}" if follows else wording.total
    put = (wording.money_unit, wording.places)
    pieces = [Piece(opening), *_amount(spent, *put)]
    parts = [row for row in money.rows if row.cell("spent").value]
    for position, row in enumerate(parts):
        joint = ": " if position == 0 else "; "
        pieces += [Piece(f"{joint}nguồn {row.label[:1].lower()}{row.label[1:]} ")]
        pieces += _amount(row.cell("spent"), *put)
    return pieces


def _amount(cell: Cell, unit: str, places: int | None) -> list[Piece]:
    return _about(*amount(int(cell.value or 0), unit, places), cell)


def _about(about: str, printed: str, cell: Cell) -> list[Piece]:
    return [*([Piece(about)] if about else []), _bound(printed, cell)]


def _bound(text: str, cell: Cell) -> Piece:
    return Piece(text, cell.figure, cell.where, int(cell.value or 0))
