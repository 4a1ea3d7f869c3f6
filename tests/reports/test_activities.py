"""/hoat-dong/: every choice can be taken in or left out, and says how many it has."""

import pytest

from projects.models import Facility, Programme, Stage
from tests import factories as make

from .pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed():
    """A loom of 2019 in two communes, out of two sources; a fair of 2020; an old stopped scheme."""
    district = make.OldDistrictFactory(code="H1", name="Huyện Một")
    here, there = (make.CommuneFactory(code=code, name=f"Xã {code}") for code in ("X1", "X2"))
    national, local = (make.BudgetSourceFactory(code=code, name=code) for code in ("QG", "DP"))
    loom = make.ActivityFactory(
        code="DT",
        title="Dệt thổ cẩm",
        year=2019,
        programme=Programme.NATIONAL,
        stage=Stage.ACCEPTED,
        main_kind=make.ActivityKindFactory(code="dao-tao"),
        approved=True,
    )
    for commune, form in ((here, "cooperative"), (there, "household"), (here, "cooperative")):
        facility = make.FacilityFactory(
            legal_form=Facility.LegalForm(form), commune=commune, old_district=None
        )
        make.SupportFactory(
            activity=loom, facility=facility, commune=commune, old_district=district
        )
    for source in (national, local):
        make.FundingFactory(activity=loom, source=source)
    fair = make.ActivityFactory(
        code="HC", title="Hội chợ", year=2020, programme=Programme.LOCAL, approved=True
    )
    make.FundingFactory(activity=fair, source=local)
    make.ActivityFactory(
        code="DD", title="Đề án dừng", year=2018, stage=Stage.STOPPED, approved=True
    )


def codes(client, query):
    answer = client.get(f"/hoat-dong/?{query}")
    assert answer.status_code == 200
    return [record.code for record in answer.context["object_list"]]


def options(client, query=""):
    shown = client.get(f"/hoat-dong/?{query}").context["shown"]
    return {one.facet.name: {option.label: option for option in one.options} for one in shown}


@pytest.mark.parametrize(
    ("choice", "taken"),
    [
        ("nam=2019", ["DT"]),
        ("nam=2019&nam=2018", ["DT", "DD"]),
        ("noi-dung=dao-tao", ["DT"]),
        ("nguon=QG", ["DT"]),
        ("nguon=DP", ["HC", "DT"]),
        ("chuong-trinh=KCQG", ["DT"]),
        ("tinh-trang=stopped", ["DD"]),
        ("xa-phuong=X2", ["DT"]),
        ("huyen-cu=H1", ["DT"]),
        ("loai-hinh=household", ["DT"]),
        ("nguon=DP&nam=2020", ["HC"]),
        ("nguon=QG&nam=2020", []),
    ],
)
def test_a_choice_is_taken_in_or_left_out(listed, client, choice, taken):
    assert codes(client, choice) == taken
    if "&" not in choice:
        others = [code for code in ("HC", "DT", "DD") if code not in taken]
        assert codes(client, f"tru-{choice}") == others


def test_each_count_is_the_length_of_its_list(listed, client):
    for facet in options(client).values():
        for option in facet.values():
            assert len(codes(client, option.take.removeprefix("?"))) == option.count


def test_counts_follow_the_choices_of_the_other_facets(listed, client):
    assert {name: one.count for name, one in options(client, "nguon=QG")["nam"].items()} == {
        "2019": 1
    }
    # Those of the facet itself stay, so that a second choice can be added.
    assert {name: one.count for name, one in options(client, "nguon=QG")["nguon"].items()} == {
        "QG": 1,
        "DP": 2,
    }


def test_a_choice_is_taken_back_by_its_own_link(listed, client):
    chosen = options(client, "nam=2019&tru-nguon=QG&tim=d&trang=1")

    assert chosen["nam"]["2019"].take == "?tru-nguon=QG&tim=d"
    assert chosen["nguon"]["QG"].leave_out == "?nam=2019&tim=d"
    # Nothing is both taken in and left out.
    assert chosen["nguon"]["QG"].take == "?nam=2019&tim=d&nguon=QG"


def test_a_search_in_words_keeps_the_choices(listed, client):
    page = text(client, "/hoat-dong/?nam=2019&tru-nguon=QG")

    assert '<input type="hidden" name="nam" value="2019">' in page
    assert '<input type="hidden" name="tru-nguon" value="QG">' in page


@pytest.mark.parametrize(
    "choice",
    [
        "nam=muoi",
        "nam=20199",
        "nguon=khong-co",
        "tru-xa-phuong=<b>",
        "tinh-trang=proposed",
    ],
)
def test_what_means_nothing_is_named_and_narrows_nothing(listed, client, choice):
    page = text(client, f"/hoat-dong/?{choice}")

    assert "nên điều kiện này không được áp dụng" in page
    assert "<b>”" not in page
    assert codes(client, choice) == ["HC", "DT", "DD"]


def test_unpublished_activities_are_counted_nowhere(listed, client):
    make.ActivityFactory(code="N", year=2017)
    make.ActivityFactory(code="P", year=2016, stage=Stage.PROPOSED, approved=True)

    assert set(options(client)["nam"]) == {"2018", "2019", "2020"}
