"""What reports own: stated figures of old notices and form rows that come from no record."""

from .indicators import ManualIndicator
from .stated import StatedFigure, StatedNotice

__all__ = ["ManualIndicator", "StatedFigure", "StatedNotice"]
