"""The two demo sets: the notice comes out of the records, and nothing fictitious looks real."""

import re
import stat
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F, Sum
from django.utils.html import strip_tags

from khuyencong.models import Agency, Review, User
from programs.models import Allocation, ProgramPhase, Target
from projects.models import (
    Activity,
    Award,
    Document,
    Facility,
    Funding,
    FundingShare,
    Outcome,
    Payment,
    Quantity,
    Stage,
    StageEvent,
    Support,
)
from reports.demo import accounts, notice
from reports.demo.fictional import load_fictional
from reports.demo.generator import Generator, Plan, portions
from reports.demo.storing import Store
from reports.demo.world import World
from reports.drift import measured
from reports.lines import RegisterLines
from reports.models import (
    ManualIndicator,
    NoticeRow,
    Publication,
    StatedFigure,
    StatedNotice,
)
from reports.periods import Period
from reports.results import results_of
from reports.sealing import verify
from tests.factories import UserFactory

from .once import stored_once

MILLION = 1_000_000
FAOS = "Hợp tác xã Nông nghiệp hữu cơ an toàn FAOS"
MODELS = (
    Facility,
    Activity,
    Support,
    Quantity,
    Funding,
    FundingShare,
    Payment,
    Outcome,
    StageEvent,
    Document,
    Award,
    Allocation,
    Target,
    StatedNotice,
    StatedFigure,
    ManualIndicator,
    NoticeRow,
    ProgramPhase,
    User,
)


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Both sets, loaded once for this module and rolled back after it."""
    patch = pytest.MonkeyPatch()
    patch.setattr("django.conf.settings.DATA_DIR", tmp_path_factory.mktemp("demo"))
    yield from stored_once(django_db_blocker, load)
    patch.undo()


def load():
    call_command("load_catalogue", stdout=StringIO())
    call_command("load_demo", stdout=StringIO())


def notice_results():
    lines = RegisterLines(Period.years(2014, 2020, cutoff=date(2020, 12, 31)))
    return results_of(lines)


def value(table, row_code, column):
    row = next(row for row in table.rows if row.code == row_code)
    return next(cell.value for cell in row.cells if cell.column.key == column)


# The notice comes out of the records.


@pytest.mark.parametrize(
    ("measure", "stated"),
    [
        ("ha-tang-cum.cum", 1),
        ("mo-hinh-trinh-dien.mo-hinh", 3),
        ("may-moc-thiet-bi.co-so", 18),
        ("to-chuc-hoi-cho.hoi-cho", 2),
        ("binh-chon.san-pham", None),
        ("dao-tao-nghe.lop", 1),
        ("nang-cao-quan-ly.lop", 2),
    ],
)
def test_every_stated_result_comes_out_of_the_records(db, measure, stated):
    assert value(notice_results().measures, measure, "actual") == stated


def test_the_contest_without_a_number_is_unknown_and_neither_0_nor_1(db):
    assert value(notice_results().measures, "binh-chon.san-pham", "unknown") == 2


def test_every_stated_amount_comes_out_of_the_records(db):
    results = notice_results()

    assert value(results.money, "KCQG", "spent") == 9_510 * MILLION
    assert value(results.money, "KCDP", "spent") == 712 * MILLION
    total = {cell.column.key: cell.value for cell in results.money.total.cells}
    assert total["spent"] == 10_222 * MILLION


def test_the_stated_figures_stand_beside_as_they_were_printed(db):
    stated = list(StatedFigure.objects.values_list("kind__code", "source__code", "value", "unit"))

    assert stated == [
        ("ha-tang-cum", None, 1, "cụm công nghiệp"),
        ("mo-hinh-trinh-dien", None, 3, "mô hình"),
        ("may-moc-thiet-bi", None, 18, "cơ sở"),
        ("to-chuc-hoi-cho", None, 2, "hội chợ"),
        ("binh-chon", None, None, "sản phẩm"),
        ("dao-tao-nghe", None, 1, "lớp"),
        ("nang-cao-quan-ly", None, 2, "lớp"),
        (None, "KCQG", 9510, "triệu đồng"),
        (None, "KCDP", 712, "triệu đồng"),
    ]
    text = StatedNotice.objects.get().text
    assert all(figure.printed in text for figure in StatedFigure.objects.all())


def test_the_notice_keeps_its_slips_and_ends_before_the_footer_of_its_site(db):
    stated = StatedNotice.objects.get()

    assert "1288/QĐ-CP" in stated.title
    assert stated.act.number == "1288/QĐ-TTg"
    assert "hỗ trợmở 01 lớp" in stated.text
    assert stated.text.endswith("sức khỏe con người.")
    assert Agency.objects.get().responsible == "Giám đốc Sở, Trưởng Ban Biên tập"


def test_the_one_known_activity_stands_with_its_own_figures(db):
    support = Support.objects.get(facility__name=FAOS)
    activity = support.activity

    assert activity.accepted_on == date(2020, 8, 7)
    assert activity.data_source == "Báo Gia Lai, 08/08/2020"
    assert "giả định" in activity.note
    assert not activity.is_illustration
    assert not support.facility.is_illustration
    assert support.place_then == "xã Ia Ròng, huyện Chư Pưh"
    assert support.commune.code == "23971"
    money = {funding.source.code: funding for funding in activity.fundings.all()}
    assert money["KCQG"].planned == 200 * MILLION
    assert money["DOI_UNG"].planned == 213 * MILLION
    assert "hơn 413" in money["DOI_UNG"].note
    assert not Payment.objects.filter(funding__activity=activity).exists()


def test_the_districts_of_the_notice_are_of_the_old_province(db):
    of_phase = Support.objects.filter(activity__year__lte=2020)

    assert not of_phase.exclude(activity__old_province__code="gia-lai-cu").exists()
    placed = of_phase.filter(old_district__isnull=False)
    assert not placed.exclude(old_district__old_province__code="gia-lai-cu").exists()
    assert placed.values("old_district").distinct().count() == 10


# What is not real says so.


def test_everything_but_the_one_known_activity_is_marked_as_an_illustration(db):
    real = Activity.objects.filter(is_illustration=False)

    assert [activity.supports.get().facility.name for activity in real] == [FAOS]
    assert [facility.name for facility in Facility.objects.filter(is_illustration=False)] == [FAOS]
    illustrations = Activity.objects.filter(is_illustration=True)
    assert not illustrations.exclude(title__endswith="(minh họa)").exists()
    assert set(illustrations.values_list("data_source", flat=True)) == {
        "số liệu minh họa: tách từ số tổng hợp của thông báo ngày 19/05/2020",
        "bộ dữ liệu minh họa, không có thật",
    }


def test_no_fictitious_facility_product_or_paper_is_named_like_a_real_one(db):
    names = Facility.objects.filter(is_illustration=True).values_list("name", flat=True)

    assert all(re.fullmatch(r"Cơ sở minh họa (\d\d|A-\d{3}|A \(đã gộp\))", name) for name in names)
    assert not Facility.objects.exclude(tax_code="", phone="", address="", representative="")
    assert not Award.objects.exclude(product__endswith="(minh họa)").exists()
    assert not Document.objects.exclude(title__endswith="(minh họa)").exists()
    assert all(user.get_full_name().startswith("Tài khoản minh họa") for user in User.objects.all())


def test_every_demo_record_passes_the_rules_of_the_forms(db):
    for model in MODELS:
        for record in model.objects.all():
            record.full_clean()
    for activity in Activity.objects.exclude(review=Review.DRAFT):
        assert activity.submission_problems() == []


# The fictitious set shows everything.


def of_fiction(**conditions):
    return Activity.objects.filter(code__startswith="MH-", **conditions)


@pytest.mark.parametrize("stage", Stage.values)
def test_every_stage_occurs(db, stage):
    assert of_fiction(stage=stage, review=Review.APPROVED).exists()


def test_every_kind_of_the_catalogue_occurs(db):
    kinds = World(accounts.authors()).kinds

    assert len(kinds) == 29
    assert not [words for words in kinds if not of_fiction(main_kind=words.kind).exists()]


@pytest.mark.parametrize(
    ("what", "rows"),
    {
        "accepted without a day": lambda: of_fiction(stage="accepted", accepted_on=None),
        "accepted in part": lambda: of_fiction(
            stage="approved", supports__accepted_on__isnull=False
        ),
        "a support stopped alone": lambda: Support.objects.filter(stopped_on__isnull=False),
        "a common quantity": lambda: Support.objects.filter(in_common_quantity=True),
        "no facility": lambda: of_fiction(supports__facility=None),
        "several kinds": lambda: of_fiction(common_kind=None, supports__isnull=False),
        "two budget years": lambda: Funding.objects.filter(budget_year__gt=F("activity__year")),
        "other budget": lambda: Funding.objects.filter(source__code="NSK"),
        "other money": lambda: Funding.objects.filter(source__code="KHAC"),
        "unknown source": lambda: Funding.objects.filter(source__is_unknown=True),
        "unknown amount": lambda: Funding.objects.filter(planned=None),
        "unknown quantity": lambda: Quantity.objects.filter(
            is_unknown=True, support__activity__code__startswith="MH-"
        ),
        "recoverable": lambda: Funding.objects.filter(recoverable__isnull=False),
        "recovered": lambda: Payment.objects.filter(
            kind="recovery", funding__recoverable__isnull=False
        ),
        "advance": lambda: Payment.objects.filter(kind="advance"),
        "split in part": lambda: FundingShare.objects.filter(support=None, planned__gt=0),
        "split in full": lambda: FundingShare.objects.filter(support=None, planned=0),
        "a range of outcomes": lambda: Outcome.objects.filter(upper_value__isnull=False),
        "about": lambda: Outcome.objects.filter(qualifier="khoang"),
        "a target with both ends": lambda: Target.objects.filter(
            minimum__isnull=False, maximum__isnull=False
        ),
        "a target with one end": lambda: Target.objects.filter(minimum=None),
        "money assigned to a phase": lambda: Allocation.objects.filter(year=None),
        "an adjustment": lambda: StageEvent.objects.filter(kind="adjustment"),
        "a public paper": lambda: Document.objects.filter(is_public=True),
        "a merged facility": lambda: Facility.objects.filter(merged_into__isnull=False),
        "after the districts": lambda: Facility.objects.filter(old_district=None),
        "a draft": lambda: of_fiction(review="draft", submitted_by=None),
        "waiting": lambda: Activity.objects.pending(),
        "returned": lambda: Activity.objects.returned(),
        "a payment waiting": lambda: Payment.objects.pending(),
    }.items(),
)
def test_the_fictitious_set_has(db, what, rows):
    assert rows().exists(), what


def test_awards_come_in_all_groups_levels_and_results(db):
    assert set(Award.objects.values_list("group", flat=True)) == set(Award.Group.values)
    assert set(Award.objects.values_list("status", flat=True)) == set(Award.Status.values)
    assert set(Award.objects.values_list("round__level", flat=True)) == {
        "province",
        "region",
        "nation",
    }


def test_the_phases_rest_on_their_real_acts(db):
    bases = {
        phase.slug: sorted(phase.legal_bases.values_list("number", flat=True))
        for phase in ProgramPhase.objects.all()
    }

    assert bases == {
        "2014-2020": ["1288/QĐ-TTg"],
        "2021-2025": ["1881/QĐ-TTg", "575/QĐ-UBND"],
        "2026-2030": ["2646/QĐ-BCT"],
    }


# The notice is published as sealed: composed by one account, signed by another.


def test_the_notice_s_paragraph_comes_out_with_every_figure_as_stated(db, client):
    page = client.get("/ket-qua/2014-2020/").content.decode()
    sentence = " ".join(
        strip_tags(page.partition('<p class="lead')[2].partition("</p>")[0]).split()
    )

    assert sentence.partition(">")[2] == (
        "Công tác khuyến công giai đoạn 2014–2020 đã đạt được những kết quả như: "
        "hỗ trợ xây dựng kết cấu hạ tầng cho 01 cụm công nghiệp; "
        "hỗ trợ xây dựng 03 mô hình trình diễn kỹ thuật sản xuất mới, công nghệ mới; "
        "hỗ trợ cho 18 cơ sở chuyển giao công nghệ và ứng dụng máy móc tiên tiến; "
        "tổ chức 02 hội chợ, triển lãm hàng công nghiệp nông thôn (CNNT); "
        "tổ chức bình chọn sản phẩm CNNT tiêu biểu các cấp; "
        "hỗ trợ mở 01 lớp đào tạo nghề dệt thổ cẩm; "
        "hỗ trợ mở 02 lớp tập huấn nâng cao năng lực. "
        "Tổng kinh phí thực hiện là 10.222 triệu đồng: "
        "nguồn khuyến công quốc gia 9.510 triệu đồng; "
        "nguồn khuyến công địa phương 712 triệu đồng."
    )


def test_the_published_notice_is_two_persons_and_proves_itself(db):
    published = Publication.objects.sealed().get()

    assert (published.composed_by.username, published.signed_by.username) == ("nhaplieu", "congbo")
    assert not list(verify())
    assert measured(published).is_nothing


# Loading again, reviews, derived columns.


def test_loading_again_changes_nothing(db, capsys):
    before = [model.objects.count() for model in MODELS]

    call_command("load_demo")

    assert capsys.readouterr().out.count("đã có, giữ nguyên") == 3
    assert [model.objects.count() for model in MODELS] == before


def test_every_approved_record_was_entered_and_approved_by_two_accounts(db):
    for model in (Activity, Payment, Outcome, Award, Allocation, Target, StatedNotice):
        approved = model.objects.approved()
        assert set(approved.values_list("approved_by__username", flat=True)) == {"kiemduyet"}
        assert not approved.filter(approved_by=F("submitted_by")).exists()


def test_the_shares_of_every_split_make_the_whole(db):
    split = Funding.objects.filter(shares__isnull=False).annotate(
        parts=Sum("shares__planned"), settled_parts=Sum("shares__settled")
    )

    assert split.exists()
    assert not split.exclude(parts=F("planned")).exists()
    assert not split.filter(settled__isnull=False).exclude(settled_parts=F("settled")).exists()


def records(seed):
    """Make a small plan, tell what was stored without keys and times, and take it back."""
    plan = Plan(
        activities=60,
        seed=seed,
        first_year=2019,
        last_year=2026,
        as_of=date(2026, 11, 15),
        prefix="TEST",
        label="T",
    )
    with transaction.atomic():
        Store(Generator(plan, World(accounts.authors()))).all()
        made = Activity.objects.filter(code__startswith="TEST-").order_by("code")
        told = [
            list(made.values_list("code", "title", "stage", "review", "completed_on", "sort_key")),
            list(made.values_list("code", "fundings__source__code", "fundings__planned")),
            list(
                made.values_list(
                    "code", "fundings__payments__amount", "fundings__payments__paid_on"
                )
            ),
            list(made.values_list("code", "supports__facility__code", "supports__commune__code")),
            list(made.values_list("code", "supports__quantities__actual")),
            list(made.values_list("code", "events__happened_on", "documents__title")),
        ]
        transaction.set_rollback(True)
    return [sorted(rows, key=repr) for rows in told]


def test_the_same_seed_makes_the_same_records(db):
    first, again, other = records(1), records(1), records(2)

    assert first == again
    assert first != other


DERIVED = (
    "common_kind",
    "common_facility",
    "common_commune",
    "common_district",
    "completed_on",
)


def test_the_generator_leaves_the_derived_columns_right(db):
    made = of_fiction().order_by("pk")
    before = list(made.values_list("pk", *DERIVED))

    of_fiction().refresh_derived()

    assert list(made.values_list("pk", *DERIVED)) == before
    assert {None} < {row[1] for row in before}
    assert {None} < {row[5] for row in before}


def test_the_generator_leaves_search_and_order_right(db):
    for model in (Activity, Facility):
        for record in model.objects.filter(code__startswith="MH-"):
            kept = record.search, record.sort_key
            record.fold_search()
            assert (record.search, record.sort_key) == kept


def test_portions_make_the_whole_whatever_the_weights():
    assert portions(100 * MILLION, [7, 3]) == [70 * MILLION, 30 * MILLION]
    assert portions(10 * MILLION + 5, [1, 1, 1]) == [3 * MILLION, 3 * MILLION, 4 * MILLION + 5]
    assert portions(0, [1, 1]) == [0, 0]


def test_records_of_a_seed_are_made_once(db, capsys):
    call_command("make_records", "--activities=30", "--seed=9", "--years=2024-2026")

    assert "30/30 đề án" in capsys.readouterr().out
    assert Activity.objects.filter(code__startswith="MH9-202").count() == 30
    with pytest.raises(CommandError, match="Dùng --seed khác"):
        call_command("make_records", "--activities=30", "--seed=9")


@pytest.mark.parametrize("years", ["hai nghìn", "2026-2014", "1914-2014"])
def test_impossible_years_are_refused(db, years):
    with pytest.raises(CommandError, match="2014-2026"):
        call_command("make_records", "--activities=1", "--seed=3", f"--years={years}")


# Accounts.


def test_the_passwords_are_long_kept_for_the_owner_only_and_stay_the_same(db):
    passwords = accounts.ensure_accounts()

    assert len({*passwords.values()}) == 6
    assert all(len(password) >= 14 for password in passwords.values())
    assert stat.S_IMODE(accounts.passwords_file().stat().st_mode) == 0o600
    assert accounts.ensure_accounts() == passwords
    user = User.objects.get(username="nhaplieu")
    assert user.check_password(passwords["nhaplieu"])
    assert [group.name for group in user.groups.all()] == ["Nhập liệu"]


def test_lost_passwords_are_made_anew(db, settings, tmp_path):
    before = accounts.ensure_accounts()
    settings.DATA_DIR = tmp_path

    passwords = accounts.ensure_accounts()

    assert passwords["xem"] != before["xem"]
    assert User.objects.get(username="xem").check_password(passwords["xem"])


@pytest.mark.parametrize(("mode", "may"), [("demo", True), ("production", False), ("test", False)])
def test_a_demo_account_opens_only_in_demo_mode(db, client, settings, mode, may):
    settings.MODE = mode
    passwords = accounts.ensure_accounts()

    client.post("/tai-khoan/dang-nhap/", {"login": "nhaplieu", "password": passwords["nhaplieu"]})

    assert ("_auth_user_id" in client.session) is may


def test_demo_data_stays_out_of_production(db, settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="KHUYENCONG_MODE=demo"):
        call_command("load_demo")
    with pytest.raises(CommandError, match="KHUYENCONG_MODE=demo"):
        call_command("make_records", "--activities=1", "--seed=3")


def test_demo_data_stays_out_of_a_database_that_has_users(db):
    User.objects.filter(is_demo=True).update(is_demo=False)

    with pytest.raises(CommandError, match="người dùng thật"):
        call_command("load_demo")


def test_a_demo_account_never_takes_a_real_users_name(db):
    User.objects.filter(username="xem").delete()
    UserFactory(username="xem")

    with pytest.raises(accounts.DemoRefused, match="“xem”"):
        accounts.ensure_accounts()


def test_the_notice_is_refused_for_another_province(db, settings):
    settings.PROVINCE = "01"

    with pytest.raises(accounts.DemoRefused, match="tỉnh mã 52, không phải 01"):
        notice.load_notice(accounts.authors())


def test_both_sets_can_be_loaded_alone(db):
    writers = accounts.authors()

    assert not notice.load_notice(writers)
    assert not load_fictional(writers)
