"""Đối chiếu: what an old notice states beside what the records give, with the difference.

A stated figure never feeds a computed one; where they differ, both stay and the reader sees it.
Notices and phases that have years in common are named as such: their numbers never add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from khuyencong.text import decimal_number, fold, whole_number
from programs.models import ProgramPhase

from .formats import NOTHING
from .models import StatedFigure, StatedNotice
from .periods import Period
from .tables import Cell, Row, Table

# A notice states money in its own unit; records keep đồng.
DONG_IN = {"đồng": 1, "nghìn đồng": 10**3, "triệu đồng": 10**6, "tỷ đồng": 10**9}
NOT_STATED, NOT_COMPARED, WITHOUT_NUMBER = "không nêu", "không so", "có thực hiện"


@dataclass(frozen=True)
class Meter:
    """How much of a stated value is supported: by records, or by papers of the money."""

    found: Decimal
    stated: Decimal
    text: str

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 is said only of the whole."""
        return min(int(self.found / self.stated * 100), 100)


@dataclass(frozen=True)
class ComparedFigure:
    """One stated figure, the computed cell beside it (if any), and how they are printed.

    ``documented`` is how much of a money figure was settled, in đồng. What was spent is what was
    settled, else what was planned; payments also go to what is not accepted yet.
    """

    stated: StatedFigure
    computed: Cell | None
    is_unknown: bool = False
    documented: int = 0

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

    @property
    def meters(self) -> list[Meter]:
        """How much of the stated value has records and, for money, papers; none for a range."""
        if self.difference is None or self.value is None or not self.stated.value:
            return []
        meters = [self._meter(self.value, "có hồ sơ")]
        if self.stated.unit in DONG_IN:
            documented = Decimal(self.documented) / DONG_IN[self.stated.unit]
            meters.append(self._meter(documented, "có chứng từ"))
        return meters

    def _meter(self, found: Decimal, what: str) -> Meter:
        text = f"{_plain(found)}/{self.stated_text} {self.stated.unit} {what}"
        return Meter(found, self.stated.value or Decimal(0), text)


@dataclass(frozen=True)
class Comparison:
    """One notice of exactly these years, and what else has years in common with it."""

    notice: StatedNotice
    figures: Sequence[ComparedFigure]
    overlaps: Sequence[str] = ()

    @property
    def agrees(self) -> bool:
        """Whether every figure that can be compared is the same."""
        return not any(figure.difference for figure in self.figures)


def comparisons_of(period: Period, measures: Table, money: Table) -> list[Comparison]:
    """The approved notices of exactly the period's years."""
    if period.is_days:
        return []
    years = (period.first_year, period.last_year)
    common = {"first_year__lte": period.last_year, "last_year__gte": period.first_year}
    notices = list(
        StatedNotice.objects.approved()
        .filter(**common)
        .prefetch_related("figures__kind", "figures__source")
    )
    exact = [notice for notice in notices if (notice.first_year, notice.last_year) == years]
    if not exact:
        return []
    phases = ProgramPhase.objects.filter(**common).exclude(first_year=years[0], last_year=years[1])
    return [
        Comparison(
            notice,
            [compared(figure, measures, money) for figure in notice.figures.all()],
            [*_named(notices, notice), *(f"giai đoạn {_years(phase)}" for phase in phases)],
        )
        for notice in exact
    ]


def _named(notices: Sequence[StatedNotice], own: StatedNotice) -> list[str]:
    return [
        f"thông báo ngày {other.published_on:%d/%m/%Y} ({_years(other)})"
        for other in notices
        if other != own
    ]


def _years(of: StatedNotice | ProgramPhase) -> str:
    return f"{of.first_year}–{of.last_year}"


def compared(stated: StatedFigure, measures: Table, money: Table) -> ComparedFigure:
    """One stated figure, kept or not, beside what the tables of its period give."""
    if stated.source is not None:
        return _compared_money(stated, _row(money, stated.source.code))
    if stated.kind is not None:
        return _compared_result(stated, _measured(measures, stated))
    return _compared_money(stated, money.total if stated.unit in DONG_IN else None)


def _row(table: Table, code: str) -> Row | None:
    return next((row for row in table.rows if row.code == code), None)


def _compared_money(stated: StatedFigure, row: Row | None) -> ComparedFigure:
    if row is None:
        return ComparedFigure(stated, None)
    # A table leaves out a column that nobody recorded.
    settled = [cell.value for cell in row.cells if cell.column.key == "settled"]
    documented = sum(value for value in settled if isinstance(value, int))
    return ComparedFigure(stated, row.cell("spent"), documented=documented)


def _measured(measures: Table, stated: StatedFigure) -> Row | None:
    """The row of the kind that counts in the stated unit; without a number, its main measure.

    None where no measure of the kind counts so, or two do: other things were counted.
    """
    kind = stated.kind.code if stated.kind else ""
    rows = [row for row in measures.rows if row.code.rpartition(".")[0] == kind]
    mains = [row for row in rows if row.level == 0]
    if stated.value is None:
        return mains[0] if mains else None
    same = [row for row in rows if fold(str(row.cell("unit").value)) == fold(stated.unit)]
    found = [row for row in same if row in mains] or same
    return found[0] if len(found) == 1 else None


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
