"""Merging two facilities and taking it back, as staff do it and as the records then stand."""

import json

import pytest
from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError

from khuyencong.admin_base import VERSION
from khuyencong.models import Review
from khuyencong.models.review import register_changed
from projects.models import Award, DistinctFacilities, Facility, FacilityMerge, Support
from reports.lines import Fact, RegisterLines
from reports.periods import Period
from reports.search.answer import answer
from tests.factories import (
    ActivityFactory,
    AwardFactory,
    CommuneFactory,
    FacilityFactory,
    FacilityMergeFactory,
    FundingFactory,
    FundingShareFactory,
    ImplementingUnitFactory,
    OldDistrictFactory,
    PaymentFactory,
    SupportFactory,
    UserFactory,
)
from tests.staff import page_of, read, signed_in, step, told

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/projects/facility/"
TWINS = f"{LIST}trung-lap/"


@pytest.fixture
def clerk():
    return signed_in("Nhập liệu")


@pytest.fixture
def reviewer():
    return signed_in("Kiểm duyệt")


@pytest.fixture
def place():
    return {"commune": CommuneFactory(), "old_district": OldDistrictFactory()}


@pytest.fixture
def keeper(place):
    kept = FacilityFactory(name="Công ty TNHH Phú Thịnh", code="GIU", **place)
    SupportFactory(activity=ActivityFactory(approved=True, code="DA-1"), facility=kept)
    return kept


@pytest.fixture
def twin(place):
    """With an approved group scheme, a draft, an award, and one that was merged into it before."""
    other = FacilityFactory(name="Cty Phu Thinh", code="DI", tax_code="4100200300", **place)
    shared = ActivityFactory(approved=True, code="DA-2")
    part = SupportFactory(activity=shared, facility=other, equipment="máy sấy")
    SupportFactory(activity=shared, facility=FacilityFactory(code="KHAC"))
    FundingShareFactory(funding=FundingFactory(activity=shared), support=part)
    PaymentFactory(funding__activity__code="DA-3", approved=True)
    draft = ActivityFactory(code="DA-4")
    SupportFactory(activity=draft, facility=other)
    AwardFactory(approved=True, facility=other, code="SP-1", status=Award.Status.RECOGNISED)
    FacilityFactory(name="Cơ sở Thịnh", code="CU", merged_into=other)
    return other


@pytest.fixture
def proposal(clerk, keeper, twin):
    posted = {"keeper": keeper.pk, "reason": "Cùng giấy đăng ký.", "step": "gop"}
    answered = clerk.post(f"{TWINS}{keeper.pk}/{twin.pk}/", posted)
    proposed = FacilityMerge.objects.get()
    assert answered.headers["Location"] == page_of(proposed)
    return proposed


def fresh(record):
    return type(record)._default_manager.get(pk=record.pk)


def merged_by_two(keeper, twin):
    made = FacilityMergeFactory(keeper=keeper, merged=twin)
    made.submit(UserFactory())
    made.approve(UserFactory())
    return made


def stored():
    """Every row of every table, without versions, times and what only tells of the merger."""
    told_apart = {"version", "updated_at"}
    rows = {}
    for model in apps.get_models():
        label = model._meta.label
        is_log = label.startswith(("projects.FacilityMerge", "sessions.", "axes.", "admin."))
        if is_log or model.__name__.startswith("Historical") or "reports.Search" in label:
            continue
        for row in json.loads(serializers.serialize("json", model._base_manager.all())):
            fields = {k: v for k, v in row["fields"].items() if k not in told_apart}
            rows[row["model"], row["pk"]] = fields
    return rows


# What a merger does.


def test_a_second_person_merges(reviewer, proposal, keeper, twin):
    assert proposal.review == Review.PENDING
    assert fresh(twin).merged_into is None

    answered = step(reviewer, proposal, "approve")

    assert "Đã duyệt và gộp" in told(answered)
    assert fresh(twin).merged_into == keeper
    assert not Support.objects.filter(facility=twin).exists()
    assert keeper.supports.count() == 3
    assert keeper.awards.get().code == "SP-1"
    assert Facility.objects.get(code="CU").merged_into == keeper
    page = answered.content.decode()
    assert "2 hạng mục hỗ trợ" in page
    assert "điền mã số thuế vào cơ sở giữ lại" in page


