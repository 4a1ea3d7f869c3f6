"""What a role lacks it cannot do by posting past the screen: nothing is stored or changed."""

import pytest
from django.contrib import admin
from django.forms.models import model_to_dict
from factory.django import DjangoModelFactory

from khuyencong.admin_base import VERSION, ReviewedAdmin
from khuyencong.models import Review
from khuyencong.roles import OUR_APPS, ROLES, permissions_of
from tests import factories
from tests.staff import page_of, signed_in

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]

# A step of the review, the permission it takes, and the state from which it leads on.
STEPS = {
    "submit": ("change", Review.DRAFT),
    "approve": ("approve", Review.PENDING),
    "send_back": ("approve", Review.PENDING),
    "unlock": ("approve", Review.APPROVED),
}


def makers():
    """For each model of the admin the factory that makes one of it."""
    made = {
        maker._meta.model: maker
        for maker in vars(factories).values()
        if isinstance(maker, type) and issubclass(maker, DjangoModelFactory)
        if not maker._meta.abstract
    }
    ours = [model for model in admin.site._registry if model._meta.app_label in OUR_APPS]
    return {model: made[model] for model in ours if model in made}


def lacks(role, record, action):
    options = record._meta
    return f"{options.app_label}.{action}_{options.model_name}" not in set(permissions_of(role))


def stored(model):
    """All rows as they are, whatever was posted."""
    return [model_to_dict(row) | {"pk": row.pk} for row in model._base_manager.order_by("pk")]


def forged(record):
    """A whole form, every free text changed: what a script would post."""
    fields = {}
    for name, value in model_to_dict(record).items():
        if isinstance(value, str) and not record._meta.get_field(name).choices:
            value = f"{value} sửa"
        if value is not None and not isinstance(value, list):
            fields[name] = str(value)
    return {**fields, VERSION: getattr(record, "version", "")}


def attempts(role, record):
    """(address, what is posted) of everything that the role may not do to this record."""
    if lacks(role, record, "change"):
        yield page_of(record), forged(record)
        yield page_of(record), {**forged(record), "_submit_review": "1"}
    if lacks(role, record, "delete"):
        yield page_of(record, "delete/"), {"post": "yes"}
    if lacks(role, record, "add"):
        options = record._meta
        yield f"/quan-tri/{options.app_label}/{options.model_name}/add/", forged(record)
    if isinstance(admin.site._registry[type(record)], ReviewedAdmin):
        yield from forged_steps(role, record)


def forged_steps(role, record):
    options = record._meta
    for step, (action, state) in STEPS.items():
        if record.review == state and lacks(role, record, action):
            told = {"step": step, "review_note": "lý do", VERSION: record.version}
            yield page_of(record, "xet-duyet/"), told
    for action in ("submit_selected", "approve_selected", "delete_selected"):
        needed = {"submit_selected": "change", "approve_selected": "approve"}
        if lacks(role, record, needed.get(action, "delete")):
            posted = {"action": action, "_selected_action": record.pk, "post": "yes"}
            yield f"/quan-tri/{options.app_label}/{options.model_name}/", posted


def states_of(model):
    """One record in each state of the review, or one record."""
    maker = makers()[model]
    if not issubclass(maker, factories.ReviewedFactory):
        return [maker()]
    waiting = {"submitted_by": factories.UserFactory(), "review": Review.PENDING}
    return [maker(), maker(**waiting), maker(approved=True)]


@pytest.mark.parametrize("model", makers(), ids=lambda model: model._meta.label_lower)
def test_nothing_comes_of_what_a_role_lacks(model):
    records = states_of(model)
    clients = {role: signed_in(role) for role in ROLES}
    before = stored(model)
    for role, client in clients.items():
        for record in records:
            for address, posted in attempts(role, record):
                client.post(address, posted)
                assert stored(model) == before, (role, address, posted)


@pytest.mark.parametrize("name", ["Document", "AwardRound", "Decision"])
def test_what_is_forged_would_work_for_who_may(name):
    """Else the test above would pass whatever the portal did."""
    record = getattr(factories, f"{name}Factory")()
    before = stored(type(record))
    client = signed_in("Nhập liệu")

    client.post(page_of(record), forged(record))

    assert stored(type(record)) != before


def test_every_model_of_the_admin_is_tried():
    ours = {model for model in admin.site._registry if model._meta.app_label in OUR_APPS}
    untried = {model.__name__ for model in ours - makers().keys()}

    assert untried == set()
