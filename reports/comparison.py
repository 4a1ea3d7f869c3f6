"""Đối chiếu: what an old notice states beside what the records give, with the difference.

A stated figure never feeds a computed one; where they differ, both stay and the reader sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from khuyencong.text import decimal_number, whole_number

from .formats import NOTHING
from .models import StatedFigure, StatedNotice
from .periods import Period
from .tables import Cell, Row, Table

# A notice states money in its own unit; records keep đồng.
DONG_IN = {"đồng": 1, "nghìn đồng": 10**3, "triệu đồng": 10**6, "tỷ đồng": 10**9}
NOT_STATED, NOT_COMPARED, WITHOUT_NUMBER = "không nêu", "không so", "có thực hiện"


@dataclass(frozen=True)
class ComparedFigure:
    """One stated figure, the computed cell beside it (if any), and how they are printed."""

    stated: StatedFigure
    computed: Cell | None
    is_unknown: bool = False

    @property
    def value(self) -> Decimal | None:
        """The computed value in the unit of the notice; None where the records give no number."""
        if self.computed is None or self.is_unknown:
            return None
        return Decimal(str(self.computed.value)) / DONG_IN.get(self.stated.unit, 1)

    @property
    def stated_text(self) -> str:
        stated = self.stated
        if stated.value is None:
            return NOT_STATED
        upper = f" – {_plain(stated.upper_value)}" if stated.upper_value is not None else ""
        qualifier = stated.get_qualifier_display().lower() + " " if stated.qualifier else ""
        return f"{qualifier}{_plain(stated.value)}{upper}"

    @property
    def value_text(self) -> str:
        if self.is_unknown:
            return WITHOUT_NUMBER
        return NOTHING if self.value is None else _plain(self.value)

    @property
    def difference(self) -> Decimal | None:
        """Computed less stated; None where either has no number or the notice states a range."""
        stated = self.stated
        if self.value is None or stated.value is None or stated.upper_value is not None:
            return None
        return self.value - stated.value

    @property
    def difference_text(self) -> str:
        if self.difference is None:
            return NOT_COMPARED
        sign = "+" if self.difference > 0 else "−" if self.difference < 0 else ""
        return f"{sign}{_plain(abs(self.difference))}"


@dataclass(frozen=True)
class Comparison:
    """One notice of exactly these years."""

    notice: StatedNotice
    figures: Sequence[ComparedFigure]

    @property
    def agrees(self) -> bool:
        """Whether every figure that can be compared is the same."""
        return not any(figure.difference for figure in self.figures)


def comparisons_of(period: Period, measures: Table, money: Table) -> list[Comparison]:
    """The approved notices of exactly the period's years."""
    if period.is_days:
        return []
    notices = StatedNotice.objects.approved().filter(
        first_year=period.first_year, last_year=period.last_year
    )
    return [
        Comparison(notice, [_compared(figure, measures, money) for figure in notice.figures.all()])
        for notice in notices.prefetch_related("figures__kind", "figures__source")
    ]


def _compared(stated: StatedFigure, measures: Table, money: Table) -> ComparedFigure:
    if stated.source is not None:
        return ComparedFigure(stated, _spent(_row(money, stated.source.code)))
    if stated.kind is not None:
        return _compared_result(stated, _main(measures, stated.kind.code))
    return ComparedFigure(stated, _spent(money.total) if stated.unit in DONG_IN else None)


def _row(table: Table, code: str) -> Row | None:
    return next((row for row in table.rows if row.code == code), None)


def _spent(row: Row | None) -> Cell | None:
    return row.cell("spent") if row else None


def _main(measures: Table, kind: str) -> Row | None:
    """The row of the kind's main measure."""
    mains = (row for row in measures.rows if row.level == 0)
    return next((row for row in mains if row.code.rpartition(".")[0] == kind), None)


def _compared_result(stated: StatedFigure, row: Row | None) -> ComparedFigure:
    """A result without a number opens the records that have none."""
    if row is None:
        return ComparedFigure(stated, None)
    actual = row.cell("actual")
    if actual.value is None:
        return ComparedFigure(stated, row.cell("unknown"), is_unknown=True)
    return ComparedFigure(stated, actual)


def _plain(number: Decimal) -> str:
    """Print as the notice would: whole, or with the decimals it needs."""
    if number == number.to_integral_value():
        return whole_number(int(number))
    exponent = number.normalize().as_tuple().exponent
    return decimal_number(number, -int(exponent))
