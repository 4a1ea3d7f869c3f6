"""The notice of 2014–2020 composed by one demo account and signed by another (notice.toml)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from programs.models import Measure
from reports.models import NoticeRow, Publication
from reports.publishing.gate import Readiness
from reports.publishing.signing import publish

from .accounts import Authors, refuse_production
from .data import read
from .notice import store


def load_publication(authors: Authors) -> bool:
    """Publish the notice unless its period has a publication or a draft; says whether it did."""
    refuse_production()
    data = read("notice.toml")["publication"]
    if Publication.objects.of(data["period_slug"], "").exists():
        return False
    with transaction.atomic():
        draft = _draft(data, authors)
        publish(draft, authors.publishes, Readiness(draft).seen)
    return True


def _draft(data: Mapping[str, Any], authors: Authors) -> Publication:
    values = {name: value for name, value in data.items() if name != "row"}
    draft = Publication(**values, composed_by=authors.enters)
    store(draft, authors)
    for order, row in enumerate(data["row"], start=1):
        words = {name: value for name, value in row.items() if name != "measure"}
        kept = NoticeRow(publication=draft, order=order, **words)
        store(kept, authors)
        kept.measures.add(Measure.objects.get(code=row["measure"]))
    return draft
