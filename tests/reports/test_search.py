"""Search: what a person types finds what they would expect, and nothing that is not public."""

import os
import unicodedata
from copy import deepcopy
from datetime import date
from io import StringIO

import pytest
from django.conf import settings as conf
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khuyencong.text import fold
from programs.models import OldDistrict
from projects.models import Award, Facility, Stage
from reports.models import SearchEntry, SearchPosting, SearchSlip, SearchWord
from reports.sealing import seal
from reports.search import answer as answers
from reports.search import rebuild
from reports.search.answer import answer, suggestions
from reports.search.keys import key_of, source_of, span, year_of
from reports.search.words import folded, is_one_slip, marked, row_of, slip_forms, words_of
from tests import factories as make

from .once import stored_once
from .pages import check_page

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("LAW_EXAMPLES", "8"))

MACHINES = "Hỗ trợ ứng dụng máy móc thiết bị tiên tiến trong chế biến nông sản"
WEAVING = "Đào tạo nghề dệt thổ cẩm"
FAOS = "Hợp tác xã Nông nghiệp hữu cơ an toàn FAOS"
ACT = "1288/QĐ-TTg"
# What nobody may ever find.
HIDDEN = {
    "representative": "Bí Mật Văn Kín",
    "phone": "0905123999",
    "address": "17bis hẻm Giấukín",
    "source_note": "nguồnriêng",
}
TAX_CODE = "001090123456"


@pytest.fixture(scope="module")
def stored(django_db_setup, django_db_blocker):
    """What can be found, stored once for this module."""
    yield from stored_once(django_db_blocker, build)


@pytest.fixture
def things(stored, db):
    """What can be found, for one test, which may change it."""
    return deepcopy(stored)


def build():
    """A phase with its act, two activities, a cooperative, a household, places and a product."""
    province = make.ProvinceFactory(code=conf.PROVINCE)
    old_province = make.OldProvinceFactory(
        code="gia-lai-cu", name="Tỉnh Gia Lai (cũ)", province=province
    )
    district = make.OldDistrictFactory(code="D1", name="Huyện Chư Prông", old_province=old_province)
    commune = make.CommuneFactory(code="X1", name="Xã Bàu Cạn", province=province)
    make.OldWardFactory(name="Xã Ia Drăng", old_district=district, commune=commune)
    act = make.DecisionFactory(number=ACT, signed_on=date(2014, 8, 1))
    phase = make.ProgramPhaseFactory(first_year=2014, last_year=2020)
    phase.legal_bases.add(act)
    cooperative = make.FacilityFactory(
        name=FAOS,
        legal_form=Facility.LegalForm.COOPERATIVE,
        products="Trà túi lọc",
        former_names="Tổ hợp tác Sao Mai",
        tax_code="5900123456",
        commune=commune,
        **HIDDEN,
    )
    household = make.FacilityFactory(
        name="Lò rèn Bốn Búa", legal_form=Facility.LegalForm.HOUSEHOLD, tax_code=TAX_CODE, **HIDDEN
    )
    machines = make.ActivityFactory(title=MACHINES, year=2020, approved=True, note="ghichúkín")
    weaving = make.ActivityFactory(
        title=WEAVING, year=2017, approved=True, main_kind=machines.main_kind
    )
    make.SupportFactory(
        activity=machines, facility=cooperative, equipment="Máy sấy bơm nhiệt", commune=commune
    )
    make.SupportFactory(activity=weaving, facility=household, old_district=district)
    award = make.AwardFactory(
        product="Bộ trà sen",
        facility=cooperative,
        status=Award.Status.RECOGNISED,
        round=make.AwardRoundFactory(year=2019),
        approved=True,
    )
    rebuild()
    return {
        "act": act,
        "phase": phase,
        "cooperative": cooperative,
        "household": household,
        "machines": machines,
        "weaving": weaving,
        "award": award,
    }


