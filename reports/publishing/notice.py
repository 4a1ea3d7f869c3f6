"""What a publication says: its own rows bound to figures, its title, and the texts around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from programs.models import Measure
from reports.basis import Basis
from reports.dimensions import DIMENSIONS
from reports.figures import FIGURES_BY_KEY, Figure, Unit
from reports.lines import Lines
from reports.measures import COUNTED_BY
from reports.models import NoticeRow, Publication
from reports.results import Results, opening_of, phase_of, results_of
from reports.rollup import Rollup
from reports.sentence import (
    Piece,
    Result,
    Wording,
    catalogue_results,
    results_sentence,
)
from reports.tables import Cell, Column

from .markup import Block, blocks_of, plain_blocks

YEARS = DIMENSIONS["nam"]
UNKNOWN = FIGURES_BY_KEY["quantity_unknown"]


@dataclass(frozen=True)
class Notice:
    """The whole notice as it reads: title, introduction, generated sentence, closing."""

    title: str
    introduction: Sequence[Block]
    sentence: Sequence[Piece]
    closing: Sequence[Block]


def notice_of(publication: Publication, results: Results) -> Notice:
    """What the publication says if these are its results."""
    return Notice(
        results.title,
        blocks_of(publication.introduction),
        results.sentence,
        blocks_of(publication.closing),
    )


def results_of_publication(publication: Publication, lines: Lines) -> Results:
    """The results page with the publication's title and its own sentence."""
    found = results_of(lines)
    results = row_results(publication, lines) or catalogue_results(found.measures)
    # An introduction names the programme and its acts itself.
    opening = "" if publication.introduction else opening_of(phase_of(lines.period))
    sentence = results_sentence(
        _label(publication), opening, results, found.money, wording_of(publication)
    )
    return replace(found, title=publication.title, sentence=sentence)


def texts_of(publication: Publication) -> dict[str, list[dict[str, Any]]]:
    """The office's own paragraphs, as data that is sealed."""
    return {
        "introduction": plain_blocks(publication.introduction),
        "closing": plain_blocks(publication.closing),
    }


def wording_of(publication: Publication) -> Wording:
    return Wording(
        Basis(publication.basis),
        publication.shows_money,
        publication.money_in_billions,
        publication.money_places,
    )


def _label(publication: Publication) -> str:
    scope = f" tại {publication.scope_name}" if publication.scope_name else ""
    return f"{publication.period.label}{scope}"


def row_results(publication: Publication, lines: Lines) -> list[Result]:
    """The publication's rows in its own order, each bound to its number."""
    if publication.pk is None:
        return []
    rows = publication.rows.order_by("order").prefetch_related("measures__kind")
    return [_result(row, lines) for row in rows]


def _result(row: NoticeRow, lines: Lines) -> Result:
    measures = list(row.measures.all())
    counting, where = counted_by(measures, row.years)
    unit = Unit.DONG if any(measure.is_money for measure in measures) else Unit.COUNT
    unknown = _cell(UNKNOWN, where, lines, Unit.COUNT) if UNKNOWN.fact is counting.fact else None
    return Result(
        row.phrase,
        row.words,
        row.unit,
        _cell(counting, where, lines, unit),
        unknown or Cell(Column(UNKNOWN.key, UNKNOWN.label), 0),
        row.shows_number,
        row.places,
    )


def counted_by(
    measures: Sequence[Measure], years: range | None
) -> tuple[Figure, Mapping[str, Any]]:
    """The figure that counts these measures together, and what it is narrowed to."""
    _, figure, split = COUNTED_BY[Measure.Rule(measures[0].rule)]
    codes = (
        [measure.code for measure in measures]
        if split == "chi-tieu"
        else list(dict.fromkeys(measure.kind.code for measure in measures))
    )
    where: dict[str, Any] = {split: _one_or_all(codes)}
    if years is not None:
        where[YEARS.slug] = _one_or_all(list(years))
    return FIGURES_BY_KEY[figure], where


def _one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _cell(figure: Figure, where: Mapping[str, Any], lines: Lines, unit: Unit) -> Cell:
    columns = {figure.column_of(DIMENSIONS[slug]): value for slug, value in where.items()}
    value = Rollup(lines.narrowed(columns)).some([figure.key])[figure.key]
    return Cell(Column(figure.key, figure.label, unit, figure.rule), value, figure.slug, where)
