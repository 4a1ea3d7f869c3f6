"""Copy the register's lines of a publication: one INSERT … SELECT per fact, nothing in between."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import CharField, F, IntegerField, Value
from django.db.models.expressions import Window
from django.db.models.functions import RowNumber

from projects.models import NOT_PUBLIC
from reports.basis import Basis
from reports.lines import Fact, RegisterLines
from reports.models import Publication, SealedLine

from .columns import FIELDS, columns_of

BATCH = 2000


def register_lines_of(publication: Publication) -> RegisterLines:
    """The live lines that the publication would seal now."""
    return RegisterLines(publication.period, publication.scope, Basis(publication.basis))


def copy_lines(publication: Publication) -> int:
    """Copy the lines as they are now and return how many; inside the sealing transaction."""
    copied = 0
    lines = register_lines_of(publication)
    for fact in Fact:
        copied += _copy_fact(publication, lines, fact, copied)
    return copied


def _copy_fact(publication: Publication, lines: RegisterLines, fact: Fact, before: int) -> int:
    if not lines.know(fact):
        return 0
    names = columns_of(fact)
    rows = lines.of(fact, names)
    if "stage_code" in names:
        # Anybody may read every line of a bundle; no figure that is published counts these.
        rows = rows.exclude(stage_code__in=NOT_PUBLIC)
    rows = rows.annotate(
        sealed_publication=Value(publication.pk, IntegerField()),
        sealed_fact=Value(fact.value, CharField()),
        sealed_order=Window(RowNumber(), order_by=_stored_order(fact)) + before,
    )
    chosen = rows.order_by().values_list(
        "sealed_publication", "sealed_fact", "sealed_order", *names
    )
    sql, parameters = chosen.query.get_compiler(connection=connection).as_sql()
    targets = ("publication_id", "fact", "order", *names)
    into = ", ".join(connection.ops.quote_name(name) for name in targets)
    table = connection.ops.quote_name(SealedLine._meta.db_table)
    with connection.cursor() as cursor:
        # Names are our own models'; every value is a parameter.
        cursor.execute(f"INSERT INTO {table} ({into}) {sql}", parameters)
        return int(cursor.rowcount)


def _stored_order(fact: Fact) -> list[F]:
    """By primary key, and a funding's shares by theirs: integers, never the order of text."""
    return [F("pk"), F("shares__pk")] if fact is Fact.FUNDING else [F("pk")]


def stored_lines(publication: Publication) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Every sealed line in order: its place, its fact, and the columns it has."""
    rows = SealedLine.objects.filter(publication=publication).order_by("order")
    for row in rows.values("order", "fact", *FIELDS).iterator(BATCH):
        order, fact = row.pop("order"), row.pop("fact")
        yield order, fact, row