def titles(text, **choice):
    """What a question finds, the best first."""
    found = answer(text, **choice)
    keys = [key for group in found.groups for key in group.keys]
    return [result.entry.title for result in found.results(keys)]


def nfd(text):
    return unicodedata.normalize("NFD", text)


def index():
    """The whole index, as it can be compared."""
    entries = SearchEntry.objects.order_by("pk").values()
    words = SearchWord.objects.filter(entries__gt=0).order_by("pk").values_list("word", "entries")
    postings = SearchPosting.objects.order_by("word", "entry").values_list("word", "entry")
    slips = SearchSlip.objects.filter(word__entries__gt=0).order_by("form", "word")
    return [*entries], [*words], [*postings], [*slips.values_list("form", "word")]


# What is typed.


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("det tho cam", WEAVING),
        (nfd("DỆT THỔ CẨM"), WEAVING),
        ("1288/QD-TTg", ACT),
        ("QĐ- TTg", ACT),
        ("hop tac xa faos", FAOS),
        ("chế biến nông sảm", MACHINES),
    ],
)
def test_the_searches_that_were_asked_for(things, typed, expected):
    assert titles(typed)[0] == expected


@pytest.mark.parametrize(
    "typed",
    ["Đào tạo nghề", "đao tao nghe", "DAO TAO NGHE", nfd("đào tạo nghề"), "tạo  đào", "ĐÀO-TẠO"],
)
def test_accents_case_order_and_composition_do_not_matter(things, typed):
    assert titles(typed) == [WEAVING]


@pytest.mark.parametrize(
    "typed",
    ["1288/QĐ-TTg", "1288 / QD – TTg", "1288QDTTg", "1288/qdttg", "1288qđ-ttg", "1288 ttg", "1288"],
)
def test_a_number_of_an_act_is_found_however_it_is_spaced(things, typed):
    found = titles(typed)

    assert found[0] == ACT or ACT in found
    assert things["phase"].name in found


def test_an_abbreviation_and_its_words_find_each_other(things):
    assert titles("HTX FAOS")[0] == FAOS


def test_words_in_quotes_must_stand_together(things):
    assert titles('"chế biến nông sản"') == [MACHINES]
    assert titles("“che bien” “nong san”") == [MACHINES]
    assert titles('"biến chế"') == []
    assert titles("biến chế") == [MACHINES]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("trà túi lọc", FAOS),  # a product
        ("sao mai", FAOS),  # a former name
        ("may say bom nhiet", MACHINES),  # equipment
        ("bau can", "Xã Bàu Cạn"),  # a place of today
        ("ia drang", "Xã Bàu Cạn"),  # a ward of before
        ("chu prong", "Huyện Chư Prông"),  # an old district
        ("lo ren chu prong", WEAVING),  # whom and where, of one activity
        ("bộ trà sen", "Bộ trà sen"),  # a recognised product
        ("5900123456", FAOS),  # the tax code of an organisation
        ("giai đoạn 2014-2020", "Giai đoạn 2014-2020"),
        ("KC-2020-001", MACHINES),
    ],
)
def test_names_products_equipment_and_places_are_found(things, typed, expected):
    assert titles(typed)[0] == expected


# Slips.


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dệt thổ cẩmm", "dệt thổ cẩm"),  # a letter added
        ("dệt hổ cẩm", "dệt thổ cẩm"),  # left out
        ("dệt thổ cẩn", "dệt thổ cẩm"),  # changed
        ("dệt htổ cẩm", "dệt thổ cẩm"),  # swapped
        ("dêtt thỏ cẩmn", "dệt thỏ cẩm"),  # in two words
        ("hop tac xa fao", "hop tac xa faos"),
    ],
)
def test_one_slip_in_a_word_is_put_right_and_said(things, client, typed, meant):
    page = client.get("/tim/", {"q": typed})

    assert page.context["answer"].mended.text == meant
    assert f"<b>{meant}</b>" in page.content.decode()
    assert titles(typed) == titles(meant) != []


