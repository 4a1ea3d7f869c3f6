"""Which uploaded files are pictures, told by their bytes and not by their name."""

SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def kind_of_picture(content: bytes) -> str | None:
    """The media type of a PNG or a JPEG; None for anything else."""
    return next((kind for mark, kind in SIGNATURES.items() if content.startswith(mark)), None)
