"""A working day: sent, returned, corrected, approved, accepted with papers, public, stopped.

Two people at two browsers, and a visitor who reads what comes of it.
"""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from khuyencong import roles
from projects.models import Activity, Document, StageEvent
from tests.factories import (
    ActivityFactory,
    FacilityFactory,
    FundingFactory,
    ProgramPhaseFactory,
    SupportFactory,
)

from .test_main_job import LIVE, choose

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MACHINES = "Chuyển giao công nghệ, ứng dụng máy móc, thiết bị tiên tiến"
TITLE = "Hỗ trợ máy sấy cà phê"
NOTE = "Ghi rõ loại máy trong tên đề án."
REPORT = b"%PDF-1.4\n% bien ban\n"
MILLION = 1_000_000


@pytest.fixture
def office(catalogue, person, signed_in):
    """Who enters and who approves, each at a browser; and one activity that is running already."""
    ProgramPhaseFactory(first_year=2026, last_year=2030)
    person("nhap", roles.ENTRY)
    person("duyet", roles.REVIEW)
    with signed_in("nhap") as clerk, signed_in("duyet") as approver:
        yield clerk, approver


@pytest.fixture
def running(catalogue):
    """Approved, 250 triệu đồng planned of the province's money."""
    from programs.models import ActivityKind, BudgetSource

    kind = ActivityKind.objects.get(code="may-moc-thiet-bi")
    activity = ActivityFactory(
        approved=True, year=2026, programme="KCDP", stage="approved", main_kind=kind
    )
    SupportFactory(activity=activity, kind=kind, facility=FacilityFactory())
    source = BudgetSource.objects.get(code="KCDP")
    FundingFactory(activity=activity, source=source, planned=250 * MILLION)
    return activity


@contextmanager
def leads_on(page):
    """A click whose page must have come before the test goes on."""
    with page.expect_navigation():
        yield


def press(page, name):
    with leads_on(page):
        page.get_by_role("button", name=name, exact=True).click()


def opened(page, record):
    options = record._meta
    page.goto(f"/quan-tri/{options.app_label}/{options.model_name}/{record.pk}/change/")
    return page


def reads(public):
    """What the visitor reads of the phase now."""
    public.goto(LIVE)
    return public.inner_text("main").replace("\xa0", " ")


def test_a_working_day(office, running, public, tmp_path):
    clerk, approver = office
    facility = FacilityFactory(name="Hợp tác xã Sấy Thử")

    # Entered and sent.
    clerk.goto("/quan-tri/projects/activity/add/")
    clerk.get_by_label("Tên đề án, nhiệm vụ").fill("Hỗ trợ máy")
    clerk.get_by_label("Nội dung chính").select_option(label=MACHINES)
    clerk.locator("#id_year").fill("2026")
    clerk.get_by_label("Khuyến công địa phương").check()
    choose(clerk, "supports-0-facility", "say thu", facility.name)
    clerk.locator("#id_fundings-0-source").select_option(label="Khuyến công địa phương")
    clerk.locator("#id_fundings-0-planned").press_sequentially("300000000")
    press(clerk, "Gửi duyệt")
    activity = Activity.objects.exclude(pk=running.pk).get()

    # Returned with a note, corrected, sent again, approved by the other.
    opened(approver, activity).locator("#review_note").fill(NOTE)
    press(approver, "Trả lại")
    expect(opened(clerk, activity).get_by_role("group", name="Bị trả lại")).to_contain_text(NOTE)
    clerk.get_by_label("Tên đề án, nhiệm vụ").fill(TITLE)
    press(clerk, "Gửi duyệt")
    press(opened(approver, activity), "Duyệt")
    assert "550" in reads(public)
    assert "300 triệu đồng" not in reads(public)

    # Accepted, with its paper; both seen by the other.
    opened(clerk, activity)
    with leads_on(clerk):
        clerk.get_by_role("link", name="Ghi “Đã nghiệm thu”").click()
    clerk.locator("#id_happened_on").fill("05/03/2026")
    clerk.locator("#id_document_number").fill("12/BB-SCT")
    press(clerk, "Gửi duyệt")
    opened(clerk, activity)
    with leads_on(clerk):
        clerk.locator("#ho-so").get_by_role("link", name="Thêm").first.click()
    file = {"name": "bien-ban.pdf", "mimeType": "application/pdf", "buffer": REPORT}
    clerk.locator("#id_file").set_input_files(file)
    clerk.get_by_label("Công khai").check()
    press(clerk, "Gửi duyệt")
    accepted, paper = StageEvent.objects.get(), Document.objects.get()
    for record in (accepted, paper):
        press(opened(approver, record), "Duyệt")

    # The visitor finds it, and its paper.
    assert "300 triệu đồng" in reads(public)
    public.goto(f"/hoat-dong/{activity.code}/")
    expect(public.locator("main")).to_contain_text(TITLE)
    with public.expect_download() as download:
        public.locator(f'a[href="{paper.get_absolute_url()}"]').click()
    download.value.save_as(tmp_path / "paper.pdf")
    assert (tmp_path / "paper.pdf").read_bytes() == REPORT

    # Another is stopped and leaves every figure.
    opened(clerk, running)
    with leads_on(clerk):
        clerk.get_by_role("link", name="Ghi “Ngừng thực hiện”").click()
    clerk.locator("#id_happened_on").fill("01/04/2026")
    clerk.locator("#id_reason").fill("Cơ sở không còn nhu cầu")
    press(clerk, "Gửi duyệt")
    press(opened(approver, StageEvent.objects.get(to_stage="stopped")), "Duyệt")
    assert not re.search(r"\b(250|550)\b", reads(public))
