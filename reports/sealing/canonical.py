"""What is hashed of a publication: its lines in their stored integer order, and the seal."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from khuyencong.canonical import canonical, plain_value


def line_hash(fact: str, values: Mapping[str, Any]) -> bytes:
    """The hash of one line."""
    return sha256(line_bytes(fact, values)).digest()


def line_bytes(fact: str, values: Mapping[str, Any]) -> bytes:
    """One line as it is hashed: its fact, and every column that has a value, by name."""
    return canonical([fact, told(values)])


def told(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a line says: its columns that have a value, as whole numbers, text, ISO days."""
    return {name: plain_value(value) for name, value in values.items() if value is not None}


def digest_of(head: Mapping[str, Any], line_hashes: Iterable[bytes], previous: str) -> str:
    """The seal: what the publication says, every line's hash in order, and the seal before it."""
    seal = sha256()
    seal.update(canonical(head))
    for one in line_hashes:
        seal.update(one)
    seal.update(previous.encode())
    return seal.hexdigest()
