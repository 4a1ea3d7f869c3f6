"""The reader: an uploaded file in, rows of typed cells out, parsed in a process of its own."""

from .parent import opened
from .values import Broken, Cell, Limits, RefusedFile, Row, SheetInfo

__all__ = ["Broken", "Cell", "Limits", "RefusedFile", "Row", "SheetInfo", "opened"]
