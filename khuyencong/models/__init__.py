"""Who works here, and what every record has: version, history, review."""

from .agency import Agency, ImplementingUnit
from .checkpoints import HistoryCheckpoint, HistorySpan
from .public import NotPublic, public
from .record import CatalogueRecord, Record, SearchableRecord, ShippedRecord
from .review import Review, ReviewedRecord
from .saved_filters import SavedFilter
from .user import User

__all__ = [
    "Agency",
    "CatalogueRecord",
    "HistoryCheckpoint",
    "HistorySpan",
    "ImplementingUnit",
    "NotPublic",
    "Record",
    "Review",
    "ReviewedRecord",
    "SavedFilter",
    "SearchableRecord",
    "ShippedRecord",
    "User",
    "public",
]
