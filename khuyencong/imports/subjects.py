"""What can be imported. Each app registers its subjects; the engine knows none of them."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.contrib.auth import get_permission_codename
from django.db import models

from khuyencong.bulk import problems, twice
from khuyencong.models import Record, User

from .columns import Column, HouseResource
from .pieces import Group, Piece, Read, Run
from .refused import RefusedFile

MOST_ROWS = 500  # of one record: more is a column filled down by mistake

# Told on the preview: what the rows would change in figures, once approved. Apps above add.
EFFECTS: list[Callable[[list[Any]], Iterable[Any]]] = []

Progress = Callable[[int], Any]  # told how many rows are done

_subjects: dict[str, "Subject"] = {}


def register(subject: "Subject") -> None:
    _subjects[subject.code] = subject


def subjects() -> list["Subject"]:
    """All of them, in the order in which an office fills them."""
    return sorted(_subjects.values(), key=lambda subject: subject.order)


def subject_of(code: str) -> "Subject | None":
    return _subjects.get(code)


def subject_for(model: type[models.Model], user: Any) -> "Subject | None":
    """What fills the list of a model, where the person may import it."""
    found = (one for one in subjects() if one.listed is model and one.allows(user))
    return next(found, None)


class Subject:
    """Rows of one kind of list, and the records that they make."""

    code: ClassVar[str]
    label: ClassVar[str]
    order: ClassVar[int]
    resource: ClassVar[type[HouseResource]]
    # Whose permissions are asked, in the order in which they are written.
    models: ClassVar[tuple[type[Record], ...]]
    # The record that a row is about; the last of them where None.
    main: ClassVar[type[Record] | None] = None
    # Fields that are unique by themselves; what makes a record is its natural key.
    unique: ClassVar[Mapping[type[Record], tuple[str, ...]]] = {}
    explanation: ClassVar[str] = ""

    @property
    def listed(self) -> type[Record]:
        """The model whose list leads here."""
        return self.main or self.models[-1]

    @property
    def columns(self) -> Mapping[str, Column]:
        return self.resource().columns

    def allows(self, user: Any) -> bool:
        """Whether a person may import this: that alone, and adding and changing each record."""
        codes = self._permissions("add", "change")
        return user.has_perms(["khuyencong.add_importbatch", *codes])

    def shows(self, user: Any) -> bool:
        """Whether a person may take everything on record home as a file."""
        return user.has_perms(self._permissions("view"))

    def _permissions(self, *actions: str) -> list[str]:
        return [
            f"{model._meta.app_label}.{get_permission_codename(action, model._meta)}"
            for model in self.models
            for action in actions
        ]

    def key(self, read: Read) -> Hashable:
        """Rows with one key are one record; by itself each row is one."""
        return read.sheet, read.number

    def build(self, groups: Sequence[Group], run: Run) -> None:
        """Give each group the records that its rows make; a fixed number of queries."""
        raise NotImplementedError

    def totals(self, groups: Iterable[Group]) -> Iterator[tuple[Any, ...]]:
        """(year, what, amount) that would come into figures once approved."""
        return iter(())

    def warnings(self, record: Any) -> list[str]:
        """What the guards say of a stored record."""
        return []

    def stored(self, records: Sequence[Any]) -> None:
        """After the records of a batch were written: what is derived from several of them."""

    def rows(self, user: User) -> Iterator[list[Any]]:
        """Everything on record as rows of the file, the way out; what the person may see.

        A cell for each column of the resource's ``in_file``.
        """
        raise NotImplementedError


def judge(subject: Subject, groups: Sequence[Group], run: Run) -> None:
    """Build and judge: every rule of the models, without a query a row."""
    subject.build(groups, run)
    for group in groups:
        for piece in group.pieces:
            if piece.is_new or piece.is_changed:
                _judge(piece)
    _judge_twice(subject, groups)
    for group in groups:
        run.judge_stored(group)
        _judge_parts(group)


def _judge(piece: Piece) -> None:
    refused = [message.column for read in piece.reads for message in read.messages]
    without = [name for name, column in piece.columns.items() if column in refused]
    for name, messages in problems(piece.record, without).items():
        for message in messages:
            piece.refuse(message, name)


def _judge_twice(subject: Subject, groups: Sequence[Group]) -> None:
    for model, names in subject.unique.items():
        pieces = [
            piece
            for group in groups
            for piece in group.pieces
            if type(piece.record) is model and (piece.is_new or piece.is_changed)
        ]
        for name in names:
            for place in twice(model, name, [piece.record for piece in pieces]):
                label = model._meta.get_field(name).verbose_name  # type: ignore[union-attr]
                value = getattr(pieces[place].record, name)
                pieces[place].refuse(f"{label.capitalize()} “{value}” đã có ở hồ sơ khác.", name)


def _judge_parts(group: Group) -> None:
    """One wrong row holds back the whole record: nothing is stored by halves."""
    wrong = [read for read in group.reads if read.is_refused]
    if not wrong or len(group.reads) == 1:
        return
    numbers = ", ".join(str(read.number) for read in wrong)
    for read in group.reads:
        if read not in wrong:
            read.refuse(f"Cùng một hồ sơ với dòng {numbers}, dòng đó cần sửa trước.")


def in_chunks(reads: Iterable[Read], subject: Subject, size: int) -> Iterator[list[Group]]:
    """Rows in groups by their key, so many rows at a time; rows of one record stand together."""
    groups: list[Group] = []
    last: Hashable = None
    count = 0
    for read in reads:
        key = subject.key(read)
        if groups and key == last:
            groups[-1].reads.append(read)
            if len(groups[-1].reads) > MOST_ROWS:
                raise RefusedFile(
                    f"Quá {MOST_ROWS} dòng liền nhau của cùng một hồ sơ (đến dòng {read.number}). "
                    "Kiểm tra cột mã và cột tên."
                )
        else:
            if count >= size:
                yield groups
                groups, count = [], 0
            groups.append(Group([read]))
        last = key
        count += 1
    if groups:
        yield groups
