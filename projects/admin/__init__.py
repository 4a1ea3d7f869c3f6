"""The staff's side of projects. One module a screen; importing registers them."""

from khuyencong.sites import PANELS

from . import activities, awards, dossier, facilities, merges, payments
from .glance import activities_panel, deadlines_panel

PANELS.extend([activities_panel, deadlines_panel])

__all__ = ["activities", "awards", "dossier", "facilities", "merges", "payments"]
