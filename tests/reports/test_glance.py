"""The office's first page: how the year stands, each number a link to its list."""

import re
from datetime import date

import pytest
from django.utils import timezone

from khuyencong.roles import ACCOUNTS, ENTRY
from reports.periods import reported_on
from tests import factories as make
from tests.staff import signed_in

from .pages import read_page, text
from .province import MILLION

YEAR = timezone.localdate().year


@pytest.fixture
def year(db):
    """One accepted without day, papers and decision, one waiting, 950 assigned and 120 paid."""
    papers = make.DocumentKindFactory(name="Biên bản nghiệm thu")
    kind = make.ActivityKindFactory()
    kind.documents.add(papers)
    done = make.ActivityFactory(year=YEAR, main_kind=kind, stage="accepted", approved=True)
    make.SupportFactory(activity=done)
    make.ActivityFactory(year=YEAR, stage="proposed")
    make.ActivityFactory(year=YEAR - 1, stage="proposed")
    source = make.BudgetSourceFactory(name="Khuyến công quốc gia")
    make.AllocationFactory(source=source, year=YEAR, amount=950 * MILLION, approved=True)
    funding = make.FundingFactory(activity=done, source=source, planned=300 * MILLION)
    make.PaymentFactory(
        funding=funding, amount=120 * MILLION, paid_on=date(YEAR, 1, 5), approved=True
    )
    return done


def lines(page):
    """Name to (link, count) of the card of activities."""
    card = page[page.index(f"Đề án năm {YEAR}") :]
    found = re.findall(
        r'<a href="([^"]+)">([^<]+)</a></span><b class="end[^"]*">(\d+)', card.partition("</ul>")[0]
    )
    return {name: (link.replace("&amp;", "&"), int(count)) for link, name, count in found}


def test_every_number_of_activities_opens_just_those(year):
    client = signed_in(ENTRY)

    found = lines(text(client, "/quan-tri/"))

    assert {name: count for name, (_, count) in found.items()} == {
        "Đã nghiệm thu": 1,
        "Đề xuất": 1,
        "Nghiệm thu, chưa có ngày": 1,
        "Nghiệm thu, thiếu giấy tờ": 1,
        "Phê duyệt, chưa có quyết định": 1,
    }
    for link, count in found.values():
        assert client.get(link).context["cl"].result_count == count


def test_what_is_there_is_lacking_no_more(year):
    make.DocumentFactory(activity=year, kind=year.main_kind.documents.get())
    client = signed_in(ENTRY)

    assert "Nghiệm thu, thiếu giấy tờ" not in lines(text(client, "/quan-tri/"))


def test_the_money_of_the_year_by_source_and_what_is_left(year):
    client = signed_in(ACCOUNTS)

    page = text(client, "/quan-tri/")
    row = page[page.index('<th scope="row">Khuyến công quốc gia</th>') :].partition("</tr>")[0]

    assert re.findall(r">([\d.]+)<", row) == ["950", "300", "120", "830"]
    for link in re.findall(r'<a href="([^"]+)"', row):
        assert read_page(client.get(link.replace("&amp;", "&")).content).values


def test_without_live_figures_the_money_is_told_and_opens_nothing(year, settings):
    settings.LIVE_PAGES = False
    client = signed_in(ACCOUNTS)

    page = text(client, "/quan-tri/")

    assert ">950<" in page
    assert "/hien-nay/ho-so/" not in page


def test_a_unit_sees_its_own_activities(year):
    unit = make.ImplementingUnitFactory()
    make.ActivityFactory(year=YEAR, stage="stopped", implementing_unit=unit)
    client = signed_in(ENTRY, unit=unit)

    assert {name: count for name, (_, count) in lines(text(client, "/quan-tri/")).items()} == {
        "Ngừng thực hiện": 1
    }


# The reports.


def owed(page):
    """Period to its files, as the card names them."""
    card = page[page.index("<h2>Báo cáo") :].partition("</table>")[0]
    rows = re.findall(r'<th scope="row"><a href="([^"]+)">([^<]+)</a></th>(.*?)</tr>', card, re.S)
    links = re.compile(r'href="([^"]+)"[^>]*>([^<]+)')
    return {
        label: (url, {name: file for file, name in links.findall(cells)})
        for url, label, cells in rows
    }


def test_each_report_that_may_be_due_is_one_click_away(year):
    make.ProgramPhaseFactory(first_year=YEAR, last_year=YEAR + 4)
    client = signed_in(ENTRY)
    found = owed(text(client, "/quan-tri/"))

    assert {f"Năm {YEAR}", f"Năm {YEAR - 1}", f"Giai đoạn {YEAR}–{YEAR + 4}"} <= found.keys()
    for url, files in found.values():
        assert client.get(url).status_code == 200
        assert {"Biểu", "Sổ tổng hợp", "Word"} <= files.keys()
    for name, file in found[f"Năm {YEAR}"][1].items():
        answer = client.get(file)
        assert answer.status_code == 200
        assert b"".join(answer)[:4] in (b"PK\x03\x04", b"%PDF"), name


@pytest.mark.parametrize(
    ("day", "slugs"),
    [
        (date(2026, 1, 25), ["2026-thang-1", "2026", "2025"]),
        (date(2026, 4, 1), ["2026-thang-4", "2026-quy-1", "2026", "2025"]),
        (date(2026, 9, 30), ["2026-thang-9", "2026-6-thang", "2026", "2025"]),
        (date(2026, 12, 31), ["2026-thang-12", "2026-9-thang", "2026", "2025"]),
    ],
)
def test_a_day_has_its_month_what_ended_and_the_years(day, slugs):
    assert [period.slug for period in reported_on(day)] == slugs


def test_without_live_figures_no_live_report_is_offered(year, settings):
    settings.LIVE_PAGES = False

    assert "<h2>Báo cáo" not in text(signed_in(ENTRY), "/quan-tri/")