@pytest.mark.parametrize("typed", ["dett thoo xyzzyx", "1289", "nôngg sảnn rấtt lạ", "hổ senn"])
def test_what_is_too_far_off_finds_nothing_and_the_page_says_what_to_do(things, client, typed):
    page = client.get("/tim/", {"q": typed})

    assert answer(typed).mended is None
    assert "Thử ít chữ hơn" in page.content.decode()


def test_a_question_that_finds_something_is_not_put_right(things):
    assert answer("det tho cam").mended is None


def test_known_words_that_are_all_very_frequent_are_not_put_right(things, monkeypatch):
    assert answer("dệt hổ cẩm").mended.text == "dệt thổ cẩm"
    monkeypatch.setattr("reports.search.query.MOST_SEARCHED", 0)

    assert answer("dệt hổ cẩm").mended is None


LETTERS = st.text(alphabet="aeđhnt", min_size=3, max_size=7)


@given(LETTERS, LETTERS)
def test_words_one_letter_apart_share_a_form(one, other):
    one, other = fold(one), fold(other)
    if is_one_slip(one, other):
        assert slip_forms(one) & slip_forms(other)
        assert is_one_slip(other, one)


@given(LETTERS, st.data())
def test_every_slip_of_one_letter_is_known_as_one(word, data):
    word = fold(word)
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("xyz"))

    assert is_one_slip(word, word[:place] + letter + word[place:])
    assert is_one_slip(word, word[:place] + letter + word[place + 1 :])
    assert is_one_slip(word, word[:place] + word[place + 1 :])
    assert not is_one_slip(word, f"x{word}y")
    assert not is_one_slip(word, word)


# What stands where.


def test_a_title_with_the_very_accents_stands_first(things):
    for title in ("Đào ao", "Đảo xa", "Dao rựa"):
        make.ActivityFactory(title=title, year=2020, approved=True)
    rebuild()

    assert titles("đảo")[0] == "Đảo xa"
    assert titles("dao rựa")[0] == "Dao rựa"
    assert set(titles("dao")) >= {"Đào ao", "Đảo xa", "Dao rựa", WEAVING}


def test_kinds_and_years_narrow_what_is_found_and_count_it(things, client):
    found = answer("faos")

    assert {group.slug: group.count for group in found.groups} == {
        "co-so": "1",
        "hoat-dong": "1",
        "san-pham": "1",
    }
    assert found.years == {2020: 1, 2019: 1}
    assert titles("faos", year=2019) == ["Bộ trà sen"]
    assert answer("faos", slug="hoat-dong").years == {2020: 1}
    page = client.get("/tim/", {"q": "faos", "loai": "hoat-dong", "nam": "2020"})
    text = page.content.decode()
    assert MACHINES.split(" trong ")[0] in text
    assert "Bộ trà sen" not in text
    assert 'href="?q=faos&amp;nam=2020"' in text


def test_a_kind_that_has_nothing_leads_to_what_there_is(things, client):
    text = client.get("/tim/", {"q": "faos", "loai": "dia-ban"}).content.decode()

    assert "Không có gì như vậy ở mục Địa bàn" in text
    assert 'href="?q=faos">Xem ở mọi mục, mọi năm' in text


def test_counting_stops_and_says_so(things, client, monkeypatch):
    monkeypatch.setattr(answers, "MOST_COUNTED", 3)
    for year in (2015, 2016, 2017, 2018, 2018):
        make.ActivityFactory(title="Lớp làm gốm", year=year, approved=True)
    rebuild()

    found = answer("gốm", "hoat-dong")
    assert [(group.slug, group.count) for group in found.groups] == [("hoat-dong", "hơn 3")]
    assert found.count == "hơn 3"
    assert found.years == dict.fromkeys((2018, 2017, 2016, 2015))
    assert answer("gốm", "hoat-dong", 2018).groups[0].count == "2"
    assert "Chỉ xem được" in client.get("/tim/?q=gốm&loai=hoat-dong").content.decode()


