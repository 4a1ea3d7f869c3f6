"""The reader finds what a notice states, tolerates its slips, and guesses nothing."""

import tomllib
from decimal import Decimal
from io import StringIO
from itertools import pairwise

import pytest
from django.conf import settings
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from reports.formats import money_in_millions
from reports.notices.matching import Catalogue
from reports.notices.reader import UNITS, Qualifier, What, read_notice
from reports.sentence import counted

SEED = settings.SOURCE_DIR / "reports" / "demo" / "notice.toml"


@pytest.fixture(scope="module")
def seed():
    return tomllib.loads(SEED.read_text("utf-8"))


@pytest.fixture
def catalogue(db):
    call_command("load_catalogue", stdout=StringIO())
    return Catalogue.stored()


def only(text):
    """The one figure that the text states."""
    (item,) = read_notice(text).stated
    return item


def test_the_seed_notice_is_read_as_a_person_reads_it(seed):
    reading = read_notice(seed["notice"]["text"])

    results = reading.of(What.RESULT)
    assert [(item.value, item.unit) for item in results] == [
        (1, "cụm công nghiệp"),
        (3, "mô hình"),
        (18, "cơ sở"),
        (2, "hội chợ"),
        (None, ""),
        (1, "lớp"),
        (2, "lớp"),
    ]
    assert [(item.value, item.unit) for item in reading.of(What.MONEY)] == [
        (9510, "triệu đồng"),
        (712, "triệu đồng"),
    ]
    assert [item.number for item in reading.of(What.ACT)] == ["1288/QĐ-CP", "1288/QĐ-TTg"]
    assert reading.differing_acts == [["1288/QĐ-CP", "1288/QĐ-TTg"]]
    phases = [(item.first_year, item.last_year) for item in reading.of(What.YEARS)]
    assert phases.count((2014, 2020)) == 3


def test_every_clause_of_the_seed_is_kept_as_it_was_printed(seed):
    reading = read_notice(seed["notice"]["text"])

    assert [item.printed for item in reading.stated] == [row["printed"] for row in seed["stated"]]


def test_the_seed_notice_is_matched_to_the_catalogue(seed, catalogue):
    reading = read_notice(seed["notice"]["text"], catalogue.units)

    found = [(catalogue.kind_of(item), catalogue.source_of(item)) for item in reading.stated]
    codes = [(kind and kind.code, source and source.code) for kind, source in found]
    assert codes == [(row.get("kind"), row.get("source")) for row in seed["stated"]]


def test_every_span_is_where_the_text_says_it(seed):
    reading = read_notice(seed["notice"]["text"])

    for item in reading.of(What.ACT):
        assert reading.text[item.start : item.end].startswith("1288/QĐ")
    for item in reading.of(What.MONEY):
        assert reading.text[item.start : item.end].endswith("triệu đồng")
    ends = [(item.start, item.end) for item in reading.items]
    assert all(end <= start for (_, end), (start, _) in pairwise(ends))


