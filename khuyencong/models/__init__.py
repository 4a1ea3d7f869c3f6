"""Who works here, and what every record has: version, history, review."""

from .agency import Agency, ImplementingUnit
from .delegation import Delegation
from .public import NotPublic, public
from .record import CatalogueRecord, Record, SearchableRecord, ShippedRecord
from .review import Review, ReviewedRecord
from .sign_in import SignInEvent
from .user import User

__all__ = [
    "Agency",
    "CatalogueRecord",
    "Delegation",
    "ImplementingUnit",
    "NotPublic",
    "Record",
    "Review",
    "ReviewedRecord",
    "SearchableRecord",
    "ShippedRecord",
    "SignInEvent",
    "User",
    "public",
]
