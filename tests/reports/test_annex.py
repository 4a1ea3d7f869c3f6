"""The annex of a form: below each number its records, for a form or one row, live and sealed."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from projects.models import Activity
from reports.forms.annex import BY_HAND
from reports.forms.loading import definitions
from reports.sealing import seal
from tests import factories as make

from .formed import DP, MILLION, QG, YEAR

BASE = f"/ket-qua/{YEAR}"
COLUMNS = {DP: "KCĐP", QG: "KCQG"}


@pytest.fixture
def sealed(formed):
    draft = make.PublicationFactory(
        title="Năm 2025", period_slug=str(YEAR), cutoff=date(YEAR, 12, 31)
    )
    return seal(draft, make.UserFactory())


def get(client, form, query="", base=BASE):
    answer = client.get(f"{base}/bieu/{form}/phu-luc.xlsx{query}")
    assert answer.status_code == 200
    return answer.getvalue()


def rows_of(content, at=0):
    """The rows under the headings, with whether they are bold: the numbers of the form."""
    sheet = load_workbook(BytesIO(content)).worksheets[at]
    rows = list(sheet.iter_rows())
    top = next(place for place, row in enumerate(rows) if row[0].value == "Dòng")
    heads = [cell.value for cell in rows[top]]
    last = int(sheet.auto_filter.ref.split(":")[1].strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return [
        dict(zip(heads, (cell.value for cell in row), strict=True)) | {"is_head": row[1].font.bold}
        for row in rows[top + 1 : last]
    ]


def grouped(rows):
    """Each number of the form with its records."""
    groups = []
    for row in rows:
        if row["is_head"]:
            groups.append((row, []))
        else:
            groups[-1][1].append(row)
    return groups


@pytest.mark.parametrize("form", list(definitions()))
def test_every_number_has_its_records_below_it(formed, client, form):
    for query in ("", "?so-lieu=ke-hoach")[: 1 + definitions()[form].has_plan]:
        content = get(client, form, query)
        for at, _ in enumerate(definitions()[form].sheets):
            groups = grouped(rows_of(content, at))
            assert groups
            for head, records in groups:
                values = [row["Giá trị"] for row in records if row["Giá trị"] != "chưa rõ"]
                if head["Tên hồ sơ"] != BY_HAND:
                    assert sum(values) == pytest.approx(head["Giá trị"] or 0, abs=1e-9)
                    assert records


def test_the_heads_are_the_numbers_of_the_form_under_their_own_source(formed, client):
    """Were KCQG and KCĐP swapped, every row here would differ."""
    groups = grouped(rows_of(get(client, "kinh-phi")))
    labels = {row.code: row.label for row in make.FormRowFactory._meta.model.objects.all()}
    found = {(head["Chỉ tiêu của biểu"], head["Cột"]): head["Giá trị"] for head, _ in groups}

    assert found == {
        (labels[code], COLUMNS[source]): amount / MILLION
        for (code, source), amount in formed.money.items()
        if amount
    }
    assert {head["Đơn vị tính"] for head, _ in groups} == {"triệu đồng"}


def test_a_record_is_named_with_its_code_its_place_and_its_value(formed, client):
    [records] = [
        records
        for head, records in grouped(rows_of(get(client, "kinh-phi")))
        if head["Dòng"] == "1" and head["Cột"] == "KCQG"
    ]

    assert {row["Mã hồ sơ"] for row in records} <= set(
        Activity.objects.values_list("code", flat=True)
    )
    assert {row["Năm"] for row in records} == {YEAR}
    assert {row["Nguồn kinh phí"] for row in records} == {"Khuyến công quốc gia"}


def test_a_number_typed_in_says_so_and_what_is_unknown_is_listed(formed, client):
    rows = rows_of(get(client, "ket-qua"))

    assert [
        row["Giá trị"] for row in rows if row["Tên hồ sơ"] == "Số nhập tay, không từ hồ sơ"
    ] == [34]
    make.QuantityFactory(
        support=make.SupportFactory(
            activity=Activity.objects.filter(programme=QG).first(), accepted_on=date(YEAR, 5, 1)
        ),
        measure=make.FormRowFactory._meta.model.objects.get(code="R01").measures.first(),
        actual=None,
        is_unknown=True,
    )
    after = rows_of(get(client, "ket-qua"))
    assert [row["Giá trị"] for row in after if row not in rows and not row["is_head"]] == [
        "chưa rõ"
    ]


def test_one_row_has_an_annex_of_its_own(formed, client):
    rows = rows_of(get(client, "ket-qua", "?dong=R01"))
    listed = rows_of(get(client, "du-an", f"?dong={QG}-01"))

    assert {row["Dòng"] for row in rows} == {"1"}
    assert {row["Mã hồ sơ"] for row in listed if not row["is_head"]} == {f"{QG}-01"}
    whole = [row for row in rows_of(get(client, "du-an")) if row["Dòng"] == listed[0]["Dòng"]]
    assert listed == whole
    assert client.get(f"{BASE}/bieu/ket-qua/phu-luc.xlsx?dong=R99").status_code == 404
    assert client.get(f"{BASE}/bieu/khong-co/phu-luc.xlsx").status_code == 404


def test_a_sealed_annex_stays_as_it_was_sealed(sealed, client):
    base = f"{BASE}/ban-1"
    forms = ("ket-qua", "kinh-phi", "du-an", "binh-chon")
    before = {form: get(client, form, base=base) for form in forms}
    record = Activity.objects.filter(programme=QG).first()
    Activity.objects.filter(pk=record.pk).update(title="Đổi tên")
    record.fundings.update(settled=1)
    make.FormRowFactory._meta.model.objects.update(label="Đổi tên dòng")

    with CaptureQueriesContext(connection) as queries:
        after = {form: get(client, form, base=base) for form in forms}
    assert after == before
    assert not [one["sql"] for one in queries if '"projects_' in one["sql"]]
    assert sealed.digest.encode() in b"".join(
        bytes(str(row), "utf-8")
        for row in CalamineWorkbook.from_filelike(BytesIO(after["ket-qua"]))
        .get_sheet_by_index(0)
        .to_python()
    )


def test_a_long_form_asks_at_most_twice_for_each_of_its_numbers(formed, client):
    definition = definitions()["ket-qua"]
    with CaptureQueriesContext(connection) as queries:
        heads = [row for row in rows_of(get(client, "ket-qua")) if row["is_head"]]

    with CaptureQueriesContext(connection) as of_page:
        client.get(f"{BASE}/bieu/ket-qua.xlsx")
    assert len(queries) <= len(of_page) + 2 * len(heads) + 1
    assert len(heads) <= 30 * len(definition.figures)


def test_the_form_s_page_offers_it_as_it_is_chosen(formed, client):
    page = client.get(f"{BASE}/bieu/kinh-phi/?so-lieu=ke-hoach").content.decode()

    assert f'href="{BASE}/bieu/kinh-phi/phu-luc.xlsx?so-lieu=ke-hoach"' in page


def test_a_name_that_looks_like_a_formula_stays_text(formed, client):
    Activity.objects.filter(code=f"{QG}-01").update(title="=1+1")
    book = load_workbook(BytesIO(get(client, "du-an")))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]

    assert "f" not in {cell.data_type for cell in cells}
    assert "=1+1" in {cell.value for cell in cells}
