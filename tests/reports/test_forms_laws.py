"""On any data a form says the same on its page and in every file, to the đồng."""

import csv
from io import BytesIO, StringIO

from openpyxl import load_workbook

from programs.models import ActivityKind, Measure
from reports.figures import Unit
from reports.forms.building import form_of
from reports.forms.loading import definitions
from reports.forms.printed import number
from reports.lines import RegisterLines
from reports.writers.form_data import rows_in_order

from .formed import feed
from .pages import figures_on_page
from .test_laws import judged, law  # noqa: F401 -- a fixture


@law
def test_page_and_every_file_of_a_form_say_the_same(judged, drawn, period):  # noqa: F811
    judged(drawn, period, _forms_agree)


def _forms_agree(period, client):
    feed(
        {one.code: one for one in ActivityKind.objects.order_by("code")},
        {one.code: one for one in Measure.objects.order_by("code")},
    )
    until = f"&den-ngay={period.cutoff}" if period.cutoff else ""
    for slug, definition in definitions().items():
        form = form_of(definition, RegisterLines(period))
        for place, sheet in enumerate(form.sheets):
            expected = [values(definition, row) for row in rows_in_order(definition, sheet)]
            for read in (page_of, sheet_of, csv_of, json_of):
                found = read(client, period, definition, sheet, place, f"?o-trong=0{until}")
                assert found == expected, (slug, read.__name__)


def values(definition, row):
    return [number(row.cell(column.key), column) for column in definition.figures]


def get(client, period, slug, ending, query):
    answer = client.get(f"/ket-qua/{period.slug}/bieu/{slug}{ending}{query}")
    assert answer.status_code == 200
    return answer


def page_of(client, period, definition, sheet, place, query):
    """The page has whole đồng behind what it prints."""
    page = get(client, period, definition.slug, "/", query).content
    rows = figures_on_page(page, sheet.table.slug)
    is_money = [column.unit is Unit.DONG for column in sheet.table.columns if not column.is_text]
    by = [
        column.divisor if money else 1
        for column, money in zip(definition.figures, is_money, strict=True)
    ]
    return [
        [None if one is None else plain(int(one) / at) for one, at in zip(row, by, strict=True)]
        for row in rows
    ]


def sheet_of(client, period, definition, sheet, place, query):
    query += "&co-quan=khong&ky-ten=khong"
    content = get(client, period, definition.slug, ".xlsx", query).content
    found = load_workbook(BytesIO(content), data_only=True).worksheets[place]
    first = 3 + definition.heading_rows + definition.has_letters
    last = first + len(rows_in_order(definition, sheet)) - 1
    places = [at for at, column in enumerate(definition.columns) if column.is_figure]
    rows = found.iter_rows(min_row=first, max_row=last, values_only=True) if last >= first else ()
    return [[row[at] for at in places] for row in rows]


def csv_of(client, period, definition, sheet, place, query):
    content = get(client, period, definition.slug, ".csv", query).content.decode("utf-8-sig")
    places = [at for at, one in enumerate(definition.columns, 1) if one.is_figure]
    _, *rows = csv.reader(StringIO(content))
    if len(definition.sheets) > 1:
        heads = [at for at, row in enumerate(rows) if row[:1] == ["Mã"]]
        ends = [*(head - 2 for head in heads[1:]), len(rows)]
        rows = rows[heads[place] + 1 : ends[place]]
    return [[plain(float(row[at])) if row[at] else None for at in places] for row in rows]


def json_of(client, period, definition, sheet, place, query):
    body = get(client, period, definition.slug, ".json", query).json()["forms"][0]
    told = body["sheets"][place]
    rows = list(told["rows"])
    if told["total"]:
        rows.insert(0 if definition.total.place == "first" else len(rows), told["total"])
    return [[row["values"][column.key] for column in definition.figures] for row in rows]


def plain(value):
    return int(value) if value == int(value) else value
