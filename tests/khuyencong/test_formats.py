from datetime import date, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.utils import formats

pytestmark = pytest.mark.any_database


def printed(template, **context):
    return Template(template).render(Context(context))


@pytest.mark.parametrize("typed", ["05/03/2026", "5/3/2026", "05-03-2026", "05.03.2026"])
def test_a_date_in_a_form_has_its_day_first(typed):
    assert forms.DateField().clean(typed) == date(2026, 3, 5)


def test_a_date_in_a_form_may_be_written_by_a_machine():
    assert forms.DateField().clean("2026-03-05") == date(2026, 3, 5)


@pytest.mark.parametrize("typed", ["03/25/2026", "31/02/2026", "05/03/26"])
def test_an_american_impossible_or_short_date_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        forms.DateField().clean(typed)


def test_a_form_writes_a_date_back_as_it_was_typed():
    field = forms.DateField()

    assert 'value="05/03/2026"' in field.widget.render("day", date(2026, 3, 5))


def test_a_moment_in_a_form_has_its_day_first():
    moment = forms.DateTimeField().clean("05/03/2026 14:30")

    assert (moment.day, moment.month, moment.hour, moment.minute) == (5, 3, 14, 30)


def test_dates_are_printed_the_vietnamese_way():
    assert printed("{{ day }}", day=date(2026, 3, 5)) == "05/03/2026"
    assert printed("{{ day|date:'SHORT_DATE_FORMAT' }}", day=date(2026, 3, 5)) == "05/03/2026"
    assert printed("{{ moment }}", moment=datetime(2026, 3, 5, 14, 30)) == "14:30 05/03/2026"  # noqa: DTZ001


def test_a_number_is_grouped_where_the_template_asks():
    assert printed("{{ amount|floatformat:'0g' }}", amount=1234567) == "1.234.567"
    assert printed("{{ amount|floatformat:'1g' }}", amount=23292.2) == "23.292,2"


def test_ids_and_years_are_never_grouped():
    assert printed("{{ pk }} {{ year }}", pk=12345, year=2025) == "12345 2025"


def test_the_week_begins_on_monday():
    assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
