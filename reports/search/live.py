"""Keeps the index current while staff work: after a record entered or left what is public.

Records written in bulk by a command send no signal, and a place or kind that is renamed is not
looked for in every activity: ``rebuild_search``. The catalogue's files make the index anew.
"""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_save, pre_delete

from khuyencong.models import ReviewedRecord
from khuyencong.models.review import register_changed
from programs.catalogue.loader import catalogue_loaded
from programs.models import ProgramPhase

from .index import rebuild, refresh
from .sources import TOUCHED, touched_by


def connect() -> None:
    """Listen to every model whose words can be found."""
    register_changed.connect(_reviewed)
    catalogue_loaded.connect(_catalogue_loaded)
    m2m_changed.connect(_bases_changed, sender=ProgramPhase.legal_bases.through)
    for model in TOUCHED:
        pre_delete.connect(_changed, sender=model)
        if not issubclass(model, ReviewedRecord):
            # A reviewed record changes only as a draft, which cannot be found.
            post_save.connect(_changed, sender=model)


def _catalogue_loaded(**kwargs: Any) -> None:
    transaction.on_commit(rebuild)


def _reviewed(record: Any, **kwargs: Any) -> None:
    _after_commit(record)


def _changed(instance: Any, **kwargs: Any) -> None:
    _after_commit(instance)


def _bases_changed(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, ProgramPhase):
        _after_commit(instance)


def _after_commit(record: Any) -> None:
    touched = touched_by(record)
    if touched:
        transaction.on_commit(partial(refresh, touched))
