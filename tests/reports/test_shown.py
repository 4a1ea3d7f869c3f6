"""Which revisions stand at the unversioned addresses."""

from django.utils import timezone

from reports.models import Publication
from reports.publishing.revisions import new_revision
from reports.sealing import seal
from tests.factories import OldProvinceFactory, PublicationFactory, UserFactory


def test_of_each_period_and_scope_the_latest_standing_revision_is_shown(db):
    old = OldProvinceFactory(code="thu-cu")
    first = seal(PublicationFactory(period_slug="2025"), UserFactory())
    scoped = seal(PublicationFactory(period_slug="2025", old_province=old), UserFactory())
    PublicationFactory(period_slug="2026")
    second = seal(new_revision(first, UserFactory(), "Sót một đề án."), UserFactory())

    assert {*Publication.objects.shown()} == {second, scoped}

    second.withdrawn_at, second.withdrawn_by = timezone.now(), UserFactory()
    second.withdrawn_reason = "Nhầm ngày chốt."
    second.save()

    assert {*Publication.objects.shown()} == {first, scoped}
