"""The texts that the cells of an .xlsx share: kept as bytes, which take a third of the memory."""

import re
from array import array
from collections.abc import Iterable

from .markup import Depth, parse
from .values import Limits, RefusedFile, damaged

_WHERE = "ở phần chữ dùng chung"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """Undo how a workbook writes characters that XML lacks: ``_x000D_`` is a line break.

    What is no character (NUL, half of a pair) becomes U+FFFD.
    """
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return "\ufffd" if not code or 0xD800 <= code <= 0xDFFF else chr(code)


class SharedStrings:
    """The texts by number. Raises RefusedFile for a number that has none."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])

    def __getitem__(self, place: str) -> str:
        """The text with this number, given as the workbook writes it."""
        try:
            number = int(place)
            if number < 0:
                raise IndexError(number)
            end = self._ends[number + 1]
        except (ValueError, IndexError, OverflowError) as error:
            raise damaged("(ô chỉ tới chữ không có)") from error
        return self._bytes[self._ends[number] : end].decode()

    def append(self, text: str) -> None:
        """Give the text the next number."""
        self._bytes += text.encode("utf-8", "replace")
        self._ends.append(len(self._bytes))


class Collected:
    """Text gathered from pieces while it is :attr:`open`, no more than a cell may hold."""

    def __init__(self, limits: Limits) -> None:
        self._most, self._pieces, self._length = limits.cell, list[str](), 0
        self.open = False

    def add(self, piece: str) -> None:
        """Take one more piece, if open. Raises RefusedFile where the cell holds too much."""
        if not self.open:
            return
        self._length += len(piece)
        if self._length > self._most:
            raise RefusedFile(
                f"Có ô dài hơn {self._most} ký tự, quá mức Excel cho phép. "
                "Rút ngắn chữ trong ô đó, lưu lại, rồi tải lên."
            )
        self._pieces.append(piece)

    def take(self) -> str:
        """The text so far; the next one begins empty, and closed."""
        text = "".join(self._pieces)
        self._pieces, self._length, self.open = [], 0, False
        return text


class _Reader:
    """Handlers for ``sst``: text in ``t``, but not the reading aid in ``rPh``."""

    def __init__(self, limits: Limits) -> None:
        self.strings, self.text = SharedStrings(), Collected(limits)
        self._depth, self._in_aid = Depth(limits), False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth.enter()
        if name.endswith("}t"):
            self.text.open = not self._in_aid
        elif name.endswith("}rPh"):
            self._in_aid = True

    def end(self, name: str) -> None:
        self._depth.leave()
        if name.endswith("}t"):
            self.text.open = False
        elif name.endswith("}rPh"):
            self._in_aid = False
        elif name.endswith("}si"):
            self.strings.append(unescaped(self.text.take()))


def read_strings(pieces: Iterable[bytes], limits: Limits) -> SharedStrings:
    """Read ``xl/sharedStrings.xml``."""
    reader = _Reader(limits)
    for _ in parse(pieces, _WHERE, reader.start, reader.end, reader.text.add):
        pass
    return reader.strings
