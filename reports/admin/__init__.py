"""The admin of what reports own. One module a screen; importing registers them."""

from . import publications, stated

__all__ = ["publications", "stated"]
