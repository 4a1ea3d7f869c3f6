"""On any data the workbook says what the page says, and an annex adds up to its form."""

from collections import defaultdict
from decimal import Decimal

from programs.models import ActivityKind, Measure
from reports.addresses import Address
from reports.editions import edition_at
from reports.forms.annex import annex_of
from reports.forms.building import form_of
from reports.forms.loading import definitions
from reports.forms.printed import number
from reports.lines import RegisterLines

from .formed import feed
from .test_laws import judged, law  # noqa: F401 -- a fixture
from .test_workbook import by_calamine, get, is_equal


@law
def test_the_workbook_is_the_page(judged, drawn, period):  # noqa: F811
    judged(drawn, period, _agrees)


def _agrees(period, client):
    address = Address(period, cutoff=period.cutoff)
    found = by_calamine(get(client, address.page("xlsx")))
    is_equal(found, edition_at(address))


@law
def test_the_records_below_a_number_add_up_to_it(judged, drawn, period):  # noqa: F811
    judged(drawn, period, _adds_up)


def _adds_up(period, client):
    feed(
        {one.code: one for one in ActivityKind.objects.order_by("code")},
        {one.code: one for one in Measure.objects.order_by("code")},
    )
    lines = RegisterLines(period)
    for definition in definitions().values():
        for is_plan in {False, definition.has_plan}:
            form = form_of(definition, lines, is_plan)
            found = added([roll for _, roll in annex_of(form, lines)])
            assert found == filled(form), (definition.slug, is_plan)


def added(rolls):
    """What the records below each head add up to, head by head, and what the head says."""
    sums = defaultdict(list)
    for roll in rolls:
        place = [column.key for column in roll.columns].index("value")
        heads = [column.key for column in roll.columns].index("column")
        records = None
        for row in roll.rows:
            value = row.values[place]
            if row.is_bold:
                records = [exact(value), Decimal(0), 0]
                sums[row.values[1], row.values[heads]].append(records)
            elif isinstance(value, str):
                records[2] += 1
            else:
                records[1] += exact(value)
    for of_name in sums.values():
        for told, of_records, _ in of_name:
            assert told == of_records
    return {name: sorted((told, unknown) for told, _, unknown in one) for name, one in sums.items()}


def exact(value):
    return round(Decimal(str(value or 0)), 9)


def filled(form):
    """Every number of the form that is not nothing, with how much of it is unknown."""
    found = defaultdict(list)
    for sheet in form.sheets:
        for row in sheet.table.rows:
            for column in form.definition.figures:
                cell = row.cell(column.key)
                if cell.value or cell.unknown:
                    told = exact(number(cell, column))
                    found[row.label, column.heading[-1]].append((told, cell.unknown))
    return {name: sorted(one) for name, one in found.items()}
