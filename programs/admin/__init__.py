"""How staff keep the catalogue, the places and the plan."""

from . import catalogue, phases, places

__all__ = ["catalogue", "phases", "places"]
