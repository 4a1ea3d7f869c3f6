"""What every stored record has: a version number, its times, its history, and a searchable form."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.db import models
from simple_history.models import HistoricalRecords

from khuyencong import text
from khuyencong.fields import SortKeyField

from .public import NotPublic

REASON_LENGTH = 100  # of the history's own column


class RecordHistory(HistoricalRecords):
    """The history of a record, without the fields that it names in ``not_in_history``."""

    def fields_included(self, model: Any) -> list[Any]:
        fields = super().fields_included(model)
        return [field for field in fields if field.name not in model.not_in_history]


class Record(models.Model):
    """A row that staff keep: versioned, and every version is in its history."""

    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    created_at = models.DateTimeField("lúc tạo", auto_now_add=True)
    updated_at = models.DateTimeField("lúc sửa cuối", auto_now=True)

    history = RecordHistory(inherit=True)

    # The allow-list: what the public may see. See khuyencong/models/public.py.
    public_fields: ClassVar[tuple[str, ...]] = ()
    # How to reach a person: it can be erased, which the history cannot.
    not_in_history: ClassVar[tuple[str, ...]] = ()
    # What names the row where another one is listed, as lookups; empty: its code and its name.
    told_by: ClassVar[tuple[str, ...]] = ()

    # What fill_in() and clean() look at beyond the row, for those who do many rows at once.
    judged_with: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        filled = self.fill_in(kwargs.get("update_fields"))
        if not self._state.adding:
            self.version += 1
            filled |= {"version", "updated_at"}
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *filled}
        super().save(*args, **kwargs)

    def fill_in(self, only: Collection[str] | None = None) -> set[str]:
        """Write what follows from other fields; every way to the database calls it first.

        ``only`` names the fields that are to be stored; None: all. Returns the names of those that
        are to be stored as well.
        """
        return set()

    def refresh_from_db(
        self, using: Any = None, fields: Any = None, from_queryset: Any = None
    ) -> None:
        """A row that was read for the public does not fetch what it may not show."""
        missing = self.get_deferred_fields().intersection(fields or ())
        private = {self._meta.get_field(name).name for name in missing} - {*self.public_fields}
        if private:
            raise NotPublic(f"{self._meta.label}: {', '.join(sorted(private))}")
        super().refresh_from_db(using, fields, from_queryset)


class SearchableRecord(Record):
    """A record that is looked up by words: kept folded (no accents, đ as d) and sortable."""

    search = models.TextField("chữ để tìm", editable=False, blank=True, default="")
    sort_key = SortKeyField(
        "khóa xếp thứ tự", max_length=650, editable=False, blank=True, default=""
    )

    searched_fields: ClassVar[tuple[str, ...]] = ("name",)
    sorted_field: ClassVar[str] = "name"

    class Meta:
        abstract = True

    def fill_in(self, only: Collection[str] | None = None) -> set[str]:
        filled = super().fill_in(only)
        if only is None or {*self.searched_fields, self.sorted_field} & {*only}:
            self.clean_fields_text()
            self.fold_search()
            filled |= {"search", "sort_key"}
        return filled

    def fold_search(self) -> None:
        """Write ``search`` and ``sort_key`` anew."""
        words = (str(getattr(self, name) or "") for name in self.searched_fields)
        self.search = text.fold(" ".join(words))
        self.sort_key = text.sort_key(str(getattr(self, self.sorted_field)))[:650]

    def clean_fields_text(self) -> None:
        """Normalise the searched fields first, so that their folded form is of what is stored."""
        for name in self.searched_fields:
            value = getattr(self, name)
            if isinstance(value, str):
                field = self._meta.get_field(name)
                setattr(self, name, field.to_python(value))  # type: ignore[union-attr]


class ShippedRecord(Record):
    """A row that ships with the app and that staff may change.

    ``loaded`` is the digest of the values last loaded from the file. While the row still has it,
    nobody has changed the row here and a newer file may update it.
    """

    loaded = models.CharField("dấu của tệp danh mục", max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True


class CatalogueRecord(ShippedRecord):
    """A row of a catalogue: a code that never changes, and its place in the list."""

    code = models.CharField("mã", max_length=40, unique=True)
    order = models.PositiveIntegerField("thứ tự", default=0)

    class Meta:
        abstract = True
        ordering = ["order", "code"]
