"""Which columns a list is taken along with, and who may have which."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission

from khuyencong.exports.columns import naming
from khuyencong.models import Record, User
from khuyencong.roles import ADMIN, ENTRY, REVIEW, VIEW
from programs.models import BudgetSource
from projects.models import Activity
from tests import factories as make
from tests.staff import read, signed_in, told
from tests.test_house_rules import REGISTERED, admin_url, rows_of
from tests.test_lists import ACTIVITIES, csv_rows, xlsx_rows

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]
FACILITIES = "/quan-tri/projects/facility/"
PHONE = "0977 531 246"


def one_row(client, url):
    """The only row of a file, by its headings."""
    heads, row = csv_rows(client.get(url))
    return dict(zip(heads, row, strict=True))


def test_the_chosen_columns_are_in_the_file_and_no_others(admin_client):
    activity = make.ActivityFactory(title="Dệt thổ cẩm", year=2024)
    for ending, read_rows in (("csv", csv_rows), ("xlsx", xlsx_rows)):
        rows = read_rows(
            admin_client.get(f"{ACTIVITIES}xuat.{ending}?cot=title&cot=main_kind__name")
        )
        assert rows == [
            ["Tên đề án, nhiệm vụ", "Nội dung chính"],
            ["Dệt thổ cẩm", activity.main_kind.name],
        ]


def test_the_page_offers_the_columns_and_keeps_the_filter(admin_client):
    make.ActivityFactory(year=2024)
    make.ActivityFactory(year=2023)
    page = admin_client.get(f"{ACTIVITIES}xuat/?year=2024")
    text = page.content.decode()

    assert "1 dòng đang lọc" in read(page)
    assert '<input type="hidden" name="year" value="2024">' in text
    assert 'name="cot" value="title" checked' in text
    assert 'name="cot" value="note">' in text
    assert f'action="{ACTIVITIES}xuat.xlsx"' in text
    assert f'formaction="{ACTIVITIES}xuat.csv"' in text
    assert (
        f'href="{ACTIVITIES}xuat/?year=2024"'
        in admin_client.get(f"{ACTIVITIES}?year=2024").content.decode()
    )


@pytest.mark.parametrize("registered", REGISTERED)
def test_every_list_offers_columns_that_it_can_fill(registered, admin_client):
    rows_of(registered)
    lists = admin_url(registered, "changelist")
    offered = admin_client.get(f"{lists}xuat/")
    names = [name for part in ("usual", "others", "personal") for name, _ in offered.context[part]]
    query = "&".join(f"cot={name}" for name in names)
    heads, *rows = csv_rows(admin_client.get(f"{lists}xuat.csv?{query}"))

    assert [name for name, _ in offered.context["usual"]]
    assert len(heads) == len(names) == len(set(names))
    assert len(set(heads)) == len(heads)
    assert {len(row) for row in rows} <= {len(heads)}


@pytest.mark.parametrize("registered", REGISTERED)
def test_another_record_is_named_by_what_is_never_empty(registered):
    """Else a file would not say which one it is."""
    for field in registered.model._meta.concrete_fields:
        other = field.related_model
        if other is None or other is User or not issubclass(other, Record):
            continue
        paths = [path for path, _ in naming(other, "")]
        assert paths, (registered.model, field.name)
        if not other.told_by:
            assert not all(other._meta.get_field(path).blank for path in paths), field


def test_money_stands_by_source_in_whole_dong(admin_client):
    national, local = (
        make.BudgetSourceFactory(code=code, short_name=code, order=place)
        for place, code in enumerate(("KCQG", "KCDP"))
    )
    activity = make.ActivityFactory()
    make.FundingFactory(activity=activity, source=national, planned=300_000_000, settled=None)
    make.FundingFactory(
        activity=activity, source=national, planned=50_000_000, settled=1, budget_year=2031
    )
    make.FundingFactory(activity=activity, source=local, planned=None, settled=0)
    row = one_row(admin_client, f"{ACTIVITIES}xuat.csv")

    assert row["KCQG, kế hoạch (đồng)"] == "350000000"
    assert row["KCQG, quyết toán (đồng)"] == "1"
    assert row["KCDP, kế hoạch (đồng)"] == ""
    assert row["KCDP, quyết toán (đồng)"] == "0"
    assert {f"{one.short_name}, kế hoạch (đồng)" for one in BudgetSource.objects.all()} <= {*row}


def test_money_is_for_who_may_see_money():
    make.FundingFactory(source=make.BudgetSourceFactory(code="KCQG", short_name="KCQG"))
    group = Group.objects.create(name="Chỉ xem đề án")
    group.permissions.add(Permission.objects.get(codename="view_activity"))
    client = signed_in()
    client.user.groups.add(group)

    assert client.get(f"{ACTIVITIES}xuat.csv?cot=KCQG:planned").status_code == 404
    assert "KCQG, kế hoạch (đồng)" not in one_row(client, f"{ACTIVITIES}xuat.csv")


def test_two_sources_of_one_name_are_two_columns(admin_client):
    for code, amount in (("A1", 1), ("A2", 2)):
        source = make.BudgetSourceFactory(code=code, short_name="Vốn")
        make.FundingFactory(
            activity=Activity.objects.first() or make.ActivityFactory(),
            source=source,
            planned=amount,
        )
    row = one_row(admin_client, f"{ACTIVITIES}xuat.csv?cot=A1:planned&cot=A2:planned")

    assert row == {"Vốn, kế hoạch (đồng)": "1", "Vốn, kế hoạch (đồng) (2)": "2"}


def test_a_list_narrowed_by_what_no_filter_offers_is_a_file_of_the_same_rows(admin_client):
    wanted, _ = make.ActivityFactory(note="này"), make.ActivityFactory(note="khác")
    narrowed = f"code={wanted.code}"
    page = admin_client.get(f"{ACTIVITIES}?{narrowed}").content.decode()
    choice = admin_client.get(f"{ACTIVITIES}xuat/?{narrowed}").content.decode()

    assert f"xuat.xlsx?{narrowed}" in page
    assert f'<input type="hidden" name="code" value="{wanted.code}">' in choice
    assert one_row(admin_client, f"{ACTIVITIES}xuat.csv?cot=code&cot=&{narrowed}") == {
        "Mã đề án": wanted.code
    }


def test_without_any_column_there_is_no_file(admin_client):
    answer = admin_client.get(f"{ACTIVITIES}xuat.csv?cot=&year=2024", follow=True)

    assert "Hãy chọn ít nhất một cột." in told(answer)
    assert answer.redirect_chain[-1][0].endswith("xuat/?year=2024")


def test_people_are_named_as_on_screen_to_everybody_who_sees_the_list():
    giver = make.UserFactory(last_name="Nguyễn", first_name="Minh Họa")
    make.DelegationFactory(from_user=giver)
    row = one_row(signed_in(REVIEW), "/quan-tri/khuyencong/delegation/xuat.csv")

    assert row["Người ủy quyền"] == "Nguyễn Minh Họa"


def test_a_round_of_awards_is_known_in_a_file(admin_client):
    award = make.AwardFactory(round=make.AwardRoundFactory(year=2026, level="province", name=""))
    row = one_row(admin_client, "/quan-tri/projects/award/xuat.csv")

    assert row["Đợt bình chọn, năm"] == "2026"
    assert row["Đợt bình chọn, cấp"] == award.round.get_level_display()


# Personal data.


def test_how_to_reach_a_person_is_for_who_keeps_the_record():
    make.FacilityFactory(phone=PHONE, representative="Người đại diện minh họa")
    asked = f"{FACILITIES}xuat.csv?cot=name&cot=phone"

    assert one_row(signed_in(ENTRY), asked)["Điện thoại (không công khai)"] == PHONE
    for role in (VIEW, REVIEW, ADMIN):
        client = signed_in(role)
        assert client.get(asked).status_code == 404
        page = client.get(f"{FACILITIES}xuat/")
        assert not page.context["personal"]
        assert "Điện thoại" not in read(page)
        assert PHONE not in str(csv_rows(client.get(f"{FACILITIES}xuat.csv")))


def test_a_tax_code_may_be_the_number_of_a_person():
    make.FacilityFactory(tax_code="001099000001", legal_form="household")

    for column in ("tax_code", "place_then", "source_note"):
        assert signed_in(VIEW).get(f"{FACILITIES}xuat.csv?cot={column}").status_code == 404
    assert "Mã số thuế" not in one_row(signed_in(VIEW), f"{FACILITIES}xuat.csv")
    row = one_row(signed_in(ENTRY), f"{FACILITIES}xuat.csv?cot=tax_code")
    assert row == {"Mã số thuế": "001099000001"}


def test_personal_columns_are_never_taken_unasked_and_are_on_record():
    make.FacilityFactory(phone=PHONE)
    client = signed_in(ENTRY)
    usual = client.get(f"{FACILITIES}xuat.csv")
    assert PHONE not in str(csv_rows(usual))

    assert b"".join(client.get(f"{FACILITIES}xuat.xlsx?cot=code&cot=phone"))
    entry = LogEntry.objects.order_by("pk").last()
    assert "Có cột cá nhân: Điện thoại (không công khai)." in str(entry.get_change_message())


@pytest.mark.parametrize("column", ["password", "main_kind__search", "x", "implementing_unit__pk"])
def test_a_column_that_is_not_offered_is_refused(column, admin_client):
    answer = admin_client.get(f"{ACTIVITIES}xuat.csv?cot={column}")

    assert answer.status_code == 404


def test_an_account_never_leaves_with_its_password(admin_client):
    page = admin_client.get("/quan-tri/khuyencong/user/xuat/")
    offered = {name for part in ("usual", "others", "personal") for name, _ in page.context[part]}
    row = one_row(admin_client, "/quan-tri/khuyencong/user/xuat.csv")

    assert not {"password", "is_superuser"} & offered
    assert {"Nhóm", "Xác thực hai lớp", "Họ tên"} <= {*row}
