"""Tạm ứng: how much of national money may go before acceptance, as the catalogue says."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from khuyencong import roles
from programs.models import ActivityKind
from projects.models import Payment, Stage
from tests import factories as make
from tests.staff import staff

pytestmark = pytest.mark.django_db

ACCEPTED = date(2026, 9, 1)


@pytest.fixture
def funding():
    """100 đồng of national money for an activity that may have 70 of it before acceptance."""
    kind = make.ActivityKindFactory(advance_percent=70)
    activity = make.ActivityFactory(approved=True, main_kind=kind, stage=Stage.APPROVED)
    source = make.BudgetSourceFactory(code="KCQG")
    return make.FundingFactory(activity=activity, source=source, planned=100)


def advance(funding, amount, **fields):
    fields = {"kind": Payment.Kind.ADVANCE, "paid_on": date(2026, 6, 1), **fields}
    return make.PaymentFactory(funding=funding, amount=amount, **fields)


def submitted(payment):
    payment.submit(staff(roles.ENTRY))
    return payment.review == "pending"


def test_up_to_the_limit_nothing_is_asked(funding):
    assert submitted(advance(funding, 40))
    assert submitted(advance(funding, 30))


def test_what_goes_over_it_needs_a_reason(funding):
    assert submitted(advance(funding, 40))
    over = advance(funding, 31)

    with pytest.raises(ValidationError, match=r"71 đồng, quá mức 70% .* \(70 đồng\)"):
        over.submit(staff(roles.ENTRY))

    over.note = "Theo công văn của Cục"
    over.save()
    assert submitted(over)


def test_after_acceptance_the_rest_may_go(funding):
    activity = funding.activity
    activity.stage, activity.accepted_on = Stage.ACCEPTED, ACCEPTED
    activity.save()

    assert submitted(advance(funding, 100, paid_on=ACCEPTED))


@pytest.mark.parametrize(
    "changed",
    [{"kind": "disbursement"}, {"source": "KCDP"}, {"percent": None}, {"planned": None}],
    ids=lambda changed: next(iter(changed)),
)
def test_other_money_has_no_such_limit(funding, changed):
    if "source" in changed:
        funding.source = make.BudgetSourceFactory(code=changed["source"])
    if "planned" in changed:
        funding.planned = None
    funding.save()
    if "percent" in changed:
        ActivityKind.objects.update(advance_percent=None)
    funding.activity.main_kind.refresh_from_db()

    assert submitted(advance(funding, 100, kind=changed.get("kind", "advance")))


def test_the_catalogue_ships_the_three_limits():
    call_command("load_catalogue", verbosity=0)
    limits = dict(ActivityKind.objects.values_list("code", "advance_percent"))

    assert limits["ha-tang-cum"] == 30
    assert limits["dao-tao-nghe"] == limits["may-moc-thiet-bi"] == 70
    assert limits["thanh-lap-doanh-nghiep"] == 100
    assert limits["khac"] is None