def test_a_frequent_beginning_is_walked_and_finds_the_same(things, monkeypatch):
    joined = [entry.title for entry in suggestions("ch")]
    monkeypatch.setattr("reports.search.query.DENSE", 0)

    assert [entry.title for entry in suggestions("ch")] == joined != []


def test_a_frequent_beginning_that_is_a_word_stands_for_itself(things, monkeypatch):
    assert "Xã Bàu Cạn" in {entry.title for entry in suggestions("xã ba")}
    monkeypatch.setattr(answers, "DENSE", 0)

    assert "Bộ trà sen" in {entry.title for entry in suggestions("bộ tra")}
    assert {entry.title for entry in suggestions("bộ tr")} == {"Bộ trà sen"}


def test_a_list_is_read_page_by_page(things, client):
    for number in range(25):
        make.ActivityFactory(title=f"Lớp làm gốm {number}", year=2018, approved=True)
    rebuild()

    first = client.get("/tim/?q=gốm&loai=hoat-dong").content.decode()
    second = client.get("/tim/?q=gốm&loai=hoat-dong&trang=2").content.decode()
    assert (first.count("<h3>"), second.count("<h3>")) == (20, 5)
    assert "Trang 1 / 2" in first
    whole = client.get("/tim/?q=gốm").content.decode()
    assert "Xem cả 25 kết quả ở mục Hoạt động" in whole


# The page.


@pytest.mark.parametrize(
    "address",
    [
        "/tim/",
        "/tim/?q=faos",
        "/tim/?q=faos&loai=co-so",
        "/tim/?q=faos&loai=dia-ban&nam=2020",
        "/tim/?q=det+hotho+cam",
        "/tim/?q=khongco",
        "/tim/?q=%22%22&loai=la&nam=xx&trang=zz",
        "/tim/?q=" + "a+" * 300,
    ],
)
def test_the_page_is_well_built(things, client, address):
    check_page(client.get(address))


def test_the_page_marks_what_was_asked_for_and_trusts_nothing_typed(things, client):
    text = client.get("/tim/", {"q": "che biến"}).content.decode()
    hostile = client.get("/tim/", {"q": '"><script>alert(1)</script>'}).content.decode()

    assert "<mark>chế</mark> <mark>biến</mark> nông" in text
    assert "<script>alert" not in hostile


def test_a_made_up_record_says_so_among_the_results(things, client):
    things["machines"].is_illustration = True
    things["machines"].save()
    rebuild()

    text = client.get("/tim/", {"q": "may say"}).content.decode()
    assert '<span class="demo">minh họa</span>' in text


def test_the_home_page_and_the_head_lead_to_the_search(things, client):
    home, other = client.get("/").content.decode(), client.get("/ket-qua/").content.decode()

    assert home.count('action="/tim/"') == other.count('action="/tim/"') == 1
    assert client.get("/tim/").content.decode().count('action="/tim/"') == 1


def test_marks_fit_what_was_typed():
    assert [*marked("Chè, chế biến", ["chế"])] == [
        ("Chè, ", False),
        ("chế", True),
        (" biến", False),
    ]
    assert [word for word, is_asked in marked("Chè, chế", ["che"]) if is_asked] == ["Chè", "chế"]


# As one types.


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("dệt th", WEAVING), ("fa", FAOS), ("1288/q", ACT), ("che bien n", MACHINES), ("pro", None)],
)
def test_suggestions_complete_the_last_word(things, client, typed, expected):
    items = client.get("/tim/goi-y.json", {"q": typed}).json()["items"]

    assert items
    if expected:
        assert items[0]["title"] == expected
        assert client.get(items[0]["url"]).status_code == 200


@pytest.mark.parametrize("typed", ["", " ", "d", "khongco de", "xyzzy"])
def test_nothing_is_suggested_for_nothing(things, client, typed):
    assert client.get("/tim/goi-y.json", {"q": typed}).json() == {"items": []}


