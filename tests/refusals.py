"""What a model says when it refuses, by field."""

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import modelform_factory

WHOLE = NON_FIELD_ERRORS


def refusal(record):
    """The messages of ``full_clean()`` by field."""
    with pytest.raises(ValidationError) as refused:
        record.full_clean()
    return refused.value.message_dict


def typed(model, **values):
    """The messages of a form of these fields, as staff would see them."""
    form = modelform_factory(model, fields=list(values))(values)
    return dict(form.errors)
