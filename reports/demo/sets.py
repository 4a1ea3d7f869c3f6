"""The demo sets in the order in which they are loaded, each only where it is missing."""

from collections.abc import Callable, Sequence

from .accounts import Authors
from .fictional import load_fictional
from .notice import load_notice
from .publication import load_publication

SETS: Sequence[tuple[str, Callable[[Authors], bool]]] = (
    ("Thông báo 2014–2020", load_notice),
    ("Bản công bố 2014–2020", load_publication),
    ("Bộ minh họa 2021–2030", load_fictional),
)