def test_every_result_has_a_page(things, client):
    for entry in SearchEntry.objects.all():
        assert client.get(entry.url).status_code == 200, entry.url


# Only what is public.


def test_what_is_not_public_cannot_be_found(things, client):
    planted = [*HIDDEN.values(), TAX_CODE, "ghichúkín"]
    stored = " ".join(
        f"{entry.title} {entry.context} {entry.words}" for entry in SearchEntry.objects.all()
    )
    for secret in planted:
        for word in folded(secret):
            if len(word) > 3:
                assert word not in fold(stored).split()
        page = client.get("/tim/", {"q": f'"{secret}"'}).content.decode()
        assert "0 kết quả" not in page
        assert "Không tìm thấy" in page
        assert client.get("/tim/goi-y.json", {"q": secret[:9]}).json() == {"items": []}


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"stage": Stage.PROPOSED, "approved": True},
        {"stage": Stage.REJECTED, "approved": True},
    ],
    ids=["draft", "proposal", "refused"],
)
def test_an_activity_that_is_not_public_hides_all_that_is_its(things, state):
    activity = make.ActivityFactory(
        title="Zebrakia", decision=make.DecisionFactory(number="777/QĐ-ZZZ"), **state
    )
    facility = make.FacilityFactory(name="Zebrahaus")
    make.SupportFactory(activity=activity, facility=facility, equipment="Zebramat")
    make.AwardFactory(product="Zebrawurst", facility=facility)
    make.StatedNoticeFactory(title="Zebrablatt")
    make.PublicationFactory(title="Zebraheft", period_slug="2020")
    rebuild()

    for word in ("zebrakia", "zebrahaus", "zebramat", "zebrawurst", "zebrablatt", "zebraheft"):
        assert titles(word) == []
        assert suggestions(word[:8]) == []
    assert titles("777/QĐ-ZZZ") == []


# As the records change.


def test_a_record_is_found_while_it_is_approved(things, django_capture_on_commit_callbacks):
    weaving, person, other = things["weaving"], make.UserFactory(), make.UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        weaving.unlock(person, "sửa tên")
    assert titles("dệt thổ cẩm") == titles("lò rèn") == []

    weaving.title = "Đào tạo nghề đan lát"
    weaving.save()
    with django_capture_on_commit_callbacks(execute=True):
        weaving.submit(person)
        weaving.approve(other)
    assert titles("đan lát") == ["Đào tạo nghề đan lát"]
    assert "Lò rèn Bốn Búa" in titles("lò rèn")
    kept = index()
    rebuild()
    assert index() == kept


