"""The results page of a period: its sentence and its tables, in the order they are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from programs.models import ProgramPhase

from .beneficiaries import Beneficiary, latest_beneficiaries
from .comparison import Comparison, comparisons_of
from .dimensions import DIMENSIONS
from .figures import FIGURES_BY_KEY
from .lines import Fact, Lines
from .measures import measures_table
from .periods import Period
from .rollup import Rollup
from .sentence import Piece, catalogue_results, results_sentence
from .tables import Cell, Column, Row, Table
from .themes import Switch, switch

MONEY_COLUMNS = ("assigned", "planned", "disbursed", "settled", "spent", "weight")
# A sentence of more results than this is set smaller: the headline above it is the answer.
MANY_RESULTS = 10
# The splits that the page shows and what each of them prints; a split's own page prints all.
PAGE_SPLITS: Mapping[str, Sequence[str]] = {
    "noi-dung": ("activities", "facilities", "planned", "spent", "weight"),
    "nam": ("activities", "facilities", "spent", "weight"),
    "huyen-cu": ("activities", "facilities", "spent", "weight"),
    "xa-phuong": ("activities", "facilities", "spent", "weight"),
    "loai-hinh": ("facilities", "supports", "spent", "counterpart", "leverage"),
    "chuong-trinh": ("activities", "planned", "spent", "weight"),
    "tinh-cu": ("activities", "facilities", "spent", "weight"),
}
# The money of all splits in two passes: these go together because few groups are possible.
MONEY_FIGURES = ("planned", "settled", "spent", "counterpart")
MONEY_PASSES = (
    ("nam", "nguon", "chuong-trinh", "tinh-cu"),
    ("huyen-cu", "xa-phuong", "loai-hinh"),
)
HEADLINE = ("activities", "supports", "facilities", "spent")
# What stands beside the sum and is not added to it. Proposals are not public; money of an unknown
# source is a row of its own.
ASIDE = ("counterpart", "other_money", "unknown_money", "recoverable")


@dataclass(frozen=True)
class Section:
    """One split on the page, and the rules printed beside it."""

    table: Table
    notes: Sequence[str]
    repeats: bool


@dataclass(frozen=True)
class Results:
    """Everything the page, the workbook and the JSON of one period print."""

    period: Period
    title: str
    legal_bases: Sequence[str]
    sentence: Sequence[Piece]
    measures: Table
    money: Table
    splits: tuple[Table, ...]
    headline: Sequence[Cell]
    aside: Sequence[Cell]
    beneficiaries: Sequence[Beneficiary]
    comparisons: Sequence[Comparison]
    has_illustrations: bool

    @property
    def has_long_sentence(self) -> bool:
        return len([piece for piece in self.sentence if piece.figure]) > MANY_RESULTS

    @property
    def spent(self) -> Cell:
        return self.headline[-1]

    @property
    def facilities(self) -> Cell:
        return self.headline[-2]

    @property
    def supports(self) -> Cell:
        return self.headline[1]

    @property
    def sections(self) -> Sequence["Section"]:
        """The splits; each prints its limit and the rules that none above it printed."""
        printed: set[str] = set()
        sections = []
        for table in self.splits:
            fresh = tuple(note for note in table.notes if note not in printed)
            sections.append(Section(table, fresh, repeats=len(fresh) < len(table.notes)))
            printed.update(fresh)
        return sections

    def switch(self, asked: str) -> Switch:
        """By what the bars and pictures of the splits are drawn."""
        return switch(self.splits[0], asked) if self.splits else Switch((), None)

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.measures, self.money, *self.splits)

    @property
    def is_empty(self) -> bool:
        return self.measures.is_empty and self.money.is_empty


def results_of(lines: Lines) -> Results:
    """The results of the lines' period; the same number of queries however many records."""
    rollup = Rollup(lines)
    period = lines.period
    phase = phase_of(period)
    rollup.totals.fetch((*HEADLINE, *ASIDE))
    for slugs in MONEY_PASSES:
        rollup.gather([DIMENSIONS[slug] for slug in slugs], MONEY_FIGURES)
    measures = measures_table(rollup)
    money = rollup.split(DIMENSIONS["nguon"], MONEY_COLUMNS)
    return Results(
        period=period,
        title=title_of(period, phase),
        legal_bases=legal_bases_of(phase),
        sentence=results_sentence(
            period.label, opening_of(phase), catalogue_results(measures), money
        ),
        measures=measures,
        money=money,
        splits=_splits(rollup, money),
        headline=cells_of(rollup.totals, HEADLINE),
        aside=[cell for cell in cells_of(rollup.totals, ASIDE) if cell.value],
        beneficiaries=latest_beneficiaries(lines),
        comparisons=comparisons_of(period, measures, money),
        has_illustrations=has_illustrations(lines),
    )


