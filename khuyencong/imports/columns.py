"""The columns of an import: headings equal to the labels of the forms, cells by kind of field."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models
from django.utils.text import capfirst
from import_export.fields import Field
from import_export.resources import Resource

from khuyencong import fields

from .cells import Cell, ChoiceCell, DateCell, KnownCell, MoneyCell, TextCell, WholeCell, YearCell


class Column(Field):
    """A column of the file and of the template."""

    def __init__(
        self,
        attribute: str | None,
        heading: str,
        cell: Cell,
        *,
        required: bool = False,
        is_key: bool = False,
        also: Sequence[str] = (),
        help_text: str = "",
        examples: Sequence[Any] = ("", ""),
    ) -> None:
        """``is_key``: a row that says no more than this and what changes is a record.

        ``also``: other headings that offices use; ``examples``: of two rows.
        """
        super().__init__(attribute=attribute, column_name=heading, widget=cell)
        self.required, self.is_key, self.also = required, is_key, also
        self.help_text, self.examples = help_text, examples
        self.name = ""  # given by the resource

    @property
    def cell(self) -> Cell:
        return self.widget

    @property
    def is_money(self) -> bool:
        return isinstance(self.widget, MoneyCell)


def column(model: type[models.Model], path: str, **options: Any) -> Column:
    """The column of a model's field; ``path`` may lead over foreign keys, for the way out."""
    *way, last = path.split("__")
    owner: Any = model
    for step in way:
        owner = owner._meta.get_field(step).related_model
    field = owner._meta.get_field(last)
    options.setdefault("help_text", str(field.help_text))
    options.setdefault("required", not field.blank and not field.has_default())
    cell = options.pop("cell", None) or cell_of(field)
    heading = options.pop("heading", None) or capfirst(str(field.verbose_name))
    return Column(path, heading, cell, **options)


def cell_of(field: Any) -> Cell:
    """How a field of a model is written in a file."""
    if field.choices:
        return ChoiceCell(field.choices)
    if isinstance(field, models.ForeignKey):
        return KnownCell(field.related_model)
    for kind, cell in KINDS:
        if isinstance(field, kind):
            return cell()
    return TextCell(getattr(field, "cleaner", TextCell().cleaner))


KINDS: tuple[tuple[type, type[Cell]], ...] = (
    (fields.MoneyField, MoneyCell),
    (fields.YearField, YearCell),
    (models.IntegerField, WholeCell),
    (models.DateField, DateCell),
)


class HouseResource(Resource):
    """The columns of one subject, in their order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for name, one in self.fields.items():
            one.name = name

    @property
    def columns(self) -> dict[str, Column]:
        return self.fields

    def row(self, record: Any) -> Iterator[Any]:
        """A record as a row of the file, in the order of the columns."""
        for one in self.get_export_fields():
            yield self.export_field(one, record)
