"""Ủy quyền: who stands in for whom, from which day to which, and never past the two persons."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import is_mfa_enabled
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone

from khuyencong.models import Delegation, Review, User
from khuyencong.roles import ADMIN, ENTRY, PUBLISH, REVIEW, VIEW
from reports.models import Publication
from reports.publishing.gate import Readiness
from tests.factories import DelegationFactory, PublicationFactory, TargetFactory
from tests.khuyencong.test_accounts import code_for
from tests.staff import page_of, signed_in, staff, step, told

pytestmark = pytest.mark.django_db

ADD = "/quan-tri/khuyencong/delegation/add/"
APPROVE = "projects.approve_activity"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def reviewer():
    """Who will be away."""
    return staff(REVIEW)


@pytest.fixture
def deputy(reviewer):
    """Who enters, and stands in for the reviewer today; signed in."""
    client = signed_in(ENTRY)
    DelegationFactory(from_user=reviewer, to_user=client.user, document_number="12/UQ-SCT")
    return client


def fresh(user):
    """As the next request finds the person."""
    return User.objects.get(pk=user.pk)


def waiting(by):
    """A target that ``by`` entered and sent to review."""
    record = TargetFactory(review=Review.PENDING, submitted_by=by, submitted_at=timezone.now())
    record.editors.add(by)
    return record


def paper(giver, receiver, today, **changes):
    return {
        "from_user": giver.pk,
        "to_user": receiver.pk,
        "role": REVIEW,
        "first_day": today,
        "last_day": today + timedelta(days=9),
        "document_number": "12/UQ-SCT",
        **changes,
    }


def errors(answer):
    return str(answer.context["adminform"].form.errors)


# What a deputy may.


def test_a_deputy_has_the_rights_of_the_group_and_no_others(deputy):
    user = fresh(deputy.user)

    assert user.has_perm(APPROVE)
    assert not user.has_perm("reports.publish_publication")
    assert not user.has_perm("khuyencong.add_delegation")


@pytest.mark.parametrize(("first", "last"), [(-9, -1), (1, 9)])
def test_only_on_the_days_of_the_paper(reviewer, today, first, last):
    one = staff(ENTRY)
    days = {"first_day": today + timedelta(first), "last_day": today + timedelta(last)}
    DelegationFactory(from_user=reviewer, to_user=one, **days)

    assert not fresh(one).has_perm(APPROVE)


def test_what_was_not_the_givers_is_not_the_deputys(deputy, reviewer):
    reviewer.groups.clear()

    assert not fresh(deputy.user).has_perm(APPROVE)


def test_a_stopped_deputy_may_nothing_a_stopped_giver_is_only_away(deputy, reviewer):
    User.objects.filter(pk=reviewer.pk).update(is_active=False)
    assert fresh(deputy.user).has_perm(APPROVE)

    User.objects.filter(pk=deputy.user.pk).update(is_active=False)
    assert not fresh(deputy.user).has_perm(APPROVE)


def test_a_deputy_approves_and_the_record_says_for_whom(deputy, reviewer):
    record = waiting(by=staff(ENTRY))

    step(deputy, record, "approve")

    assert record.review == Review.APPROVED
    words = f"Được ủy quyền của {reviewer} (số 12/UQ-SCT)"
    assert record.history.first().history_change_reason == words
    assert words in deputy.get(page_of(record, "history/")).content.decode()


@pytest.mark.parametrize("name", ["send_back", "unlock"])
def test_the_other_steps_say_so_too(deputy, name):
    record = waiting(by=staff(ENTRY))
    if name == "unlock":
        step(signed_in(REVIEW), record, "approve")

    step(deputy, record, name, note="Thiếu số")

    assert record.review == Review.DRAFT
    assert "12/UQ-SCT" in record.history.first().history_change_reason


def test_what_a_deputy_does_by_the_own_right_names_nobody(deputy):
    record = TargetFactory()
    record.changed_by(deputy.user)

    step(deputy, record, "submit")
    mine = signed_in(REVIEW)
    other = waiting(by=deputy.user)
    step(mine, other, "approve")

    assert record.history.first().history_change_reason is None
    assert other.review == Review.APPROVED
    assert other.history.first().history_change_reason is None


def test_names_that_are_long_leave_room_for_the_number(reviewer):
    reviewer.last_name, reviewer.first_name = "Công Tằng Tôn Nữ " * 5, "Ngân Hà " * 5
    made = DelegationFactory.build(from_user=reviewer, document_number="1" * 40)

    assert len(made.words) == 100
    assert made.words.endswith(f"(số {'1' * 40})")


# Never past the rule of two persons.


def test_a_deputy_does_not_approve_the_own_work(deputy):
    record = waiting(by=deputy.user)

    answer = step(deputy, record, "approve")

    assert record.review == Review.PENDING
    assert "không được tự duyệt" in told(answer)


def test_a_deputy_does_not_approve_the_work_of_whom_he_stands_in_for(deputy, reviewer):
    """Else the reviewer would approve his own entries by another's hand."""
    record = waiting(by=reviewer)

    answer = step(deputy, record, "approve")

    assert record.review == Review.PENDING
    assert "không được tự duyệt" in told(answer)