def test_the_one_who_proposed_does_not_approve(proposal, twin):
    both = signed_in("Nhập liệu", "Kiểm duyệt")
    proposal.editors.add(both.user)

    assert "không được tự duyệt" in told(step(both, proposal, "approve"))
    assert fresh(twin).merged_into is None


@pytest.mark.parametrize("role", ["Nhập liệu", "Kế toán", "Công bố", "Quản trị", "Xem"])
def test_no_other_role_merges_or_undoes(role, proposal, reviewer, twin):
    other = signed_in(role)
    for name in ("approve", "unlock"):
        posted = {"step": name, "review_note": "x", VERSION: proposal.version}
        assert other.post(page_of(proposal, "xet-duyet/"), posted).status_code == 403


@pytest.mark.parametrize("role", ["Kế toán", "Kiểm duyệt", "Công bố", "Quản trị", "Xem"])
def test_only_who_enters_proposes_or_tells_apart(role, keeper, twin):
    other, url = signed_in(role), f"{TWINS}{keeper.pk}/{twin.pk}/"

    for name in ("gop", "khac"):
        posted = {"keeper": keeper.pk, "reason": "x", "step": name}
        assert other.post(url, posted).status_code == 403
    assert "Đề nghị gộp" not in other.get(url).content.decode()


def test_the_kept_record_learns_what_it_did_not_know(keeper, twin):
    keeper.phone = "0901"
    keeper.save()
    twin.phone, twin.products = "0902", "bún khô"
    twin.save()

    merged_by_two(keeper, twin)

    kept = fresh(keeper)
    assert (kept.tax_code, kept.phone, kept.products) == ("4100200300", "0901", "bún khô")


def test_a_moved_support_keeps_the_place_it_had(keeper):
    """Nobody stated where it was; the place of the kept record is not said of it."""
    part = SupportFactory(facility=FacilityFactory())

    merged_by_two(keeper, part.facility)

    assert fresh(part).facility == keeper
    assert fresh(part).commune is None
    assert part.history.first().commune_id is None


def test_what_breaks_a_rule_is_not_taken_over(keeper, twin):
    Facility.objects.filter(pk=twin.pk).update(tax_code="4100 200 300")

    made = merged_by_two(keeper, fresh(twin))
    made.unlock(UserFactory(), "Nhầm.")

    assert fresh(keeper).tax_code == ""
    assert fresh(twin).tax_code == "4100 200 300"


def test_old_names_and_codes_are_found(client, clerk, keeper, twin):
    merged_by_two(keeper, twin)

    assert client.get("/co-so/DI/").headers["Location"] == "/co-so/GIU/"
    assert client.get("/co-so/CU/").headers["Location"] == "/co-so/GIU/"
    assert "Phú Thịnh" in client.get("/co-so/?tim=phu+thinh+cu").content.decode()
    for asked in ("DI", "co so thinh", "4100200300"):
        listed = clerk.get(LIST, {"q": asked}).context["cl"].queryset
        assert keeper in listed, asked
    offered = clerk.get(
        "/quan-tri/autocomplete/",
        {
            "app_label": "projects",
            "model_name": "support",
            "field_name": "facility",
            "term": "4100200300",
        },
    )
    assert [row["id"] for row in offered.json()["results"]] == [str(keeper.pk)]
    assert "Tên cũ" not in client.get("/co-so/GIU/").content.decode().split("Cơ sở Thịnh")[1]


def test_the_old_tax_code_is_not_entered_anew(clerk, keeper, twin):
    keeper.tax_code = "4100999999"
    keeper.save()
    merged_by_two(keeper, twin)

    posted = {"name": "Mới", "legal_form": "enterprise", "tax_code": "4100200300"}
    page = clerk.post(f"{LIST}add/", posted).content.decode()

    assert "Mã số thuế này đã có ở cơ sở khác" in page
    assert "Công ty TNHH Phú Thịnh" in page


def test_the_merged_record_is_locked(clerk, keeper, twin):
    merged_by_two(keeper, twin)

    page = clerk.get(page_of(twin)).content.decode()

    assert "Đã gộp vào" in page
    assert clerk.post(page_of(twin), {"name": "Khác"}).status_code == 403
    assert clerk.get(page_of(twin, "delete/")).status_code == 403


