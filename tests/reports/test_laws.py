"""Laws that hold on any data, to the đồng: parts make the total, and every format says the same."""

import csv
import json
import os
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from projects.models import Programme, Stage
from reports.addresses import Address
from reports.dimensions import DIMENSIONS, SPLITS
from reports.figures import FIGURES, Unit
from reports.lines import RegisterLines
from reports.measures import measures_table
from reports.periods import Period
from reports.records import Records
from reports.rollup import Rollup
from tests import factories as make

from .pages import figures_on_page
from .province import MILLION, build

YEARS = (2018, 2020)
DAYS = st.dates(date(2018, 1, 1), date(2021, 12, 31))
DONG = st.one_of(st.none(), st.integers(0, 10**12))
PERIODS = st.sampled_from(
    [Period.years(*YEARS), Period.years(2019), Period.years(*YEARS, cutoff=date(2019, 7, 1))]
)
# The fast suite tries a few; CI asks for more.
EXAMPLES = int(os.environ.get("LAW_EXAMPLES", "4"))


@st.composite
def fundings(draw):
    planned = draw(DONG)
    return {
        "planned": planned,
        "settled": draw(DONG),
        "budget_year": draw(st.integers(2018, 2021)),
        "split": draw(st.booleans()) and planned is not None and planned > 0,
    }


@st.composite
def supports(draw):
    accepted, stopped = draw(st.one_of(st.none(), DAYS)), draw(st.booleans())
    return {
        "facility": draw(st.sampled_from(["an_phu", "binh_minh", "dak", None])),
        "kind": draw(st.sampled_from(["may", "dao-tao", "hoi-cho"])),
        "old_district": draw(st.sampled_from(["d1", "d2", None])),
        "accepted_on": accepted,
        "stopped_on": draw(DAYS) if stopped and accepted is None else None,
        "actual": draw(st.one_of(st.none(), st.integers(0, 500))),
    }


@st.composite
def activities(draw):
    stage = draw(st.sampled_from(list(Stage)))
    sources = st.sampled_from(["KCQG", "KCDP", "KC_CHUA_RO", "DOI_UNG"])
    return {
        "year": draw(st.integers(2018, 2021)),
        "kind": draw(st.sampled_from(["may", "mo-hinh", "quan-ly"])),
        "programme": draw(st.sampled_from(list(Programme))),
        "stage": stage,
        "approved": draw(st.booleans()),
        "accepted_on": draw(st.one_of(st.none(), DAYS)) if stage == Stage.ACCEPTED else None,
        "supports": draw(st.lists(supports(), min_size=1, max_size=3)),
        "fundings": draw(st.dictionaries(sources, fundings(), max_size=3)),
    }


def store(it, number, drawn):
    """One random activity with its parts, among those of the hand-added province."""
    parts, amounts = drawn.pop("supports"), drawn.pop("fundings")
    kind = drawn.pop("kind")
    record = make.ActivityFactory(code=f"R{number}", main_kind=it.kinds[kind], **drawn)
    stored = [_support(it, record, part) for part in parts]
    for source, amount in amounts.items():
        split = amount.pop("split")
        funding = make.FundingFactory(activity=record, source=it.sources[source], **amount)
        if split:
            share = {"planned": funding.planned // 3, "settled": None}
            make.FundingShareFactory(funding=funding, support=stored[0], **share)
        make.PaymentFactory(
            funding=funding, amount=number * 7 + 1, paid_on=date(2019, 6, 1), approved=True
        )


def _support(it, record, part):
    actual, facility, district = part.pop("actual"), part.pop("facility"), part.pop("old_district")
    stored = make.SupportFactory(
        activity=record,
        kind=it.kinds[part.pop("kind")],
        facility=facility and getattr(it, facility),
        old_district=district and getattr(it, district),
        **part,
    )
    measure = next(iter(stored.kind.measures.filter(rule="sum")), None)
    if measure:
        make.QuantityFactory(
            support=stored, measure=measure, actual=actual, is_unknown=actual is None
        )
    return stored


@pytest.fixture
def judged(db, client):
    """Store random activities, judge them in one period, forget them."""

    def judge(drawn, period, check):
        with transaction.atomic():
            it = build()
            for number, one in enumerate(drawn, 1):
                store(it, number, one)
            check(period, client)
            transaction.set_rollback(True)

    return judge


def law(test):
    """Hold ``test`` against random activities and a period."""
    drawn = given(drawn=st.lists(activities(), max_size=4), period=PERIODS)
    return settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))(drawn(test))


