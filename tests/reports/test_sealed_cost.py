"""A sealed revision costs the same however large the register, and says who may keep it."""

import gzip
from datetime import date, timedelta
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports.caching import keep
from reports.demo import accounts
from reports.demo.generator import Generator, Plan
from reports.demo.storing import Store
from reports.demo.world import World
from reports.models import Publication
from reports.sealing import seal
from tests import factories as make

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]
FEW, MANY = 20, 400
BASE = "/ket-qua/2021-2025/ban-1"
PAGES = [f"{BASE}/", f"{BASE}/noi-dung/", f"{BASE}/xa-phuong/", f"{BASE}/co-so/"]
FILES = [
    *(f"{BASE}.{extension}" for extension in ("xlsx", "csv", "json")),
    f"{BASE}/noi-dung.csv",
    f"{BASE}/co-so.json",
    f"{BASE}/ho-so/kinh-phi-thuc-hien.csv",
]
GZIP = {"HTTP_ACCEPT_ENCODING": "br, gzip"}
REGISTER = '"projects_'


def publish() -> Publication:
    draft = Publication.objects.create(
        title="Kết quả khuyến công đã công bố",
        period_slug="2021-2025",
        cutoff=date(2025, 12, 31),
        composed_by=make.UserFactory(),
    )
    return seal(draft, make.UserFactory())


def records(world, number, prefix):
    plan = Plan(number, 7, 2021, 2025, date(2025, 12, 31), prefix, prefix, with_dossier=False)
    Store(Generator(plan, world)).all()


def asked():
    """What each address asks the database, sealed now and not kept."""
    with transaction.atomic():
        publish()
        found = {address: queries_of(address) for address in (*PAGES, *FILES)}
        transaction.set_rollback(True)
    return found


def queries_of(address):
    with CaptureQueriesContext(connection) as queries:
        answer = Client().get(address)
    assert answer.status_code == 200, address
    return [query["sql"] for query in queries]


@pytest.fixture(scope="module")
def few_and_many(django_db_setup, django_db_blocker, tmp_path_factory):
    """The queries of every address of a seal over few activities, and over many."""
    settings = pytest.MonkeyPatch()
    settings.setattr("django.conf.settings.DATA_DIR", tmp_path_factory.mktemp("demo"))
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_catalogue", stdout=StringIO())
        world = World(accounts.authors())
        make.AgencyFactory()
        make.ProgramPhaseFactory(first_year=2021, last_year=2025)
        records(world, FEW, "FEW")
        few = asked()
        records(world, MANY - FEW, "MANY")
        many = asked()
        transaction.set_rollback(True)
    settings.undo()
    return few, many


@pytest.fixture
def sealed(province):
    draft = Publication.objects.create(
        title="Kết quả khuyến công đã công bố",
        period_slug="2018-2020",
        cutoff=date(2020, 12, 31),
        composed_by=make.UserFactory(),
    )
    return seal(draft, make.UserFactory())


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_it_never_reads_the_register(few_and_many, address):
    _, many = few_and_many

    assert many[address]
    assert [sql for sql in many[address] if REGISTER in sql] == []


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_it_asks_as_often_however_many_records(few_and_many, address):
    few, many = few_and_many

    assert len(many[address]) == len(few[address])
    assert len(many[address]) <= 15


PAGE, FILE, WORKBOOK = (f"/ket-qua/2018-2020/ban-1{end}" for end in ("/", ".csv", ".xlsx"))


def test_a_facility_keeps_the_name_it_was_sealed_with(province, sealed, client):
    address = "/ket-qua/2018-2020/ban-1/co-so.csv"
    before = client.get(address).content
    province.an_phu.name = "A đổi tên"
    province.an_phu.save()

    assert "HTX An Phú" in before.decode()
    assert client.get(address).content == before
    narrowed = "/ket-qua/2018-2020/ban-1/ho-so/luot/?co-so=AN"
    assert "<b>HTX An Phú</b>" in client.get(narrowed).content.decode()


@pytest.mark.parametrize("address", [PAGE, FILE, WORKBOOK])
def test_its_bytes_and_tag_are_the_same_at_any_minute(sealed, client, address):
    before = client.get(address, **GZIP)
    with patch.object(timezone, "now", return_value=timezone.now() + timedelta(hours=5)):
        after = client.get(address, **GZIP)

    assert after.content == before.content
    assert after["ETag"] == before["ETag"]
    assert not before["ETag"].startswith("W/")


def test_a_printed_live_page_says_when_and_a_sealed_one_which_seal(sealed, client):
    live = client.get("/ket-qua/2018-2020/hien-nay/").content.decode()
    page = client.get(PAGE).content.decode()

    assert f"lúc {timezone.localtime():%H:}" in live.partition('class="printed"')[2]
    assert sealed.digest in page.partition('class="printed"')[2]


@pytest.mark.parametrize("address", [PAGE, FILE, WORKBOOK])
def test_whoever_has_it_gets_not_modified(sealed, client, address):
    first = client.get(address, **GZIP)
    second = client.get(address, headers={"if-none-match": first["ETag"]}, **GZIP)

    assert second.status_code == 304
    assert second.content == b""
    assert second["ETag"] == first["ETag"]
    assert second["Cache-Control"] == first["Cache-Control"]


def test_a_change_of_the_frame_changes_the_tag(sealed, client):
    before = client.get(PAGE)
    make.AgencyFactory(name="Sở khác")
    after = client.get(PAGE, headers={"if-none-match": before["ETag"]})

    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_each_representation_is_made_once_with_a_tag_of_its_own(sealed, client, address):
    plain, packed = client.get(address), client.get(address, **GZIP)

    assert gzip.decompress(packed.content) == plain.content
    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    assert packed["ETag"] != plain["ETag"]
    assert "Accept-Encoding" in packed["Vary"]
    assert "Accept-Encoding" in plain["Vary"]
    assert int(packed["Content-Length"]) == len(packed.content)


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "x-gzip", "gzip; q=0.000, br"])
def test_who_cannot_read_gzip_gets_none(sealed, client, accepted):
    assert "Content-Encoding" not in client.get(PAGE, HTTP_ACCEPT_ENCODING=accepted)


def test_a_workbook_is_not_compressed_twice(sealed, client):
    assert "Content-Encoding" not in client.get(WORKBOOK, **GZIP)


def test_anybody_may_keep_a_page_shortly_and_a_file_for_ever(sealed, client):
    page, file = client.get(PAGE)["Cache-Control"], client.get(FILE)["Cache-Control"]

    assert page == "public, s-maxage=60, max-age=0"
    assert file == "public, s-maxage=60, max-age=31536000, immutable"


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_what_someone_signed_in_gets_is_neither_shared_nor_compressed(
    sealed, admin_client, address
):
    answer = admin_client.get(address, **GZIP)

    assert "private" in answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]
    assert "Content-Encoding" not in answer
    assert "Cookie" in answer["Vary"]


def test_a_page_with_a_token_is_neither_shared_nor_compressed(db):
    request = RequestFactory(**GZIP).get(PAGE)
    get_token(request)
    answer = keep(request, render(request, "403.html"), is_file=False)

    assert "private" in answer["Cache-Control"]
    assert "Content-Encoding" not in answer


def test_a_live_page_and_a_withdrawn_one_are_not_kept(sealed, client):
    live = client.get("/ket-qua/2018-2020/hien-nay/")
    Publication.objects.filter(pk=sealed.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=make.UserFactory(), withdrawn_reason="Sai nguồn"
    )
    gone = client.get(FILE)

    assert "Cache-Control" not in live
    assert gone.status_code == 410
    assert "Cache-Control" not in gone
