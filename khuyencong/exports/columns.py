"""The columns of a list: headings equal to the labels of the forms, shapes by kind of field."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.utils import timezone
from django.utils.text import capfirst
from import_export.fields import Field

from khuyencong.fields import YearField

from .shapes import Heading, Shape

# Of another record is told what it is called by: the first of these that it has, and its code.
NAMES = ("name", "title", "number", "label", "product", "username")
CODE = "code"
HEADED_BY_FIELD = ("name", "short_name")
WIDE, WIDER = 32, 48  # characters


Values = Mapping[str, Any]
Reader = Callable[[Sequence[int], Sequence[str], models.QuerySet[Any]], Mapping[int, Values]]


class ExportColumn(Field):
    """A column that the query of the list reads."""

    def __init__(
        self,
        path: str,
        heading: str,
        shape: Shape = Shape.TEXT,
        *,
        labels: Mapping[Any, str] | None = None,
        owner: type[models.Model] | None = None,
        is_personal: bool = False,
        is_usual: bool = True,
        width: int = 0,
    ) -> None:
        """``path``: a lookup of the listed model. ``labels``: the words of what is stored.

        ``owner``: the other record that the column is of; it is for who may open that one.
        ``is_personal``: how to reach a person, or who that is; for who may change the record.
        """
        super().__init__(attribute=path, column_name=capfirst(heading), readonly=True)
        self.shape, self.labels, self.width = shape, labels, width
        self.owner, self.is_personal, self.is_usual = owner, is_personal, is_usual

    @property
    def heading(self) -> Heading:
        return Heading(self.column_name, self.shape, self.width)

    def values(self, stored: Sequence[Any]) -> Sequence[Any]:
        """What stands in the cells, from what the query gave."""
        if self.labels is not None:
            return [self.labels.get(one, one) for one in stored]
        if self.shape is Shape.MOMENT:
            return [one and _local(one) for one in stored]
        return stored


class Part:
    """What is asked of some records at a time beside the query of the list, in one question.

    ``read`` takes their keys, the names that are wanted, and the records themselves as a query
    that is not asked yet; it gives, for each record that has any, its values by name.
    """

    def __init__(self, read: Reader) -> None:
        self.read = read


class PartColumn(ExportColumn):
    """A column that a part fills, under its name there."""

    def __init__(self, part: Part, name: str, heading: str, shape: Shape, **options: Any) -> None:
        super().__init__(name, heading, shape, **options)
        self.part = part

    def taken(self, keys: Iterable[int], found: Mapping[int, Values]) -> list[Any]:
        return [found.get(key, {}).get(self.attribute) for key in keys]


def _local(moment: datetime) -> datetime:
    return timezone.make_naive(moment, timezone.get_default_timezone())


def column_of(model: type[models.Model], path: str, **options: Any) -> ExportColumn:
    """The column of a model's field; ``path`` may lead over foreign keys."""
    *way, last = path.split(LOOKUP_SEP)
    owner: Any = model
    for step in way:
        owner = owner._meta.get_field(step).related_model
    field = owner._meta.get_field(last)
    options.setdefault("heading", heading_of(model, path))
    options.setdefault("owner", owner if way else None)
    options.setdefault("is_personal", last in private_fields(owner))
    options.setdefault("labels", dict(field.flatchoices) if field.choices else None)
    options.setdefault("shape", shape_of(field))
    if options["shape"] is Shape.TEXT and last in NAMES:
        options.setdefault("width", WIDE if way else WIDER)
    return ExportColumn(path, **options)


def private_fields(model: Any) -> set[str]:
    """How to reach a person; and what is public of an enterprise and not of a person."""
    private = {*getattr(model, "not_in_history", ())}
    if hasattr(model, "public_of_persons"):
        private |= {*model.public_fields} - {*model.public_of_persons}
    return private


def shape_of(field: Any) -> Shape:
    """How the values of a field are written."""
    if field.choices:
        return Shape.TEXT
    return next((shape for kind, shape in SHAPES if isinstance(field, kind)), Shape.TEXT)


SHAPES: tuple[tuple[type, Shape], ...] = (
    (YearField, Shape.PLAIN),
    (models.SmallIntegerField, Shape.PLAIN),
    (models.IntegerField, Shape.WHOLE),
    (models.DecimalField, Shape.DECIMAL),
    (models.DateTimeField, Shape.MOMENT),
    (models.DateField, Shape.DAY),
    (models.BooleanField, Shape.YES_NO),
)


def columns_of_field(
    model: type[models.Model], name: str, **options: Any
) -> Iterator[tuple[str, ExportColumn]]:
    """The columns of one field by their paths; of another record those that name it."""
    field: Any = model._meta.get_field(name)
    if not isinstance(field, models.ForeignKey):
        yield name, column_of(model, name, **options)
        return
    for path, heading in naming(field.related_model, str(field.verbose_name)):
        whole = f"{name}{LOOKUP_SEP}{path}"
        yield whole, column_of(model, whole, heading=heading, **options)


def naming(model: Any, label: str) -> Iterator[tuple[str, str]]:
    """(path, heading) of what names a record of ``model`` elsewhere; ``label``: of the field."""
    if paths := getattr(model, "told_by", ()):
        yield from ((path, f"{label}, {heading_of(model, path)}") for path in paths)
        return
    has = {field.name for field in model._meta.concrete_fields}
    name = next((one for one in NAMES if one in has), None)
    if CODE in has:
        yield CODE, f"{label}, mã"
    if name:
        yield name, label


def heading_of(model: Any, path: str) -> str:
    """A record that stands for itself by a name is headed by what it is there."""
    *way, last = path.split(LOOKUP_SEP)
    field = None
    for step in way:
        field = model._meta.get_field(step)
        model = field.related_model
    named = field if field is not None and last in HEADED_BY_FIELD else model._meta.get_field(last)
    return str(named.verbose_name)
