"""Which uploaded files are pictures, told by their bytes and not by their name."""

from django.core.files import File

SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def kind_of_picture(file: File) -> str | None:
    """The media type of a PNG or a JPEG; None for anything else. Leaves the file at its start."""
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    return next((kind for mark, kind in SIGNATURES.items() if start.startswith(mark)), None)
