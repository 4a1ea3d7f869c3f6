"""Bảng đối soát: the same money at every place where it is told, and what explains differences."""

import json
from datetime import date

import pytest

from programs.models import BudgetSource
from reports.addresses import Address
from reports.editions import edition_at
from reports.models import Publication
from reports.periods import Period
from reports.reconciliation import reconciled
from reports.sealing import seal
from tests import factories as make

from .province import MILLION

BASE = "/ket-qua/2018-2020"
QG, DP = "Khuyến công quốc gia", "Khuyến công địa phương"


def found():
    return reconciled(edition_at(Address(Period.years(2018, 2020))))[0]


def checked(slug):
    return next((one for one in found().checked if one.pair.slug == slug), None)


def gaps(slug):
    """By source and year: the difference, what is unexplained and the records, in triệu đồng."""
    return {
        (gap.source, gap.year): (
            gap.difference // MILLION,
            gap.unexplained // MILLION,
            {record.code: record.difference // MILLION for record in gap.records},
        )
        for gap in checked(slug).gaps
    }


@pytest.fixture
def sealed(province):
    draft = Publication.objects.create(
        title="Đã công bố",
        period_slug="2018-2020",
        cutoff=date(2020, 12, 31),
        composed_by=make.UserFactory(),
    )
    return seal(draft, make.UserFactory())


def test_every_amount_stands_at_its_source_and_year(province):
    rows = {(row.label, row.level): row for row in found().table.rows}

    def told(label, level, key):
        return rows[label, level].cell(key).value // MILLION

    assert [row.label for row in found().table.rows if not row.level] == [
        QG,
        DP,
        "Khuyến công, chưa rõ nguồn",
    ]
    assert told(QG, 0, "assigned") == 400 + 600 + 100
    assert told(QG, 0, "planned") == 300 + 500 + 200
    assert told(QG, 0, "disbursed") == 280
    assert told(QG, 0, "settled") == 280
    assert told(DP, 0, "assigned") == 350 + 200
    assert told(DP, 0, "planned") == 300 + 90 + 50


def test_assigned_and_not_given_to_any_scheme_is_unexplained_and_on_top(province):
    assert found().checked[0].pair.slug == "giao-phan-bo"
    assert gaps("giao-phan-bo") == {
        (QG, "năm 2020"): (-200, -200, {}),
        (QG, "Chưa rõ năm"): (100, 100, {}),
        (QG, "năm 2018"): (100, 100, {}),
        (QG, "năm 2019"): (100, 100, {}),
        (DP, "năm 2020"): (60, 60, {}),
        (DP, "năm 2019"): (50, 50, {}),
        ("Khuyến công, chưa rõ nguồn", "năm 2018"): (-30, -30, {}),
    }


def test_records_explain_what_is_planned_and_not_paid(province):
    told = gaps("giai-ngan")

    assert told[QG, "năm 2018"] == (20, 0, {"A1": 20})
    assert told[QG, "năm 2019"] == (500, 0, {"A3": 500})
    assert told[DP, "năm 2020"] == (80, 0, {"A6": 50, "A5": 30})


def test_without_any_decision_nothing_is_said_of_decisions(province):
    province.a5.decision = None
    province.a5.save()

    assert checked("quyet-dinh") is None


def test_schemes_without_their_decision_explain_the_difference(province):
    told = gaps("quyet-dinh")

    assert told[DP, "năm 2020"] == (50, 0, {"A6": 50})
    assert told[QG, "năm 2019"] == (500, 0, {"A3": 500})


def test_what_changed_since_the_publication_is_explained_by_its_records(province, sealed):
    assert not checked("cong-bo").gaps
    province.f1.settled = 299 * MILLION
    province.f1.save()
    province.a2.delete()

    assert gaps("cong-bo") == {
        (QG, "năm 2018"): (19, 0, {"A1": 19}),
        (DP, "năm 2019"): (-300, 0, {"A2": -300}),
    }


def test_what_an_old_notice_states_is_explained_by_no_record(province):
    notice = make.StatedNoticeFactory(first_year=2018, last_year=2020, approved=True)
    source = BudgetSource.objects.get(code="KCQG")
    make.StatedFigureFactory(notice=notice, source=source, kind=None, value=1, unit="tỷ đồng")

    assert gaps("cong-bo") == {(QG, "cả kỳ"): (980 - 1000, 980 - 1000, {})}


def test_the_unexplained_is_what_the_records_leave(province, sealed):
    province.a2.delete()

    for one in found().checked:
        for gap in one.gaps:
            explained = sum(record.difference for record in gap.records)
            assert gap.difference == explained + gap.unexplained
            assert one.pair.has_records == (gap.unexplained == 0), (one.pair.slug, gap)


def test_page_and_files_say_the_same_to_the_dong(province, client):
    province.f1.settled = 280 * MILLION + 1
    province.f1.save()

    page = client.get(f"{BASE}/doi-soat/").content.decode()
    body = json.loads(client.get(f"{BASE}/doi-soat.json").content)
    table = next(one for one in body["tables"] if one["slug"] == "quyet-toan")

    assert "280.000.000 − 280.000.001 = −1" in page
    assert [row["values"]["difference"] for row in table["rows"]][-2:] == [-1, -1]
    for extension in ("csv", "xlsx"):
        assert client.get(f"{BASE}/doi-soat.{extension}").status_code == 200


def test_its_numbers_open_the_live_records_up_to_the_cutoff(sealed, client):
    page = client.get(f"{BASE}/doi-soat/").content.decode()

    link = (
        f"{BASE}/hien-nay/ho-so/kinh-phi-ke-hoach/?nguon=KCQG&amp;nam=2018&amp;den-ngay=2020-12-31"
    )
    assert link in page
    assert client.get(link.replace("&amp;", "&")).status_code == 200


def test_it_is_for_staff_where_the_office_says_so(province, client, admin_client, settings):
    settings.PUBLIC_DRIFT = False

    assert client.get(f"{BASE}/doi-soat/").status_code == 404
    assert admin_client.get(f"{BASE}/doi-soat/").status_code == 200


def test_an_empty_period_says_so(province, client):
    assert "chưa có khoản kinh phí nào" in client.get("/ket-qua/2013/doi-soat/").content.decode()
