"""The parts of a bundle, each as pieces of bytes, made from what was sealed and nothing else."""

import csv
import json
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, DateField, DecimalField, Field, IntegerField
from django.template.loader import render_to_string

from khuyencong.canonical import canonical
from reports.addresses import Address
from reports.dimensions import DIMENSIONS, SPLITS
from reports.editions import MEASURES, Edition
from reports.figures import FIGURES, Figure
from reports.lines import Fact
from reports.models import Publication, SealProof
from reports.plain import table_of
from reports.results import Results
from reports.sealing.canonical import line_bytes, told
from reports.sealing.columns import FIELDS, columns_of
from reports.sealing.content import results_from
from reports.sealing.copying import stored_lines
from reports.sealing.lines import SealedLines
from reports.sealing.sealer import head_of
from reports.sealing.verify import proofs_of
from reports.tables import Cell, Table
from reports.workbook import book_of
from reports.writers import to_csv, to_json
from reports.writers.book_xlsx import to_book_xlsx

from . import checker, layout

BLOCK = 1 << 16
MOST_LISTED = 200_000  # lines; some 20,000 activities
STYLES = Path(settings.SOURCE_DIR) / "static" / "css"
TYPES: tuple[tuple[type[Field], str], ...] = (
    (BooleanField, "có/không"),
    (DateField, "ngày YYYY-MM-DD"),
    (DecimalField, "số, 3 số lẻ, viết như chữ"),
    (IntegerField, "số nguyên"),
)


def parts_of(publication: Publication) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Every part but the sums, by its name and in the order of the bundle."""
    edition = _edition(publication)
    tables = tables_of(edition)
    made: dict[str, Iterable[bytes]] = {
        layout.README: [_readme(publication)],
        layout.CONTENT: [canonical(head_of(publication))],
        layout.LINES: _lines(publication),
        layout.PROOFS: _proofs(publication),
        layout.SEAL: [_readable(seal_of(publication))],
        layout.SCHEMA: [_readable(schema())],
        layout.PAGE: [_page(edition, tables)],
        layout.STYLE: [(STYLES / name).read_bytes() for name in ("tokens.css", "bundle.css")],
        layout.BOOK: _book(edition, publication),
        layout.SHEET: [to_csv(tables)],
        layout.TABLES: [_tables(edition, tables)],
        layout.LINES_SHEET: _sheet(publication),
        layout.CHECKER: [Path(checker.__file__).read_bytes()],
    }
    for name in layout.PARTS:
        if name in made:
            yield name, made[name]


def _edition(publication: Publication) -> Edition:
    address = Address(
        publication.period, revision=publication.revision, scope=publication.scope_slug
    )
    return Edition(address, SealedLines(publication), publication, is_pinned=True)


def tables_of(edition: Edition) -> list[Table]:
    """The sealed tables in the order of the menu; a database keeps no order of names."""
    kept = edition.content["tables"]
    return [table_of(kept[slug]) for slug in (MEASURES, *SPLITS) if slug in kept]


def seal_of(publication: Publication) -> dict[str, Any]:
    """The seal and its place in the chain."""
    return {
        "made_by": layout.MADE_BY,
        "format": layout.FORMAT,
        "digest": publication.digest,
        "previous_digest": publication.previous_digest,
        "sequence": publication.sequence,
    }


def schema() -> dict[str, Any]:
    """What the files, the columns of a line and the figures are, so that all can be recomputed."""
    return {
        "files": {name: part.what for name, part in layout.PARTS.items()},
        "lines": {
            "columns": {
                name: {"label": str(field.verbose_name), "type": _type(field)}
                for name, field in FIELDS.items()
            },
            "facts": {fact.value: columns_of(fact) for fact in Fact},
        },
        "figures": {figure.slug: _figure(figure) for figure in FIGURES},
    }


def _type(field: Field) -> str:
    return next((name for kind, name in TYPES if isinstance(field, kind)), "chữ")


def _figure(figure: Figure) -> dict[str, Any]:
    splits = {slug: one for slug, one in DIMENSIONS.items() if figure.splits_by(one)}
    return {
        "key": figure.key,
        "label": figure.label,
        "rule": figure.rule,
        "unit": figure.unit.value,
        "fact": figure.fact.value,
        "how": figure.how.value,
        "column": figure.column,
        "where": figure.where,
        "splits": {slug: figure.column_of(one) for slug, one in splits.items()},
    }


def _readable(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def _lines(publication: Publication) -> Iterator[bytes]:
    for _, fact, values in stored_lines(publication):
        yield line_bytes(fact, values) + b"\n"


def _proofs(publication: Publication) -> Iterator[bytes]:
    proof = SealProof.objects.get(publication=publication)
    return (f"{one.hex()}\n".encode() for one in proofs_of(proof))


def _sheet(publication: Publication) -> Iterator[bytes]:
    """The lines for a spreadsheet. Each value is printed as ``kiem-tra.py`` expects it."""
    names = ["order", "fact", *FIELDS]
    yield BOM_UTF8 + _row(names)
    places = {name: place for place, name in enumerate(names)}
    for order, fact, values in stored_lines(publication):
        cells = [str(order), fact, *[""] * len(FIELDS)]
        # Most columns of a line are empty: only those that say something are looked at.
        for name, value in told(values).items():
            cells[places[name]] = checker.in_sheet(value)
        yield _row(cells)


def _row(cells: Iterable[str]) -> bytes:
    out = StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().encode()


def _tables(edition: Edition, tables: Iterable[Table]) -> bytes:
    """The tables with what they are of, and where each number opens its records."""
    publication = edition.publication
    return canonical(
        {
            "address": publication and publication.get_absolute_url(),
            "digest": publication and publication.digest,
            "tables": [to_json(table, lambda cell: _records(edition, cell)) for table in tables],
        }
    )


def _records(edition: Edition, cell: Cell) -> str:
    """A database keeps no order of names either, an address must."""
    return edition.address.cell(replace(cell, where=dict(sorted(cell.where.items()))))


def _book(edition: Edition, publication: Publication) -> Iterator[bytes]:
    """The phase workbook, without links: it is read where no portal is.

    A long list takes minutes to write, and whoever fetches the bundle waits: then it is left out,
    and its lines stand in the bundle anyway.
    """
    has_lists = publication.line_count <= MOST_LISTED
    with TemporaryFile() as target:
        to_book_xlsx(book_of(edition, has_lists), target, _source(publication))
        target.seek(0)
        while block := target.read(BLOCK):
            yield block


def _source(publication: Publication) -> str:
    return f"Nguồn: {publication.get_absolute_url()} Mã dấu: {publication.digest}."


def _readme(publication: Publication) -> bytes:
    return _rendered(
        "reports/bundle/readme.txt", {"publication": publication, "parts": layout.PARTS}
    )


def _page(edition: Edition, tables: list[Table]) -> bytes:
    return _rendered(
        "reports/bundle/index.html",
        {
            "edition": edition,
            "publication": edition.publication,
            "results": _results(edition),
            "tables": tables,
            "parts": layout.PARTS,
            "checker": layout.CHECKER,
        },
    )


def _results(edition: Edition) -> Results:
    return results_from(edition.content["results"], edition.lines.period)


def _rendered(template: str, context: dict[str, Any]) -> bytes:
    return render_to_string(template, context).encode()
