"""A bundle as it goes out: chunk by chunk, the same bytes every time."""

from collections.abc import Iterator
from hashlib import sha256
from io import RawIOBase
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from khuyencong.files import zip_entry
from reports.models import Publication

from .layout import SUMS
from .parts import parts_of

CHUNK = 1 << 16


class _Pipe(RawIOBase):
    """What the ZIP is written into: keeps what nobody took yet. It cannot be wound back."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def write(self, data: Any) -> int:
        self._kept += data
        return len(data)

    def take(self, least: int = 1) -> Iterator[bytes]:
        """What is there, if it is at least so much."""
        if len(self._kept) >= least:
            yield bytes(self._kept)
            self._kept.clear()


def bundle_chunks(publication: Publication) -> Iterator[bytes]:
    """The bundle of a sealed publication; only a chunk of it is ever in memory.

    Fixed order, times and compression: the same publication gives the same bytes, on whichever
    database it stands.
    """
    pipe = _Pipe()
    sums = []
    with ZipFile(pipe, "w", ZIP_DEFLATED) as archive:
        for name, pieces in parts_of(publication):
            digest = sha256()
            with archive.open(zip_entry(name), "w") as part:
                for piece in pieces:
                    digest.update(piece)
                    part.write(piece)
                    yield from pipe.take(CHUNK)
            sums.append(f"{digest.hexdigest()}  {name}\n")
        archive.writestr(zip_entry(SUMS), "".join(sums))
    yield from pipe.take()
