"""Text files: which encoding, which separator, and their records."""

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import IO

from khuyencong.imports.encodings import old_encoding, refuse_old_encoding

from .values import Limits, RawRow, RefusedFile, SheetInfo

_BLOCK = 1024 * 1024
_SAMPLE_RECORDS = 50
_SAMPLE = 64 * 1024  # characters or bytes
_SEPARATORS = ",;\t|"
_SHOWN = {",": "“,”", ";": "“;”", "\t": "Tab", "|": "“|”"}
_SEP_LINE = re.compile(r"\ufeff?sep=(.)\r?\n?", re.I)
_SPLIT = re.compile(r'[,;\t|"\r\n]+')
_ASCII_SHARE = 0.2  # of all bytes, so 0.4 of the characters
_BINARY = re.compile(rb"[\x00-\x06\x0e-\x19\x1c-\x1f]")
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1258": "Windows-1258",
}
_UNKNOWN = (
    "Tệp không phải bảng tính và cũng không phải tệp chữ (CSV) đọc được. "
    "Mở bằng Excel, lưu thành .xlsx, rồi tải lên."
)


class TextTable:
    """A CSV file whose encoding and separator are known. Raises RefusedFile where they are not."""

    def __init__(self, file: IO[bytes], limits: Limits) -> None:
        self._file, self._limits = file, limits
        csv.field_size_limit(limits.cell)
        self._encoding = _encoding(file)
        sample = self._sample()
        declared = _SEP_LINE.match(sample)
        self._skipped = 1 if declared else 0
        self._separator = declared[1] if declared else _separator(sample)

    def _lines(self) -> Iterator[str]:
        """The lines, breaks kept, in NFC where the encoding writes tones apart."""
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, self._encoding, newline="")
        while line := text.readline(self._limits.row + 1):
            if len(line) > self._limits.row:
                raise RefusedFile(f"Có dòng dài hơn {self._limits.row} ký tự. {_UNKNOWN}")
            yield unicodedata.normalize("NFC", line) if self._encoding == "cp1258" else line

    def _sample(self) -> str:
        self._file.seek(0)
        start = self._file.read(_SAMPLE)
        return codecs.getincrementaldecoder(self._encoding)().decode(start)

    def info(self, notes: tuple[str, ...]) -> SheetInfo:
        """The file as a sheet without a name; anything but plain UTF-8 with commas is noted."""
        plain = self._encoding in {"utf-8", "utf-8-sig"} and self._separator == ","
        shown = _SHOWN.get(self._separator, f"“{self._separator}”")
        found = f"Bảng mã {_NAMES[self._encoding]}, dấu phân cách {shown}."
        return SheetInfo("", notes=notes if plain else (*notes, found))

    def rows(self) -> Iterator[RawRow]:
        """The records, each under the number of its first line. Raises RefusedFile."""
        lines = self._lines()
        for _ in range(self._skipped):
            next(lines)
        reader = csv.reader(lines, delimiter=self._separator, strict=True)
        number = 1 + self._skipped
        try:
            for record in reader:
                yield RawRow(number, [*record])
                number = reader.line_num + 1 + self._skipped
        except csv.Error as error:
            raise RefusedFile(_explain(error, number, self._limits)) from error


def _explain(error: csv.Error, number: int, limits: Limits) -> str:
    if "field larger" in str(error):
        return (
            f"Bản ghi từ dòng {number} có ô dài hơn {limits.cell} ký tự, "
            "có thể vì thiếu dấu nháy kép đóng. Sửa dòng đó, lưu lại, rồi tải lên."
        )
    return (
        f'Bản ghi từ dòng {number} có dấu nháy kép (") không thành cặp. '
        'Sửa dòng đó (dấu nháy trong ô viết hai lần: ""), lưu lại, rồi tải lên.'
    )


def _encoding(file: IO[bytes]) -> str:
    file.seek(0)
    start = file.read(_SAMPLE)
    marked = next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)
    likely = marked or _unmarked_utf16(start)
    if likely:
        if _decodes(file, likely):
            return likely
        raise RefusedFile(f"Tệp chữ bị hỏng: không đúng bảng mã {_NAMES[likely]}. {_UNKNOWN}")
    if len(_BINARY.findall(start)) * 100 > len(start) or b"\0" in start:
        raise RefusedFile(_UNKNOWN)
    if _decodes(file, "utf-8"):
        return "utf-8"
    _refuse_old_bytes(start)
    if _decodes(file, "cp1258"):
        return "cp1258"
    raise RefusedFile(
        "Tệp chữ không phải UTF-8, UTF-16 hay Windows-1258. "
        "Trong Excel, lưu thành .xlsx hoặc “CSV UTF-8”, rồi tải lên."
    )


def _unmarked_utf16(start: bytes) -> str | None:
    """UTF-16 without its mark: most of Vietnamese is ASCII, whose other half is then zero."""
    lower, upper = start[::2], start[1::2]
    for name, zero, other in (("utf-16-le", upper, lower), ("utf-16-be", lower, upper)):
        if zero.count(0) > len(start) * _ASCII_SHARE and not other.count(0):
            return name
    return None


def _decodes(file: IO[bytes], encoding: str) -> bool:
    """Whether the whole file is text in this encoding, and has no NUL."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while block := file.read(_BLOCK):
            if "\0" in decoder.decode(block):
                return False
        decoder.decode(b"", True)
    except UnicodeError:
        return False
    return True


def _refuse_old_bytes(start: bytes) -> None:
    """Windows-1258 would read TCVN3 and VNI as something else: ask before it does."""
    refuse_old_encoding(old_encoding(_SPLIT.split(start.decode("cp1252", "replace"))))


def _separator(sample: str) -> str:
    """The separator that cuts the first records into equally many fields, more than one.

    Where two do, the one that gives more fields; where none does, a comma.
    """
    scores = {one: _consistency(sample, one) for one in _SEPARATORS}
    return max(_SEPARATORS, key=lambda one: scores[one])


def _consistency(sample: str, separator: str) -> tuple[float, int]:
    """How large a share of the filled records has the usual number of fields, and that number."""
    widths = Counter(_widths(io.StringIO(sample, newline=""), separator))
    wide = Counter({width: count for width, count in widths.items() if width > 1})
    if not wide:
        return 0.0, 0
    width, count = wide.most_common(1)[0]
    return round(count / widths.total(), 1), width


def _widths(lines: Iterable[str], separator: str) -> Iterator[int]:
    reader = csv.reader(lines, delimiter=separator)
    try:
        for _, record in zip(range(_SAMPLE_RECORDS), reader, strict=False):
            if any(record):
                yield len(record)
    except csv.Error:
        return
