"""The admin of what reports own. One module a screen; importing registers them."""

from . import stated

__all__ = ["stated"]