def title_of(period: Period, phase: ProgramPhase | None) -> str:
    """A phase is that of the programme; any other period is named as it is."""
    if phase is None:
        return f"Kết quả khuyến công {period.label}"
    return f"Kết quả Chương trình khuyến công {phase.first_year}–{phase.last_year}"


def phase_of(period: Period) -> ProgramPhase | None:
    """The phase of exactly these years; a range of days is no phase."""
    if period.is_days:
        return None
    years = {"first_year": period.first_year, "last_year": period.last_year}
    return ProgramPhase.objects.filter(**years).prefetch_related("legal_bases").first()


def has_illustrations(lines: Lines) -> bool:
    """Whether any record of the lines is only an illustration; the page then says so."""
    rows = lines.of(Fact.SUPPORT, {"is_illustration"})
    return bool(rows.filter(is_illustration=True).exists())


def cells_of(values: Mapping[str, Any], keys: Sequence[str]) -> list[Cell]:
    """Some totals as cells that open their records."""
    figures = [FIGURES_BY_KEY[key] for key in keys]
    return [
        Cell(Column(item.key, item.label, item.unit, item.rule), values[item.key], item.slug)
        for item in figures
    ]


def legal_bases_of(phase: ProgramPhase | None) -> list[str]:
    """The acts that a phase rests on, in words."""
    acts = phase.legal_bases.all() if phase else ()
    return [
        f"{act.number} ngày {act.signed_on:%d/%m/%Y}" if act.signed_on else act.number
        for act in acts
    ]


def opening_of(phase: ProgramPhase | None) -> str:
    """What was carried out, in words: the programme and its acts."""
    if phase is None:
        return ""
    acts = legal_bases_of(phase)
    return f"{phase.name} theo Quyết định số {' và số '.join(acts)}" if acts else phase.name


def _splits(rollup: Rollup, money: Table) -> tuple[Table, ...]:
    """The splits that divide anything: a single row says nothing."""
    tables = []
    for slug, keys in PAGE_SPLITS.items():
        table = rollup.split(DIMENSIONS[slug], keys)
        if len(table.rows) > 1:
            tables.append(_with_sources(table, rollup, money) if slug == "nam" else table)
    return tuple(tables)


def _with_sources(table: Table, rollup: Rollup, money: Table) -> Table:
    """The years with what each source gave, before the sum."""
    sources = [row for row in money.rows if row.cell("spent").value]
    if len(sources) < 2:
        return table
    by, across, spent = DIMENSIONS["nam"], DIMENSIONS["nguon"], FIGURES_BY_KEY["spent"]
    parts = rollup.cross(spent, by, across)

    def cells(row: Row) -> list[Cell]:
        return [
            Cell(
                Column(f"spent_{source.code}", source.label, spent.unit, spent.rule),
                parts.get((row.code, source.code), 0),
                spent.slug,
                {by.slug: row.code, across.slug: source.code},
            )
            for source in sources
        ]

    place = [column.key for column in table.columns].index("spent")
    total = [replace(row.cell("spent"), column=_named(row)) for row in sources]
    rows = tuple(_inserted(row, place, cells(row)) for row in table.rows)
    return replace(
        table,
        columns=(*table.columns[:place], *(cell.column for cell in total), *table.columns[place:]),
        rows=rows,
        total=table.total and _inserted(table.total, place, total),
    )


def _named(source: Row) -> Column:
    return replace(source.cell("spent").column, key=f"spent_{source.code}", label=source.label)


def _inserted(row: Row, place: int, cells: Sequence[Cell]) -> Row:
    return replace(row, cells=(*row.cells[:place], *cells, *row.cells[place:]))
