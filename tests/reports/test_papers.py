"""The report as Word and as PDF says what the page says, of live figures and of a seal."""

import unicodedata
from datetime import date

import pytest
from django.test import Client

from khuyencong.models import Agency
from projects.models import Activity, Facility
from reports.addresses import Address
from reports.editions import edition_at
from reports.formats import shown_cell
from reports.papers import grids
from reports.periods import Period
from reports.publishing.signing import withdraw
from reports.sealing import seal
from reports.writers import pdf
from tests import factories as make

from .papers import document_of, paragraphs, pdf_of, squeezed, tables_of, texts_of, words_of
from .province import MILLION

BASE = "/ket-qua/2018-2020"
PAPERS = ("docx", "pdf")
CAPTIONS = {
    "nguon": "Kinh phí khuyến công theo nguồn",
    "noi-dung": "Đề án, cơ sở và kinh phí theo nội dung hoạt động",
    "nam": "Kết quả theo năm",
    "huyen-cu": "Kết quả theo huyện, thị xã, thành phố lúc hỗ trợ",
    "xa-phuong": "Kết quả theo xã, phường hiện nay",
    "loai-hinh": "Kết quả theo loại hình cơ sở",
    "chuong-trinh": "Đề án và kinh phí theo chương trình",
    "tinh-cu": "Kết quả theo tỉnh phê duyệt",
}


@pytest.fixture
def agency(db):
    return make.AgencyFactory(
        parent_name="Ủy ban nhân dân tỉnh Gia Lai",
        name="Sở Công Thương",
        province_name="tỉnh Gia Lai",
    )


@pytest.fixture
def sealed(province, agency):
    draft = make.PublicationFactory(
        title="Kết quả khuyến công đã công bố",
        period_slug="2018-2020",
        cutoff=date(2020, 12, 31),
        introduction="Theo **kế hoạch**:\n\n- một;\n- hai.",
        closing="Đạt được kết quả trên *nhờ* các cơ sở.",
    )
    return seal(draft, make.UserFactory())


def results_at(**values):
    return edition_at(Address(Period.years(2018, 2020), **values)).results()


