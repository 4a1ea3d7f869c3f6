"""Nội dung hoạt động: a kind of support, its law and ceilings, and what was done of it.

Đề án are counted under their main kind, everything else under the kind of each support: so the
count of đề án has lines of its own, and no split here that would mix the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from programs.models import ActivityGroup, ActivityKind, DocumentKind, SupportCeiling

from .addresses import Address
from .dimensions import DIMENSIONS
from .excerpts import Excerpt, excerpt_of
from .lines import RegisterLines
from .measures import measures_table
from .periods import Period
from .results import cells_of
from .rollup import Rollup
from .tables import Cell, Row, Table

KIND = "noi-dung"
INDEX_COLUMNS = ("activities", "facilities", "supports", "spent", "weight")
SPLIT_COLUMNS = ("facilities", "supports", "planned", "spent")
OF_SUPPORTS = ("supports", "facilities", "spent", "counterpart")


@dataclass(frozen=True)
class KindProfile:
    """A kind with its figures over a period; ``counted`` is what it is measured by."""

    kind: ActivityKind
    excerpt: Excerpt
    headline: Sequence[Cell]
    counted: Table
    by_year: Table
    by_district: Table
    by_source: Table
    whole: Address


def kinds_table(period: Period) -> tuple[Table, Address]:
    """Every kind that has records, and where its numbers open."""
    table = Rollup(RegisterLines(period)).split(DIMENSIONS[KIND], INDEX_COLUMNS)
    return table, Address(period, is_live=True)


def groups() -> list[ActivityGroup]:
    """The groups of Điều 4 with their kinds."""
    return list(ActivityGroup.objects.prefetch_related("kinds"))


def kind_profile(kind: ActivityKind, period: Period) -> KindProfile:
    """The figures of one kind."""
    excerpt = excerpt_of(period, {KIND: kind.code})
    main = Rollup(RegisterLines(period, {"main_kind_code": kind.code})).some(["activities"])
    values = {**main, **{key: excerpt.rollup.totals[key] for key in OF_SUPPORTS}}
    return KindProfile(
        kind=kind,
        excerpt=excerpt,
        headline=[cell for cell in cells_of(values, ("activities", *OF_SUPPORTS)) if cell.value],
        counted=_counted(kind, period),
        by_year=excerpt.split("nam", SPLIT_COLUMNS),
        by_district=excerpt.split("huyen-cu", SPLIT_COLUMNS),
        by_source=excerpt.split("nguon", ("planned", "spent", "weight")),
        whole=Address(period, is_live=True),
    )


def _counted(kind: ActivityKind, period: Period) -> Table:
    """The measures of the kind out of the table of all of them."""
    own = set(kind.measures.values_list("code", flat=True))
    table = measures_table(Rollup(RegisterLines(period)))
    rows: tuple[Row, ...] = tuple(row for row in table.rows if row.code in own)
    return Table(table.slug, table.title, table.dimension, table.columns, rows, None, table.notes)


@dataclass(frozen=True)
class Ceilings:
    """The norms of a kind: those in force on a day, and those of before or after it."""

    in_force: Sequence[SupportCeiling]
    others: Sequence[SupportCeiling]


def ceilings_of(kind: ActivityKind, today: date) -> Ceilings:
    """The most that each source may give, with its act; the latest first."""
    found = list(kind.ceilings.select_related("source").order_by("-valid_from", "source", "label"))
    in_force = [one for one in found if one.is_in_force(today)]
    return Ceilings(in_force, [one for one in found if one not in in_force])


def papers_of(kind: ActivityKind) -> list[DocumentKind]:
    """What its dossier must hold."""
    return list(kind.documents.all())