def test_every_moved_row_says_why_in_its_history(keeper, twin):
    part = Support.objects.get(equipment="máy sấy")

    made = merged_by_two(keeper, twin)

    for row in (part, twin, keeper):
        last = row.history.first()
        assert last.history_change_reason == "Gộp DI vào GIU: Cùng giấy đăng ký."
        assert last.history_user == made.approved_by
    told_there = read(signed_in("Xem").get(page_of(twin, "history/")))
    assert "Đã gộp vào – → Công ty TNHH Phú Thịnh" in told_there
    assert part.history.first().facility_id == keeper.pk
    assert part.history.last().facility_id == twin.pk


def test_the_figures_count_one_facility_and_the_same_supports(keeper, twin):
    lines = RegisterLines(Period.years(2026, 2026))

    def counted():
        rows = lines.of(Fact.SUPPORT, {"facility_code"})
        return rows.count(), {row.facility_code for row in rows}

    before = counted()
    made = merged_by_two(keeper, twin)

    assert before == (3, {"GIU", "DI", "KHAC"})
    assert counted() == (3, {"GIU", "KHAC"})
    made.unlock(UserFactory(), "Nhầm.")
    assert counted() == before


def test_the_drift_is_measured_after_a_merger_and_its_undoing(keeper, twin):
    """Both are told as a record that entered or left the figures."""
    heard = []

    def listen(record, **kwargs):
        heard.append((record, record.review))

    register_changed.connect(listen)
    made = merged_by_two(keeper, twin)
    made.unlock(UserFactory(), "Nhầm.")
    register_changed.disconnect(listen)

    assert heard == [(made, Review.APPROVED), (made, Review.DRAFT)]


def test_the_public_search_follows(keeper, twin, django_capture_on_commit_callbacks):
    def urls(text):
        said = answer(text)
        keys = [key for group in said.groups for key in group.keys]
        return {one.entry.url for one in said.results(keys)}

    with django_capture_on_commit_callbacks(execute=True):
        for one in (keeper, twin):
            one.save()
    assert urls("cty phu thinh") >= {"/co-so/DI/"}
    with django_capture_on_commit_callbacks(execute=True):
        made = merged_by_two(keeper, twin)
    assert "/co-so/DI/" not in urls("phu thinh")
    assert "/co-so/GIU/" in urls("cty phu thinh")
    with django_capture_on_commit_callbacks(execute=True):
        made.unlock(UserFactory(), "Nhầm.")

    assert "/co-so/DI/" in urls("cty phu thinh")
    assert "/co-so/GIU/" not in urls("cty phu thinh")


# Taking it back.


def test_a_merger_and_its_undoing_leave_everything_as_before(reviewer, proposal):
    before = stored()
    step(reviewer, proposal, "approve")
    assert stored() != before

    answered = step(reviewer, proposal, "unlock", "Hai chủ khác nhau.")

    assert "Đã hoàn tác" in told(answered)
    assert "Hai chủ khác nhau." in answered.content.decode()
    assert stored() == before
    assert proposal.is_undone


def test_mergers_are_taken_back_one_by_one(keeper, twin):
    last = FacilityFactory(name="Phú Thịnh mới", code="MOI")
    nothing = stored()
    first = merged_by_two(keeper, twin)
    between = stored()
    second = merged_by_two(last, fresh(keeper))

    with pytest.raises(ValidationError, match="nay không gộp vào"):
        fresh(first).unlock(UserFactory(), "Nhầm.")
    fresh(second).unlock(UserFactory(), "Nhầm.")
    assert with_users(stored()) == with_users(between)
    fresh(first).unlock(UserFactory(), "Nhầm.")
    assert with_users(stored()) == with_users(nothing)


def with_users(rows):
    """Without the people that the test made meanwhile."""
    return {key: row for key, row in rows.items() if key[0] != "khuyencong.user"}


def test_what_somebody_built_on_it_stops_the_undoing(keeper, twin):
    made = merged_by_two(keeper, twin)
    part = Support.objects.get(equipment="máy sấy")
    part.facility = Facility.objects.get(code="KHAC")
    part.save()
    before = stored()

    with pytest.raises(ValidationError, match=r"DA-2.*đã chuyển sang cơ sở khác sau khi gộp"):
        fresh(made).unlock(UserFactory(), "Nhầm.")

    assert with_users(stored()) == with_users(before)
    assert fresh(made).review == Review.APPROVED


def test_what_was_deleted_since_stays_deleted(keeper, twin):
    made = merged_by_two(keeper, twin)
    Support.objects.get(activity__code="DA-4").delete()

    fresh(made).unlock(UserFactory(), "Nhầm.")

    assert [one.activity.code for one in twin.supports.all()] == ["DA-2"]


