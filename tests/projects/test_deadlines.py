"""Deadlines of the year as data, and what is late."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from programs.models import Deadline
from projects.evidence import Lack
from projects.models import Activity
from tests import factories as make
from tests.staff import signed_in

Every = Deadline.Every


@pytest.mark.parametrize(
    ("every", "month", "days", "today", "expected"),
    [
        (Every.YEAR, 5, 20, date(2026, 5, 20), date(2026, 5, 20)),
        (Every.YEAR, 5, 20, date(2026, 5, 21), date(2027, 5, 20)),
        (Every.MONTH, None, 25, date(2026, 11, 25), date(2026, 11, 25)),
        (Every.MONTH, None, 25, date(2026, 11, 26), date(2026, 12, 25)),
        (Every.MONTH, None, 25, date(2026, 12, 26), date(2027, 1, 25)),
        (Every.ACCEPTANCE, None, 15, date(2026, 1, 1), None),
    ],
)
def test_the_next_day_of_a_deadline(every, month, days, today, expected):
    assert Deadline(every=every, month=month, days=days).next_after(today) == expected


@pytest.mark.parametrize(
    ("every", "month", "days", "field"),
    [
        (Every.YEAR, None, 20, "month"),
        (Every.YEAR, 13, 20, "month"),
        (Every.MONTH, 5, 20, "month"),
        (Every.MONTH, None, 31, "days"),
        (Every.MONTH, None, 0, "days"),
    ],
)
def test_a_day_that_cannot_be_is_refused(db, every, month, days, field):
    deadline = make.DeadlineFactory.build(every=every, month=month, days=days)

    with pytest.raises(ValidationError) as refused:
        deadline.full_clean()

    assert set(refused.value.message_dict) == {field}


def completed(days_ago):
    activity = make.ActivityFactory(year=2026, stage="accepted")
    day = timezone.localdate() - timedelta(days=days_ago)
    make.SupportFactory(activity=activity, accepted_on=day)
    return activity


@pytest.fixture
def deadlines(db):
    call_command("load_catalogue", verbosity=0)


def test_late_is_longer_than_the_deadline_and_without_liquidation(deadlines):
    completed(15)
    late, settled, partly = (completed(16) for _ in range(3))
    make.StageEventFactory(activity=settled, kind="liquidation")
    make.StageEventFactory(activity=partly, support=partly.supports.get(), kind="liquidation")

    found = Lack.LIQUIDATION.of(Activity.objects.all())

    assert set(found) == {late, partly}


def test_the_office_sets_its_own_deadline(deadlines):
    completed(16)
    Deadline.objects.filter(code="thanh-ly").update(days=30)

    assert not Lack.LIQUIDATION.of(Activity.objects.all()).exists()


def test_without_that_deadline_nothing_is_late(db):
    completed(400)

    assert not Lack.LIQUIDATION.of(Activity.objects.all()).exists()


def test_the_first_page_names_what_comes_and_what_is_late(deadlines):
    completed(20)
    client = signed_in("Xem")

    page = client.get("/quan-tri/").content.decode()

    card = page[page.index("Thời hạn sắp tới") :].partition("</section>")[0]
    days = [part.partition('"')[0] for part in card.split('<time datetime="')[1:]]
    assert len(days) == 4
    assert days == sorted(days)
    assert "Quá hạn thanh lý hợp đồng" in card
    late = client.get("/quan-tri/projects/activity/", {"thieu": "thanh-ly"})
    assert late.context["cl"].result_count == 1
