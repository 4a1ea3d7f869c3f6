"""The side of the portal: starts the child, watches it, and reads what it says."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from os import environ
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from threading import Timer
from time import monotonic
from typing import IO

from khuyencong.imports.encodings import OldEncodingWatch, refuse_old_encoding

from .values import MEGABYTE, Limits, RefusedFile, Row, SheetInfo
from .wire import Garbled, parse

_SOURCE = Path(__file__).resolve().parents[3]
_MODULE = "khuyencong.imports.reading.child"
_BLOCK = 64 * 1024
_LONGEST_LINE = 16 * MEGABYTE  # a row of a million characters, a sheet with all its merged ranges
# Windows starts no program without it.
_ENVIRONMENT = {name: environ[name] for name in ("SYSTEMROOT",) if name in environ}

TOO_SLOW = (
    "Đọc tệp này mất hơn {} giây nên đã dừng. Xóa các trang, dòng, định dạng thừa, hoặc tách tệp."
)
CRASHED = (
    "Tệp này làm chương trình đọc dừng đột ngột: tệp bị hỏng hoặc cần quá nhiều bộ nhớ. "
    "Mở tệp bằng Excel, lưu thành tệp mới, rồi tải lên."
)

Sheets = Iterator[tuple[SheetInfo, Iterator[Row]]]


@contextmanager
def opened(file: IO[bytes], name: str, limits: Limits = Limits()) -> Iterator[Sheets]:  # noqa: B008 -- frozen
    """Read an uploaded table: its sheets, each with its rows, as a stream.

    Rows of a sheet that are not taken are passed over when the next sheet is asked for. ``name``
    is what the sender calls the file. Raises RefusedFile at once or while rows are taken, so that
    nothing may be kept before the last row has come.
    """
    with _copied(file, limits) as content, _Child(content, name, limits) as child:
        yield _sheets(child.lines())


@contextmanager
def _copied(file: IO[bytes], limits: Limits) -> Iterator[IO[bytes]]:
    """The content in a file that has no name, so that nothing stays behind whatever happens."""
    size = file.seek(0, 2)
    if not size:
        raise RefusedFile("Tệp rỗng. Hãy chọn lại tệp.")
    if size > limits.bytes:
        raise RefusedFile(
            f"Tệp lớn hơn {limits.bytes // MEGABYTE} MB. Xóa ảnh, trang thừa, hoặc tách tệp."
        )
    file.seek(0)
    with TemporaryFile() as content:
        copyfileobj(file, content)
        content.seek(0)
        yield content


class _Child:
    """The child while it runs; whatever ends the block, it is gone after it."""

    def __init__(self, content: IO[bytes], name: str, limits: Limits) -> None:
        self._limits = limits
        self._left = float(limits.seconds)
        self._is_late = False
        wanted = [json.dumps(asdict(limits)), Path(name).name.replace("\0", "")[-100:]]
        self._process = subprocess.Popen(  # noqa: S603 -- our own program, no shell
            [sys.executable, "-E", "-s", "-X", "utf8", "-m", _MODULE, *wanted],
            stdin=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_SOURCE,
            env=_ENVIRONMENT,
        )
        if self._process.stdout is None:
            raise AssertionError("stdout was asked for")
        self._said = self._process.stdout

    def __enter__(self) -> "_Child":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._said.close()
        self._process.wait()

    def lines(self) -> Iterator[bytes]:
        """What the child says, line by line. Raises RefusedFile where it stops before its end."""
        rest = b""
        while block := self._next_block():
            *whole, rest = (rest + block).split(b"\n")
            yield from whole
            if len(rest) > _LONGEST_LINE:
                raise RefusedFile(CRASHED)
        raise RefusedFile(TOO_SLOW.format(self._limits.seconds) if self._was_late() else CRASHED)

    def _next_block(self) -> bytes:
        """What comes next; only the time spent waiting for the child counts against it."""
        began = monotonic()
        alarm = Timer(max(self._left, 0), self._stop)
        alarm.start()
        try:
            return self._said.read1(_BLOCK)  # type: ignore[attr-defined]
        finally:
            alarm.cancel()
            alarm.join()
            self._left -= monotonic() - began

    def _stop(self) -> None:
        self._is_late = True
        self._process.kill()

    def _was_late(self) -> bool:
        """Whether we stopped it, or the system did at its limit of processor time."""
        return self._is_late or self._process.wait() in _OUT_OF_TIME


# Killed by SIGXCPU, or by SIGKILL where soft and hard limit are the same; we did not do it.
_OUT_OF_TIME = (-24, -9)


def _sheets(lines: Iterator[bytes]) -> Sheets:
    """Group the lines into sheets. A refusal in them is raised where it stands."""
    message = _next(lines)
    while isinstance(message, SheetInfo):
        rows = _Rows(lines)
        yield message, iter(rows)
        for _ in rows:
            pass
        message = rows.after
    if message is not None:
        raise RefusedFile(CRASHED)


def _next(lines: Iterator[bytes]) -> Row | SheetInfo | None:
    try:
        message = parse(next(lines))
    except Garbled as error:
        raise RefusedFile(CRASHED) from error
    if isinstance(message, str):
        raise RefusedFile(message)
    return message


class _Rows:
    """The rows of a sheet, taken once; then :attr:`after` is what follows them."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines, self._watch = lines, OldEncodingWatch()
        self._is_over = False
        self.after: SheetInfo | None = None

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        """The next row. Raises RefusedFile, also at the end for texts in an old encoding."""
        if self._is_over:
            raise StopIteration
        message = _next(self._lines)
        if isinstance(message, Row):
            self._watch.see(message.cells)
            return message
        self._is_over, self.after = True, message
        refuse_old_encoding(self._watch.found())
        raise StopIteration
