"""Chốt số: lines, figures and texts of a publication, copied once, hashed and chained."""

from .sealer import seal
from .verify import Finding, verify

__all__ = ["Finding", "seal", "verify"]
