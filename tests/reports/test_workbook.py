"""The phase workbook: every number that of the page, every list that of the records."""

from datetime import date, datetime
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from programs.models import OldProvince
from projects.models import Activity
from reports.addresses import Address
from reports.editions import edition_at
from reports.figures import FIGURES_BY_KEY, Unit
from reports.periods import Period
from reports.records import Records
from reports.rollup import Rollup
from reports.sealing import seal
from reports.workbook import SPLIT_SHEETS
from tests import factories as make

from .province import MILLION

PHASE = "/ket-qua/2018-2020"
NAMES = [
    "Tổng hợp",
    "Theo nội dung",
    "Theo năm",
    "Theo nguồn",
    "Theo xã, phường",
    "Theo huyện cũ",
    "Theo loại hình",
    "Theo chương trình",
    "Chỉ tiêu và kết quả",
    "Cơ sở được hỗ trợ",
    "Hoạt động",
    "Cách tính",
]
FACILITIES, ACTIVITIES = "Cơ sở được hỗ trợ", "Hoạt động"
HEADLINE = {
    FACILITIES: ("facilities", "supports", "spent", "counterpart", "unknown_money"),
    ACTIVITIES: (
        "activities_planned",
        "activities",
        "supports_planned",
        "supports",
        "planned",
        "settled",
        "spent",
        "counterpart",
        "disbursed",
        "unknown_money",
    ),
}


