"""The main job, as people do it: from a staff member's entry to the public figure and its file."""

import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from khuyencong import roles
from projects.models import Activity
from tests.factories import FacilityFactory, ProgramPhaseFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIVE = "/ket-qua/2026-2030/hien-nay/"
SPENT = "300 triệu đồng"


def test_an_entry_becomes_a_public_figure_and_its_excel_file(
    catalogue, person, signed_in, public, tmp_path
):
    person("nhap", roles.ENTRY)
    person("duyet", roles.REVIEW)
    facility = FacilityFactory(name="Hợp tác xã Dệt Thử")
    ProgramPhaseFactory(first_year=2026, last_year=2030)

    with signed_in("nhap") as page:
        enter_activity(page, facility)
        with page.expect_navigation():
            page.get_by_role("button", name="Gửi duyệt").click()
    record = Activity.objects.get()
    public.goto(LIVE)
    assert record.review == "pending"
    assert SPENT not in public.inner_text("main")

    with signed_in("duyet") as page:
        page.goto(f"/quan-tri/projects/activity/{record.pk}/change/")
        with page.expect_navigation():
            page.get_by_role("button", name="Duyệt", exact=True).click()
    public.goto(LIVE)
    assert "01 cơ sở" in public.inner_text("main").replace("\xa0", " ")
    assert SPENT in public.inner_text("main").replace("\xa0", " ")

    public.get_by_role("link", name=re.compile("300.triệu đồng")).first.click()
    expect(public.locator("main")).to_contain_text("Hỗ trợ máy dệt")

    public.goto(LIVE)
    with public.expect_download() as download:
        public.locator(f'a[href$="{LIVE.rstrip("/")}.xlsx"]').first.click()
    file = tmp_path / "ket-qua.xlsx"
    download.value.save_as(file)
    assert 300 in spent_in(file)


def enter_activity(page, facility):
    """One đề án with one facility and two sources, typed as a clerk would."""
    page.goto("/quan-tri/projects/activity/add/")
    page.get_by_label("Tên đề án, nhiệm vụ").fill("Hỗ trợ máy dệt thổ cẩm")
    page.get_by_label("Nội dung chính").select_option(
        label="Chuyển giao công nghệ, ứng dụng máy móc, thiết bị tiên tiến"
    )
    page.get_by_label("Năm:", exact=False).first.fill("2026")
    page.get_by_label("Khuyến công địa phương").check()
    page.get_by_label("Giai đoạn thực hiện").select_option(label="Đã nghiệm thu")
    page.locator("#id_accepted_on").fill("05/03/2026")
    choose(page, "supports-0-facility", "det thu", facility.name)
    page.locator("#id_fundings-0-source").select_option(label="Khuyến công địa phương")
    page.locator("#id_fundings-0-planned").press_sequentially("300000000")
    assert page.locator("#id_fundings-0-planned").input_value() == "300.000.000"


def choose(page, field, typed, name):
    """Pick from an autocomplete by typing without accents."""
    page.locator(f"#id_{field} + .select2 .select2-selection").click()
    page.locator(".select2-search__field").last.fill(typed)
    page.get_by_role("option", name=name).click()


def spent_in(file):
    """Every number of the workbook's sheets, money in triệu đồng."""
    book = load_workbook(file, data_only=True)
    return {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
