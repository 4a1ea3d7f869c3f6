"""The admin of what reports own. One module a screen; importing registers them."""

from khuyencong.sites import FIGURES_LEFT, PANELS
from reports.unlocking import figures_left

from . import publications, stated
from .glance import money_panel, reports_panel

PANELS += [money_panel, reports_panel]
FIGURES_LEFT.append(figures_left)

__all__ = ["publications", "stated"]
