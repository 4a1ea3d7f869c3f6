"""Nháp → chờ duyệt → đã duyệt, by two persons."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from khuyencong.models import Review
from programs.models import Allocation
from projects.models import Stage
from tests import factories
from tests.factories import (
    ActivityFactory,
    AllocationFactory,
    FundingFactory,
    OutcomeFactory,
    PaymentFactory,
    SupportFactory,
    UserFactory,
)

REVIEWED = [
    factories.ActivityFactory,
    factories.AllocationFactory,
    factories.AwardFactory,
    factories.ManualIndicatorFactory,
    factories.OutcomeFactory,
    factories.PaymentFactory,
    factories.StatedNoticeFactory,
    factories.TargetFactory,
]


@pytest.fixture
def editor(db):
    return UserFactory(last_name="Trần", first_name="Nhập")


@pytest.fixture
def approver(db):
    return UserFactory(last_name="Lê", first_name="Duyệt")


@pytest.fixture
def draft(editor):
    record = AllocationFactory()
    record.changed_by(editor)
    return record


def stored(record):
    return type(record).objects.get(pk=record.pk)


# The road.


def test_a_record_is_entered_by_one_and_approved_by_another(draft, editor, approver):
    draft.submit(editor)
    assert stored(draft).review == Review.PENDING
    assert stored(draft).is_locked

    draft.approve(approver)

    record = stored(draft)
    assert record.review == Review.APPROVED
    assert record.counts
    assert record.is_locked
    assert (record.submitted_by, record.approved_by) == (editor, approver)
    assert record.approved_at >= record.submitted_at
    assert not record.editors.exists()
    assert list(Allocation.objects.approved()) == [record]


def test_every_step_is_a_version_with_its_history(draft, editor, approver):
    draft.submit(editor)
    draft.approve(approver)

    assert stored(draft).version == 3
    states = [row.review for row in draft.history.order_by("history_id")]
    assert states == [Review.DRAFT, Review.PENDING, Review.APPROVED]


def test_sending_back_needs_a_note_and_makes_a_draft(draft, editor, approver):
    draft.submit(editor)
    with pytest.raises(ValidationError, match="Hãy ghi rõ cần sửa gì"):
        draft.send_back(approver, "  ")
    assert list(Allocation.objects.pending()) == [draft]

    draft.send_back(approver, "Thiếu số quyết định")

    record = stored(draft)
    assert record.review == Review.DRAFT
    assert record.is_returned
    assert record.review_note == "Thiếu số quyết định"
    assert list(Allocation.objects.returned()) == [record]


def test_unlocking_needs_a_reason_and_takes_the_record_out_of_the_figures(approver):
    record = AllocationFactory(approved=True)
    with pytest.raises(ValidationError, match="Hãy nêu lý do mở khóa"):
        record.unlock(approver, "")
    assert stored(record).counts

    record.unlock(approver, "Sai số tiền")

    assert not stored(record).is_locked
    assert not stored(record).is_returned
    assert not Allocation.objects.approved().exists()
    assert not Allocation.objects.returned().exists()


def test_approval_removes_the_note(draft, editor, approver):
    draft.submit(editor)
    draft.send_back(approver, "Thiếu")
    draft.submit(editor)
    draft.approve(approver)

    assert stored(draft).review_note == ""


# Two persons.


def test_who_submitted_cannot_approve(approver):
    record = AllocationFactory()
    record.submit(approver)

    with pytest.raises(ValidationError, match="không được tự duyệt"):
        record.approve(approver)
    assert stored(record).review == Review.PENDING


def test_who_changed_it_cannot_approve_though_another_submitted(draft, editor, approver):
    draft.changed_by(approver)
    draft.submit(editor)

    assert draft.is_own_of(approver)
    with pytest.raises(ValidationError, match="không được tự duyệt"):
        draft.approve(approver)


def test_who_submitted_meanwhile_cannot_approve_either(draft, editor):
    seen_before = stored(draft)
    draft.editors.clear()
    draft.submit(editor)

    with pytest.raises(ValidationError, match="không được tự duyệt"):
        seen_before.approve(editor)


def test_no_superuser_stands_above_this(db):
    admin = UserFactory(is_superuser=True)
    record = AllocationFactory()
    record.submit(admin)

    with pytest.raises(ValidationError, match="không được tự duyệt"):
        record.approve(admin)


def test_two_accounts_suffice_for_everything(draft, editor, approver):
    """Entering, sending back, approving, unlocking and approving again."""
    draft.submit(editor)
    draft.send_back(approver, "Thiếu")
    draft.submit(editor)
    draft.approve(approver)
    draft.unlock(approver, "Sai")
    draft.changed_by(editor)
    draft.submit(editor)
    draft.approve(approver)

    assert stored(draft).counts


@pytest.mark.parametrize("make", REVIEWED, ids=lambda make: make._meta.model.__name__)
def test_the_database_wants_two_persons(db, make):
    record = make(approved=True)
    record.approved_by = record.submitted_by

    with pytest.raises(ValidationError, match="Người duyệt phải khác người gửi duyệt"):
        record.validate_constraints()
    with pytest.raises(IntegrityError):
        record.save()


@pytest.mark.parametrize("field", ["submitted_by", "approved_by", "approved_at"])
def test_an_approved_record_names_both(db, field):
    record = AllocationFactory(approved=True)
    setattr(record, field, None)

    with pytest.raises(IntegrityError):
        record.save()


# Steps out of turn, and at the same time.


@pytest.mark.parametrize(
    ("step", "state", "words"),
    [
        ("submit", Review.PENDING, "Chỉ bản nháp"),
        ("submit", Review.APPROVED, "Chỉ bản nháp"),
        ("approve", Review.DRAFT, "Chỉ hồ sơ chờ duyệt"),
        ("approve", Review.APPROVED, "Chỉ hồ sơ chờ duyệt"),
        ("send_back", Review.DRAFT, "Chỉ hồ sơ chờ duyệt"),
        ("send_back", Review.APPROVED, "Chỉ hồ sơ chờ duyệt"),
        ("unlock", Review.DRAFT, "Chỉ hồ sơ đã duyệt"),
        ("unlock", Review.PENDING, "Chỉ hồ sơ đã duyệt"),
    ],
)
def test_steps_out_of_turn_are_refused(db, step, state, words):
    record = AllocationFactory(approved=True)
    record.review = state
    record.save()
    note = ["lý do"] if step in {"send_back", "unlock"} else []

    with pytest.raises(ValidationError, match=words):
        getattr(record, step)(UserFactory(), *note)


def test_a_step_judges_the_row_as_it_is_now(draft, editor, approver):
    draft.submit(editor)
    seen_by_another = stored(draft)
    draft.approve(approver)

    with pytest.raises(ValidationError, match="Chỉ hồ sơ chờ duyệt"):
        seen_by_another.send_back(approver, "Thiếu")
    assert stored(draft).review == Review.APPROVED


def test_a_step_counts_the_version_on_from_the_row_as_it_is_now(draft, editor):
    seen_before = stored(draft)
    draft.note = "sửa"
    draft.save()

    seen_before.submit(editor)

    assert stored(draft).version == 3
    assert stored(draft).note == "sửa"


# What hangs on an activity goes with it.


@pytest.fixture
def activity(editor):
    return ActivityFactory(stage=Stage.APPROVED)


@pytest.fixture
def support(activity):
    return SupportFactory(activity=activity)


def test_payments_and_outcomes_go_with_their_activity(activity, support, editor, approver):
    payment = PaymentFactory(funding=FundingFactory(activity=activity))
    outcome = OutcomeFactory(support=support)

    activity.submit(editor)
    assert stored(payment).review == stored(outcome).review == Review.PENDING

    activity.approve(approver)
    assert stored(payment).approved_by == stored(outcome).approved_by == approver


def test_what_was_approved_before_keeps_its_approver(activity, support, editor, approver):
    outcome = OutcomeFactory(support=support, approved=True)

    activity.submit(editor)
    activity.approve(approver)

    assert stored(outcome).approved_by == outcome.approved_by


def test_parts_are_sent_back_with_their_activity(activity, support, editor, approver):
    outcome = OutcomeFactory(support=support)
    activity.submit(editor)

    activity.send_back(approver, "Thiếu nghiệm thu")

    assert stored(outcome).review == Review.DRAFT
    assert stored(outcome).review_note == "Thiếu nghiệm thu"


def test_nothing_is_approved_when_a_part_may_not_be(activity, support, editor, approver):
    outcome = OutcomeFactory(support=support)
    outcome.changed_by(approver)
    activity.submit(editor)

    with pytest.raises(ValidationError, match="không được tự duyệt"):
        activity.approve(approver)

    assert stored(activity).review == Review.PENDING
    assert stored(outcome).review == Review.PENDING


def test_unlocking_an_activity_leaves_its_payments_approved(activity, support, editor, approver):
    payment = PaymentFactory(funding=FundingFactory(activity=activity))
    activity.submit(editor)
    activity.approve(approver)

    activity.unlock(approver, "Sai cơ sở")

    assert stored(payment).review == Review.APPROVED


def test_a_later_payment_has_its_own_review(activity, support, editor, approver):
    funding = FundingFactory(activity=activity)
    activity.submit(editor)
    activity.approve(approver)
    payment = PaymentFactory(funding=funding, paid_on=date(2026, 9, 1))

    payment.submit(editor)
    payment.approve(approver)

    assert stored(payment).counts
    assert stored(activity).version == 3


def test_submission_stops_at_what_must_be_repaired(editor):
    activity = ActivityFactory()

    with pytest.raises(ValidationError, match="chưa có hạng mục hỗ trợ nào"):
        activity.submit(editor)

    assert stored(activity).review == Review.DRAFT
