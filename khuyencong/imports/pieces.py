"""Records that a file would make or change, and what is said of its rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import models

from khuyencong.history import NOTHING, value_words
from khuyencong.models import ImportBatch, ImportRow, Record, Review, ReviewedRecord, User

from .columns import Column
from .lookups import Known

ERROR, WARNING, NOTE = "error", "warning", "note"


class Message(NamedTuple):
    """Something to tell of a row: of which column ("" for the whole), how grave, in words."""

    column: str
    level: str
    text: str


class Change(NamedTuple):
    """What a row changes of a record, in the words of the screen."""

    label: str
    old: str
    new: str


@dataclass(eq=False)
class Read:
    """A row as it was read: values by column, and which columns stood there empty."""

    sheet: int
    number: int
    values: dict[str, Any]
    blanks: set[str] = field(default_factory=set)
    messages: list[Message] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return any(message.level == ERROR for message in self.messages)

    def refuse(self, text: str, column: str = "") -> None:
        self._say(Message(column, ERROR, text))

    def note(self, text: str, column: str = "") -> None:
        self._say(Message(column, NOTE, text))

    def _say(self, message: Message) -> None:
        if message not in self.messages:
            self.messages.append(message)


@dataclass(eq=False)
class Piece:
    """One record as it would be stored.

    ``old`` holds what it replaces of a stored one; None for a new one. ``columns`` names the
    column that a field came from, so that a refusal stands beside it.
    """

    record: Record
    reads: list[Read]
    old: dict[str, Any] | None = None
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.old is None

    @property
    def is_changed(self) -> bool:
        return bool(self.old)

    def set(self, name: str, value: Any, column: str = "") -> None:
        """Give a field a value, remembering what it was. An empty text is no null."""
        field_of: Any = self.record._meta.get_field(name)
        self.columns[name] = column or name
        if value is None and field_of.empty_strings_allowed and not field_of.null:
            value = ""
        if self.old is not None:
            before = getattr(self.record, name)
            if _plain(before) == _plain(value):
                return
            self.old.setdefault(name, before)
        setattr(self.record, name, value)

    def fill_in(self) -> None:
        """Let what follows from the changes follow, remembering what that replaces as well."""
        fields: Any = self.record._meta.concrete_fields
        before = {field.name: getattr(self.record, field.attname) for field in fields}
        old = self.old if self.old is not None else {}
        for name in self.record.fill_in({*old}):
            old.setdefault(name, before[name])

    def refuse(self, text: str, name: str = "") -> None:
        """Say in each of its rows what is wrong with the field."""
        for read in self.reads:
            read.refuse(text, self.columns.get(name, ""))

    def changes(self) -> Iterator[Change]:
        for name, before in (self.old or {}).items():
            field_of: Any = self.record._meta.get_field(name)
            now = getattr(self.record, name)
            yield Change(str(field_of.verbose_name), words(field_of, before), words(field_of, now))

    def before(self) -> dict[str, Any]:
        """The old values, as they can be kept and put back."""
        return {name: _plain(value) for name, value in (self.old or {}).items()}


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def words(field_of: Any, value: Any) -> str:
    """A value as it reads on screen; what it refers to may be new with this file."""
    return str(value) if isinstance(value, models.Model) else str(value_words(field_of, value))


@dataclass(eq=False)
class Group:
    """Rows that belong together, stored together or not at all; the first piece is the record."""

    reads: list[Read]
    pieces: list[Piece] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return any(read.is_refused for read in self.reads)

    @property
    def main(self) -> Piece | None:
        return self.pieces[0] if self.pieces else None

    @property
    def is_same(self) -> bool:
        """Whether all of it stands on record already."""
        return not any(piece.is_new or piece.is_changed for piece in self.pieces)

    def state_of(self, read: Read) -> str:
        """What becomes of a row."""
        if self.is_refused or self.main is None:
            return ImportRow.State.REFUSED
        if self.main.is_new:
            return ImportRow.State.NEW
        own = [piece for piece in self.pieces if read in piece.reads]
        if any(piece.is_new or piece.is_changed for piece in own):
            return ImportRow.State.CHANGED
        return ImportRow.State.SAME

    def changes_of(self, read: Read) -> list[Change]:
        """What a row changes of stored records, and what it adds to them."""
        if self.main is None or self.main.is_new:
            return []
        found: list[Change] = []
        for piece in self.pieces:
            if read not in piece.reads:
                continue
            if piece.is_new:
                name = str(piece.record._meta.verbose_name)
                found.append(Change(name, NOTHING, f"thêm: {piece.record}"))
            found += piece.changes()
        return found


@dataclass
class Run:
    """What one pass over the rows goes by: who imports, how, and what is known beforehand."""

    user: User
    mode: str
    columns: Mapping[str, Column]
    known: Known = field(default_factory=Known)
    # Keys met before in this file, with the sheet and row; a record comes once.
    seen: dict[Any, tuple[int, int]] = field(default_factory=dict)
    # What a subject keeps from one chunk of rows to the next.
    shared: dict[str, Any] = field(default_factory=dict)

    @property
    def may_change(self) -> bool:
        return self.mode != ImportBatch.Mode.ADD

    @property
    def erases(self) -> bool:
        return self.mode == ImportBatch.Mode.REPLACE

    def first_of(self, key: Any, read: Read) -> str:
        """Where a key came before, in words; nothing where this is its first row."""
        place = read.sheet, read.number
        first = self.seen.setdefault(key, place)
        if first == place:
            return ""
        sheet = "" if first[0] == read.sheet else f" của trang tính thứ {first[0] + 1}"
        return f"dòng {first[1]}{sheet}"

    def fill(self, piece: Piece, read: Read, fields: Mapping[str, str]) -> None:
        """Give a piece what a row says: ``fields`` maps columns to fields of the record.

        An empty cell erases only where the mode says so, and never what must be there.
        """
        for column, name in fields.items():
            piece.columns[name] = column
            if column in read.values:
                piece.set(name, self._value(column, read), column)
            elif self.erases and column in read.blanks and not self.columns[column].required:
                piece.set(name, None, column)

    def _value(self, column: str, read: Read) -> Any:
        value = read.values[column]
        model = getattr(self.columns[column].cell, "model", None)
        return self.known.get(model, value) if model is not None else value

    def judge_stored(self, group: Group) -> None:
        """Whether the mode and the review let a stored record be changed."""
        main = group.main
        if main is None or main.is_new or group.is_refused or group.is_same:
            return
        record = main.record
        if isinstance(record, ReviewedRecord) and record.is_locked:
            name, state = str(record._meta.verbose_name), Review(record.review).label
            main.refuse(
                f"{name.capitalize()} “{record}” {state.lower()} nên không nhập đè. "
                "Mở hồ sơ đó, bấm “Mở khóa” (hoặc trả lại), rồi nhập lại tệp."
            )
        elif not self.may_change:
            main.refuse(
                f"“{record}” đã có và khác tệp này. Chọn cách nhập “Thêm và cập nhật” "
                "nếu muốn sửa theo tệp."
            )
