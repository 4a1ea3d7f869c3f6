"""What each address shows before and after a seal, and what moves when the register does."""

import json
from datetime import date

import pytest
from django.utils import timezone

from reports import drift
from reports.models import Publication
from reports.sealing import seal
from tests.factories import UserFactory

from .pages import figures_on_page
from .province import MILLION

BASE = "/ket-qua/2018-2020"
FILES = [
    f"{BASE}/ban-1.json",
    f"{BASE}/ban-1.csv",
    f"{BASE}/ban-1.xlsx",
    f"{BASE}/ban-1/bieu/du-an/phu-luc.xlsx",
    f"{BASE}/ban-1/noi-dung.json",
    f"{BASE}/ban-1/co-so.csv",
    f"{BASE}/ban-1/ho-so/kinh-phi-thuc-hien.csv?noi-dung=may",
]


@pytest.fixture
def sealed(province):
    draft = Publication.objects.create(
        title="Kết quả khuyến công đã công bố",
        period_slug="2018-2020",
        cutoff=date(2020, 12, 31),
        composed_by=UserFactory(),
    )
    return seal(draft, UserFactory())


def change_the_register(province):
    """A1 is settled at 299 instead of 280; A2 is gone."""
    province.f1.settled = 299 * MILLION
    province.f1.save()
    province.a2.delete()


def spent(client, address):
    return json.loads(client.get(f"{address}.json").content)["tables"][1]["total"]["values"][
        "spent"
    ]


def test_before_the_first_seal_the_address_shows_live_figures(province, client):
    page = client.get(f"{BASE}/").content.decode()

    assert "Số liệu tạm tính, chưa công bố" in page
    assert client.get(f"{BASE}/ban-1/").status_code == 404
    assert client.get(f"{BASE}/sai-khac/").status_code == 404


def test_after_it_the_address_shows_the_seal_and_every_link_keeps_the_revision(sealed, client):
    page = client.get(f"{BASE}/").content.decode()

    assert "Đã chốt" in page
    assert sealed.digest in page
    assert f"{BASE}/ban-1/ho-so/kinh-phi-thuc-hien/" in page
    assert f'href="{BASE}/ho-so/' not in page


@pytest.mark.parametrize("address", FILES)
def test_a_revision_s_files_stay_byte_identical(province, sealed, client, address):
    before = client.get(address)
    change_the_register(province)
    after = client.get(address)

    assert before.status_code == 200
    assert after.content == before.content
    assert "immutable" in after["Cache-Control"]


def test_every_figure_of_a_sealed_page_stands(province, sealed, client):
    before = client.get(f"{BASE}/ban-1/").content
    change_the_register(province)
    after = client.get(f"{BASE}/ban-1/").content

    for table in ("nguon", "noi-dung", "chi-tieu"):
        assert figures_on_page(after, table) == figures_on_page(before, table)


def test_the_live_address_moves_with_the_register(province, sealed, client):
    change_the_register(province)

    assert spent(client, f"{BASE}/hien-nay") == (1360 + 19 - 300) * MILLION
    assert spent(client, BASE) == 1360 * MILLION


def test_the_drift_shows_exactly_that_change(province, sealed, client):
    assert drift.measured(sealed).is_nothing
    change_the_register(province)

    found = drift.measured(sealed)
    page = client.get(f"{BASE}/sai-khac/").content.decode()

    assert {change.code for change in found.records} == {"A1", "A2"}
    assert "1.360 triệu đồng" in page
    assert "1.079 triệu đồng" in page


def test_the_strip_reads_one_stored_row(
    province, sealed, client, django_capture_on_commit_callbacks
):
    drift.refresh(sealed)
    assert "không sai khác" in client.get(f"{BASE}/").content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        province.a1.unlock(UserFactory(), "sửa số quyết toán")

    assert "hồ sơ khác" in client.get(f"{BASE}/").content.decode()


def test_the_drift_is_for_staff_where_the_office_says_so(sealed, client, admin_client, settings):
    settings.PUBLIC_DRIFT = False

    assert client.get(f"{BASE}/sai-khac/").status_code == 404
    assert admin_client.get(f"{BASE}/sai-khac/").status_code == 200


def test_live_pages_can_be_turned_off(sealed, client, settings):
    settings.LIVE_PAGES = False

    assert client.get(f"{BASE}/hien-nay/").status_code == 404
    assert client.get("/ket-qua/2019/").status_code == 404
    assert client.get(f"{BASE}/").status_code == 200


