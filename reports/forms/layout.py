"""Khung của biểu: where headings stand and which are merged, the same on screen and in Excel."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .definition import Definition, FormColumn


@dataclass(frozen=True)
class Head:
    """A heading and the block of cells it fills, counted from the first of them."""

    text: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> int:
        return self.bottom - self.top + 1

    @property
    def columns(self) -> int:
        return self.right - self.left + 1


def heads_of(definition: Definition) -> list[Head]:
    """Equal headings side by side are one; the last of a column reaches down to its rows."""
    made: list[Head] = []
    for top in range(definition.heading_rows):
        made += _level(definition, top)
    return made


def _level(definition: Definition, top: int) -> Iterator[Head]:
    columns = definition.columns
    place = 0
    while place < len(columns):
        heading = columns[place].heading
        if top >= len(heading):
            place += 1
            continue
        is_last = top == len(heading) - 1
        right = place if is_last else _last_of(columns[place:], top) + place
        bottom = definition.heading_rows - 1 if is_last else top
        yield Head(heading[top], top, place, bottom, right)
        place = right + 1


def _last_of(columns: Sequence[FormColumn], top: int) -> int:
    """How far a group heading reaches: over all beside it that stand under the same words."""
    own = columns[0].heading[: top + 1]
    reach = 0
    for place, column in enumerate(columns):
        heading = column.heading
        if heading[: top + 1] != own or len(heading) == top + 1:
            break
        reach = place
    return reach


def head_rows(definition: Definition) -> list[list[Head]]:
    """The headings row by row, as HTML writes them: there, each row must begin a heading."""
    heads = heads_of(definition)
    tops = sorted({head.top for head in heads})

    def kept(head: Head) -> Head:
        rows = [top for top in tops if head.top <= top <= head.bottom]
        return replace(head, bottom=head.top + len(rows) - 1)

    return [[kept(head) for head in heads if head.top == top] for top in tops]
