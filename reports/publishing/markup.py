"""Văn bản của cán bộ: paragraphs, lists, bold and italic, and nothing else.

The text is read into plain blocks, which templates print with their escaping on: no HTML of a
person ever reaches a page, and a writer of another format reads the same blocks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

HELP = "Để trống một dòng giữa hai đoạn. “- ” đầu dòng: danh sách; **đậm**, *nghiêng*."
_ITEM = re.compile(r"(?:(-)|(\d{1,2})[.)]) +(.*)")
_MARKED = re.compile(
    r"\*\*(?=\S)(?P<bold>.+?)(?<=\S)\*\*|(?<![\w*])\*(?=[^\s*])(?P<italic>[^*]+?)(?<=\S)\*(?![\w*])"
)


@dataclass(frozen=True)
class Run:
    """Words set alike."""

    text: str
    is_bold: bool = False
    is_italic: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph with its lines ("p"), or a list with its items ("ul", "ol")."""

    kind: str
    lines: Sequence[Sequence[Run]]


def blocks_of(text: str) -> list[Block]:
    """Read a text as staff typed it."""
    blocks: list[tuple[str, list[Sequence[Run]]]] = []
    is_open = False
    for line in text.splitlines():
        if not line.strip():
            is_open = False
            continue
        kind, words = _read_line(line.strip())
        if not is_open or blocks[-1][0] != kind:
            blocks.append((kind, []))
        blocks[-1][1].append(tuple(_runs(words)))
        is_open = True
    return [Block(kind, lines) for kind, lines in blocks]


def _read_line(line: str) -> tuple[str, str]:
    item = _ITEM.fullmatch(line)
    if item is None:
        return "p", line
    return ("ul" if item[1] else "ol"), item[3]


def _runs(words: str) -> Iterator[Run]:
    done = 0
    for marked in _MARKED.finditer(words):
        if marked.start() > done:
            yield Run(words[done : marked.start()])
        bold = marked["bold"]
        yield Run(bold or marked["italic"], is_bold=bool(bold), is_italic=not bold)
        done = marked.end()
    if done < len(words):
        yield Run(words[done:])


def plain_blocks(text: str) -> list[dict[str, Any]]:
    """The blocks as data that is sealed."""
    return [asdict(block) for block in blocks_of(text)]


def blocks_from(plain: Sequence[Mapping[str, Any]]) -> list[Block]:
    """The blocks as they were sealed."""
    return [
        Block(one["kind"], [[Run(**run) for run in line] for line in one["lines"]]) for one in plain
    ]
