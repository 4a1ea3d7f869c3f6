"""What is worked out in Python of a check constraint is what the database says."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khuyencong.constraints import holds, violations
from programs.models import Allocation, Target
from projects.models import Activity, Award, Facility, Funding, Payment, Quantity, Support

pytestmark = pytest.mark.django_db

MODELS = (
    Activity,
    Allocation,
    Award,
    Facility,
    Funding,
    Payment,
    Quantity,
    Support,
    Target,
)
KEYS = st.none() | st.integers(1, 2)


def values(field):
    """What may stand in a field of a record that nobody judged yet."""
    if field.choices:
        found = st.sampled_from([code for code, _ in field.flatchoices])
    elif isinstance(field, models.ForeignKey | models.AutoField):
        return KEYS
    elif isinstance(field, models.BooleanField):
        return st.booleans()
    elif isinstance(field, models.DateField):
        found = st.sampled_from([date(2026, 1, 1), date(2026, 1, 2), date(2027, 1, 1)])
    elif isinstance(field, models.IntegerField | models.DecimalField):
        found = st.integers(-1, 2)
    else:
        return st.sampled_from(["", "a"])
    return st.none() | found if field.null else found


def records(model):
    by_field = {}
    for field in model._meta.concrete_fields:
        if not isinstance(field, models.DateTimeField):
            by_field[field.attname] = values(field)
        elif field.null:
            by_field[field.attname] = st.none()
    return st.fixed_dictionaries(by_field).map(lambda chosen: model(**chosen))


def checks(model):
    return [one for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]


def refused_by_database(constraint, record):
    try:
        constraint.validate(type(record), record)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_python_and_the_database_agree(model, data):
    record = data.draw(records(model))

    for constraint in checks(model):
        verdict = holds(constraint.condition, record) is False
        assert verdict == refused_by_database(constraint, record), constraint.name
    refused = [one for one in checks(model) if refused_by_database(one, record)]
    wanted = {}
    for one in refused:
        words = wanted.setdefault(getattr(one, "field", ""), [])
        words.append(str(one.get_violation_error_message()))
    assert violations(record) == wanted


def test_every_check_of_these_models_is_refused_by_something():
    assert sum(len(checks(model)) for model in MODELS) >= 20
