"""The public lists: what is found by which words, and what is not shown."""

import pytest

from projects.models import Facility, Programme, Stage
from tests import factories as make


@pytest.fixture
def activities(db):
    """Two accepted đề án of different years, kinds and programmes, with their facilities."""
    loom = make.ActivityFactory(
        code="DT",
        title="Đào tạo nghề dệt thổ cẩm",
        year=2019,
        programme=Programme.NATIONAL,
        stage=Stage.ACCEPTED,
        main_kind=make.ActivityKindFactory(code="dao-tao"),
        approved=True,
    )
    fair = make.ActivityFactory(
        code="HC", title="Tổ chức hội chợ", year=2020, programme=Programme.LOCAL, approved=True
    )
    weaver = make.FacilityFactory(
        code="HTX",
        name="Hợp tác xã Dệt Đăk",
        products="Thổ cẩm",
        legal_form=Facility.LegalForm.COOPERATIVE,
        commune=make.CommuneFactory(code="X7"),
    )
    make.SupportFactory(activity=loom, facility=weaver)
    make.SupportFactory(activity=fair, facility=make.FacilityFactory(code="CTY", name="Cà phê Ia"))


def found(client, address):
    """The codes of the records listed."""
    answer = client.get(address)
    assert answer.status_code == 200
    return [record.code for record in answer.context["object_list"]]


def test_the_latest_year_comes_first(activities, client):
    assert found(client, "/hoat-dong/") == ["HC", "DT"]


@pytest.mark.parametrize("words", ["det tho cam", "DỆT THỔ CẨM", "đào tạo", "dao tao cam", "dt"])
def test_a_search_needs_neither_accents_nor_order(activities, client, words):
    assert found(client, f"/hoat-dong/?tim={words}") == ["DT"]


@pytest.mark.parametrize(
    "choice",
    ["nam=2019", "noi-dung=dao-tao", "chuong-trinh=KCQG", "tinh-trang=accepted"],
)
def test_activities_are_narrowed_by_each_choice(activities, client, choice):
    assert found(client, f"/hoat-dong/?{choice}") == ["DT"]


@pytest.mark.parametrize("choice", ["tim=tho cam", "tim=dak", "loai-hinh=cooperative"])
def test_facilities_are_narrowed_by_each_choice(activities, client, choice):
    assert found(client, f"/co-so/?{choice}") == ["HTX"]
    assert found(client, "/co-so/?xa-phuong=X7") == ["HTX"]


def test_an_impossible_choice_says_so_beside_its_field(activities, client):
    page = client.get("/hoat-dong/?nam=muoi").content.decode()

    assert "Năm: không có lựa chọn “muoi”" in page
    assert found(client, "/hoat-dong/?nam=muoi") == ["HC", "DT"]


def test_nothing_found_offers_the_other_list(activities, client):
    page = client.get("/hoat-dong/?tim=ca+phe").content.decode()

    assert "Không có đề án nào như vậy" in page
    assert "/co-so/?tim=ca%20phe" in page


def test_words_of_a_visitor_are_never_markup(activities, client):
    page = client.get("/hoat-dong/", {"tim": "<b>x</b>%_'\""}).content.decode()

    assert "<b>x</b>" not in page


@pytest.mark.parametrize("stage", [Stage.PROPOSED, Stage.REJECTED])
def test_proposals_and_refusals_are_not_listed(activities, client, stage):
    hidden = make.ActivityFactory(code="X", stage=stage, approved=True)
    make.SupportFactory(activity=hidden, facility=make.FacilityFactory(code="XX"))

    assert "X" not in found(client, "/hoat-dong/")
    assert "XX" not in found(client, "/co-so/")


def test_drafts_are_not_listed(activities, client):
    draft = make.ActivityFactory(code="X")
    make.SupportFactory(activity=draft, facility=make.FacilityFactory(code="XX"))

    assert "X" not in found(client, "/hoat-dong/")
    assert "XX" not in found(client, "/co-so/")


def test_pages_keep_the_choice(activities, client, monkeypatch):
    monkeypatch.setattr("projects.views.PublicList.paginate_by", 1)
    page = client.get("/hoat-dong/?tim=c").content.decode()

    assert "tim=c&amp;trang=2" in page
    assert found(client, "/hoat-dong/?tim=c&trang=2") == ["DT"]
    assert client.get("/hoat-dong/?trang=9").status_code == 404


def test_a_merged_facility_counts_for_the_one_that_took_it_over(activities, client):
    successor = make.FacilityFactory(code="MOI", name="Hợp tác xã Mới")
    Facility.objects.filter(code="HTX").update(merged_into=successor)

    assert found(client, "/co-so/") == ["CTY", "MOI"]
