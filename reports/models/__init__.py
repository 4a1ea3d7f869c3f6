"""What reports own: publications, sealed lines, stated figures, hand-entered indicators."""

from .indicators import ManualIndicator
from .publications import Drift, NoticeRow, Publication
from .sealed import ImportedBundle, SealedLine, SealProof
from .search import SearchEntry, SearchPosting, SearchSlip, SearchWord
from .stated import StatedFigure, StatedNotice

__all__ = [
    "Drift",
    "ImportedBundle",
    "ManualIndicator",
    "NoticeRow",
    "Publication",
    "SealProof",
    "SealedLine",
    "SearchEntry",
    "SearchPosting",
    "SearchSlip",
    "SearchWord",
    "StatedFigure",
    "StatedNotice",
]