def test_what_staff_changed_since_stands(keeper, twin):
    made = merged_by_two(keeper, twin)
    kept = fresh(keeper)
    kept.tax_code = "4100999999"
    kept.save()

    fresh(made).unlock(UserFactory(), "Nhầm.")

    assert fresh(keeper).tax_code == "4100999999"
    assert fresh(twin).tax_code == "4100200300"


def test_a_tax_code_that_another_has_meanwhile_stops_the_undoing(keeper, twin):
    made = merged_by_two(keeper, twin)
    Facility.objects.filter(pk=keeper.pk).update(tax_code="")
    FacilityFactory(tax_code="4100200300")

    with pytest.raises(ValidationError, match="Mã số thuế này đã có"):
        fresh(made).unlock(UserFactory(), "Nhầm.")


def test_undoing_needs_its_reason(reviewer, proposal):
    step(reviewer, proposal, "approve")

    assert "Hãy nêu lý do hoàn tác" in told(step(reviewer, proposal, "unlock"))
    assert proposal.review == Review.APPROVED


def test_an_undone_merger_can_be_proposed_again(reviewer, clerk, proposal, twin, keeper):
    step(reviewer, proposal, "approve")
    step(reviewer, proposal, "unlock", "Nhầm.")

    step(clerk, proposal, "submit")
    step(reviewer, proposal, "approve")

    assert fresh(twin).merged_into == keeper


# What is refused.


def test_one_product_of_one_round_stops_the_merger(reviewer, proposal, keeper, twin):
    award = twin.awards.get()
    AwardFactory(round=award.round, product=award.product, facility=keeper)

    said = told(step(reviewer, proposal, "approve"))

    assert "Sản phẩm này của cơ sở đã có trong đợt." in said
    assert "SP-1" in said
    assert fresh(twin).merged_into is None
    assert proposal.review == Review.PENDING


def test_the_second_of_two_proposals_is_refused(keeper, twin):
    other = FacilityFactory()
    late = FacilityMergeFactory(keeper=other, merged=twin)
    late.submit(UserFactory())
    merged_by_two(keeper, twin)

    with pytest.raises(ValidationError, match="đã gộp vào “Công ty TNHH Phú Thịnh”"):
        late.approve(UserFactory())


@pytest.mark.parametrize(
    ("proposed", "message"),
    [
        (lambda one, other: (one, one), "Cơ sở không thể gộp vào chính nó"),
        (lambda one, other: (other, one), "Đã có đề nghị gộp ngược lại"),
        (lambda one, other: (one, other), "Đã có đề nghị gộp hai cơ sở này"),
    ],
)
def test_a_proposal_is_of_two_and_made_once(keeper, twin, proposed, message):
    FacilityMergeFactory(keeper=keeper, merged=twin)
    kept, merged = proposed(keeper, twin)

    with pytest.raises(ValidationError) as refused:
        FacilityMerge(keeper=kept, merged=merged, reason="x").full_clean()

    assert message in " ".join(refused.value.messages)


def test_an_illustration_is_not_merged_with_what_exists(keeper, twin):
    Facility.objects.filter(pk=twin.pk).update(is_illustration=True)

    with pytest.raises(ValidationError, match="minh họa với cơ sở có thật"):
        FacilityMerge(keeper=keeper, merged=fresh(twin), reason="x").full_clean()


def test_two_that_were_told_apart_are_not_merged(clerk, keeper, twin):
    url = f"{TWINS}{twin.pk}/{keeper.pk}/"
    clerk.post(url, {"keeper": keeper.pk, "reason": "Khác chủ.", "step": "khac"})
    assert DistinctFacilities.objects.of(keeper, twin).get().reason == "Khác chủ."

    page = clerk.post(url, {"keeper": keeper.pk, "reason": "Cùng chủ.", "step": "gop"})

    assert "đã được ghi là khác nhau" in page.content.decode()
    assert not FacilityMerge.objects.exists()


def test_staff_of_a_unit_do_not_merge_what_others_supported(keeper, twin):
    unit = ImplementingUnitFactory()
    made = FacilityMergeFactory(keeper=keeper, merged=twin)
    made.submit(UserFactory())
    reviewer = UserFactory(unit=unit)
    with pytest.raises(ValidationError, match="ngoài đơn vị của bạn"):
        made.approve(reviewer)

    for support in Support.objects.filter(facility__in=[keeper, twin]):
        type(support.activity).objects.filter(pk=support.activity_id).update(implementing_unit=unit)
    fresh(made).approve(reviewer)

    assert fresh(twin).merged_into == keeper