@law
def test_parts_add_up_to_the_total_where_they_must(judged, drawn, period):
    judged(drawn, period, _parts_make_totals)


def _parts_make_totals(period, client):
    rolled = Rollup(RegisterLines(period))
    for dimension in DIMENSIONS.values():
        asked = [figure for figure in FIGURES if figure.splits_by(dimension)]
        parts = rolled.parts(dimension, asked)
        for figure in asked:
            added = sum(part.get(figure.key) or 0 for part in parts.values())
            total = rolled.totals[figure.key]
            if figure.is_additive:
                assert added == total, (figure.key, dimension.slug)
            else:
                assert added >= total, (figure.key, dimension.slug)


@law
def test_activities_are_partitioned_by_kind_programme_and_year(judged, drawn, period):
    judged(drawn, period, _activities_partition)


def _activities_partition(period, client):
    rolled = Rollup(RegisterLines(period))
    asked = [figure for figure in FIGURES if figure.key in ("activities", "activities_planned")]
    for slug in ("noi-dung", "chuong-trinh", "nam"):
        parts = rolled.parts(DIMENSIONS[slug], asked)
        for figure in asked:
            assert sum(part[figure.key] for part in parts.values()) == rolled.totals[figure.key]


@law
def test_page_and_every_file_say_the_same(judged, drawn, period):
    judged(drawn, period, _formats_agree)


def _formats_agree(period, client):
    address = Address(period, cutoff=period.cutoff)
    rolled = Rollup(RegisterLines(period))
    for slug in SPLITS:
        table = rolled.split(DIMENSIONS[slug])
        expected = raw(table)
        for extension, read in READERS.items():
            answer = client.get(address.split(slug, extension))
            assert read(answer.content, table) == expected, (slug, extension)
    measures = measures_table(rolled)
    assert read_json(client.get(address.split("chi-tieu", "json")).content, measures) == raw(
        measures
    )


def raw(table):
    """The table as a list of rows of raw numbers (đồng), text left out."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    return [[number(cell.value) for cell in row.cells if not cell.column.is_text] for row in rows]


def number(value):
    if value is None or value == "":
        return None
    value = float(value)
    return int(value) if value == int(value) else round(value, 6)


def read_json(content, table):
    body = json.loads(content)["tables"][0]
    keys = [column.key for column in table.columns if not column.is_text]
    rows = [*body["rows"], *([body["total"]] if body["total"] else [])]
    return [[number(row["values"][key]) for key in keys] for row in rows]


def read_csv(content, table):
    _, *rows = csv.reader(StringIO(content.decode("utf-8-sig")))
    return [[number(value) for value in row[2:]] for row in rows]


def read_xlsx(content, table):
    """Money stands there in triệu đồng; to the đồng it is the same."""
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    size = len(table.rows) + 1
    rows = sheet.iter_rows(min_row=5, max_row=4 + size, min_col=2, values_only=True)
    return [
        [
            number(round(value * MILLION))
            if column.unit is Unit.DONG and value is not None
            else number(value)
            for column, value in zip(table.columns, row, strict=False)
        ]
        for row in rows
    ]


def read_page(content, table):
    return [[number(value) for value in row] for row in figures_on_page(content, table.slug)]


READERS = {"": read_page, "json": read_json, "csv": read_csv, "xlsx": read_xlsx}


@law
def test_a_figure_opens_exactly_the_records_that_make_it(judged, drawn, period):
    judged(drawn, period, _records_make_figures)


def _records_make_figures(period, client):
    lines = RegisterLines(period)
    rolled = Rollup(lines)
    for figure in FIGURES:
        _opens(Records(figure, lines, {}), rolled.totals[figure.key])
    for slug in ("noi-dung", "huyen-cu", "nguon", "nam"):
        dimension = DIMENSIONS[slug]
        asked = [figure for figure in FIGURES if figure.splits_by(dimension)]
        for code, part in rolled.parts(dimension, asked).items():
            for figure in asked:
                if figure.key in part:
                    _opens(Records(figure, lines, {slug: code}), part[figure.key])


def _opens(records, value):
    """The list adds up, or counts up, to the figure."""
    assert records.total == value
    rows = list(records.rows())
    column = records.figure.column
    summed = records.figure.how.name == "SUM"
    assert (sum(row[column] for row in rows) if summed else len(rows)) == value
