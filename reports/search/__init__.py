"""Search over everything public: by words, phrases, slips of one letter, and as one types."""

from .index import rebuild

__all__ = ["rebuild"]