def signs(client, draft):
    """Sign with a code, as on the gate's page."""
    if not is_mfa_enabled(client.user):
        TOTP.activate(client.user, SECRET)
    posted = {"seen": Readiness(draft).seen, "code": code_for(SECRET)}
    answer = client.post(page_of(draft, "san-sang/"), posted)
    draft.refresh_from_db()
    return answer


@pytest.fixture
def publisher():
    return staff(PUBLISH)


@pytest.fixture
def signer(publisher):
    """Who stands in for the publisher."""
    client = signed_in(VIEW)
    DelegationFactory(
        from_user=publisher, to_user=client.user, role=PUBLISH, document_number="7/QĐ-SCT"
    )
    return client


def test_a_deputy_signs_a_publication_and_it_says_so(signer, publisher, client):
    draft = PublicationFactory(composed_by=staff(ENTRY))

    signs(signer, draft)

    assert draft.signed_by == signer.user
    words = f"được ủy quyền của {publisher} (số 7/QĐ-SCT)"
    assert draft.content["people"]["signed_by"] == f"{signer.user}, {words}"
    assert words[1:] in draft.history.first().history_change_reason
    assert words in client.get(draft.get_absolute_url()).content.decode()
    assert words in signer.get(page_of(draft)).content.decode()


def test_a_deputy_does_not_sign_what_he_or_the_giver_composed(signer, publisher):
    for period, composer in (("2025", signer.user), ("2026", publisher)):
        draft = PublicationFactory(composed_by=composer, period_slug=period)
        assert signs(signer, draft).status_code == 403
        assert not draft.is_sealed
    assert not Publication.objects.sealed().exists()


def test_a_deputy_does_not_withdraw_what_the_giver_signed(signer, publisher):
    sealed = PublicationFactory(composed_by=staff(ENTRY))
    giver = signed_in(PUBLISH)
    Delegation.objects.update(from_user=giver.user)
    signs(giver, sealed)

    answer = signer.get(page_of(sealed, "thu-hoi/"))

    assert "không tự thu hồi" in answer.content.decode()


# How it is given.


def test_a_reviewer_gives_it_in_the_own_name(today):
    client, other = signed_in(REVIEW), staff(ENTRY)
    page = client.get(ADD).content.decode()
    assert "id_from_user" not in page

    client.post(ADD, paper(staff(REVIEW), other, today))

    given = Delegation.objects.get()
    assert (given.from_user, given.to_user) == (client.user, other)
    assert fresh(other).has_perm(APPROVE)


def test_an_administrator_gives_it_for_another(reviewer, today):
    client, other = signed_in(ADMIN), staff(ENTRY)

    client.post(ADD, paper(reviewer, other, today))

    assert Delegation.objects.get().from_user == reviewer
    assert Delegation.objects.get().history.get().history_user == client.user


def test_an_administrator_does_not_take_it_himself(reviewer, today):
    client = signed_in(ADMIN)

    answer = client.post(ADD, paper(reviewer, client.user, today))

    assert "không tự nhận" in errors(answer)
    assert not Delegation.objects.exists()


@pytest.mark.parametrize("role", [ENTRY, VIEW, "Kế toán"])
def test_nobody_else_gives_any(role, today):
    assert signed_in(role).post(ADD, paper(staff(REVIEW), staff(VIEW), today)).status_code == 403


