"""What a publication says, as plain data that is stored, hashed, and read back as Results.

Every label that is printed stands in it: a catalogue may be renamed later, the seal does not move.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from khuyencong import roles
from khuyencong.deputies import signature_of
from reports.beneficiaries import Beneficiary
from reports.dimensions import DIMENSIONS, SPLITS
from reports.figures import BY_KEY
from reports.forms.kept import plain_forms
from reports.lines import Lines
from reports.measures import measures_table
from reports.models import Publication
from reports.periods import Period
from reports.plain import Plain, cell_of, plain_cell, plain_table, table_of
from reports.publishing.notice import results_of_publication, texts_of
from reports.results import Results
from reports.rollup import Rollup
from reports.sentence import Piece
from reports.tables import Table

from .changes import Changes
from .documents import documents_table
from .lines import SealedLines

# As long as the register: never kept whole, always asked of the sealed lines.
OPEN_ENDED = ("co-so", "de-an")


def plain_results(results: Results) -> Plain:
    """Everything the results page prints of the register."""
    return {
        "title": results.title,
        "legal_bases": list(results.legal_bases),
        "sentence": [asdict(piece) for piece in results.sentence],
        "measures": plain_table(results.measures),
        "money": plain_table(results.money),
        "splits": [plain_table(table) for table in results.splits],
        "headline": [plain_cell(cell) for cell in results.headline],
        "aside": [plain_cell(cell) for cell in results.aside],
        "beneficiaries": [_plain_beneficiary(one) for one in results.beneficiaries],
        "has_illustrations": results.has_illustrations,
    }


def _plain_beneficiary(one: Beneficiary) -> Plain:
    return {**asdict(one), "spent": plain_cell(one.spent)}


def results_from(plain: Mapping[str, Any], period: Period) -> Results:
    """The results page as it was sealed; stated notices stand beside it, not in it."""
    return Results(
        period=period,
        title=plain["title"],
        legal_bases=plain["legal_bases"],
        sentence=[Piece(**piece) for piece in plain["sentence"]],
        measures=table_of(plain["measures"]),
        money=table_of(plain["money"]),
        splits=tuple(table_of(table) for table in plain["splits"]),
        headline=[cell_of(cell) for cell in plain["headline"]],
        aside=[cell_of(cell) for cell in plain["aside"]],
        beneficiaries=[_beneficiary_of(one) for one in plain["beneficiaries"]],
        comparisons=(),
        has_illustrations=plain["has_illustrations"],
    )


def _beneficiary_of(plain: Mapping[str, Any]) -> Beneficiary:
    return Beneficiary(**{**plain, "spent": cell_of(plain["spent"])})


def content_of(publication: Publication, lines: Lines) -> Plain:
    """All that the pages and files of a publication say, computed from its own sealed lines.

    The list of facilities is not kept whole: it is as long as the province is large, and its page
    asks the sealed lines.
    """
    rollup = Rollup(lines)
    kept = [slug for slug in SPLITS if slug not in OPEN_ENDED]
    return {
        "results": plain_results(results_of_publication(publication, lines)),
        "texts": texts_of(publication),
        "people": _people(publication),
        "changes": [plain_table(table) for table in _changes(publication, lines)],
        "documents": plain_table(documents_table(lines)),
        "tables": {
            "chi-tieu": plain_table(measures_table(rollup)),
            **{slug: plain_table(rollup.split(DIMENSIONS[slug])) for slug in kept},
        },
        "forms": plain_forms(lines),
        "rules": {key: item.rule for key, item in BY_KEY.items()},
    }


def _people(publication: Publication) -> dict[str, str]:
    """Their names as they were; an account may be renamed later."""
    return {
        "composed_by": str(publication.composed_by),
        "signed_by": signature_of(publication.signed_by, roles.PUBLISH),
    }


def _changes(publication: Publication, lines: Lines) -> Sequence[Table]:
    """What a correction changes against the revision it replaces."""
    replaced = publication.replaces
    if replaced is None:
        return ()
    names = (f"Bản {replaced.revision}", f"Bản {publication.revision}")
    return Changes.between(SealedLines(replaced), lines, names).tables
