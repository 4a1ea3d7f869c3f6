"""Open a bundle that somebody else made: nothing in it is trusted before it is judged.

Nothing is unpacked to disk; every part has a name that is known and a size that is bounded, both
as declared and as read.
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from khuyencong.canonical import canonical

from .layout import LINES, PARTS, SUMS

BLOCK = 1 << 20
LARGEST_FILE = 4 << 30
LONGEST_LINE = 1 << 16
# Our own most repetitive part is packed some forty times; a bomb thousands of times.
LARGEST_RATIO = 250
SMALL = 1 << 20
START = b"PK\x03\x04"
ENCRYPTED = 0x1


class ImportRefused(Exception):
    """Why a bundle is not taken in, in words for the person at the terminal."""


def read_canonical(raw: bytes) -> Any:
    """JSON that is in the form that is hashed, so that it can be read in one way only.

    Raises ValueError; NUL is refused since PostgreSQL cannot keep it.
    """
    try:
        value = json.loads(raw, parse_constant=_refuse_constant)
        if canonical(value) == raw and b"\\u0000" not in raw:
            return value
    except RecursionError as problem:
        raise ValueError("lồng quá sâu") from problem
    raise ValueError("không phải dạng chuẩn")


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} không phải số")


class Bundle:
    """An open bundle whose parts have known names and bounded sizes."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._entries = _judged(archive.infolist())

    def read(self, name: str) -> bytes:
        """A whole part; only for those that are small."""
        return b"".join(self._blocks(name))

    def json(self, name: str) -> Any:
        """A part that is JSON in its canonical form."""
        try:
            return read_canonical(self.read(name))
        except ValueError as problem:
            raise ImportRefused(f"{name} không phải JSON dạng chuẩn: {problem}.") from problem

    def lines(self) -> Iterator[bytes]:
        """The sealed lines as they were hashed."""
        with self._opened(LINES) as part:
            while line := part.readline(LONGEST_LINE + 1):
                if len(line) > LONGEST_LINE or not line.endswith(b"\n"):
                    raise ImportRefused(f"{LINES} có dòng quá dài hoặc bị cắt.")
                yield line[:-1]

    def check_sums(self) -> None:
        """Refuse the bundle where a part is not the one that the sums name."""
        told = _sums(self.read(SUMS))
        if told.keys() != PARTS.keys() - {SUMS}:
            raise ImportRefused(f"{SUMS} không nêu đúng các tệp của gói.")
        for name, digest in told.items():
            found = sha256()
            for block in self._blocks(name):
                found.update(block)
            if found.hexdigest() != digest:
                raise ImportRefused(f"{name} khác mã trong {SUMS}.")

    def _blocks(self, name: str) -> Iterator[bytes]:
        """A part block by block, never more than it may be, whatever it declared."""
        left = PARTS[name].largest
        with self._opened(name) as part:
            while block := part.read(BLOCK):
                left -= len(block)
                if left < 0:
                    raise ImportRefused(f"{name} lớn hơn mức cho phép.")
                yield block

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        with self._archive.open(self._entries[name]) as part:
            yield part


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """The bundle at ``path``. Raises ImportRefused for whatever is no whole bundle of ours."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ImportRefused("Tệp lớn hơn mức cho phép.")
        # Opened here, not by ZipFile: that keeps its file while a part half read is in use.
        with path.open("rb") as source:
            if source.read(len(START)) != START:
                raise ImportRefused("Tệp này không phải gói lưu trữ (không phải ZIP).")
            with ZipFile(source) as archive:
                yield Bundle(archive)
    except (BadZipFile, LargeZipFile, zlib.error, EOFError, NotImplementedError) as problem:
        raise ImportRefused(f"Gói bị hỏng hoặc bị cắt: {problem}.") from problem
    except OSError as problem:
        raise ImportRefused(f"Không đọc được tệp: {problem}.") from problem


def _judged(entries: list[ZipInfo]) -> Mapping[str, ZipInfo]:
    names = [entry.filename for entry in entries]
    for name in names:
        if name.startswith(("/", "\\")) or {"\\", ":"} & set(name) or ".." in name.split("/"):
            raise ImportRefused(f"Gói có tên tệp dẫn ra ngoài: {name!r}.")
    if len(names) != len(set(names)):
        raise ImportRefused("Gói có hai tệp cùng tên.")
    if missing := PARTS.keys() - set(names):
        raise ImportRefused(f"Không phải gói lưu trữ của cổng: thiếu {', '.join(sorted(missing))}.")
    if strange := set(names) - PARTS.keys():
        raise ImportRefused(f"Gói có tệp lạ: {', '.join(sorted(strange))}.")
    for entry in entries:
        _judge(entry)
    return {entry.filename: entry for entry in entries}


def _judge(entry: ZipInfo) -> None:
    name = entry.filename
    if entry.flag_bits & ENCRYPTED or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ImportRefused(f"{name} bị đặt mật khẩu hoặc nén theo cách lạ.")
    is_bomb = entry.file_size > SMALL and entry.file_size > LARGEST_RATIO * entry.compress_size
    if entry.file_size > PARTS[name].largest or is_bomb:
        raise ImportRefused(f"{name} lớn hơn mức cho phép ({entry.file_size} byte khi giải nén).")


def _sums(text: bytes) -> Mapping[str, str]:
    try:
        rows = [line.split("  ") for line in text.decode().splitlines()]
        return {name: digest for digest, name in rows}
    except ValueError as problem:
        raise ImportRefused(f"{SUMS} không đúng mẫu.") from problem
