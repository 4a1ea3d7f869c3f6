"""The lists of the admin: quick at any size, taken along as files, with saved filters."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from axes.models import AccessAttempt
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.paginator import InvalidPage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from khuyencong import counting
from khuyencong.models import SavedFilter
from khuyencong.roles import ENTRY, VIEW
from projects.models import Activity
from reports.models import Publication
from tests import factories as make
from tests.staff import read, signed_in, told
from tests.test_house_rules import FACTORIES, REGISTERED, admin_url

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]
ACTIVITIES = "/quan-tri/projects/activity/"
FEW, MORE = 2, 4


def many(registered, number):
    """So many rows more, of a model with a factory or without."""
    model = registered.model
    for place in range(model.objects.count(), model.objects.count() + number):
        if model is Publication:
            FACTORIES[model](period_slug=str(2021 + place))
        elif model in FACTORIES:
            FACTORIES[model]()
        elif model is Group:
            model.objects.create(name=f"Nhóm {place}")
        else:
            failed = {"failures_since_start": 1} if model is AccessAttempt else {}
            model.objects.create(username=f"ai {place}", path_info="/", **failed)


def asked(client, url):
    """How often a page asks the database."""
    client.get(url)  # content types are kept once read
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
        b"".join(answer)
    assert answer.status_code == 200
    return len(queries)


# Quick at any size.


@pytest.mark.parametrize("registered", REGISTERED)
def test_a_list_and_its_file_ask_as_often_at_any_size(registered, admin_client):
    lists = admin_url(registered, "changelist")
    urls = [lists, f"{lists}?q=zzzz", f"{lists}xuat.csv"]
    one_row_only = registered.model._meta.model_name == "agency"
    many(registered, 1 if one_row_only else FEW)
    few = [asked(admin_client, url) for url in urls]
    many(registered, 0 if one_row_only else MORE)

    assert [asked(admin_client, url) for url in urls] == few


@pytest.mark.parametrize("registered", REGISTERED)
def test_no_list_reads_every_row(registered, admin_client):
    """Neither to count them nor to offer their values as a filter."""
    many(registered, 1)
    with CaptureQueriesContext(connection) as queries:
        admin_client.get(admin_url(registered, "changelist"))
    table = registered.model._meta.db_table
    asked = [one["sql"] for one in queries if f'FROM "{table}"' in one["sql"]]

    counts = [sql for sql in asked if "COUNT(" in sql]
    assert counts
    assert all("LIMIT" in sql for sql in counts)
    assert not [sql for sql in asked if "DISTINCT" in sql]
    assert registered.date_hierarchy is None


def test_beyond_what_is_counted_one_page_leads_to_the_next(admin_client, monkeypatch):
    monkeypatch.setattr(counting, "MOST", 120)
    for number in range(131):
        make.ProvinceFactory(name=f"Tỉnh {number:03}")
    lists = "/quan-tri/programs/province/"

    first, last = (read(admin_client.get(f"{lists}?p={page}")) for page in (1, 3))
    further = admin_client.get(f"{lists}?p=4")

    assert "hơn 120" in first
    assert "Trang sau" in last
    assert further.status_code == 200
    assert list(further.context["cl"].result_list) == []
    # Further than any database counts: back to the list, as for every page that is not there.
    assert admin_client.get(f"{lists}?p={10**20}").status_code == 302


def test_a_number_within_reach_is_said_as_it_is():
    make.ProvinceFactory.create_batch(3)
    pages = counting.CappedPaginator(Activity.objects.all(), 50)

    assert str(counting.counted(make.ProvinceFactory._meta.model.objects.all())) == "3"
    with pytest.raises(InvalidPage):
        pages.page(2)


def test_years_are_offered_from_the_first_to_the_last(admin_client):
    for year in (2021, 2024):
        make.ActivityFactory(year=year, title=f"Đề án của {year}")
    page = admin_client.get(ACTIVITIES)
    narrowed = read(admin_client.get(f"{ACTIVITIES}?year=2024"))

    assert [f"?year={year}" in page.content.decode() for year in range(2020, 2026)] == [
        *(False, True, True, True, True, False)
    ]
    assert "Đề án của 2024" in narrowed
    assert "Đề án của 2021" not in narrowed


def test_a_payment_is_found_by_the_year_of_its_day(admin_client):
    make.PaymentFactory(paid_on=date(2023, 5, 4))
    make.PaymentFactory(paid_on=date(2025, 5, 4))
    found = read(admin_client.get("/quan-tri/projects/payment/?paid_on__year=2023"))

    assert "04/05/2023" in found
    assert "04/05/2025" not in found


@pytest.mark.parametrize("query", ["nguon=x", "xa=x", "year=x", "year=0"])
def test_a_filter_that_makes_no_sense_opens_the_whole_list(query, admin_client):
    make.FundingFactory()
    make.CommuneFactory()
    assert admin_client.get(f"{ACTIVITIES}?{query}")["Location"].endswith("?e=1")


def test_activities_are_narrowed_by_source_and_commune_once_each(admin_client):
    funding = make.FundingFactory()
    support = make.SupportFactory(activity=funding.activity, commune=make.CommuneFactory())
    make.SupportFactory(activity=funding.activity, commune=support.commune)
    make.ActivityFactory()

    for query in (f"nguon={funding.source_id}", f"xa={support.commune_id}"):
        opened = admin_client.get(f"{ACTIVITIES}?{query}").context["cl"]
        assert list(opened.result_list) == [funding.activity]


# Files.


def csv_rows(answer):
    return list(csv.reader(StringIO(b"".join(answer).decode("utf-8-sig"))))


def xlsx_rows(answer):
    book = load_workbook(BytesIO(b"".join(answer)))
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def on_screen(client, url):
    """The rows of the list as it stands on the page."""
    opened = client.get(url).context["cl"]
    return [record.code for record in opened.result_list]


@pytest.mark.parametrize("query", ["", "?year=2024", "?o=-1", "?q=dệt&o=5.-1"])
def test_a_file_has_what_the_list_has_in_its_order(query, admin_client):
    for number in range(4):
        make.ActivityFactory(title=f"Dệt {number}", year=2023 + number % 2)
    make.ActivityFactory(title="Gốm", year=2024)
    shown = on_screen(admin_client, f"{ACTIVITIES}{query}")

    for rows in (
        csv_rows(admin_client.get(f"{ACTIVITIES}xuat.csv{query}")),
        xlsx_rows(admin_client.get(f"{ACTIVITIES}xuat.xlsx{query}")),
    ):
        assert [row[0] for row in rows[1:]] == shown
        assert rows[0][:3] == ["Mã đề án", "Tên đề án, nhiệm vụ", "Năm"]


def test_a_file_has_every_page(admin_client):
    make.ProvinceFactory.create_batch(53)

    assert len(csv_rows(admin_client.get("/quan-tri/programs/province/xuat.csv?p=2"))) == 54


def test_numbers_and_days_stay_what_they_are(admin_client):
    make.PaymentFactory(paid_on=date(2026, 3, 2), amount=200_000_000)
    payments = "/quan-tri/projects/payment/xuat"
    row = dict(zip(*xlsx_rows(admin_client.get(f"{payments}.xlsx")), strict=True))
    text = dict(zip(*csv_rows(admin_client.get(f"{payments}.csv")), strict=True))

    assert row["Ngày chi"].date() == date(2026, 3, 2)
    assert row["Số tiền (đồng)"] == 200_000_000
    assert row["Xét duyệt"] == text["Xét duyệt"] == "Nháp"
    assert text["Ngày chi"] == "2026-03-02"
    assert text["Số tiền (đồng)"] == "200000000"


def test_yes_and_no_are_words_and_links_stay_behind(admin_client):
    make.ImplementingUnitFactory(is_active=False)
    make.AwardRoundFactory()
    units = csv_rows(admin_client.get("/quan-tri/khuyencong/implementingunit/xuat.csv"))
    rounds = csv_rows(admin_client.get("/quan-tri/projects/awardround/xuat.csv"))

    page = admin_client.get("/quan-tri/khuyencong/implementingunit/").content.decode()
    assert units[1][2] == "không"
    assert 'alt="không"' in page
    assert 'alt="False"' not in page
    assert "Sản phẩm" not in rounds[0]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_name_never_becomes_a_formula(start, admin_client):
    name = f'{start}HYPERLINK("http://x")'
    make.FacilityFactory(name=name)
    facilities = "/quan-tri/projects/facility/xuat"
    _, text = csv_rows(admin_client.get(f"{facilities}.csv"))
    book = load_workbook(BytesIO(b"".join(admin_client.get(f"{facilities}.xlsx"))))
    cell = book.worksheets[0]["B2"]

    assert text[1] == f"'{name}"
    assert (cell.value, cell.data_type) == (name, "s")


def test_a_file_stays_within_the_unit():
    unit = make.ImplementingUnitFactory()
    own, other = make.ActivityFactory(implementing_unit=unit), make.ActivityFactory()
    rows = csv_rows(signed_in(ENTRY, unit=unit).get(f"{ACTIVITIES}xuat.csv"))

    assert other.implementing_unit != unit
    assert [row[0] for row in rows[1:]] == [own.code]


def test_a_file_needs_the_right_to_see_the_list():
    client = signed_in(VIEW)

    assert client.get(f"{ACTIVITIES}xuat.csv").status_code == 200
    assert client.get("/quan-tri/khuyencong/user/xuat.csv").status_code == 403
    assert Client().get(f"{ACTIVITIES}xuat.csv").status_code == 302


def test_no_list_has_a_column_of_how_to_reach_a_person():
    for registered in admin.site._registry.values():
        private = getattr(registered.model, "not_in_history", ())
        assert not {*private} & {*registered.list_display}, registered


def test_a_column_of_another_record_is_for_who_may_open_it(monkeypatch):
    merge = make.FacilityMergeFactory()
    facilities = admin.site.get_model_admin(make.FacilityFactory._meta.model)
    url, client = "/quan-tri/projects/facilitymerge/xuat.csv", signed_in(VIEW)

    assert merge.merged.name in csv_rows(client.get(url))[1]
    monkeypatch.setattr(facilities, "has_view_permission", lambda request, obj=None: False)
    _, row = csv_rows(client.get(url))
    assert merge.merged.name not in row
    assert "Cùng giấy đăng ký." in row
    assert client.get(f"{url}?cot=merged__name").status_code == 404


def test_who_took_a_list_along_is_on_record():
    client = signed_in(VIEW)
    assert b"".join(client.get(f"{ACTIVITIES}xuat.xlsx?year=2024"))
    entry = LogEntry.objects.get()

    assert entry.user == client.user
    assert str(entry.get_change_message()) == "Đã xuất danh sách (Excel), lọc: year=2024."
    assert "Danh sách đề án, nhiệm vụ" in read(client.get("/quan-tri/"))


def test_other_endings_and_other_questions_are_refused(admin_client):
    assert admin_client.get(f"{ACTIVITIES}xuat.pdf").status_code == 404
    assert admin_client.get(f"{ACTIVITIES}xuat.csv?year=x")["Location"] == f"{ACTIVITIES}?e=1"


# Saved filters.


def save(client, query, name="Năm nay", **more):
    posted = {"query": query, "name": name, **more}
    return client.post(f"{ACTIVITIES}bo-loc/", posted, follow=True)


def test_a_filter_is_saved_offered_and_taken_away():
    client = signed_in(VIEW)
    answer = save(client, "year=2024&q=may")
    kept = SavedFilter.objects.get()

    assert "Đã lưu bộ lọc “Năm nay”." in told(answer)
    assert answer.context["cl"].kept_query == kept.query == "q=may&year=2024"
    assert '<a href="?q=may&amp;year=2024" aria-current="true">Năm nay' in answer.content.decode()
    assert "Năm nay" not in read(client.get("/quan-tri/projects/facility/"))

    answer = client.post(f"{ACTIVITIES}bo-loc/{kept.pk}/xoa/", {"query": ""}, follow=True)
    assert "Đã xóa bộ lọc “Năm nay”." in told(answer)
    assert not SavedFilter.objects.exists()


def test_the_same_name_replaces_the_filter():
    client = signed_in(VIEW)
    save(client, "year=2024")
    save(client, "year=2025")

    assert SavedFilter.objects.get().query == "year=2025"


def test_only_what_the_list_knows_is_kept():
    client = signed_in(VIEW)
    save(client, "year=2024&p=3&_popup=1&e=1&xet-duyet=draft&o=-2")

    assert SavedFilter.objects.get().query == "o=-2&xet-duyet=draft&year=2024"


@pytest.mark.parametrize(
    ("query", "name", "reason"),
    [
        ("", "Tất cả", "chưa lọc gì"),
        ("year=x", "Sai", "chưa lọc gì"),
        ("year=2024&la=1", "Lạ", "chưa lọc gì"),
        ("year=2024", " ", "trắng"),
        ("year=2024", "x" * 61, "60"),
        (f"q={'x' * 1100}", "Dài", "1000"),
    ],
)
def test_what_cannot_be_kept_is_said(query, name, reason):
    answer = save(signed_in(VIEW), query, name)

    assert reason in told(answer)
    assert not SavedFilter.objects.exists()


def test_a_person_keeps_so_many_and_no_more(monkeypatch):
    monkeypatch.setattr(SavedFilter, "MOST", 1)
    client = signed_in(VIEW)
    save(client, "year=2024", "một")

    assert "quá nhiều" in told(save(client, "year=2025", "hai"))
    assert "Đã lưu" in told(save(client, "year=2025", "một"))


def test_a_filter_is_ones_own_or_the_units():
    unit = make.ImplementingUnitFactory()
    owner, colleague = signed_in(ENTRY, unit=unit), signed_in(ENTRY, unit=unit)
    elsewhere, office = signed_in(ENTRY, unit=make.ImplementingUnitFactory()), signed_in(ENTRY)
    save(owner, "year=2024", "của riêng")
    save(owner, "year=2025", "của chung", is_shared="on")
    shared = SavedFilter.objects.get(name="của chung")

    def offered(client):
        page = read(client.get(ACTIVITIES))
        return ["của riêng" in page, "của chung" in page]

    assert offered(owner) == [True, True]
    assert offered(colleague) == [False, True]
    assert offered(elsewhere) == offered(office) == [False, False]
    url = f"{ACTIVITIES}bo-loc/{shared.pk}/xoa/"
    assert colleague.post(url).status_code == 404
    assert f"bo-loc/{shared.pk}/xoa" not in colleague.get(ACTIVITIES).content.decode()


def test_filters_are_saved_by_post_by_who_may_see_the_list():
    assert signed_in(VIEW).get(f"{ACTIVITIES}bo-loc/").status_code == 405
    users = "/quan-tri/khuyencong/user/bo-loc/"
    assert signed_in(VIEW).post(users, {"query": "q=a", "name": "a"}).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(signed_in(VIEW).user, "khuyencong.accounts.backends.AccountBackend")
    assert strict.post(f"{ACTIVITIES}bo-loc/", {"query": "q=a", "name": "a"}).status_code == 403
