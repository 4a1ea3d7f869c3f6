"""Dòng của thông báo: begun from the catalogue, or from the notice before."""

from django.core.exceptions import ValidationError
from django.db import transaction

from programs.models import Measure
from reports.lines import Lines
from reports.measures import measures_table
from reports.models import NoticeRow, Publication
from reports.rollup import Rollup

COPIED = (
    "order",
    "phrase",
    "phrase_without_number",
    "unit",
    "shows_number",
    "places",
    "first_year",
    "last_year",
)


def measures_done(lines: Lines) -> list[Measure]:
    """The main measures that have a result, known or not, in the order of Điều 4."""
    rows = [row for row in measures_table(Rollup(lines)).rows if row.level == 0]
    done = [row.code for row in rows if row.cell("actual").value or row.cell("actual").unknown]
    found = Measure.objects.select_related("kind").in_bulk(done, field_name="code")
    return [found[code] for code in done]


def measures_unsaid(publication: Publication, lines: Lines) -> list[Measure]:
    """The main measures with a result whose kind no row of the publication speaks of."""
    said = set(publication.rows.values_list("measures__kind", flat=True))
    return [measure for measure in measures_done(lines) if measure.kind_id not in said]


def next_order(publication: int | None) -> int:
    """The place behind the rows that the publication of that key has; a new one has none."""
    last = NoticeRow.objects.filter(publication=publication).order_by("order").last()
    return last.order + 1 if last else 1


@transaction.atomic
def add_rows_from_catalogue(publication: Publication, lines: Lines) -> int:
    """A row for every result that no row speaks of yet, as the catalogue puts it."""
    unsaid = measures_unsaid(publication, lines)
    for order, measure in enumerate(unsaid, next_order(publication.pk)):
        row = NoticeRow.objects.create(publication=publication, order=order, **words_of(measure))
        row.measures.set([measure])
    return len(unsaid)


def words_of(measure: Measure) -> dict[str, str]:
    """How the catalogue puts a result of that measure."""
    kind = measure.kind
    return {
        "phrase": kind.phrase if measure.is_main and kind.phrase else f"{kind.name}: {{n}}",
        "phrase_without_number": kind.phrase_without_number or kind.name,
        "unit": "triệu đồng" if measure.is_money else measure.unit,
    }


@transaction.atomic
def copy_rows(source: Publication, target: Publication) -> int:
    """The rows of another publication in its order; years of their own do not travel."""
    if target.rows.exists():
        raise ValidationError("Bản soạn này đã có dòng. Hãy xóa các dòng đó trước khi chép.")
    is_same_period = source.period_slug == target.period_slug
    rows = list(source.rows.prefetch_related("measures"))
    for row in rows:
        values = {name: getattr(row, name) for name in COPIED}
        if not is_same_period:
            values |= {"first_year": None, "last_year": None}
        copied = NoticeRow.objects.create(publication=target, **values)
        copied.measures.set(row.measures.all())
    return len(rows)


def previous_with_rows(publication: Publication) -> Publication | None:
    """The latest other publication that has rows of its own; of the same period first."""
    others = Publication.objects.filter(rows__isnull=False).exclude(pk=publication.pk)
    same = others.of(publication.period_slug, publication.scope_slug).last()
    return same or others.order_by("pk").last()
