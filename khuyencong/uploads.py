"""Files that people upload: judged by what is in them, kept under names that nobody can guess."""

import os
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import uuid4
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.deconstruct import deconstructible
from django.utils.text import get_valid_filename

STARTS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
ZIP_START = b"PK\x03\x04"
# What makes a ZIP the document of a program, and what it may not have: programs of its own.
OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
MACROS = "vbaproject.bin"
MEGABYTE = 1024 * 1024
MOST_ENTRIES, LARGEST_INFLATED = 2_000, 200 * MEGABYTE
ALLOWED = "PDF, Word (.docx), Excel (.xlsx), PNG hoặc JPG"
ENDINGS = ".pdf,.docx,.xlsx,.png,.jpg,.jpeg"


def kind_of(file: IO[bytes]) -> str | None:
    """``pdf``, ``png``, ``jpg``, ``docx`` or ``xlsx`` by the content; None for anything else."""
    file.seek(0)
    start = file.read(8)
    for kind, sign in STARTS.items():
        if start.startswith(sign):
            return kind
    return _office_kind(file) if start.startswith(ZIP_START) else None


def _office_kind(file: IO[bytes]) -> str | None:
    try:
        with ZipFile(file) as archive:
            entries = archive.infolist()
    except (BadZipFile, NotImplementedError, ValueError):
        return None
    names = {entry.filename for entry in entries}
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_INFLATED:
        return None
    if any(name.lower().endswith(MACROS) for name in names):
        return None
    return next((kind for kind, part in OFFICE.items() if part in names), None)


def check_upload(file: FieldFile) -> None:
    """Refuse a new file that is too large, empty, or of no kind that a dossier holds."""
    if file._committed:  # type: ignore[attr-defined]
        return
    if not file.size:
        raise ValidationError("Tệp rỗng. Hãy chọn lại tệp.")
    if file.size > settings.LARGEST_UPLOAD:
        raise ValidationError(
            f"Tệp lớn hơn {settings.LARGEST_UPLOAD // MEGABYTE} MB. "
            "Hãy quét ở độ phân giải thấp hơn hoặc tách tệp."
        )
    if kind_of(file) is None:
        raise ValidationError(
            f"Chỉ nhận tệp {ALLOWED}, không có macro, không đặt mật khẩu. "
            "Loại tệp được xét theo nội dung, không theo đuôi tên tệp."
        )


class NamelessUploadHandler(FileUploadHandler):
    """A large upload on the disk under no name: nothing stays behind, whatever happens to us.

    What is beyond the largest file that is taken anywhere is counted but not kept; the form that
    asked for the file refuses it by its size.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._kept = TemporaryFile()  # noqa: SIM115 -- closed with the request

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.IMPORT_BYTES:
            return
        try:
            self._kept.write(raw_data)
        except OSError:  # a full disk: the space is given back at once
            self._kept.close()
            raise

    def file_complete(self, file_size: int) -> UploadedFile:
        self._kept.seek(0)
        return UploadedFile(
            file=self._kept,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
        )

    def upload_interrupted(self) -> None:
        self._kept.close()


@deconstructible
class RandomName:
    """``folder/0f8fad5b….pdf``: the ending says what the content is, not what the sender says."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __call__(self, record: Any, name: str) -> str:
        kind = kind_of(record.file)
        record.file.seek(0)
        return f"{self.folder}/{uuid4().hex}.{kind}"


class DurableStorage(FileSystemStorage):
    """A file has its name only when all of it is on the disk."""

    def _save(self, name: str, content: File) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(
            parents=True, exist_ok=True, mode=settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS
        )
        partial = target.with_name(f".{target.name}.part")
        with partial.open("wb") as written:
            for block in content.chunks():
                written.write(block)
            written.flush()
            os.fsync(written.fileno())
        partial.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        partial.replace(target)
        return name


def plain_name(name: str, stored: str) -> str:
    """The sender's name for a file, safe to save under, with the ending of what it is."""
    stem = get_valid_filename(Path(name).stem or "tep")[:100]
    return f"{stem}{Path(stored).suffix}"


def as_attachment(file: FieldFile, name: str) -> FileResponse:
    """The file to be saved, never to be shown or run inside our pages. Http404 where it is gone."""
    try:
        opened = file.open("rb")
    except FileNotFoundError as gone:
        raise Http404("Tệp này không còn trên máy chủ. Hãy báo người quản trị.") from gone
    answer = FileResponse(opened, as_attachment=True, filename=name)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
