"""The form that is hashed: the same bytes on both databases, whatever their text order or types.

Lines in their stored integer order; text in NFC, whole numbers, ISO days, decimals with three
places; never a float and never the database's own order of text.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

PLACES = Decimal("0.001")


def line_hash(fact: str, values: Mapping[str, Any]) -> bytes:
    """The hash of one line."""
    return sha256(line_bytes(fact, values)).digest()


def line_bytes(fact: str, values: Mapping[str, Any]) -> bytes:
    """One line as it is hashed: its fact, and every column that has a value, by name."""
    return canonical([fact, told(values)])


def told(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a line says: its columns that have a value, as whole numbers, text, ISO days."""
    return {name: _plain(value) for name, value in values.items() if value is not None}


def canonical(value: Any) -> bytes:
    """JSON with sorted names and no blanks, in NFC, as UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text).encode()


def digest_of(head: Mapping[str, Any], line_hashes: Iterable[bytes], previous: str) -> str:
    """The seal: what the publication says, every line's hash in order, and the seal before it."""
    seal = sha256()
    seal.update(canonical(head))
    for one in line_hashes:
        seal.update(one)
    seal.update(previous.encode())
    return seal.hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.quantize(PLACES))
    return value