def by_openpyxl(content):
    book = load_workbook(BytesIO(content))
    return {
        sheet.title: [[plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    }


def by_calamine(content):
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {
        name: [
            [plain(cell) for cell in row]
            for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        for name in book.sheet_names
    }


def plain(value):
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float):
        return round(value, 6)
    return None if value == "" else value


def expected(table):
    """The rows of a table as they stand in the file, money in triệu đồng."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    return [[row.label, *map(in_file, row.cells)] for row in rows]


def in_file(cell):
    value = cell.value if cell.value != "" else None
    if value is None or isinstance(value, str):
        return value
    return round(float(value) / MILLION if cell.column.unit is Unit.DONG else float(value), 6)


def stands_in(rows, block):
    """Whether the block of rows is there, one row below the other."""
    width = len(block[0])
    cut = [row[:width] for row in rows]
    return any(cut[at : at + len(block)] == block for at in range(len(cut) - len(block) + 1))


def listed(rows):
    """A list: its rows by heading, and its total."""
    top = next(at for at, row in enumerate(rows) if row[0] == "TT")
    heads = [str(head).removesuffix(" (triệu đồng)") for head in rows[top] if head]
    found = []
    for row in rows[top + 1 :]:
        found.append(dict(zip(heads, row, strict=False)))
        if row[2] == "Cộng":
            break
    return SimpleNamespace(rows=found[:-1], total=found[-1])


def get(client, address=f"{PHASE}.xlsx"):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.getvalue()


@pytest.fixture
def sealed(province):
    draft = make.PublicationFactory(
        title="Kết quả đã công bố", period_slug="2018-2020", cutoff=date(2020, 12, 31)
    )
    return seal(draft, make.UserFactory())


@pytest.mark.parametrize("read", [by_openpyxl, by_calamine])
def test_every_number_of_every_sheet_is_that_of_the_page(province, client, read):
    found = read(get(client))
    is_equal(found, edition_at(Address(Period.years(2018, 2020))))
    assert list(found) == NAMES


def is_equal(found, edition):
    results = edition.results()
    for cell in (*results.headline, *results.aside):
        assert stands_in(found["Tổng hợp"], [[cell.column.label, in_file(cell)]])
    if results.money.rows:
        assert stands_in(found["Tổng hợp"], expected(results.money))
    for slug, name in SPLIT_SHEETS.items():
        assert stands_in(found[name], expected(edition.table(slug))), name
    measures = expected(edition.table("chi-tieu"))
    assert not measures or stands_in(found["Chỉ tiêu và kết quả"], measures)
    totals = Rollup(edition.lines).totals
    for name, keys in HEADLINE.items():
        roll = listed(found[name])
        for key in keys:
            adds_up(roll, FIGURES_BY_KEY[key], totals[key])


def adds_up(roll, figure, total):
    """The rows of the list add up to its total, and that is the figure; no column of noughts."""
    scale = MILLION if figure.unit is Unit.DONG else 1
    if figure.label not in roll.total:
        assert not total, figure.key
        return
    in_rows = sum(round(row[figure.label] * scale) for row in roll.rows)
    assert in_rows == round(roll.total[figure.label] * scale) == total, figure.key


@pytest.mark.parametrize(
    ("name", "code", "figure"),
    [(FACILITIES, "Mã cơ sở", "facilities"), (ACTIVITIES, "Mã", "activities")],
)
def test_a_list_has_exactly_the_records_of_its_figure(province, client, name, code, figure):
    item = FIGURES_BY_KEY[figure]
    records = Records(item, edition_at(Address(Period.years(2018, 2020))).lines, {})
    found = listed(by_openpyxl(get(client))[name])

    counted = [row[code] for row in found.rows if row[item.label]]
    assert sorted(counted) == sorted(row[item.column] for row in records.rows())


def test_the_lists_say_what_each_received(province, client):
    found = by_openpyxl(get(client))
    an_phu, binh_minh, none = listed(found[FACILITIES]).rows
    first, second, *_ = listed(found[ACTIVITIES]).rows

    assert (an_phu["TT"], an_phu["Tên cơ sở"], an_phu["Loại hình"]) == (
        1,
        "HTX An Phú",
        "Hợp tác xã",
    )
    assert an_phu["Năm hỗ trợ"] == "2018, 2019"
    assert [an_phu[one] for one in ("Số lượt hỗ trợ", "Kinh phí thực hiện")] == [3, 410]
    assert an_phu["Trong đó: Khuyến công địa phương"] == 100
    assert (binh_minh["TT"], binh_minh["Huyện lúc hỗ trợ"]) == (2, "Huyện Hai")
    assert (none["Tên cơ sở"], none["Kinh phí thực hiện"]) == ("Không gắn với một cơ sở", 830)
    assert first["Ngày nghiệm thu"] == date(2018, 6, 1)
    assert (first["Năm"], first["Kinh phí quyết toán"], first["Đã giải ngân"]) == (2018, 280, 280)
    assert second["Cơ sở"] == "Công ty Bình Minh; HTX An Phú"


def test_money_of_another_year_is_listed_and_not_counted(province, client):
    """In 2020 A3 of 2019 still gets 200, and A6 of 2018 its 50: neither is of this year."""
    found = listed(by_openpyxl(get(client, "/ket-qua/2020.xlsx"))[ACTIVITIES])
    by_code = {row["Mã"]: row for row in found.rows}

    assert (by_code["A3"]["TT"], by_code["A3"]["Kinh phí thực hiện"]) == (None, 200)
    assert by_code["A6"]["Số đề án"] == 0
    assert [by_code[code]["TT"] for code in ("A4", "A5")] == [1, 2]
    assert found.total["Số đề án"] == 1


# Where it is from.


def test_every_sheet_says_where_it_is_from(province, sealed, client):
    live = by_openpyxl(get(client, f"{PHASE}/hien-nay.xlsx"))
    kept = by_openpyxl(get(client))

    for name in NAMES:
        [line] = [row[0] for row in live[name] if str(row[0]).startswith("Nguồn: ")]
        assert line.startswith("Nguồn: http://testserver/ket-qua/2018-2020/hien-nay/. ")
        assert "tạm tính" in line
        [line] = [row[0] for row in kept[name] if str(row[0]).startswith("Nguồn: ")]
        assert "http://testserver/ket-qua/2018-2020/ban-1/. Số liệu đã chốt, bản 1" in line
        assert "đến ngày 31/12/2020" in line
        assert sealed.digest in line


def test_illustrations_are_marked_on_every_sheet_and_row(province, client):
    before = by_openpyxl(get(client))
    province.a1.is_illustration = True
    type(province.a1).objects.filter(pk=province.a1.pk).update(is_illustration=True)
    after = by_openpyxl(get(client))

    assert not any("minh họa" in str(row) for row in before[FACILITIES])
    for name in NAMES:
        assert any(str(row[0]).startswith("Có hồ sơ minh họa") for row in after[name])
    assert [row["Ghi chú"] for row in listed(after[ACTIVITIES]).rows][:2] == ["minh họa", None]
    assert listed(after[FACILITIES]).rows[0]["Ghi chú"] == "minh họa"


def test_the_rules_of_all_figures_stand_in_it_and_what_is_unknown(province, client):
    rules = {row[0]: row[1] for row in by_openpyxl(get(client))["Cách tính"]}

    for keys in HEADLINE.values():
        for key in keys:
            assert rules[FIGURES_BY_KEY[key].label].endswith(FIGURES_BY_KEY[key].rule)
    assert rules["Kinh phí chưa rõ nguồn"].startswith("30 triệu đồng. ")
    assert rules["Số hạng mục không rõ số lượng"].startswith("2. ")
    assert rules["Kế hoạch"] == "Theo đề án đã phê duyệt, không ngừng."


def test_a_sealed_workbook_does_not_read_the_register(sealed, client):
    with CaptureQueriesContext(connection) as queries:
        get(client)
    assert not [one["sql"] for one in queries if '"projects_' in one["sql"]]


def test_a_sealed_list_keeps_its_names(province, sealed, client):
    before = get(client)
    province.an_phu.name = "Đổi tên"
    province.an_phu.save()
    province.sources["KCQG"].name = "Đổi tên nguồn"
    province.sources["KCQG"].save()

    assert get(client) == before


def test_a_scope_has_its_own(province, client):
    """The đề án of 2019 are those of the old province."""
    OldProvince.objects.filter(pk=province.d1.old_province_id).update(code="gia-lai-cu")
    of_it = Activity.objects.filter(year=2019)
    of_it.update(old_province=province.d1.old_province)
    found = by_openpyxl(get(client, f"{PHASE}/gia-lai-cu.xlsx"))

    is_equal(found, edition_at(Address(Period.years(2018, 2020), scope="gia-lai-cu")))
    assert [row["Mã"] for row in listed(found[ACTIVITIES]).rows] == ["A2", "A3"]


# The file.


def test_a_name_that_looks_like_a_formula_stays_text(province, client):
    province.an_phu.name = "=1+1"
    province.an_phu.save()
    make.SupportFactory(
        activity=make.ActivityFactory(
            code="A0", title="@SUM(A1)", year=2019, stage="accepted", approved=True
        )
    )
    book = load_workbook(BytesIO(get(client)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]

    assert "f" not in {cell.data_type for cell in cells}
    assert {"=1+1", "@SUM(A1)"} <= {cell.value for cell in cells}


def test_it_is_set_up_to_be_printed_read_and_filtered(province, client):
    book = load_workbook(BytesIO(get(client)))
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        written = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.font.name for cell in written} == {"Times New Roman"}
    for name in (FACILITIES, ACTIVITIES):
        assert (book[name].freeze_panes, book[name].print_title_rows) == ("D5", "$4:$4")
    # The total and the notes are not filtered away.
    assert book[FACILITIES].auto_filter.ref == "A4:P7"
    assert book[FACILITIES]["C8"].value == "Cộng"
    assert book["Theo nội dung"].freeze_panes == "B5"


def test_a_number_opens_its_records_and_a_code_its_page(province, client):
    book = load_workbook(BytesIO(get(client)))
    total = next(row for row in book["Theo nguồn"].iter_rows() if row[0].value == "Cộng")
    links = [cell.hyperlink.target for cell in total if cell.hyperlink]

    assert f"http://testserver{PHASE}/ho-so/kinh-phi-thuc-hien/" in links
    assert book[FACILITIES]["B5"].hyperlink.target == "http://testserver/co-so/AN/"
    assert book["Tổng hợp"].cell(book["Tổng hợp"].max_row, 1).hyperlink


def test_a_list_longer_than_a_sheet_goes_on_on_the_next(province, client, monkeypatch):
    monkeypatch.setattr("reports.writers.sheet.ROWS_PER_SHEET", 3)
    found = by_openpyxl(get(client))

    assert [name for name in found if name.startswith(ACTIVITIES)] == [
        ACTIVITIES,
        f"{ACTIVITIES} (2)",
        f"{ACTIVITIES} (3)",
    ]
    codes = [row[1] for name in found if name.startswith(ACTIVITIES) for row in found[name]]
    assert [code for code in codes if str(code).startswith("A")] == [f"A{n}" for n in range(1, 8)]
    assert not any(row[2] == "Cộng" for row in found[ACTIVITIES])
    assert any(row[2] == "Cộng" for row in found[f"{ACTIVITIES} (3)"])


def test_a_large_one_is_sent_from_the_disk_with_a_tag(province, client, monkeypatch):
    small = get(client)
    monkeypatch.setattr("reports.answers.MOST_IN_MEMORY", 10)
    answer = client.get(f"{PHASE}.xlsx")

    assert answer.streaming
    assert answer["ETag"]
    assert answer.getvalue() == small


def test_nothing_recorded_gives_a_workbook_too(province, client):
    found = by_openpyxl(get(client, "/ket-qua/2030.xlsx"))

    assert listed(found[ACTIVITIES]).rows == []


@override_settings(LIVE_PAGES=False)
def test_where_nothing_is_published_there_is_no_workbook(province, client):
    assert client.get(f"{PHASE}.xlsx").status_code == 404
