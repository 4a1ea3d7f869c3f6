"""What was done: facilities, activities with their supports and money, outcomes, awards."""

from .activities import NOT_PUBLIC, Activity, Programme, Stage
from .awards import Award, AwardRound
from .dossier import Document, StageEvent
from .facilities import Facility
from .funding import Funding, FundingShare, Payment
from .supports import Outcome, Quantity, Support

__all__ = [
    "NOT_PUBLIC",
    "Activity",
    "Award",
    "AwardRound",
    "Document",
    "Facility",
    "Funding",
    "FundingShare",
    "Outcome",
    "Payment",
    "Programme",
    "Quantity",
    "Stage",
    "StageEvent",
    "Support",
]
