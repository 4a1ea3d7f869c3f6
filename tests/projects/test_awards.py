"""Certificates of products: how long they stand, and the lists of those that end."""

from datetime import date

import pytest

from projects.models import Award
from projects.models.awards import Validity
from tests import factories as make
from tests.staff import signed_in

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 27)
LIST = "/quan-tri/projects/award/"


@pytest.fixture(autouse=True)
def products():
    """Recognised in four years, the last one only registered."""
    for year in (2023, 2024, 2025):
        award_round = make.AwardRoundFactory(year=year)
        make.AwardFactory(
            approved=True, product=f"Trà {year}", round=award_round, status="recognised"
        )
    make.AwardFactory(product="Trà mới", round=make.AwardRoundFactory(), status="registered")


def of(validity):
    return set(Award.objects.of_validity(validity, TODAY).values_list("product", flat=True))


def test_a_certificate_stands_to_the_end_of_the_third_year():
    """TT 26/2014/TT-BCT: recognised in 2024, valid to 31/12/2026."""
    assert of(Validity.EXPIRED) == {"Trà 2023"}
    assert of(Validity.EXPIRING) == {"Trà 2024"}
    assert of(Validity.VALID) == {"Trà 2024", "Trà 2025"}


def test_staff_narrow_the_list_and_open_a_round(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY)
    clerk = signed_in("Nhập liệu")

    def listed(**narrowed):
        return clerk.get(LIST, narrowed).context["cl"].queryset.values_list("product", flat=True)

    assert list(listed(**{"hieu-luc": "sap-het"})) == ["Trà 2024"]
    assert listed(**{"hieu-luc": "khac"}).count() == 4
    award_round = Award.objects.get(product="Trà 2025").round
    page = clerk.get(f"/quan-tri/projects/awardround/{award_round.pk}/change/").content.decode()
    assert f'href="{LIST}?round__id__exact={award_round.pk}"' in page
    assert f'href="{LIST}add/?round={award_round.pk}"' in page
    home = clerk.get("/quan-tri/").content.decode()
    assert f'href="{LIST}?hieu-luc=sap-het"' in home