def test_changes_of_what_is_printed_are_followed(things, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        things["cooperative"].name = "Hợp tác xã Bình Minh"
        things["cooperative"].save()
        things["act"].number = "1289/QĐ-TTg"
        things["act"].save()
        things["phase"].name = "Chương trình mười năm"
        things["phase"].save()
        publication = make.PublicationFactory(title="Kết quả mười năm", period_slug="2020")
        seal(publication, make.UserFactory())
        make.OldWardFactory(
            name="Xã Mới Chia",
            commune=make.CommuneFactory(name="Xã Tân", province__code="zz"),
        )

    assert titles("faos") == titles("1288") == []
    assert set(titles("bình minh")) == {"Hợp tác xã Bình Minh", MACHINES, "Bộ trà sen"}
    assert titles("mười năm") == ["Chương trình mười năm", "Kết quả mười năm"]
    kept = index()
    rebuild()
    assert index() == kept


RENAMED = "Tên mới Kzy"


@pytest.mark.parametrize(
    ("named", "printing"),
    [
        ("kind", {RENAMED, MACHINES, WEAVING}),
        ("group", {"Hỗ trợ máy"}),
        ("unit", {MACHINES}),
        ("trade", {FAOS}),
        ("commune", {RENAMED, FAOS, MACHINES}),
        ("district", {RENAMED, "Xã Bàu Cạn", WEAVING}),
        ("old_province", {RENAMED, "Huyện Chư Prông", "Kết quả một vùng"}),
    ],
)
def test_another_name_reaches_all_that_print_it(
    things, named, printing, django_capture_on_commit_callbacks
):
    renamed = prepared(things)[named]
    with django_capture_on_commit_callbacks(execute=True):
        renamed.name = RENAMED
        renamed.save()

    assert set(titles("kzy")) == printing
    kept = index()
    rebuild()
    assert index() == kept


def prepared(things):
    """What has a name that others print."""
    machines, cooperative = things["machines"], things["cooperative"]
    kind = machines.main_kind
    type(kind).objects.filter(pk=kind.pk).update(name="Hỗ trợ máy")
    kind.refresh_from_db()
    unit, trade = make.ImplementingUnitFactory(), make.TradeFactory()
    type(machines).objects.filter(pk=machines.pk).update(implementing_unit=unit)
    Facility.objects.filter(pk=cooperative.pk).update(trade=trade)
    district = OldDistrict.objects.get(code="D1")
    regional = make.PublicationFactory(
        title="Kết quả một vùng", period_slug="2020", old_province=district.old_province
    )
    seal(regional, make.UserFactory())
    rebuild()
    return {
        "kind": kind,
        "group": kind.group,
        "unit": unit,
        "trade": trade,
        "commune": cooperative.commune,
        "district": district,
        "old_province": district.old_province,
    }


def test_what_keeps_its_name_has_nothing_read_anew(things, django_capture_on_commit_callbacks):
    kind = things["machines"].main_kind
    with django_capture_on_commit_callbacks() as callbacks:
        kind.order = 77
        kind.save()

    assert len(callbacks) == 1  # its own entry


def test_what_is_deleted_is_not_found(things, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        things["award"].delete()
        things["phase"].legal_bases.clear()

    assert titles("trà sen") == titles("1288") == []


def test_places_and_kinds_are_found_once_their_catalogue_is_loaded(
    db, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        call_command("load_catalogue", verbosity=0, stdout=StringIO())

    assert titles("chu prong")[0] == "Xã Chư Prông"
    assert "Đào tạo nghề, truyền nghề" in titles("truyen nghe")


# Laws.


def test_keys_stand_in_the_order_of_the_list():
    keys = [key_of(3, 2020, 7), key_of(3, 2020, 8), key_of(3, 2019, 1), key_of(3, None, 1)]

    assert keys == sorted(keys)
    assert [year_of(key) for key in keys] == [2020, 2020, 2019, None]
    assert {source_of(key) for key in keys} == {3}
    first, last = span(3, 2020)
    assert [first <= key <= last for key in keys] == [True, True, False, False]
    assert all(span(3)[0] <= key <= span(3)[1] for key in keys)
    assert span(3)[1] < span(4)[0]


TITLES = st.text(
    alphabet="aăâbdđeêôơưạảãếềởứ AĐỨ0189-/.,(“)'\u0301\u0323", min_size=1, max_size=40
).filter(folded)


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TITLES, st.data())
def test_a_word_of_a_public_title_finds_it(things, title, data):
    with transaction.atomic():
        made = make.ActivityFactory(title=title, approved=True)
        rebuild()
        for word in folded(title):
            shown = data.draw(st.sampled_from([word, word.upper(), nfd(word)]))
            assert made.title in titles(shown, slug="hoat-dong"), (title, shown)
        assert made.title in titles(title)
        transaction.set_rollback(True)


@given(st.lists(TITLES, max_size=3))
def test_a_row_has_every_word_of_its_texts(texts):
    words = words_of(row_of(texts))

    for text in texts:
        assert set(folded(text)) <= words
        assert set(folded(nfd(text.upper()))) <= words


def test_slips_and_facets_ask_the_database_little(things):
    with CaptureQueriesContext(connection) as queries:
        answer("nông sảm chế biếm mái móc thiết bị tiên tiếnn")

    assert len(queries) < 40
