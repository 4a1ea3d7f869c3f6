"""The office's forms: every row shows its own records, and no two sources are ever swapped."""

from datetime import date

import pytest

from programs.models import ActivityKind, BudgetSource, FormRow, Measure
from reports.figures import FIGURES_BY_SLUG
from reports.forms.building import form_of
from reports.forms.kept import KeptForms
from reports.forms.loading import definitions
from reports.lines import RegisterLines
from reports.periods import Period
from reports.records import Records
from reports.rollup import Rollup
from reports.sealing import seal
from tests import factories as make

from .formed import DP, LEVELS, QG, YEAR, shown

PERIOD = Period.years(YEAR)


def table(slug, period=PERIOD, sheet=0, **more):
    return form_of(definitions()[slug], RegisterLines(period), **more).sheets[sheet].table


# Every row, every column.


@pytest.mark.parametrize(("is_plan", "expected"), [(False, "results"), (True, "planned")])
def test_every_row_of_results_shows_its_measures_by_programme(formed, is_plan, expected):
    found = shown(table("ket-qua", is_plan=is_plan))
    wanted = getattr(formed, expected)

    assert {key: value for key, value in found.items() if value} == dict(wanted)
    assert len(found) == 2 * (30 + 1)
    pairs = [(found[row, QG], found[row, DP]) for row, _ in wanted]
    assert all(left != right for left, right in pairs)  # to swap the columns would be seen


@pytest.mark.parametrize(("is_plan", "expected"), [(False, "money"), (True, "money_planned")])
def test_every_row_of_funding_shows_its_kinds_by_source(formed, is_plan, expected):
    made = table("kinh-phi", is_plan=is_plan)
    found, wanted = shown(made), getattr(formed, expected)

    assert {key: value for key, value in found.items() if key[0]} == {
        (f"F{number:02d}", source): wanted[f"F{number:02d}", source]
        for number in range(1, 25)
        for source in (QG, DP)
    }
    for source in (QG, DP):
        total = sum(value for (_, code), value in wanted.items() if code == source)
        assert found[None, source] == total
    assert all(found[row.code, QG] != found[row.code, DP] for row in made.rows)


def test_results_and_funding_have_the_two_sources_in_opposite_order(formed):
    order = {slug: [one.key for one in definitions()[slug].figures] for slug in definitions()}

    assert order["ket-qua"] == [QG, DP]
    assert order["kinh-phi"] == [DP, QG]
    assert order["du-an"][:2] == [QG, DP]


def test_awards_are_counted_by_level_and_group(formed):
    made = form_of(definitions()["binh-chon"], RegisterLines(PERIOD)).sheets[0]

    assert shown(made.table) == {
        (row.code, column): formed.awards[row.code, column]
        for row in made.table.rows
        for column in ("trung-uong", "tinh")
    }
    assert [row.code for row in made.table.rows][:2] == ["A1", "A1a"]
    # Three a group, one more in each following group; the first of each is only registered.
    district = 4 * LEVELS["district"] + 6
    assert [row.cells[0].value for row in made.outside.rows] == [district, district - 4]
    assert "Cấp huyện" in made.outside.rows[0].label


def test_the_list_has_every_activity_with_its_money(formed):
    made = table("du-an")
    rows = {row.code: row for row in made.rows}

    assert len(rows) == 2 * ActivityKind.objects.count()
    first = rows["KCQG-01"]
    assert [cell.value for cell in first.cells[2:7]] == [
        1_000_001,
        1_000,
        1_001_501,
        1_001_001,
        500,
    ]
    assert first.cell("years").value == "2025"
    assert rows["KCDP-01"].cell("facilities").value == "Cơ sở KCDP 1 0; Cơ sở KCDP 1 1"
    for key in ("KCQG", "KCDP", "tong", "ho-tro", "doi-ung"):
        assert made.total.cell(key).value == sum(row.cell(key).value for row in made.rows)


@pytest.mark.parametrize(("sheet", "source"), [(0, DP), (1, QG)])
def test_the_short_list_has_a_sheet_for_each_source(formed, sheet, source):
    made = table("du-an-theo-nguon", sheet=sheet)
    part = definitions()["du-an-theo-nguon"].sheets[sheet]

    assert part.name == {DP: "BC KC DP", QG: "BC KC TW"}[source]
    expected = sum(value for (_, code), value in formed.money.items() if code == source)
    assert made.total.cell("ho-tro").value == expected
    assert sum(row.cell("ho-tro").value for row in made.rows) == expected
    assert "KCQG-01" in {row.code for row in made.rows}  # it has money of both


def test_totals_are_those_of_the_portal_to_the_dong(formed):
    spent = Rollup(RegisterLines(PERIOD)).totals["spent"]
    made = table("kinh-phi")

    assert sum(cell.value for cell in made.total.cells if not cell.column.is_text) == spent
    assert table("du-an").total.cell("ho-tro").value == spent