@pytest.mark.parametrize(
    ("text", "value", "upper", "qualifier", "unit"),
    [
        ("hỗ trợ trên 30 lao động", 30, None, Qualifier.OVER, "lao động"),
        ("kinh phí hơn 413 triệu đồng", 413, None, Qualifier.ABOVE, "triệu đồng"),
        ("gần 1.018 sản phẩm", 1018, None, Qualifier.NEARLY, "sản phẩm"),
        ("khoảng 23.292,2 triệu đồng", Decimal("23292.2"), None, Qualifier.ABOUT, "triệu đồng"),
        ("ước đạt 2 - 4 đề án", 2, 4, Qualifier.ESTIMATED, "đề án"),
        ("từ 9 đến 12 cơ sở", 9, 12, Qualifier.EXACT, "cơ sở"),
        ("không quá 4 mô hình", 4, None, Qualifier.AT_MOST, "mô hình"),
        ("ít nhất 02 hội chợ", 2, None, Qualifier.AT_LEAST, "hội chợ"),
        ("64,47 tỉ đồng", Decimal("64.47"), None, Qualifier.EXACT, "tỷ đồng"),
        ("9.510.000.000 đồng", 9_510_000_000, None, Qualifier.EXACT, "đồng"),
        ("262,5triệuđồng", Decimal("262.5"), None, Qualifier.EXACT, "triệu đồng"),
        ("hỗ trợcho18 cơ sởchuyển giao", 18, None, Qualifier.EXACT, "cơ sở"),
        ("mở 02lớp", 2, None, Qualifier.EXACT, "lớp"),
        ("sửa chữa 7 xưởng", 7, None, Qualifier.EXACT, ""),
    ],
)
def test_a_figure_is_read_as_it_was_printed(text, value, upper, qualifier, unit):
    item = only(text)

    assert (item.value, item.upper, item.qualifier, item.unit) == (value, upper, qualifier, unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ngày 19/05/2020",
        "ngày 01 tháng 08 năm 2014",
        "đạt 95,27% kế hoạch",
        "theo Điều 4 của Nghị định số 45/2012/NĐ-CP",
        "tháng 6/2020",
        "trên 1.5 ha",
        "trong giai đoạn 2014- 2020",
        "Thông tư 36 năm 2013",
    ],
)
def test_what_is_no_result_is_not_read_as_one(text):
    assert read_notice(text).stated == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("số 1288/QĐ- TTg ngày", "1288/QĐ-TTg"),
        ("số 09/2021/QĐ-UBND", "09/2021/QĐ-UBND"),
        ("số 1168/CTĐP-QLKC", "1168/CTĐP-QLKC"),
        ("số 157 / KH-SCT", "157/KH-SCT"),
        ("số 575/QD-UBND", "575/QĐ-UBND"),
    ],
)
def test_an_act_is_named_in_one_way(text, number):
    assert [item.number for item in read_notice(text).of(What.ACT)] == [number]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("nguồn KCQG 300 triệu đồng, KCĐP 40 triệu đồng", ["KCQG", "KCDP"]),
        ("300 triệu đồng từ nguồn khuyến công quốc gia", ["KCQG"]),
        ("tổng kinh phí 10.222 triệu đồng", [None]),
        ("khuyến công quốc gia và khuyến công địa phương 900 triệu đồng", ["KCDP"]),
        ("khuyến công quốc gia, 900 triệu đồng vốn đối ứng", ["DOI_UNG"]),
        ("KCQG 900 triệu đồng vốn đối ứng", [None]),
    ],
)
def test_a_source_is_the_one_named_beside_the_amount(catalogue, text, codes):
    sources = [catalogue.source_of(item) for item in read_notice(text).stated]

    assert [source and source.code for source in sources] == codes


@pytest.mark.parametrize(
    "text", ["hỗ trợ 05 cơ sở", "mở 02 lớp cho hội viên", "sửa chữa 7 xưởng", "tổ chức 03 lượt"]
)
def test_a_result_that_may_be_of_several_kinds_stays_unmatched(catalogue, text):
    assert [catalogue.kind_of(item) for item in read_notice(text).stated] == [None]


def test_every_phrase_of_the_catalogue_is_recognised_again(catalogue):
    """What our own sentence prints is matched to its kind, or to none where two share the words."""
    for kind in catalogue.kinds:
        main = kind.measures.get(is_main=True)
        text = kind.phrase.replace("{n}", counted(4, main.unit))
        (item, *_) = read_notice(text, catalogue.units).stated
        assert (item.value, item.unit) == (4, main.unit.lower())
        assert catalogue.kind_of(item) in (kind, None)


@given(st.integers(0, 10**9), st.sampled_from(UNITS))
def test_a_printed_count_is_read_back(number, unit):
    item = only(f"hỗ trợ cho {counted(number, unit)} trên địa bàn tỉnh.Với các nguồn")

    assert (item.value, item.upper, item.unit) == (number, None, unit)


@given(st.integers(1, 10**15))
def test_a_printed_amount_is_read_back(dong):
    item = only(f"Tổng kinh phí thực hiện là {money_in_millions(dong)} triệu đồng.")

    assert (item.what, item.unit) == (What.MONEY, "triệu đồng")
    assert item.value * 1_000_000 == dong


@given(st.text())
def test_any_text_is_read_without_an_error(text):
    for item in read_notice(text).items:
        assert 0 <= item.start < item.end
