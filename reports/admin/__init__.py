"""The admin of what reports own. One module a screen; importing registers them."""

from khuyencong.sites import PANELS

from . import publications, stated
from .glance import money_panel

PANELS.append(money_panel)

__all__ = ["publications", "stated"]
