"""The staff's side of projects. One module a screen; importing registers them."""

from . import activities, awards, dossier, facilities, merges, payments

__all__ = ["activities", "awards", "dossier", "facilities", "merges", "payments"]
