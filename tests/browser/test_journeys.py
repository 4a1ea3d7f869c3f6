"""Who comes with a question finds the answer in at most three clicks from the home page."""

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.any_database]

MOST = 3
PHASE = "Chương trình khuyến công giai đoạn 2021–2025"
PUBLISHED = "Kết quả Chương trình khuyến công giai đoạn 2014–2020"
FAOS = "Hợp tác xã Nông nghiệp hữu cơ an toàn FAOS"
TOTAL = 10_222  # triệu đồng: what the notice states


class Visitor:
    """Somebody on the home page whose every click is counted; a question typed is one."""

    def __init__(self, page):
        self.page = page
        self.clicks = 0
        page.goto("/")

    def click(self, name, within="main"):
        self.clicks += 1
        self.page.locator(within).get_by_role("link", name=name).first.click()

    def search(self, words):
        self.clicks += 1
        self.page.get_by_role("searchbox").or_(self.page.get_by_role("combobox")).fill(words)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/tim/**")

    def download(self, name, within, folder):
        with self.page.expect_download() as download:
            self.click(name, within)
        file = folder / download.value.suggested_filename
        download.value.save_as(file)
        return file

    def reads(self, *words):
        """Each of the words stands on the page, where it can be seen, after few enough clicks."""
        assert self.clicks <= MOST
        for one in words:
            expect(self.page.locator("main").get_by_text(one).first).to_be_visible()


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["desktop", "phone"])
def visitor(request, browser, rich):
    width, height = request.param
    context = browser.new_context(
        base_url=rich, locale="vi-VN", viewport={"width": width, "height": height}
    )
    yield Visitor(context.new_page())
    context.close()


def test_what_the_province_did_in_a_phase(visitor):
    visitor.click(PHASE)

    visitor.reads("Làm được gì?", "Hết bao nhiêu?", "triệu đồng đã thực hiện")


def test_what_one_facility_received(visitor):
    visitor.search("hop tac xa faos")
    visitor.click(FAOS)

    visitor.reads(
        FAOS, "200 triệu đồng", "Cụm máy móc thiết bị tiên tiến trong chế biến trà túi lọc"
    )


def test_what_happened_in_one_commune(visitor):
    visitor.click("Địa bàn", within="header")
    visitor.click("Xã Ia Hrú")

    visitor.reads("Xã Ia Hrú", "02 cơ sở", "700,02 triệu đồng", FAOS)


def test_a_commune_is_found_by_its_name_too(visitor):
    visitor.search("ia hru")
    visitor.click("Xã Ia Hrú")

    visitor.reads("Xã Ia Hrú", "700,02 triệu đồng")


def test_who_approved_a_published_figure_and_when(visitor):
    visitor.click(PUBLISHED)
    visitor.reads("Người ký", "Đã chốt")
    signed_by = visitor.page.locator(".seal div", has_text="Người ký").locator("dd").inner_text()
    visitor.click("18 cơ sở")

    visitor.reads("Đã chốt", f"{signed_by} ký ngày")


def test_who_approved_an_activity_and_when(visitor):
    visitor.click("đề án")
    visitor.click("(minh họa)", within="main table")

    visitor.reads("Quyết định phê duyệt", "QĐ-")


def test_the_excel_file(visitor, tmp_path):
    visitor.click(PUBLISHED)
    file = visitor.download("Excel", "#tai-ve", tmp_path)

    assert visitor.clicks <= MOST
    assert file.suffix == ".xlsx"
    cells = [
        cell
        for sheet in load_workbook(file, data_only=True)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    assert TOTAL in cells
