"""Diễn biến: a change of stage takes effect when a second person approves it, and only lawfully."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from khuyencong import roles
from projects.models import Activity, Stage, StageEvent
from tests import factories as make
from tests.staff import page_of, signed_in, staff, step

pytestmark = pytest.mark.django_db

DAY = date(2026, 9, 1)


@pytest.fixture
def activity():
    activity = make.ActivityFactory(
        approved=True, year=2026, stage=Stage.APPROVED, approved_on=date(2026, 2, 1)
    )
    make.SupportFactory.create_batch(2, activity=activity, kind=activity.main_kind)
    return activity


def event_of(activity, to_stage, **fields):
    fields = {"kind": "stage", "happened_on": DAY, "reason": "Theo báo cáo", **fields}
    event = StageEvent(activity=activity, to_stage=to_stage, **fields)
    event.full_clean()
    event.save()
    return event


def agreed(event):
    """Entered by one person and approved by another."""
    event.submit(staff(roles.ENTRY))
    event.approve(staff(roles.REVIEW))


def results():
    return Activity.objects.get().supports.with_days().exclude(accepted_day=None).count()


def test_acceptance_takes_effect_when_it_is_approved(activity):
    event = event_of(activity, Stage.ACCEPTED)
    event.submit(staff(roles.ENTRY))
    assert (Activity.objects.get().stage, results()) == (Stage.APPROVED, 0)

    event.approve(staff(roles.REVIEW))

    stored = Activity.objects.get()
    assert (stored.stage, stored.accepted_on, stored.completed_on) == (Stage.ACCEPTED, DAY, DAY)
    assert stored.counts
    assert results() == 2
    assert "01/09/2026" in stored.history.first().history_change_reason


def test_a_stopped_activity_leaves_every_result(activity):
    agreed(event_of(activity, Stage.STOPPED))

    stored = Activity.objects.get()
    assert (stored.stage, stored.stopped_on, results()) == (Stage.STOPPED, DAY, 0)


def test_one_support_is_accepted_and_another_stopped(activity):
    done, stopped = activity.supports.all()
    agreed(event_of(activity, Stage.ACCEPTED, support=done))
    agreed(event_of(activity, Stage.STOPPED, support=stopped))

    stored = Activity.objects.get()
    assert (stored.stage, stored.completed_on) == (Stage.APPROVED, DAY)
    assert list(stored.supports.values_list("accepted_on", "stopped_on")) == [
        (DAY, None),
        (None, DAY),
    ]


@pytest.mark.parametrize(
    ("now", "to"),
    [
        (Stage.PROPOSED, Stage.ACCEPTED),
        (Stage.PROPOSED, Stage.STOPPED),
        (Stage.APPROVED, Stage.PROPOSED),
        (Stage.APPROVED, Stage.REJECTED),
        (Stage.ACCEPTED, Stage.STOPPED),
        (Stage.STOPPED, Stage.ACCEPTED),
        (Stage.REJECTED, Stage.APPROVED),
    ],
)
def test_no_other_way_leads_on(activity, now, to):
    activity.stage = now

    with pytest.raises(ValidationError, match="Không chuyển được từ"):
        event_of(activity, to)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"to_stage": "stopped", "reason": ""}, "Ghi lý do"),
        ({"to_stage": ""}, "chọn giai đoạn mới"),
        ({"happened_on": date(2026, 1, 31)}, r"trước ngày phê duyệt \(01/02/2026\)"),
        ({"happened_on": timezone.localdate() + timedelta(days=1)}, "chưa tới"),
        ({"kind": "adjustment", "to_stage": ""}, "Ghi nội dung trước điều chỉnh"),
    ],
    ids=["no reason", "no stage", "too early", "not yet", "adjusted how"],
)
def test_what_an_event_must_say(activity, fields, told):
    with pytest.raises(ValidationError, match=told):
        event_of(activity, **{"to_stage": "accepted", **fields})


def test_a_support_of_another_activity_or_another_stage_is_refused(activity):
    with pytest.raises(ValidationError, match="đề án khác"):
        event_of(activity, Stage.ACCEPTED, support=make.SupportFactory())
    activity.stage = Stage.PROPOSED
    with pytest.raises(ValidationError, match="chỉ được nghiệm thu hoặc ngừng"):
        event_of(activity, Stage.APPROVED, support=activity.supports.first())


def test_of_two_events_that_lead_apart_the_second_is_refused(activity):
    stop, accept = event_of(activity, Stage.STOPPED), event_of(activity, Stage.ACCEPTED)
    accept.submit(staff(roles.ENTRY))
    agreed(stop)

    with pytest.raises(ValidationError, match="nay ở “Ngừng thực hiện”"):
        accept.approve(staff(roles.REVIEW))

    accept.refresh_from_db()
    assert accept.review == "pending"
    assert Activity.objects.get().stage == Stage.STOPPED


def test_what_the_record_itself_refuses_is_refused(activity):
    """A day that the activity cannot have is told before anybody is asked to approve."""
    Activity.objects.update(year=2027)
    event = event_of(activity, Stage.ACCEPTED)

    with pytest.raises(ValidationError, match="không thể nghiệm thu trước năm đó"):
        event.submit(staff(roles.ENTRY))


def test_events_entered_with_their_activity_are_approved_with_it(activity):
    """The past of a record that is entered late: only what leads on from its stage moves it."""
    Activity.objects.update(review="draft", stage=Stage.ACCEPTED, accepted_on=DAY)
    activity.refresh_from_db()
    past = event_of(activity, Stage.APPROVED, from_stage=Stage.PROPOSED)
    here = event_of(activity, Stage.ACCEPTED, from_stage=Stage.APPROVED)
    paper = make.DocumentFactory(activity=activity)
    quantities_known(activity)

    agreed(activity)

    for part in (past, here, paper):
        part.refresh_from_db()
        assert part.review == "approved"
    assert Activity.objects.get().stage == Stage.ACCEPTED


def quantities_known(activity):
    activity.supports.update(in_common_quantity=True)


def test_an_event_that_moved_a_record_is_not_unlocked(activity):
    event = event_of(activity, Stage.ACCEPTED)
    agreed(event)

    with pytest.raises(ValidationError, match="hãy mở khóa đề án"):
        event.unlock(staff(roles.REVIEW), "nhầm")


def test_staff_accept_and_stop_from_the_screen(activity):
    clerk, approver = signed_in(roles.ENTRY), signed_in(roles.REVIEW)
    page = clerk.get(page_of(activity)).content.decode()
    assert f"?activity={activity.pk}&amp;kind=stage&amp;to_stage=accepted" in page

    posted = {
        "activity": activity.pk,
        "kind": "stage",
        "to_stage": "accepted",
        "happened_on": "01/09/2026",
        "document_number": "12/BB-SCT",
        "_submit_review": "1",
    }
    clerk.post("/quan-tri/projects/stageevent/add/", posted)
    event = StageEvent.objects.get()
    assert (event.review, event.from_stage) == ("pending", "approved")

    step(clerk, event, "approve")
    assert event.review == "pending"
    step(approver, event, "approve")
    assert event.review == "approved"
    assert Activity.objects.get().stage == Stage.ACCEPTED
