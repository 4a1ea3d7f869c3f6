"""The ZIP that an .xlsx or .ods is: judged before anything in it is read."""

import re
from collections.abc import Iterator
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from .values import MEGABYTE, Limits, RefusedFile

BLOCK = 256 * 1024
_ENCRYPTED = 0x1
_RATIO_FROM = 10 * MEGABYTE
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.I)
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_LONGEST_SIGN = 16

SUSPICIOUS = (
    "Tệp có cấu trúc bất thường ({}) nên không được đọc. "
    "Mở tệp bằng Excel, lưu thành tệp .xlsx mới, rồi tải lên."
)
CUT = "Tệp bị hỏng hoặc tải lên chưa hết. Mở tệp bằng Excel, lưu lại, rồi tải lên."
TOO_LARGE = (
    "Tệp giải nén ra quá lớn (hơn {} MB). Xóa các trang, dòng, định dạng thừa, hoặc tách tệp."
)


def open_archive(file: IO[bytes], limits: Limits) -> ZipFile:
    """Open a ZIP whose entries are few, plainly named, unencrypted, not too large, without a DTD.

    Sizes are judged as declared: ``zipfile`` unpacks no byte more, and the checksum then shows
    that there were more. Raises RefusedFile.
    """
    try:
        archive = ZipFile(file)
    except (BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise RefusedFile(CUT) from error
    entries = archive.infolist()
    _check_directory(entries, limits)
    for entry in entries:
        _unpack(archive, entry)
    return archive


def _check_directory(entries: list[ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise RefusedFile(SUSPICIOUS.format(f"hơn {limits.entries} phần bên trong"))
    names = {entry.filename.casefold() for entry in entries}
    if len(names) < len(entries):
        raise RefusedFile(SUSPICIOUS.format("hai phần trùng tên"))
    if any(_leads_out(entry.filename) for entry in entries):
        raise RefusedFile(SUSPICIOUS.format("tên phần bên trong chỉ ra ngoài tệp"))
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise RefusedFile("Tệp có mật khẩu. Bỏ mật khẩu trong Excel, lưu lại, rồi tải lên.")
    if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        raise RefusedFile(SUSPICIOUS.format("cách nén lạ"))
    if sum(entry.file_size for entry in entries) > limits.inflated:
        raise RefusedFile(TOO_LARGE.format(limits.inflated // MEGABYTE))
    if any(_is_bomb(entry, limits) for entry in entries):
        raise RefusedFile(SUSPICIOUS.format(f"nén hơn {limits.ratio} lần"))


def _is_bomb(entry: ZipInfo, limits: Limits) -> bool:
    is_large = entry.file_size > _RATIO_FROM
    return is_large and entry.file_size > limits.ratio * entry.compress_size


def _leads_out(name: str) -> bool:
    return bool(re.match(r"[/\\]|[a-z]:", name, re.I)) or ".." in re.split(r"[/\\]", name)


def _unpack(archive: ZipFile, entry: ZipInfo) -> None:
    """Unpack an entry, keeping nothing: its checksum must be right, and XML without a DTD."""
    tail = b""
    may_be_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    for place, block in enumerate(blocks(archive, entry)):
        if not may_be_xml:
            continue
        if not place and block.startswith(_UTF16):
            raise RefusedFile(SUSPICIOUS.format("XML không phải UTF-8"))
        if _DOCTYPE.search(tail + block):
            raise RefusedFile(SUSPICIOUS.format("XML có khai báo DOCTYPE hoặc ENTITY"))
        tail = block[-_LONGEST_SIGN:]


def blocks(archive: ZipFile, entry: ZipInfo | str) -> Iterator[bytes]:
    """The bytes of an entry, block by block. Raises RefusedFile where they are damaged."""
    try:
        with archive.open(entry) as part:
            while block := part.read(BLOCK):
                yield block
    except (BadZipFile, ZlibError, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise RefusedFile(CUT) from error


def small_part(archive: ZipFile, name: str, most: int = 8 * MEGABYTE) -> bytes:
    """All of an entry that is small in every honest workbook. Raises RefusedFile if it is not."""
    if archive.getinfo(name).file_size > most:
        raise RefusedFile(SUSPICIOUS.format("phần mô tả quá lớn"))
    return b"".join(blocks(archive, name))
