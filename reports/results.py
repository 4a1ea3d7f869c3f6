"""The results page of a period: its sentence and its tables, in the order they are read."""

from collections.abc import Sequence
from dataclasses import dataclass

from programs.models import ProgramPhase

from .dimensions import DIMENSIONS
from .figures import FIGURES_BY_KEY
from .lines import RegisterLines
from .measures import measures_table
from .periods import Period
from .rollup import Rollup
from .sentence import Piece, results_sentence
from .tables import Cell, Column, Table

MONEY_COLUMNS = ("assigned", "planned", "disbursed", "settled", "spent", "weight")
PAGE_SPLITS = ("noi-dung", "nam", "huyen-cu", "xa-phuong", "loai-hinh", "chuong-trinh", "tinh-cu")
# What stands beside the sum, never in it.
ASIDE = (
    "counterpart",
    "other_money",
    "unknown_source",
    "unknown_money",
    "recoverable",
    "proposals",
)


@dataclass(frozen=True)
class Results:
    """Everything the page, the workbook and the JSON of one period print."""

    period: Period
    phase: ProgramPhase | None
    sentence: Sequence[Piece]
    measures: Table
    money: Table
    splits: tuple[Table, ...]
    headline: Sequence[Cell]
    aside: Sequence[Cell]

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.measures, self.money, *self.splits)

    @property
    def is_empty(self) -> bool:
        return self.measures.is_empty and self.money.is_empty


def results_of(lines: RegisterLines) -> Results:
    """The results of the lines' period; the same number of queries however many records."""
    rollup = Rollup(lines)
    period = lines.period
    phase = _phase_of(period)
    measures = measures_table(rollup)
    money = rollup.split(DIMENSIONS["nguon"], MONEY_COLUMNS)
    return Results(
        period=period,
        phase=phase,
        sentence=results_sentence(period.label, _legal_basis(phase), measures, money),
        measures=measures,
        money=money,
        splits=tuple(rollup.split(DIMENSIONS[slug]) for slug in PAGE_SPLITS),
        headline=_cells(rollup, ("activities", "facilities", "supports", "spent")),
        aside=[cell for cell in _cells(rollup, ASIDE) if cell.value],
    )


def _phase_of(period: Period) -> ProgramPhase | None:
    years = {"first_year": period.first_year, "last_year": period.last_year}
    return ProgramPhase.objects.filter(**years).prefetch_related("legal_bases").first()


def _legal_basis(phase: ProgramPhase | None) -> str:
    if phase is None:
        return ""
    acts = [
        f"{act.number} ngày {act.signed_on:%d/%m/%Y}" if act.signed_on else act.number
        for act in phase.legal_bases.all()
    ]
    return f"{phase.name} theo Quyết định số {' và số '.join(acts)}" if acts else phase.name


def _cells(rollup: Rollup, keys: Sequence[str]) -> list[Cell]:
    figures = [FIGURES_BY_KEY[key] for key in keys]
    return [
        Cell(Column(item.key, item.label, item.unit, item.rule), rollup.totals[item.key], item.slug)
        for item in figures
    ]
