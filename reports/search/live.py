"""Keeps the index current while staff work: after a record entered or left what is public.

A place, a kind or a unit that gets another name is followed to every entry that prints it.
What khuyencong.bulk writes says so by its own signal; what a command writes past it does not:
``rebuild_search``. The catalogue's files make the index anew.
"""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save

from khuyencong.bulk import records_changed
from khuyencong.models import ReviewedRecord
from khuyencong.models.review import register_changed
from programs.catalogue.loader import catalogue_loaded
from programs.models import ProgramPhase
from projects.models import Facility

from .index import rebuild, refresh
from .sources import NAMED, TOUCHED, printing, touched_by, touched_by_facilities


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
    records_changed.connect(_changed_in_bulk)
    for model in NAMED:
        pre_save.connect(_renaming, sender=model)
        post_save.connect(_renamed, sender=model)


def _catalogue_loaded(**kwargs: Any) -> None:
    transaction.on_commit(rebuild)


def _reviewed(record: Any, **kwargs: Any) -> None:
    _after_commit(record)


def _changed(instance: Any, **kwargs: Any) -> None:
    _after_commit(instance)


def _changed_in_bulk(sender: Any, records: Any, **kwargs: Any) -> None:
    if sender is Facility:
        keys = [record.pk for record in records]
        # What was stored is stored: an index that fails after it is told of in the log.
        touched = touched_by_facilities(keys)
        transaction.on_commit(lambda: refresh(touched), robust=True)


def _renaming(instance: Any, **kwargs: Any) -> None:
    """Whether a save gives another name: only then all that print it have to be read."""
    stored = type(instance)._default_manager.filter(pk=instance.pk)
    instance.is_renamed = stored.exclude(name=instance.name).exists()


def _renamed(instance: Any, **kwargs: Any) -> None:
    if instance.is_renamed:
        transaction.on_commit(partial(refresh, printing(instance)))


def _bases_changed(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, ProgramPhase):
        _after_commit(instance)


def _after_commit(record: Any) -> None:
    touched = touched_by(record)
    if touched:
        transaction.on_commit(partial(refresh, touched))
