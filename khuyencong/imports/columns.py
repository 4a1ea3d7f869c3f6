"""The columns of an import: headings equal to the labels of the forms, cells by kind of field."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import models
from django.utils.text import capfirst
from import_export.fields import Field
from import_export.resources import Resource

from khuyencong import fields

from .cells import Cell, ChoiceCell, DateCell, KnownCell, MoneyCell, TextCell, WholeCell, YearCell
from .lookups import Known

WIDE = 40  # characters


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
        is_rare: bool = False,
    ) -> None:
        """``is_key``: a row that says no more than this and what changes is a record.

        ``also``: other headings that offices use; ``examples``: of two rows. ``is_rare``: stands
        at the right of the template, folded together with its like.
        """
        super().__init__(attribute=attribute, column_name=heading, widget=cell)
        self.required, self.is_key, self.also = required, is_key, also
        self.is_rare = is_rare
        self.help_text, self.examples = help_text, examples
        self.name = ""  # given by the resource

    @property
    def cell(self) -> Cell:
        return self.widget

    @property
    def width(self) -> int:
        """In characters; what a record is called by has more room."""
        is_name = self.required and type(self.widget) is TextCell
        return WIDE if is_name else self.widget.width

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
        self.known = Known()
        for name, one in self.fields.items():
            one.name = name

    @property
    def columns(self) -> dict[str, Column]:
        return self.fields

    @property
    def in_file(self) -> list[Column]:
        """The columns in the order of the file: the rare ones last."""
        return sorted(self.columns.values(), key=lambda one: one.is_rare)

    def rows(self, records: Iterable[Any]) -> Iterator[list[Any]]:
        """Records as rows of the file, in the order of ``in_file``."""
        columns = self.in_file
        for record in records:
            yield [self.written(one, record) for one in columns]

    def written(self, one: Column, record: Any) -> Any:
        """What stands in a column for a record: None, text, int or date."""
        return one.export(record, known=self.known)
