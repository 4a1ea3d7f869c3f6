"""XML read as a stream by expat: no DTD, no endless token, no endless depth."""

from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from .archive import SUSPICIOUS
from .values import Limits, RefusedFile, damaged

LONGEST_TOKEN = 1024 * 1024  # bytes: one tag with all its attributes
_OUT_OF_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
_SEPARATOR = "}"

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Data = Callable[[str], None]


def local(name: str) -> str:
    """``c`` of ``http://…/main}c``."""
    return name.rpartition(_SEPARATOR)[2]


def _refuse_doctype(*_: object) -> None:
    raise RefusedFile(SUSPICIOUS.format("XML có khai báo DOCTYPE hoặc ENTITY"))


def parse(
    pieces: Iterable[bytes],
    where: str,
    start: Start,
    end: End | None = None,
    data: Data | None = None,
) -> Iterator[None]:
    """Feed a part to the handlers; yields after every block so that rows can be taken away.

    Names come as ``namespace}name``. ``where`` ends the sentence on a damaged file.
    """
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    fed = 0
    try:
        for piece in pieces:
            parser.Parse(piece)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
                raise RefusedFile(SUSPICIOUS.format("XML có thẻ quá dài"))
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        if error.code == _OUT_OF_MEMORY:
            raise MemoryError from error
        raise damaged(where) from error
    except (LookupError, ValueError) as error:  # an encoding that there is not
        raise damaged(where) from error


def elements(
    pieces: Iterable[bytes], where: str, limits: Limits
) -> list[tuple[str, dict[str, str]]]:
    """Every element of a small part, in order: its name without the namespace, its attributes."""
    found: list[tuple[str, dict[str, str]]] = []
    depth = Depth(limits)

    def start(name: str, attributes: dict[str, str]) -> None:
        depth.enter()
        found.append((local(name), {local(key): value for key, value in attributes.items()}))

    for _ in parse(pieces, where, start, depth.leave):
        pass
    return found


class Depth:
    """Counts how deep elements stand inside each other."""

    def __init__(self, limits: Limits) -> None:
        self._most, self._depth = limits.depth, 0

    def enter(self) -> None:
        """An element begins. Raises RefusedFile where it stands too deep."""
        self._depth += 1
        if self._depth > self._most:
            raise RefusedFile(SUSPICIOUS.format(f"XML lồng nhau hơn {self._most} lớp"))

    def leave(self, name: str = "") -> None:
        """An element ends."""
        self._depth -= 1
