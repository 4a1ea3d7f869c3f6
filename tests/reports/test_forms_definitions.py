"""A form is data: a definition that is wrong is refused, one of the office's own just works."""

import tomllib

import pytest

from reports.forms.building import form_of
from reports.forms.definition import FormError
from reports.forms.judging import definition_from
from reports.forms.layout import head_rows, heads_of
from reports.forms.loading import SHIPPED, check_definitions, definitions
from reports.lines import RegisterLines
from reports.periods import Period

from .formed import DP, QG, shown

pytestmark = pytest.mark.any_database


def raw_of(slug):
    return tomllib.loads((SHIPPED / f"{slug}.toml").read_text(encoding="utf-8"))


def test_shipped_definitions_are_right_and_name_no_form_number():
    assert check_definitions(None) == []
    for form in definitions().values():
        assert form.is_verified
        assert "số hiệu mẫu của Bộ chưa xác định" in form.source


def changed(shipped, **more):
    return {**raw_of(shipped), **more}


def with_column(slug, place, **more):
    raw = raw_of(slug)
    raw["column"][place] |= more
    return raw


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (with_column("ket-qua", 3, where={"chuong-trinh": DP}), "gắn với “KCDP”"),
        (with_column("kinh-phi", 3, where={"nguon": QG}), "gắn với “KCQG”"),
        (with_column("du-an", 4, where={"nguon": QG}), "gắn với “KCQG”"),
        (with_column("kinh-phi", 3, where={"nguồn": DP}), "không có cách chia"),
        (with_column("binh-chon", 3, where={"nguon": QG}), "không chia được theo"),
        (with_column("du-an", 5, actual="tong"), "không có số liệu “tong”"),
        (with_column("du-an", 5, actual=""), "phải nêu số liệu"),
        (with_column("du-an", 5, money="đô la"), "đơn vị tiền"),
        (with_column("du-an", 5, width="rộng"), "độ rộng"),
        (with_column("ket-qua", 4, key=QG), "hai cột cùng một mã"),
        (with_column("ket-qua", 3, heading=["a", "b", "c", "d"]), "số tầng tiêu đề"),
        (changed("ket-qua", form="khac"), "không phải biểu nào"),
        (changed("ket-qua", feeds="khac"), "khac"),
        (changed("ket-qua", slug="Kết quả"), "địa chỉ"),
        (changed("ket-qua", orientation="ngang"), "hướng giấy"),
        (changed("kinh-phi", actual=""), "thiếu số liệu"),
        (changed("ket-qua", title="MẪU SỐ 3", is_verified=False), "số hiệu mẫu"),
        (changed("ket-qua", total={"label": "Tổng", "place": "giữa"}), "dòng tổng"),
        (changed("binh-chon", row=[]), "[[row]]"),
        ({key: value for key, value in raw_of("ket-qua").items() if key != "title"}, "title"),
        (changed("ket-qua", thua="x"), "thua"),
    ],
)
def test_a_wrong_definition_is_refused_with_its_fault(raw, fault):
    with pytest.raises(FormError, match=r"Mẫu biểu thử\.toml") as refused:
        definition_from(raw, "thử.toml")

    assert fault in str(refused.value)


def test_headings_are_merged_as_in_the_templates():
    places = {
        slug: {(head.text, head.top, head.left, head.bottom, head.right) for head in heads_of(form)}
        for slug, form in definitions().items()
    }

    assert places["ket-qua"] == {
        ("TT", 0, 0, 2, 0),
        ("Chỉ tiêu", 0, 1, 2, 1),
        ("Đơn vị tính", 0, 2, 2, 2),
        ("Năm báo cáo", 0, 3, 0, 4),
        ("KCQG", 1, 3, 2, 3),
        ("KCĐP", 1, 4, 2, 4),
    }
    assert ("Kinh phí thực hiện (triệu đồng)", 0, 5, 0, 7) in places["du-an"]


def test_on_screen_every_row_of_headings_begins_one():
    """The template merges TT over three rows; no heading begins in the third, so HTML has two."""
    first, second = head_rows(definitions()["ket-qua"])

    assert [(head.text, head.rows, head.columns) for head in first] == [
        ("TT", 2, 1),
        ("Chỉ tiêu", 2, 1),
        ("Đơn vị tính", 2, 1),
        ("Năm báo cáo", 1, 2),
    ]
    assert [(head.text, head.rows) for head in second] == [("KCQG", 1), ("KCĐP", 1)]


def test_a_form_of_the_office_is_data_only(province, settings, tmp_path, client):
    settings.FORMS_DIR = tmp_path
    (tmp_path / "huyen.toml").write_text(OWN, encoding="utf-8")

    lines = RegisterLines(Period.years(2018, 2020))
    made = form_of(definitions()["so-de-an"], lines).sheets[0].table

    assert shown(made) == {("D1", QG): 4, ("D1", DP): 1, ("D2", QG): 5, ("D2", DP): 3}
    page = client.get("/ket-qua/2018-2020/bieu/so-de-an/").content.decode()
    assert "Mẫu nội bộ" in page
    assert 'href="/ket-qua/2018-2020/ho-so/de-an/?chuong-trinh=KCQG"' in page


OWN = """
slug = "so-de-an"
name = "Số đề án theo chương trình"
title = "TỔNG HỢP ĐỀ ÁN"
source = "Sở tự đặt."
feeds = "figures"
rule = "Theo chương trình."
heading_rows = 1

[[column]]
holds = "label"
heading = ["Chỉ tiêu"]
width = 40

[[column]]
key = "KCDP"
heading = ["KCĐP"]
width = 12
where = { chuong-trinh = "KCDP" }

[[column]]
key = "KCQG"
heading = ["KCQG"]
width = 12
where = { chuong-trinh = "KCQG" }

[[row]]
code = "D1"
label = "Đề án đã nghiệm thu"
actual = "activities"
planned = "activities_planned"

[[row]]
code = "D2"
label = "Lượt hỗ trợ"
actual = "supports"
"""
