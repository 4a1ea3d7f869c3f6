"""How a file leaves: a small one as it is, a large workbook from the disk."""

from collections.abc import Callable
from hashlib import file_digest
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse

from khuyencong.files import XLSX

MOST_IN_MEMORY = 8 << 20


def attachment(body: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep under that name."""
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def written(name: str, write: Callable[[IO[bytes]], None]) -> HttpResponse | FileResponse:
    """A workbook that is written row by row; a large one is sent from the disk."""
    target = TemporaryFile()  # noqa: SIM115 -- the answer closes it
    write(target)
    size = target.seek(0, SEEK_END)
    target.seek(0)
    if size <= MOST_IN_MEMORY:
        with target:
            return attachment(target.read(), XLSX, name)
    tag = file_digest(target, "sha256").hexdigest()[:32]
    target.seek(0)
    answer = FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)
    answer["ETag"] = f'"{tag}"'
    return answer


def base_of(request: HttpRequest) -> str:
    """Where the portal stands, for links in files."""
    return request.build_absolute_uri("/").rstrip("/")
