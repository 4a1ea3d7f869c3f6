"""Excel in, of what was done: facilities, products, activities with their supports and money."""

from khuyencong.imports import subjects
from khuyencong.imports.lookups import look_up

from .activities import ActivitySubject
from .awards import AwardSubject
from .facilities import FacilitySubject
from .places import register_places


def register() -> None:
    """Called once by the app."""
    register_places(look_up)
    for subject in (FacilitySubject(), ActivitySubject(), AwardSubject()):
        subjects.register(subject)
