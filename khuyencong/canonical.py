"""The form that is hashed: the same bytes on both databases, whatever their text order or types.

Text in NFC, whole numbers, ISO days and times in UTC, decimals with three places; never a float
and never the database's own order of text.
"""

import json
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

PLACES = Decimal("0.001")


def canonical(value: Any) -> bytes:
    """JSON with sorted names and no blanks, in NFC, as UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text).encode()


def plain_value(value: Any) -> Any:
    """A stored value as JSON can say it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.quantize(PLACES))
    return value
