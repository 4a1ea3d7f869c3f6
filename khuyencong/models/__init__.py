"""Who works here, and what every record has: version, history, review."""

from .agency import Agency, ImplementingUnit
from .checkpoints import HistoryCheckpoint, HistorySpan
from .delegation import Delegation
from .imports import HeadingChoice, ImportBatch, ImportedRecord, ImportPart, ImportRow
from .public import NotPublic, public
from .record import CatalogueRecord, Record, SearchableRecord, ShippedRecord
from .review import Review, ReviewedRecord
from .saved_filters import SavedFilter
from .sign_in import SignInEvent
from .user import User, person

__all__ = [
    "Agency",
    "CatalogueRecord",
    "Delegation",
    "HeadingChoice",
    "HistoryCheckpoint",
    "HistorySpan",
    "ImplementingUnit",
    "ImportBatch",
    "ImportPart",
    "ImportRow",
    "ImportedRecord",
    "NotPublic",
    "Record",
    "Review",
    "ReviewedRecord",
    "SavedFilter",
    "SearchableRecord",
    "ShippedRecord",
    "SignInEvent",
    "User",
    "person",
    "public",
]
