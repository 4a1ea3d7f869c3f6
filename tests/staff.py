"""Staff who sign in, and what they post from the entry screen."""

import re
from html import unescape

from django.contrib.auth.models import Group
from django.test import Client

from khuyencong.admin_base import VERSION
from projects.models import Activity, Programme, Stage
from tests.factories import UserFactory

ADD = "/quan-tri/projects/activity/add/"


def staff(*roles, unit=None):
    """A person in these groups."""
    user = UserFactory(is_staff=True, unit=unit)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def signed_in(*roles, unit=None):
    """A browser with such a person; the person is ``client.user``."""
    client = Client()
    client.user = staff(*roles, unit=unit)
    client.force_login(client.user, "khuyencong.accounts.backends.AccountBackend")
    return client


def page_of(record, step=""):
    """The record's page in the admin."""
    options = record._meta
    return f"/quan-tri/{options.app_label}/{options.model_name}/{record.pk}/{step or 'change/'}"


def step(client, record, name, note=""):
    """Press a button of the review panel."""
    record.refresh_from_db()
    posted = {"step": name, "review_note": note, VERSION: record.version}
    answer = client.post(page_of(record, "xet-duyet/"), posted, follow=True)
    record.refresh_from_db()
    return answer


def told(answer):
    """What the page then said."""
    return " ".join(str(message) for message in answer.context["messages"])


def rows(prefix, *cards, stored=0):
    """A formset as the browser posts it."""
    posted = {f"{prefix}-TOTAL_FORMS": len(cards), f"{prefix}-INITIAL_FORMS": stored}
    for place, card in enumerate(cards):
        posted |= {f"{prefix}-{place}-{name}": value for name, value in card.items()}
    return posted


def entry(kind, supports=({},), fundings=(), stored=(0, 0), **changes):
    """The whole screen."""
    return {
        "title": "Hỗ trợ máy móc trong chế biến nông sản",
        "main_kind": kind.pk,
        "year": "2026",
        "programme": Programme.LOCAL,
        "stage": Stage.APPROVED,
        "_continue": "1",
        **rows("supports", *supports, stored=stored[0]),
        **rows("fundings", *fundings, stored=stored[1]),
        **changes,
    }


def entered(client, *args, **kwargs):
    """Post the screen and return the activity; fail with the page's errors otherwise."""
    answer = client.post(ADD, entry(*args, **kwargs))
    assert answer.status_code == 302, refused(answer)
    return Activity.objects.latest("pk")


def refused(answer):
    """What the page says at the top, without the box names."""
    return [text for _, text in answer.context["refused"]]


def reopened(activity, **changes):
    """The change screen of a stored activity, as the browser would post it unchanged."""
    supports = [{"id": s.pk, "activity": activity.pk, **typed(s)} for s in activity.supports.all()]
    fundings = [
        {
            "id": f.pk,
            "activity": activity.pk,
            "source": f.source_id,
            "planned": f.planned or "",
            "paid_rows": ",".join(str(pk) for pk in f.payments.values_list("pk", flat=True)),
            **simple_payment(f),
        }
        for f in activity.fundings.all()
    ]
    stored = (len(supports), len(fundings))
    page = entry(activity.main_kind, supports, fundings, stored, title=activity.title)
    return {**page, VERSION: activity.version, "code": activity.code, **changes}


def typed(support):
    same = support.kind_id == support.activity.main_kind_id
    card = {"facility": support.facility_id or "", "kind": "" if same else support.kind_id}
    for quantity in support.quantities.all():
        name = f"q_{quantity.measure.code}"
        card[f"{name}_planned"] = "" if quantity.planned is None else quantity.planned
        card[f"{name}_actual"] = "" if quantity.actual is None else quantity.actual
        if quantity.is_unknown:
            card[f"{name}_unknown"] = "on"
    return card


def simple_payment(funding):
    payment = funding.payments.first()
    return {"paid": payment.amount, "paid_on": payment.paid_on} if payment else {}


def read(answer):
    """The words of a page, without its markup."""
    body = answer.content.decode().partition("<main")[2] or answer.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