@pytest.mark.parametrize("slug", ["ket-qua", "kinh-phi", "binh-chon", "du-an"])
def test_every_number_opens_records_with_the_same_total(formed, slug):
    made = table(slug)
    cells = [cell for row in made.rows for cell in row.cells if cell.figure and cell.value]

    assert cells
    for cell in cells[:80]:
        found = Records(FIGURES_BY_SLUG[cell.figure], RegisterLines(PERIOD), cell.where)
        assert found.total == cell.value


# Periods.


@pytest.mark.parametrize(
    ("slug", "months"),
    [
        ("2025-thang-2", 2),
        ("2025-quy-1", 3),
        ("2025-6-thang", 6),
        ("2025-9-thang", 9),
        ("2025", 12),
        ("2021-2025", 12),
        ("tu-2025-01-01-den-2025-03-31", 3),
    ],
)
def test_a_form_of_any_period_counts_what_was_accepted_in_it(formed, slug, months):
    made = table("du-an", Period.from_slug(slug))
    numbers = range(1, ActivityKind.objects.count() + 1)

    assert len(made.rows) == 2 * sum(1 + number % 12 <= months for number in numbers)


def test_each_row_says_what_feeds_it(formed):
    assert "mỗi cơ sở một lần" in table("ket-qua").row("R10").note
    assert "Phòng trưng bày" in table("kinh-phi").row("F24").note


def test_a_manual_number_is_the_latest_approved_of_the_period(formed):
    national = BudgetSource.objects.get(code=QG)
    make.ManualIndicatorFactory(row=formed.manual.row, year=YEAR, value=31, source=national)
    made = table("ket-qua", Period.years(2021, 2025))

    assert made.row("R23").cell(DP).value == 34
    assert made.row("R23").cell(QG).value is None
    assert "số năm 2025 nhập tay, nguồn: Báo cáo nhân sự" in made.notes[-1]
    assert table("ket-qua", Period.years(2024)).row("R23").cell(DP).value == 30
    assert table("ket-qua", is_plan=True).row("R23").cell(DP).value is None


def test_a_catalogue_row_may_be_added_moved_or_fed_otherwise(formed):
    """Changing a form's rows is the admin's work, not the programmer's."""
    row = FormRow.objects.create(
        code="R24",
        form="results",
        number="24",
        label="Số phòng trưng bày",
        unit="Phòng",
        order=9999,
    )
    Measure.objects.get(code="phong-trung-bay.phong").form_rows.add(row)

    assert table("ket-qua").row("R24").cell(QG).value > 0
    assert table("ket-qua").rows[-1].code == "R24"


# Sealed.


def test_a_sealed_form_is_the_live_one_at_sealing_and_stays(formed, client):
    publication = make.PublicationFactory(period_slug=str(YEAR), cutoff=date(YEAR, 12, 31))
    before = {
        slug: client.get(f"/ket-qua/2025/hien-nay/bieu/{slug}.csv").content
        for slug in definitions()
    }
    seal(publication, make.UserFactory())
    FormRow.objects.filter(code="F01").update(label="Đổi tên")
    ActivityKind.objects.update(funding_row=None)
    formed.manual.value = 99
    formed.manual.save()

    for slug, content in before.items():
        assert client.get(f"/ket-qua/2025/ban-1/bieu/{slug}.csv").content == content
    live = client.get("/ket-qua/2025/hien-nay/bieu/kinh-phi.csv").content
    assert live != before["kinh-phi"]


def test_a_file_of_a_sealed_form_names_revision_and_digest(formed, client):
    sealed = seal(
        make.PublicationFactory(period_slug=str(YEAR), cutoff=date(YEAR, 12, 31)),
        make.UserFactory(),
    )
    answer = client.get("/ket-qua/2025/ban-1/bieu/kinh-phi.json").json()

    assert (answer["revision"], answer["digest"]) == (1, sealed.digest)
    assert "immutable" in client.get("/ket-qua/2025/ban-1/bieu/kinh-phi.xlsx")["Cache-Control"]


def test_forged_forms_of_a_bundle_are_refused(formed):
    """A bundle comes from anywhere: what a page could not print is not taken in."""
    sealed = seal(make.PublicationFactory(period_slug=str(YEAR)), make.UserFactory())
    plain = sealed.content["forms"]
    KeptForms(plain).check()

    first = plain["done"]["kinh-phi"][0]
    forged = [
        {**plain, "more": 1},
        {**plain, "issuer": {**plain["issuer"], "name": "Sở"}, "definitions": ["{}"]},
        {**plain, "done": {"kinh-phi": []}},
        {**plain, "done": {"kinh-phi": [[{**first[0], "columns": []}, first[1]]]}},
        {**plain, "done": {"khac": [first]}},
    ]
    for one in forged:
        with pytest.raises((ValueError, KeyError)):
            KeptForms(one).check()
