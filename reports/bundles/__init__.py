"""Gói lưu trữ: a sealed publication as one ZIP that needs no server, and the way back in."""

from .importing import ImportRefused, import_bundle
from .layout import bundle_name
from .writing import bundle_chunks

__all__ = ["ImportRefused", "bundle_chunks", "bundle_name", "import_bundle"]
