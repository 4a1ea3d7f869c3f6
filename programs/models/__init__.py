"""What the programme is: its words (catalogue), its places, and what was planned."""

from .boundaries import Boundary
from .catalogue import (
    ActivityGroup,
    ActivityKind,
    BudgetSource,
    DocumentKind,
    FormRow,
    Measure,
    OutcomeMeasure,
    SupportCeiling,
    Trade,
)
from .deadlines import Deadline
from .phases import Allocation, Decision, ProgramPhase, Target
from .places import Commune, OldDistrict, OldProvince, OldWard, Province

__all__ = [
    "ActivityGroup",
    "ActivityKind",
    "Allocation",
    "Boundary",
    "BudgetSource",
    "Commune",
    "Deadline",
    "Decision",
    "DocumentKind",
    "FormRow",
    "Measure",
    "OldDistrict",
    "OldProvince",
    "OldWard",
    "OutcomeMeasure",
    "ProgramPhase",
    "Province",
    "SupportCeiling",
    "Target",
    "Trade",
]