def test_a_deputy_has_no_deputy(deputy, today):
    """Neither by the page nor by an administrator's hand."""
    other = staff(VIEW)
    assert deputy.post(ADD, paper(deputy.user, other, today)).status_code == 403

    answer = signed_in(ADMIN).post(ADD, paper(deputy.user, other, today))

    assert answer.status_code == 200
    assert Delegation.objects.count() == 1


def test_a_reviewer_delegates_no_other_groups_work(today):
    answer = signed_in(REVIEW).post(ADD, paper(staff(REVIEW), staff(VIEW), today, role=PUBLISH))

    assert "không thuộc nhóm Công bố" in errors(answer)


@pytest.mark.parametrize("role", [ADMIN, ENTRY])
def test_other_work_is_not_delegated(reviewer, today, role):
    signed_in(ADMIN).post(ADD, paper(reviewer, staff(VIEW), today, role=role))

    assert not Delegation.objects.exists()


def test_not_to_oneself_nor_to_who_has_the_right_anyway(today):
    client = signed_in(REVIEW)

    for receiver in (client.user, staff(REVIEW)):
        assert client.post(ADD, paper(client.user, receiver, today)).status_code == 200
    assert not Delegation.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [(2, 1, "Ngày cuối phải từ ngày đầu"), (-3, -1, "Ngày cuối đã qua")],
)
def test_days_that_make_no_sense_are_refused(reviewer, today, first, last, message):
    days = {"first_day": today + timedelta(first), "last_day": today + timedelta(last)}
    answer = signed_in(ADMIN).post(ADD, paper(reviewer, staff(VIEW), today, **days))

    assert message in errors(answer)


def test_two_at_once_are_refused_one_after_the_other_are_not(reviewer, today):
    client, first, second = signed_in(ADMIN), staff(VIEW), staff(VIEW)
    client.post(ADD, paper(reviewer, first, today))
    until = today + timedelta(days=9)

    same_giver = client.post(ADD, paper(reviewer, second, until))
    same_deputy = client.post(ADD, paper(staff(REVIEW), first, until))
    client.post(ADD, paper(reviewer, second, until + timedelta(days=1)))

    assert "Trùng thời gian" in errors(same_giver)
    assert "Trùng thời gian" in errors(same_deputy)
    assert Delegation.objects.count() == 2


@pytest.mark.parametrize("wrong", ["person", "days", "role"])
def test_the_database_holds_it_too(reviewer, today, wrong):
    made = DelegationFactory.build(from_user=reviewer, to_user=staff(VIEW))
    if wrong == "person":
        made.to_user = reviewer
    elif wrong == "days":
        made.last_day = today - timedelta(days=1)
    else:
        made.role = ADMIN

    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


# How it ends.


def revoke(client, delegation):
    answer = client.post(page_of(delegation, "thu-hoi/"), follow=True)
    delegation.refresh_from_db()
    return answer


@pytest.mark.parametrize("by", ["giver", "administrator"])
def test_it_is_revoked_by_who_gave_it_and_by_an_administrator(by):
    client = signed_in(REVIEW if by == "giver" else ADMIN)
    giver = client.user if by == "giver" else staff(REVIEW)
    given = DelegationFactory(from_user=giver, to_user=staff(ENTRY))
    assert "Thu hồi ủy quyền" in client.get(page_of(given)).content.decode()

    answer = revoke(client, given)

    assert "Đã thu hồi" in told(answer)
    assert (given.revoked_by, given.state) == (client.user, "đã thu hồi")
    assert not fresh(given.to_user).has_perm(APPROVE)
    assert "đã kết thúc" in told(revoke(client, given))


def test_nobody_else_revokes_it(deputy):
    given = Delegation.objects.get()

    for client in (deputy, signed_in(REVIEW)):
        assert client.post(page_of(given, "thu-hoi/")).status_code == 403
        assert "Thu hồi ủy quyền" not in client.get(page_of(given)).content.decode()


def test_what_was_given_is_not_rewritten(deputy):
    given = Delegation.objects.get()

    for client in (signed_in(ADMIN), deputy):
        posted = {"document_number": "99/khac"}
        assert client.post(page_of(given), posted).status_code == 403
    given.refresh_from_db()
    assert given.document_number == "12/UQ-SCT"
