"""What was done: facilities, activities with their supports and money, outcomes, awards."""

from .activities import NOT_PUBLIC, Activity, Programme, Stage
from .awards import Award, AwardRound
from .dossier import Document
from .events import StageEvent
from .explanations import Explanation, Guard
from .facilities import Facility
from .funding import Funding, FundingShare, Payment
from .merges import DistinctFacilities, FacilityMerge
from .supports import Outcome, Quantity, Support

__all__ = [
    "NOT_PUBLIC",
    "Activity",
    "Award",
    "AwardRound",
    "DistinctFacilities",
    "Document",
    "Explanation",
    "Facility",
    "FacilityMerge",
    "Funding",
    "FundingShare",
    "Guard",
    "Outcome",
    "Payment",
    "Programme",
    "Quantity",
    "Stage",
    "StageEvent",
    "Support",
]
