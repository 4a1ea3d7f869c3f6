"""Bản mới: a correction is a new revision with its reason; the one before stays as it is."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from reports.models import Publication

from .rows import copy_rows

COPIED = (
    "title",
    "period_slug",
    "cutoff",
    "basis",
    "old_province",
    "old_district",
    "introduction",
    "closing",
    "shows_money",
    "money_in_billions",
    "money_places",
)


def refusal_of_revision(publication: Publication) -> str:
    """Why no new revision can be begun from this one, in words; empty where it can."""
    if not publication.is_sealed:
        return "Bản này chưa công bố, hãy sửa ngay trên bản soạn."
    latest = revisions_of(publication).last()
    if latest and latest.revision > publication.revision:
        return f"Kỳ này đã có bản {latest.revision}. Hãy mở bản đó."
    return ""


def revisions_of(publication: Publication) -> Any:
    return Publication.objects.of(publication.period_slug, publication.scope_slug)


@transaction.atomic
def new_revision(publication: Publication, user: Any, reason: str) -> Publication:
    """A draft with the texts and rows of the sealed one. Raises ValidationError."""
    stored = Publication.objects.select_for_update().get(pk=publication.pk)
    if refused := refusal_of_revision(stored):
        raise ValidationError(refused)
    draft = Publication(
        **{name: getattr(stored, name) for name in COPIED},
        revision=stored.revision + 1,
        replaces=stored,
        reason=reason,
        composed_by=user,
    )
    draft.full_clean()
    draft.save()
    draft.edited_by(user)
    copy_rows(stored, draft)
    return draft