def printed(table):
    """A table as the page prints it, row by row, the total last."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    return [[row.label, *map(shown_cell, row.cells)] for row in rows]


def check_tables(document, results):
    """Every table of the page stands in the document, cell by cell."""
    found = tables_of(document)
    for table in (results.money, *results.splits):
        _, *rows = found[CAPTIONS[table.slug]]
        assert rows == printed(table), table.slug


# The same figures.


def test_every_table_of_the_page_is_in_the_word_file(papers, province):
    document = document_of(papers["docx"])
    results = results_at()

    check_tables(document, results)
    measures = tables_of(document)["Kế hoạch và kết quả theo nội dung hoạt động"][1:]
    assert len(measures) == len(results.measures.rows)
    for cells, row in zip(measures, results.measures.rows, strict=True):
        actual = row.cell("actual")
        assert cells[0].startswith(row.label)
        assert cells[3] == ("không thống kê" if actual.value is None else shown_cell(actual))


def test_the_pdf_says_what_the_word_file_says(papers):
    """Word for word, numbers too: both are set from one report."""
    said = words_of(pdf_of(papers["pdf"]))
    document = document_of(papers["docx"])
    words = [text for _, text in paragraphs(document)]
    words += [cell for rows in tables_of(document).values() for row in rows for cell in row]

    together = said.replace(" ", "")
    assert [one for one in words if "".join(one.split()) not in together] == []
    assert said == unicodedata.normalize("NFC", said)


def test_the_sentence_is_that_of_the_page(papers, province):
    sentence = "".join(piece.text for piece in results_at().sentence)

    assert sentence
    assert ("Body Text", sentence) in paragraphs(document_of(papers["docx"]))
    assert squeezed(sentence) in words_of(pdf_of(papers["pdf"]))


def test_the_sentences_above_the_tables_have_their_numbers(papers, province):
    text = texts_of(document_of(papers["docx"]))
    results = results_at()

    assert f"Tổng kinh phí thực hiện là {shown_cell(results.spent)} triệu đồng, gồm: " in text
    for row in results.money.rows:
        assert f"{shown_cell(row.cell('spent'))} triệu đồng" in text
    assert f"{results.facilities.value:02d} cơ sở" in text
    assert "So với chỉ tiêu được giao: " in text


def test_a_live_report_is_of_no_day_and_says_that_it_is_provisional(papers):
    text = texts_of(document_of(papers["docx"]))

    assert "SỞ CÔNG THƯƠNG" in text
    assert "ỦY BAN NHÂN DÂN TỈNH GIA LAI" in text
    assert "Gia Lai, ngày …… tháng …… năm ………" in text
    assert "Số: …………/BC-…………" in text
    assert "chưa công bố" in text
    assert "Nguồn: http://testserver/ket-qua/2018-2020/. Số liệu tạm tính" in text


def test_nobody_named_leaves_lines_to_fill_in(province, client):
    Agency.objects.all().delete()
    text = texts_of(document_of(client.get(f"{BASE}.docx")))

    assert "…………, ngày …… tháng" in text
    assert "Cơ quan báo cáo kết quả công tác khuyến công giai đoạn 2018–2020 như sau:" in text


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("tỉnh Gia Lai", "Gia Lai, ngày"),
        ("thành phố Đà Nẵng", "Đà Nẵng, ngày"),
        ("thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh, ngày"),
    ],
)
def test_a_place_goes_without_its_rank_unless_it_is_named_after_a_person(
    name, place, province, client
):
    make.AgencyFactory(province_name=name)

    assert place in texts_of(document_of(client.get(f"{BASE}.docx")))


@pytest.mark.parametrize("extension", PAPERS)
def test_a_period_without_records_has_a_short_report(extension, db, client):
    answer = client.get(f"/ket-qua/2031.{extension}")
    text = texts_of(document_of(answer)) if extension == "docx" else words_of(pdf_of(answer))

    assert "Chưa có hồ sơ nào của năm 2031 được duyệt." in text
    assert "Bảng" not in text


def test_a_scope_is_named(province, client):
    Activity.objects.update(old_province=make.OldProvinceFactory(code="cu-cu", name="Xứ Cũ"))
    text = texts_of(document_of(client.get(f"{BASE}/cu-cu.docx")))

    assert "Kết quả công tác khuyến công giai đoạn 2018–2020, Xứ Cũ" in text


# What was sealed.


@pytest.mark.parametrize("extension", PAPERS)
def test_a_sealed_report_stays_byte_for_byte(extension, province, sealed, agency, client):
    before = client.get(f"{BASE}/ban-1.{extension}")
    province.f1.settled = 299 * MILLION
    province.f1.save()
    province.a2.delete()
    Facility.objects.update(name="Tên khác")
    agency.name = "Sở Khác"
    agency.save()
    pdf._kept.clear()
    after = client.get(f"{BASE}/ban-1.{extension}")

    assert before.status_code == 200
    assert after.content == before.content
    assert "immutable" in after["Cache-Control"]


def test_a_sealed_report_has_the_office_s_own_words_and_its_seal(sealed, client):
    document = document_of(client.get(f"{BASE}.docx"))
    text, said = texts_of(document), words_of(pdf_of(client.get(f"{BASE}.pdf")))

    for words in ("Kết quả khuyến công đã công bố", "- một;", "Đạt được kết quả trên nhờ các"):
        assert words in text
        assert words in said
    assert f"Số liệu đã chốt, bản 1, đến ngày 31/12/2020. Mã dấu: {sealed.digest}." in text
    assert sealed.digest in said.replace(" ", "")
    bold = [run.text for one in document.paragraphs for run in one.runs if run.bold]
    assert "kế hoạch" in bold
    check_tables(document, results_at(revision=1))


def test_a_withdrawn_report_only_says_so(sealed, client):
    withdraw(sealed, make.UserFactory(is_superuser=True), "Nhầm kỳ.")

    for extension in PAPERS:
        assert client.get(f"{BASE}/ban-1.{extension}").status_code == 410


# What is too long, illustrated, or hostile.


def test_of_too_many_rows_the_total_stands_and_the_annex_is_named(province, client, monkeypatch):
    monkeypatch.setattr(grids, "MOST_ROWS", 1)
    monkeypatch.setattr("reports.papers.facilities.MOST_ROWS", 1)
    document = document_of(client.get(f"{BASE}.docx"))
    results, found = results_at(), tables_of(document)

    districts = next(table for table in results.splits if table.slug == "huyen-cu")
    assert found[CAPTIONS["huyen-cu"]][1:] == [printed(districts)[-1]]
    total = ["Cộng", shown_cell(results.supports), shown_cell(results.spent)]
    assert found["Danh sách cơ sở được hỗ trợ"][1:] == [total]
    annex = "Xem phụ lục Excel kèm theo: http://testserver/ket-qua/2018-2020.xlsx"
    assert ("Sau bảng", annex) in paragraphs(document)
    assert annex in words_of(pdf_of(client.get(f"{BASE}.pdf")))


def test_three_hundred_rows_are_printed_and_one_more_is_not(province):
    [table] = [one for one in results_at().splits if one.slug == "huyen-cu"]
    grid = grids.grid_of(table, "Dài")
    full = grids.replace(grid, lines=[*grid.lines[:1] * 300, grid.lines[-1]])
    longer = grids.replace(grid, lines=[*grid.lines[:1] * 301, grid.lines[-1]])

    assert grids.shortened(full, "nơi khác") is full
    assert grids.shortened(longer, "nơi khác").lines == [grid.lines[-1]]


def test_illustrations_are_marked(province, client):
    text = texts_of(document_of(client.get(f"{BASE}.docx")))
    assert "minh họa" not in text

    Activity.objects.update(is_illustration=True)
    Facility.objects.update(is_illustration=True)
    document = document_of(client.get(f"{BASE}.docx"))

    assert "số liệu có hồ sơ minh họa, không phải hồ sơ có thật" in texts_of(document)
    latest = next(rows for name, rows in tables_of(document).items() if "gần đây nhất" in name)
    assert all("(minh họa)" in row[0] for row in latest[1:])


HOSTILE = (
    "=cmd|' /C calc'!A0 {{ report }} {% load figures %}",
    '<b>Cơ sở</b> & "con" <script>alert(1)</script>',
    "Nước\x07 mắm\ufffe ]]><w:p/> &amp; &#0;",
    "@import url(http://khong.example/)",
)


def test_a_name_stays_a_name(province, client):
    for facility, name in zip(Facility.objects.order_by("pk"), HOSTILE, strict=True):
        Facility.objects.filter(pk=facility.pk).update(name=name)
    Activity.objects.update(title=HOSTILE[1])
    shown = results_at().beneficiaries
    text = texts_of(document_of(client.get(f"{BASE}.docx")))
    said = words_of(pdf_of(client.get(f"{BASE}.pdf"))).replace(" ", "")

    assert {one.name for one in shown} <= {*HOSTILE}
    for one in shown:
        kept = squeezed(one.name.replace("\x07", "").replace("\ufffe", ""))
        assert kept in text
        assert kept.replace(" ", "") in said


# The server.


def test_only_the_results_leave_as_a_paper(province, client):
    for road in ("noi-dung", "bieu", "bieu/kinh-phi", "ho-so/de-an", "sai-khac", "doi-soat"):
        for extension in PAPERS:
            assert client.get(f"{BASE}/{road}.{extension}").status_code == 404


def test_the_page_links_both(papers, province, client):
    page = client.get(f"{BASE}/").content.decode()

    for extension in PAPERS:
        assert f'href="{BASE}.{extension}" rel="nofollow"' in page
        assert papers[extension]["X-Robots-Tag"] == "noindex"
    assert "Disallow: /ket-qua/*.pdf" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize("missing", [ImportError("weasyprint"), OSError("libpango-1.0-0")])
def test_where_no_pdf_can_be_made_it_says_so_and_word_remains(missing, sealed, monkeypatch):
    def load():
        raise pdf.NotInstalled("Máy chủ này chưa cài phần tạo tệp PDF.") from missing

    pdf._kept.clear()
    monkeypatch.setattr(pdf, "_weasyprint", load)
    answer = Client().get(f"{BASE}/ban-1.pdf")
    page = answer.content.decode()

    assert answer.status_code == 501
    assert answer["Cache-Control"] == "no-store"
    assert "chưa cài phần tạo tệp PDF" in page
    assert f'href="{BASE}/ban-1.docx"' in page
    assert Client().get(f"{BASE}/ban-1.docx").status_code == 200


def test_where_a_library_is_missing_no_page_links_a_pdf(province, client, monkeypatch):
    monkeypatch.setattr("reports.views.pdf_is_installed", lambda: False)
    page = client.get(f"{BASE}/").content.decode()

    assert f'href="{BASE}.docx"' in page
    assert f'href="{BASE}.pdf"' not in page


def test_one_pdf_is_made_at_a_time(province, client, monkeypatch):
    pdf._kept.clear()
    monkeypatch.setattr(pdf, "PATIENCE", 0)
    with pdf._setting:
        answer = client.get(f"{BASE}.pdf")

    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "thử lại" in answer.content.decode()
    made = client.get(f"{BASE}.pdf")
    with pdf._setting:  # what was made once is there
        assert client.get(f"{BASE}.pdf").content == made.content