def test_without_live_figures_only_published_periods_are_named(sealed, client, settings):
    """No number that nobody published, on no page; no link to a year that has no publication."""
    settings.LIVE_PAGES = False

    for address in ("/", "/ket-qua/", "/so-sanh/", "/dia-ban/", "/noi-dung/"):
        page = client.get(address).content.decode()
        assert "<data" not in page, address
        assert 'href="/ket-qua/2019/"' not in page, address
    for address in ("/", "/ket-qua/", "/dia-ban/"):
        assert f'href="{BASE}/' in client.get(address).content.decode(), address
    assert "/ket-qua/2019/" not in client.get("/sitemap-ket-qua.xml").content.decode()
    for section in ("trang", "dia-ban", "noi-dung"):
        named = client.get(f"/sitemap-{section}.xml").content.decode()
        assert "/dia-ban/" not in named
        assert "/noi-dung/" not in named


def corrected(sealed):
    draft = Publication.objects.create(
        title="Bản sửa",
        period_slug="2018-2020",
        cutoff=date(2020, 12, 31),
        revision=2,
        replaces=sealed,
        reason="Bổ sung một đề án.",
        composed_by=UserFactory(),
    )
    return seal(draft, UserFactory())


def test_a_correction_shows_what_it_changed_and_goes_on_showing_that(province, sealed, client):
    change_the_register(province)
    corrected(sealed)
    then = client.get(f"{BASE}/ban-2/").content.decode()
    province.a1.unlock(UserFactory(), "sửa số quyết toán")
    now = client.get(f"{BASE}/ban-2/").content.decode()

    for page in (then, now):
        assert "Bản 2 thay bản 1." in page
        assert "Lý do: Bổ sung một đề án." in page
        changes = page.partition('id="bang-sai-khac-so"')[2].partition("</table>")[0]
        assert "1.360 triệu đồng" in changes
        assert "1.079 triệu đồng" in changes
        assert "A2" in page.partition('id="bang-sai-khac-ho-so"')[2].partition("</table>")[0]
    assert "bang-sai-khac" not in client.get(f"{BASE}/ban-1/").content.decode()


def test_the_office_s_texts_stand_around_the_sentence_and_people_by_their_names_then(
    province, client
):
    signer = UserFactory(last_name="Trần", first_name="Thị Ký")
    draft = Publication.objects.create(
        title="Có lời văn",
        period_slug="2018-2020",
        cutoff=date(2020, 12, 31),
        introduction="Trong kỳ, **công tác** khuyến công:\n\n- một\n- hai <script>",
        closing="Thời gian tới tiếp tục.",
        composed_by=UserFactory(),
    )
    seal(draft, signer)
    signer.first_name = "Đã Đổi Tên"
    signer.save()

    page = client.get(f"{BASE}/").content.decode()

    before, sentence, after = page.partition('<p class="lead')
    assert "<b>công tác</b>" in before
    assert "hai &lt;script&gt;" in before
    assert "hai <script>" not in page
    assert sentence
    assert "Thời gian tới tiếp tục." in after
    assert "Trần Thị Ký" in page
    assert "Đã Đổi Tên" not in page


def test_a_newer_revision_takes_the_address_and_the_older_one_says_so(sealed, client):
    corrected(sealed)

    assert "Bản sửa" in client.get(f"{BASE}/").content.decode()
    old = client.get(f"{BASE}/ban-1/").content.decode()
    assert "Bản này đã được thay" in old
    assert "Bổ sung một đề án." in old


def test_a_withdrawn_revision_leaves_a_tombstone(sealed, client):
    sealed.withdrawn_at, sealed.withdrawn_by = timezone.now(), UserFactory()
    sealed.withdrawn_reason = "Nhầm ngày chốt."
    sealed.save()

    for address in (f"{BASE}/ban-1/", *FILES):
        assert client.get(address).status_code == 410, address

    answer = client.get(f"{BASE}/ban-1/")
    assert "Nhầm ngày chốt." in answer.content.decode()
    assert "chưa công bố" in client.get(f"{BASE}/").content.decode()


def test_a_sealed_page_costs_the_same_however_large_the_register(
    province, sealed, client, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        client.get(f"{BASE}/ban-1/")


def test_a_page_carries_a_strong_etag(sealed, client):
    first = client.get(f"{BASE}/ban-1.json")
    again = client.get(f"{BASE}/ban-1.json", headers={"if-none-match": first["ETag"]})

    assert not first["ETag"].startswith("W/")
    assert again.status_code == 304
