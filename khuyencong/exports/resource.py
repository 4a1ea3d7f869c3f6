"""What a list of the admin can be taken along with: its columns, and which of them a person may."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from html import unescape
from typing import Any, ClassVar

from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from import_export.resources import Resource

from khuyencong.models import Record, User

from .columns import (
    ExportColumn,
    Part,
    PartColumn,
    Values,
    column_of,
    columns_of_field,
    naming,
    shape_of,
)
from .shapes import WORDS, Shape

# Kept for the portal itself: a folded copy, a sort key, a number of the row.
TECHNICAL = {"id", "search", "sort_key", "version"}
UNWRITTEN = (models.JSONField, models.BinaryField, models.FileField)
ACTION_CHECKBOX, ITSELF = "action_checkbox", "__str__"

Columns = Iterator[tuple[str, ExportColumn]]


class ListResource(Resource):
    """The columns of one list for one person, in their order.

    By itself: what the list shows, then of a record all other fields, which are offered and not
    taken unasked. A list of its own says ``usual``, and may add columns.
    """

    # Lookups, in the order of the file; None: what the list shows.
    usual: ClassVar[tuple[str, ...] | None] = None

    def __init__(self, model_admin: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.admin, self.request = model_admin, request
        self.model: Any = model_admin.model

    @cached_property
    def columns(self) -> Mapping[str, ExportColumn]:
        """By name, those that the person may have."""
        found: dict[str, ExportColumn] = {}
        for name, one in (*self._usual(), *self.more(), *self._others()):
            if self._may_have(one):
                found.setdefault(name, one)
        return headed_apart(found)

    @property
    def taken_unasked(self) -> Mapping[str, ExportColumn]:
        return {
            name: one for name, one in self.columns.items() if one.is_usual and not one.is_personal
        }

    def more(self) -> Columns:
        """Columns that no field of the record holds; subclasses say."""
        yield from ()

    # Which there are.

    def _usual(self) -> Columns:
        for name in self.admin.list_display if self.usual is None else self.usual:
            if name not in (ACTION_CHECKBOX, *self.admin.link_columns):
                yield from self._columns_of(name)

    def _columns_of(self, name: str) -> Columns:
        """Of a column that the list makes itself its text, or the number or word behind it."""
        if name == ITSELF:
            for path, heading in naming(self.model, str(self.model._meta.verbose_name)):
                yield path, column_of(self.model, path, heading=heading)
            return
        if LOOKUP_SEP in name.strip("_"):
            yield name, column_of(self.model, name)
            return
        field = name if self._field(name) else self._behind(name)
        if field:
            yield from self._of_field(field)
            return
        label = label_for_field(name, self.model, self.admin)
        yield name, PartColumn(self._shown, name, str(label), Shape.TEXT)

    def _of_field(self, name: str, is_usual: bool = True) -> Columns:
        """People are named as on screen, to everybody who sees the list."""
        field = self._field(name)
        if field.related_model is User:
            label = str(field.verbose_name)
            yield name, PartColumn(self._shown, name, label, Shape.TEXT, is_usual=is_usual)
            return
        yield from columns_of_field(self.model, name, is_usual=is_usual)

    def _field(self, name: Any) -> Any:
        try:
            return self.model._meta.get_field(name)
        except (FieldDoesNotExist, AttributeError):
            return None

    def _behind(self, name: str) -> str:
        """The field of a number or a choice that the list prints in its own way."""
        sorted_by = getattr(getattr(self.admin, name, None), "admin_order_field", None)
        field = self._field(sorted_by)
        is_plain = field is not None and (field.choices or shape_of(field) is not Shape.TEXT)
        return str(sorted_by) if is_plain else ""

    def _others(self) -> Columns:
        if not issubclass(self.model, Record):
            return
        for field in self.model._meta.concrete_fields:
            if field.name not in TECHNICAL and not isinstance(field, UNWRITTEN):
                yield from self._of_field(field.name, is_usual=False)

    # What the list makes itself.

    @cached_property
    def _shown(self) -> Part:
        return Part(self._read_shown)

    def _read_shown(
        self, keys: Any, names: Sequence[str], records: models.QuerySet[Any]
    ) -> Mapping[int, Values]:
        fields = filter(None, map(self._field, names))
        people = [one.name for one in fields if one.related_model is User]
        if people:
            records = records.select_related(*people)
        return {one.pk: {name: self._text(name, one) for name in names} for one in records}

    def _text(self, name: str, record: Any) -> str:
        _, attribute, value = lookup_field(name, record, self.admin)
        if getattr(attribute, "boolean", False):
            return WORDS[bool(value)]
        if isinstance(value, SafeString):
            return unescape(strip_tags(value))
        return "" if value is None else str(value)

    # Who may.

    def _may_have(self, column: ExportColumn) -> bool:
        """A column of another record is for who may open that one, a personal for who keeps it."""
        owner = self.admin
        if column.owner is not None:
            owner = self.admin.admin_site._registry.get(column.owner)
            if owner is None or not owner.has_view_permission(self.request):
                return False
        return not column.is_personal or owner.has_change_permission(self.request)


def headed_apart(columns: Mapping[str, ExportColumn]) -> Mapping[str, ExportColumn]:
    """The columns, those of one heading numbered; of one other record its second name is left out.

    Two rows of a catalogue may have one name, and what stands below it is never lost for that.
    """
    kept: dict[str, ExportColumn] = {}
    named: defaultdict[str, list[str]] = defaultdict(list)
    for name, one in columns.items():
        alike, way = named[one.column_name], name.rpartition(LOOKUP_SEP)[0]
        if way and any(other.rpartition(LOOKUP_SEP)[0] == way for other in alike):
            continue
        alike.append(name)
        if len(alike) > 1:
            one.column_name = f"{one.column_name} ({len(alike)})"
        kept[name] = one
    return kept
