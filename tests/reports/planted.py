"""Made-up personal data in every text that the public must not see, a marker of its own in each.

What is planted is not a list: it is every text field that no model's ``public_fields`` names, so
a new field is planted, and so watched, by default; and every text of a record that is not public.
"""

import re
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection
from django.db.models import CharField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from simple_history.models import HistoricalChanges

from khuyencong.checkpoints import HISTORY_LOCKS
from khuyencong.models import Review
from khuyencong.roles import OUR_APPS
from programs.models import Allocation, Decision, ProgramPhase, Target
from projects.models import (
    Activity,
    Award,
    Document,
    Facility,
    Outcome,
    Payment,
    StageEvent,
    Support,
)
from reports.models import NoticeRow, Publication, StatedFigure, StatedNotice
from tests.test_house_rules import WITHOUT_HISTORY

# No number, no code and no hash of the portal looks like this.
MARKER = re.compile(r"zq[0-9a-z]{3}x")
# Written by a machine out of the public columns of records; the seal would refuse a change.
DERIVED = WITHOUT_HISTORY - {"khuyencong.User"}
# Folded copies of the public fields, which records are looked up by.
FOLDED = {"search", "sort_key"}
# Where a constraint allows a text in some rows only.
ALLOWED = {
    "projects.Award.certificate": ~Q(status=Award.Status.REGISTERED),
    "reports.Publication.reason": Q(revision__gt=1),
}
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# As a person writes them; what a search by a part of them must not find.
PHONE, IDENTITY = "0977 531 246", "052087531246"
STREET, OWNER = "Số 97 hẻm Bạch Trĩ", "Nguyễn Thị Quỳnh Bạch Trĩ"


@dataclass
class Planted:
    """Which marker stands in which field, and the household that has all of a person's data."""

    fields: dict[str, str] = field(default_factory=dict)
    household: Facility | None = None

    def marker(self, name: str) -> str:
        number = len(self.fields)
        marker = f"zq{DIGITS[number // 1296]}{DIGITS[number // 36 % 36]}{DIGITS[number % 36]}x"
        self.fields[marker] = name
        return marker

    def into(self, rows: QuerySet, names, what: str = "") -> None:
        """A marker in each of these fields of these rows, with the key of the row behind it."""
        for name in names:
            label = f"{rows.model._meta.label}.{name}"
            value = Concat(Value(self.marker(f"{label}{what}")), Cast("pk", CharField()))
            allowed = rows.filter(ALLOWED.get(label, Q())).order_by().values("pk")
            QuerySet(rows.model).filter(pk__in=allowed).update(**{name: value})


def texts(model) -> set[str]:
    """The fields that hold words of a person, not one of a few choices."""
    return {
        one.name
        for one in model._meta.concrete_fields
        if isinstance(one, CharField | TextField) and not one.choices and one.name not in FOLDED
    }


def planted_models():
    for model in apps.get_models():
        ours = model._meta.app_label in OUR_APPS and model._meta.label not in DERIVED
        if ours and not issubclass(model, HistoricalChanges):
            yield model


def private_texts(model) -> set[str]:
    """Every text that the model's allow-list does not name."""
    return texts(model) - {*getattr(model, "public_fields", ())}


def plant() -> Planted:
    """Plant everything; what is sealed already keeps what it says."""
    planted = Planted()
    for model in planted_models():
        planted.into(QuerySet(model), private_texts(model))
    connection.check_constraints()  # PostgreSQL lifts no lock while some wait to be checked
    with HISTORY_LOCKS.lifted():
        for model in planted_models():
            if hasattr(model, "history"):
                past = model.history.model
                planted.into(QuerySet(past), texts(past) - {"review"}, " (lịch sử)")
    persons = Facility.objects.filter(legal_form__in=Facility.PERSONS)
    of_persons = (texts(Facility) & {*Facility.public_fields}) - {*Facility.public_of_persons}
    planted.into(persons, of_persons, " (hộ)")
    planted.into(Support.objects.filter(facility__in=persons), ["place_then"], " (hộ)")
    for rows in hidden():
        # What an address or a seal is made of keeps its form.
        planted.into(rows, texts(rows.model) - KEPT, " (không công khai)")
    planted.household = _household()
    return planted


KEPT = {"code", "period_slug", "scope_slug", "previous_digest", "digest"}


def _household() -> Facility:
    """One that the public sees, with data as a person would write them."""
    household = Facility.objects.published().filter(legal_form="household").first()
    written = {
        "phone": PHONE,
        "tax_code": IDENTITY,
        "address": STREET,
        "place_then": f"{STREET}, xã Ia Ròng",
        "representative": OWNER,
    }
    Facility.objects.filter(pk=household.pk).update(**written)
    household.refresh_from_db()
    return household


def hidden() -> list[QuerySet]:
    """Records that the public must not see at all: no word of them."""
    shown = Activity.objects.published()
    activities = Activity.objects.exclude(pk__in=shown)
    # Registered products are counted by a figure, and so are among its records.
    awards = Award.objects.approved()
    facilities = (
        Facility.objects.exclude(pk__in=Facility.objects.published())
        .exclude(pk__in=awards.values("facility"))
        .exclude(merged_into__isnull=False)
    )
    unsealed = Publication.objects.filter(sealed_at__isnull=True)
    unseen = StatedNotice.objects.exclude(review=Review.APPROVED)
    return [
        activities,
        Support.objects.filter(activity__in=activities),
        StageEvent.objects.filter(Q(activity__in=activities) | ~Q(review=Review.APPROVED)),
        Document.objects.filter(
            Q(activity__in=activities) | Q(is_public=False) | ~Q(review=Review.APPROVED)
        ),
        facilities,
        Award.objects.exclude(pk__in=awards),
        Payment.objects.exclude(review=Review.APPROVED),
        Outcome.objects.exclude(review=Review.APPROVED),
        Allocation.objects.exclude(review=Review.APPROVED),
        Target.objects.exclude(review=Review.APPROVED),
        _unused_decisions(shown, awards),
        unsealed,
        NoticeRow.objects.filter(publication__in=unsealed),
        unseen,
        StatedFigure.objects.filter(notice__in=unseen),
    ]


def _unused_decisions(shown, awards) -> QuerySet:
    """Acts that nothing public rests on."""
    used = Q(pk__in=shown.values("decision")) | Q(phases__in=ProgramPhase.objects.all())
    used |= Q(pk__in=awards.values("round__decision"))
    used |= Q(pk__in=StatedNotice.objects.approved().values("act"))
    for plan in (Allocation, Target):
        used |= Q(pk__in=plan.objects.approved().values("decision"))
    return Decision.objects.exclude(pk__in=Decision.objects.filter(used).values("pk"))
