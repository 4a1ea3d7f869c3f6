"""What a column of a list holds; each format writes it in its own way."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any


class Shape(Enum):
    """The kinds of cells, and how wide they are, in characters."""

    TEXT = 24
    PLAIN = 10  # a number that is not grouped: a year, a place in an order
    WHOLE = 18
    DECIMAL = 14
    DAY = 12
    MOMENT = 17
    YES_NO = 8


@dataclass(frozen=True)
class Heading:
    """The head of a column, what stands below it, and its width where it is another than usual."""

    label: str
    shape: Shape = Shape.TEXT
    width: int = 0

    @property
    def wide(self) -> int:
        return self.width or self.shape.value


WORDS = {True: "có", False: "không"}


def plain_digits(number: int | Decimal | float) -> str:
    """A number with a decimal point and no more digits than it has: 30 and 30.5, never 30.000."""
    digits = str(number) if isinstance(number, int) else format(number, "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if digits == "-0" else digits


class Cells(dict[Any, str]):
    """Value -> how a format writes it, remembered: in a column most values come again and again.

    What comes again costs one look-up. What is remembered is bounded, so that a column of a
    million codes takes no more memory than one of a thousand.
    """

    MOST = 4096

    def __init__(self, write: Callable[[Any], str]) -> None:
        super().__init__()
        self.write = write

    def __missing__(self, value: Any) -> str:
        if len(self) >= self.MOST:
            self.clear()
        written = self[value] = self.write(value)
        return written


# Some rows at a time, column by column: writing a column at once costs a fraction of cell by cell.
# Values are None, text, int, Decimal, date, datetime (local, without a zone) or bool.
Chunk = Sequence[Sequence[Any]]


def written(chunk: Chunk, columns: Iterable[Cells]) -> list[list[str]]:
    """The cells of a chunk, column by column."""
    return [
        list(map(cells.__getitem__, values)) for cells, values in zip(columns, chunk, strict=True)
    ]
