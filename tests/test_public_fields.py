"""The allow-list of every model: what is not on it is read by no public page, line or search."""

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F

from khuyencong.models import NotPublic, public
from khuyencong.models.record import SearchableRecord
from projects.models import Facility, Support
from reports.lines import REGISTER, Fact
from tests.factories import FacilityFactory, SupportFactory
from tests.test_house_rules import RECORDS, by_name


@pytest.mark.parametrize("model", RECORDS, ids=by_name)
def test_an_allow_list_names_fields_of_its_model(model):
    for name in model.public_fields:
        model._meta.get_field(name)


@pytest.mark.parametrize("model", RECORDS, ids=by_name)
def test_nobody_outside_sees_who_reviewed_a_record_or_what_was_noted(model):
    internal = {"review_note", "submitted_by", "approved_by", "note", "composed_by", "signed_by"}

    assert not internal & {*model.public_fields}


def test_of_a_person_no_address_number_or_name_of_an_owner_is_public():
    never = {"phone", "address", "representative"}

    assert not never & {*Facility.public_fields}
    assert {*Facility.public_of_persons} < {*Facility.public_fields}
    assert not {"tax_code", "place_then", "source_note"} & {*Facility.public_of_persons}


@pytest.mark.parametrize("model", [one for one in RECORDS if issubclass(one, SearchableRecord)])
def test_a_list_is_searched_by_public_fields_only(model):
    assert {*model.searched_fields} <= {*model.public_fields}


def test_a_row_for_the_public_refuses_a_private_field(db):
    FacilityFactory(phone="0977 531 246")
    facility = public(Facility.objects.all()).get()

    assert facility.name
    with pytest.raises(NotPublic, match="phone"):
        facility.phone  # noqa: B018
    assert Facility.objects.get().phone


def test_a_record_beside_it_refuses_too(db):
    SupportFactory(facility=FacilityFactory(), note="riêng")
    support = public(Support.objects.all(), "facility").get()

    assert support.facility.name
    with pytest.raises(NotPublic, match="note"):
        support.note  # noqa: B018
    with pytest.raises(NotPublic, match="representative"):
        support.facility.representative  # noqa: B018


# The lines, of which every figure, list of records, file and seal is made.


def fields_read(expression):
    """The look-ups in an expression; conditions decide, and show nothing."""
    if isinstance(expression, F):
        yield expression.name
    elif hasattr(expression, "get_source_expressions"):
        for part in expression.get_source_expressions():
            yield from fields_read(part)


def private_step(model, path):
    """The first field on the path that its model does not list; nothing where all are public."""
    for step in path.split("__"):
        try:
            field = model._meta.get_field(step)
        except FieldDoesNotExist:
            return f"{model.__name__}: {step}"
        listed = getattr(model, "public_fields", ())
        shown = field.auto_created or field.name in listed
        if not shown:
            return f"{model.__name__}.{step}"
        model = field.related_model or model
    return ""


@pytest.mark.parametrize("fact", Fact)
def test_a_line_has_public_fields_only(fact):
    register = REGISTER[fact]
    model = register.rows().model
    read = {path for one in register.columns.values() for path in fields_read(one)}

    assert read
    assert [found for path in sorted(read) if (found := private_step(model, path))] == []
