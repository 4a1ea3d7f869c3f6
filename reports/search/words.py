"""Words of a text as the search compares them, and words that differ by one letter."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b

from khuyencong.text import clean_line, fold
from reports.models.search import LONGEST_WORD

WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
# 1288/QĐ-TTg, 09/2021/QĐ-UBND, KC-2026-001, 2014–2020: pieces that may be typed together.
NUMBERED = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+(?:\s*[/–-]\s*(?:[^\W_]|[\u0300-\u036f])+){1,3}")
# A letter is near every other one; a number with a digit changed is another number.
SHORTEST_SLIP = 2
BAR = "|"

ABBREVIATIONS = {
    "ccn": "cum cong nghiep",
    "cnnt": "cong nghiep nong thon",
    "dntn": "doanh nghiep tu nhan",
    "hkd": "ho kinh doanh",
    "htx": "hop tac xa",
    "kcdp": "khuyen cong dia phuong",
    "kcqg": "khuyen cong quoc gia",
    "sxsh": "san xuat sach hon",
    "tnhh": "trach nhiem huu han",
    "ttcn": "tieu thu cong nghiep",
    "ubnd": "uy ban nhan dan",
}


def spelled(text: str) -> list[str]:
    """The words of a text as they are written."""
    return WORD.findall(clean_line(text))


def folded(text: str) -> list[str]:
    """The words of a text as they are compared: no accents, no case, đ as d."""
    return [plain for word in spelled(text) if (plain := _plain(word))]


@lru_cache(maxsize=50_000)
def _plain(word: str) -> str:
    return fold(word)[:LONGEST_WORD]


def row_of(texts: Iterable[str]) -> str:
    """Every word that finds these texts, in their order; a phrase cannot go on over a bar.

    After the words of the texts come abbreviations and numbers as they are typed together.
    """
    parts = [_part(text) for text in texts if text]
    row = _row(part for part, _ in parts)
    return row + _row(sorted(_further(row, parts) - words_of(row)))[1:]


@lru_cache(maxsize=50_000)
def _part(text: str) -> tuple[str, frozenset[str]]:
    """A text's words in a row, and its numbers typed together; most texts recur (kinds, places)."""
    return " ".join(folded(text)), frozenset(_typed_together(text))


def words_of(row: str) -> set[str]:
    """The different words of a row."""
    return set(row.split()) - {BAR}


def _row(parts: Iterable[str]) -> str:
    return f" {BAR} ".join(["", *(part for part in parts if part), ""])


def _further(row: str, parts: Iterable[tuple[str, frozenset[str]]]) -> set[str]:
    found = set[str]().union(*(together for _, together in parts))
    present = words_of(row)
    for short, full in ABBREVIATIONS.items():
        if short in present:
            found.update(full.split())
        elif f" {full} " in row:
            found.add(short)
    return found


def _typed_together(text: str) -> Iterator[str]:
    if not any(map(str.isdigit, text)):
        return
    for number in NUMBERED.findall(clean_line(text)):
        pieces = folded(number)
        if not any(piece.isdigit() for piece in pieces):
            continue
        for first in range(len(pieces)):
            for last in range(first + 2, len(pieces) + 1):
                yield "".join(pieces[first:last])[:LONGEST_WORD]


@lru_cache(maxsize=50_000)
def word_key(word: str) -> int:
    """The key of a word, the same everywhere, so that nobody has to look it up."""
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest()) >> 1


def slip_forms(word: str) -> set[str]:
    """The word, and the word with each of its letters left out; nothing for a number."""
    if len(word) < SHORTEST_SLIP or not word.isalpha():
        return set()
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def is_one_slip(typed: str, meant: str) -> bool:
    """Whether one letter was added, left out or changed, or two neighbours were swapped."""
    if typed == meant:
        return False
    shorter, longer = sorted((typed, meant), key=len)
    start = 0
    while start < len(shorter) and shorter[start] == longer[start]:
        start += 1
    if len(shorter) < len(longer):
        return shorter[start:] == longer[start + 1 :]
    if typed[start + 1 :] == meant[start + 1 :]:
        return True
    swapped = typed[start : start + 2][::-1]
    return swapped == meant[start : start + 2] and typed[start + 2 :] == meant[start + 2 :]


def marked(text: str, asked: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is a word that was asked for.

    What was typed with accents is marked where it stands with these accents only.
    """
    typed = {word.casefold() for word in asked}
    done = 0
    for match in WORD.finditer(text):
        written = match.group().casefold()
        if written in typed or fold(written) in typed:
            if match.start() > done:
                yield text[done : match.start()], False
            yield match.group(), True
            done = match.end()
    if done < len(text):
        yield text[done:], False