# The screens.


def test_the_list_shows_the_pair_and_leads_to_both(clerk, keeper, twin):
    page = clerk.get(TWINS).content.decode()

    assert f"{TWINS}{keeper.pk}/{twin.pk}/" in page
    assert "Cùng tên (không kể dấu và loại hình), cùng xã, phường" in page


def test_the_comparison_shows_all_of_both(clerk, keeper, twin):
    page = clerk.get(f"{TWINS}{keeper.pk}/{twin.pk}/").content.decode()

    for shown in ("Cty Phu Thinh", "4100200300", "máy sấy", "DA-1", "DA-2", "DA-4", "40.000.000"):
        assert shown in page
    chosen = clerk.get(f"{TWINS}{keeper.pk}/{twin.pk}/").context["form"].initial["keeper"]
    assert chosen == twin.pk  # more stands on it


def test_a_judgement_needs_its_reason(clerk, keeper, twin):
    page = clerk.post(f"{TWINS}{keeper.pk}/{twin.pk}/", {"keeper": keeper.pk, "step": "gop"})

    assert "Hãy nêu lý do để người duyệt xét." in page.content.decode()
    assert not FacilityMerge.objects.exists()


def test_a_merged_or_missing_facility_is_not_compared(clerk, keeper, twin):
    merged_by_two(keeper, twin)

    assert clerk.get(f"{TWINS}{keeper.pk}/{twin.pk}/").status_code == 404
    assert clerk.get(f"{TWINS}{keeper.pk}/{keeper.pk}/").status_code == 404
    assert clerk.get(f"{TWINS}{keeper.pk}/999999/").status_code == 404


def test_the_reviewer_sees_both_before_deciding(reviewer, proposal):
    page = reviewer.get(page_of(proposal)).content.decode()

    for shown in ("Duyệt và gộp", "Trả lại", "Cty Phu Thinh", "máy sấy", "Cùng giấy đăng ký."):
        assert shown in page


def test_the_note_has_everything_from_every_record(clerk, keeper, twin):
    merged_by_two(keeper, twin)
    ActivityFactory(code="DA-9")

    page = clerk.get(f"{LIST}{keeper.pk}/da-nhan/").content.decode()

    for shown in ("DA-1", "DA-2", "DA-4", "máy sấy", "40.000.000", "phần của cơ sở", "60.000.000"):
        assert shown in page
    for shown in ("DI, mã số thuế 4100200300", "CU", "Hồ sơ: nháp", "có giá trị đến 31/12/2028"):
        assert shown in page
    assert "DA-9" not in page
    assert '<h2><a href="/quan-tri/projects/activity/' in page
    assert clerk.get(f"{LIST}{twin.pk}/da-nhan/").headers["Location"] == (
        f"{LIST}{keeper.pk}/da-nhan/"
    )


def test_the_note_says_when_there_is_nothing(clerk):
    page = clerk.get(f"{LIST}{FacilityFactory().pk}/da-nhan/").content.decode()

    assert "Chưa có hạng mục hỗ trợ hay sản phẩm tiêu biểu nào trong sổ." in page


def test_staff_of_a_unit_see_no_draft_of_another(twin):
    bound = signed_in("Nhập liệu", unit=ImplementingUnitFactory())

    page = bound.get(f"{LIST}{twin.pk}/da-nhan/").content.decode()

    assert "DA-2" in page
    assert "DA-4" not in page
    assert "hồ sơ chưa duyệt của đơn vị khác không có ở đây" in page


def test_the_screens_cost_the_same_however_much_was_received(
    clerk, keeper, twin, django_assert_max_num_queries
):
    for number in range(6):
        activity = ActivityFactory(approved=True, code=f"B{number}")
        PaymentFactory(funding=FundingFactory(activity=activity), approved=True)
        SupportFactory(activity=activity, facility=twin)

    with django_assert_max_num_queries(17):
        clerk.get(f"{LIST}{twin.pk}/da-nhan/")
    with django_assert_max_num_queries(28):
        clerk.get(f"{TWINS}{keeper.pk}/{twin.pk}/")
    with django_assert_max_num_queries(16):
        clerk.get(TWINS)
