"""What a form cannot show is told, never guessed: money outside it, unknown and mixed counts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs.models import ActivityKind, FormRow
from reports.forms.building import form_of
from reports.forms.loading import definitions
from reports.lines import RegisterLines
from reports.periods import Period
from tests import factories as make

from .formed import DP, QG

PERIOD = Period.years(2018, 2020)


def table(slug):
    return form_of(definitions()[slug], RegisterLines(PERIOD)).sheets[0].table


def test_money_outside_the_columns_and_rows_is_told_below(province):
    row = make.FormRowFactory(code="F1", form=FormRow.Form.FUNDING, label="Máy", order=1)
    province.kinds["may"].funding_row = row
    province.kinds["may"].save()
    made = form_of(definitions()["kinh-phi"], RegisterLines(PERIOD)).sheets[0]
    told = {line.label: line.cells[0].value for line in made.outside.rows}

    assert told["Kinh phí thực hiện, nguồn kinh phí “Khuyến công, chưa rõ nguồn”"] == 30_000_000
    assert told["Kinh phí thực hiện, nội dung hoạt động “Mô hình trình diễn”"] == 700_000_000
    assert made.table.total.cell(QG).value == made.table.rows[0].cell(QG).value == 280_000_000
    assert made.table.total.cell(QG).where == {"noi-dung": "may", "nguon": QG}


def test_an_unknown_quantity_is_empty_and_told_never_zero(province):
    for code, measure in (("R1", "dao-tao.lao-dong"), ("R2", "mo-hinh.mo-hinh")):
        province.measures[measure].form_rows.add(
            make.FormRowFactory(code=code, number=code[1:], label=f"Số {code}", order=int(code[1:]))
        )
    made = table("ket-qua")

    assert made.row("R1").cell(QG).value is None
    assert made.row("R2").cell(QG).value == 1
    assert made.notes == ("Dòng 1, số R1: KCQG 1 hạng mục không rõ số lượng, không tính là 0.",)


def test_facilities_of_two_kinds_in_a_row_are_counted_once(province):
    """An Phú was helped by both kinds; the row counts facilities, each once."""
    row = make.FormRowFactory(code="R1")
    for measure in ("may.co-so", "tu-van.co-so"):
        province.measures[measure].form_rows.add(row)
    made = table("ket-qua")

    assert made.row("R1").cell(QG).value == 1
    assert made.row("R1").cell(DP).value == 2


def test_a_row_of_measures_counted_in_different_ways_says_so(province):
    row = make.FormRowFactory(code="R1")
    for measure in ("may.co-so", "mo-hinh.mo-hinh"):
        province.measures[measure].form_rows.add(row)
    made = table("ket-qua")

    assert made.row("R1").cell(QG).value is None
    assert "không cộng được" in made.row("R1").note


@pytest.mark.parametrize("slug", list(definitions()))
def test_a_form_asks_as_often_however_many_records(province, slug):
    def asked():
        with CaptureQueriesContext(connection) as found:
            form_of(definitions()[slug], RegisterLines(PERIOD))
        return len(found)

    row = make.FormRowFactory(code="F1", form=FormRow.Form.FUNDING)
    ActivityKind.objects.update(funding_row=row)
    few = asked()
    for number in range(20):
        record = make.ActivityFactory(
            code=f"N{number}",
            year=2019,
            main_kind=province.kinds["may"],
            stage="accepted",
            approved=True,
        )
        make.SupportFactory(activity=record, facility=make.FacilityFactory())
        make.FundingFactory(activity=record, source=province.sources[QG], planned=7)

    assert asked() == few < 25
