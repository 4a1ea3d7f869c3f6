"""How alike two names of facilities are, as people would judge it.

"Cty TNHH MTV Phú Thịnh" and "CÔNG TY TNHH PHU THINH" are one name; "Nguyễn Văn Hùng" and "Nguyễn
Văn Hoà" are not, though they share most letters. So what counts is the own part of a name: its
legal form and trade say little, rare words say more than common ones, a number ("Cơ sở 2") says
everything, and a letter is a slip only where it makes no Vietnamese syllable.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log

from khuyencong.text import fold

WORD = re.compile(r"[^\W_]+")
ASIDE = re.compile(r"\([^()]*\)")  # "(gốm sứ)" says what it makes, not what it is called

# How a name may begin, and what may stand in it, without saying whose it is; folded.
LEGAL_FIRST = """
    cong ty|cong ti|cty|ct|doanh nghiep tu nhan|dntn|doanh nghiep|dn|hop tac xa|htx
    lien hiep hop tac xa|lien hiep htx|to hop tac|tht|ho kinh doanh ca the|ho kinh doanh ong
    ho kinh doanh ba|ho kinh doanh|hkd|ho ca the|ho ong|ho ba|ho san xuat
    co so san xuat|co so sx|co so|cs|cssx
"""
LEGAL_ANYWHERE = """
    trach nhiem huu han|tnhh|mot thanh vien|1 thanh vien|mtv|1tv|hai thanh vien tro len
    2 thanh vien tro len|co phan|cp|cong ty tnhh
"""
BRANCH = "chi nhanh|cn|van phong dai dien|vpdd|dia diem kinh doanh"
# What many do: told apart by the rest of the name. An abbreviation is written out.
TRADES = """
    san xuat|sx|thuong mai|tm|dich vu|dv|che bien|cb|xay dung|xd|kinh doanh|kd|xuat nhap khau|xnk
    nong nghiep|nn|lam nghiep|tong hop|dau tu|phat trien|nong san|lam san|thuy san|hai san
    co khi|thu cong my nghe|my nghe|thu cong|tieu thu cong nghiep|ttcn|vat lieu xay dung|vlxd
    thuc pham|may mac|tmdv|sxtm|san pham|cong nghiep|cong nghe|va|gia cong
"""
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "vii": "7", "viii": "8"}

ONSETS = "b c ch d g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x"
RIMES = """
    a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec iem
    ien ieng iep iet ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oat oay oc oe oen
    oeo oet oi om on ong op ot u ua uan uang uat uay uc ue uech uenh ui um un ung uo uoc uoi uom
    uon uong uop uot uou up ut uu uy uych uyen uyet uynh uyt uyu y yem yen yet yeu
"""
SYLLABLES = frozenset(onset + rime for onset in ("", *ONSETS.split()) for rime in RIMES.split())

# Hỏi and ngã are one sound in this part of the country, and are confused in writing.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "2", "\u0301": "3", "\u0323": "4"}

SLIP = 0.88  # a word with a slip of one letter, of the same word
OTHER_MARKS = 0.5  # Hùng and Hưng
LOST_MARKS = 0.9  # Thịnh and Thinh in a name that has marks elsewhere
DESCRIBES = 0.4  # a word in small letters beside a name in capitals: "gốm", "đan lát"
TRADE_WEIGHT = 0.15
OTHER_ORDER = 0.8
LONG_WORD = 6  # no syllable is so long: a foreign or made-up word
SHORTEST = 3


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    found = (tuple(phrase.split()) for phrase in text.replace("\n", "|").split("|"))
    return frozenset(filter(None, found))


_FIRST, _ANYWHERE, _BRANCH, _TRADES = map(_phrases, (LEGAL_FIRST, LEGAL_ANYWHERE, BRANCH, TRADES))
_LONGEST = max(map(len, _FIRST | _ANYWHERE | _BRANCH | _TRADES))


@dataclass(frozen=True)
class Word:
    """A word of the own part of a name, folded and as it is accented."""

    plain: str
    marks: str
    describes: bool = False

    @property
    def is_marked(self) -> bool:
        return self.marks != self.plain


@dataclass(frozen=True)
class Name:
    """A name taken apart: its own words, its trades by their initials, its numbers, and whether it
    is a branch."""

    words: tuple[Word, ...]
    trades: frozenset[str]
    numbers: frozenset[str]
    is_branch: bool

    @cached_property
    def joined(self) -> str:
        """The own words in one piece: "Phúthịnh" is "Phú Thịnh"."""
        return "".join(word.plain for word in self.words)

    @cached_property
    def is_marked(self) -> bool:
        return any(word.is_marked for word in self.words)


def name_of(text: str) -> Name:
    """Take a name apart."""
    text = unicodedata.normalize("NFC", text)
    aside = [fold(one) for part in ASIDE.findall(text) for one in WORD.findall(part)]
    spelled = WORD.findall(ASIDE.sub(" ", text)) or WORD.findall(text)
    plain = [fold(one) for one in spelled]
    kept: list[int] = []
    trades: list[int] = []
    initials: set[str] = set()
    is_branch, at = False, 0
    while at < len(plain):
        is_first = not kept and not trades
        length, kind = _phrase_at(plain, at, is_first)
        if not length and at == 0 and marks_of(spelled[0]) == HOUSEHOLD:
            length, kind = 1, "legal"
        if kind == "branch":
            is_branch = True
        elif kind == "trade":
            trades += range(at, at + length)
            initials.add(plain[at][0])  # the same when it is abbreviated
        elif not kind:
            kept.append(at)
        at += length or 1
    own = kept or trades  # "Cơ sở chế biến": its trade is all the name it has
    return Name(
        words=tuple(_words([spelled[at] for at in own])),
        trades=frozenset(initials) if kept else frozenset(),
        numbers=frozenset(_numbers([*(plain[at] for at in kept), *aside])),
        is_branch=is_branch,
    )


def _phrase_at(plain: Sequence[str], at: int, is_first: bool) -> tuple[int, str]:
    """The longest phrase that begins here and says nothing of its own, and what it is."""
    for length in range(min(_LONGEST, len(plain) - at), 0, -1):
        phrase = tuple(plain[at : at + length])
        if phrase in _BRANCH and (is_first or length > 1):
            return length, "branch"
        if phrase in _ANYWHERE or (is_first and phrase in _FIRST):
            return length, "legal"
        if phrase in _TRADES:
            return length, "trade"
    return 0, ""


def _words(spelled: Sequence[str]) -> Iterator[Word]:
    """Numbers are no words; "Bình Minh" is the name where "gốm Bình Minh" says what is made."""
    has_capitals = any(one[:1].isupper() for one in spelled)
    for one in spelled:
        plain = fold(one)
        if not _number(plain):
            yield Word(plain, marks_of(one), has_capitals and one[:1].islower())


def _numbers(plain: Iterable[str]) -> Iterator[str]:
    return filter(None, map(_number, plain))


def _number(plain: str) -> str:
    return plain.lstrip("0") if plain.isdigit() else ROMAN.get(plain, "")


@lru_cache(maxsize=8192)
def marks_of(word: str) -> str:
    """A word with its letters and its one tone: "Hoà" is "Hòa", and "Mỷ" is often "Mỹ"."""
    spread = unicodedata.normalize("NFD", word.casefold())
    tone = next((sign for mark, sign in _TONES.items() if mark in spread), "")
    return unicodedata.normalize("NFC", "".join(c for c in spread if c not in _TONES)) + tone


HOUSEHOLD = marks_of("hộ")  # and not Hồ, which is a family's name


class Rarity:
    """How much a word says: the fewer names have it, the more."""

    def __init__(self, names: Sequence[Name]) -> None:
        self.total = len(names)
        having = Counter(plain for name in names for plain in {w.plain for w in name.words})
        self.weights = {plain: self._weight(count) for plain, count in having.items()}

    def _weight(self, having: int) -> float:
        return max(0.3, log((self.total + 2) / (having + 1)))

    def of(self, word: Word) -> float:
        weight = self.weights.get(word.plain) or self._weight(1)
        return weight * DESCRIBES if word.describes else weight

    def rarest(self, name: Name, count: int) -> list[Word]:
        return sorted(name.words, key=self.of, reverse=True)[:count]


def likeness(one: Name, other: Name, rarity: Rarity) -> float:
    """From 0 to 1; names with other numbers, or of a branch and its house, are not alike."""
    if one.numbers != other.numbers or one.is_branch != other.is_branch:
        return 0.0
    if not one.words or not other.words:
        return 0.0
    own = [rarity.of(word) for word in one.words]
    others = [rarity.of(word) for word in other.words]
    whole = sum(own) + sum(others)
    trades = TRADE_WEIGHT * len(one.trades ^ other.trades)
    if one.joined == other.joined and len(own) != len(others):
        return whole / (whole + trades)
    found = _matched(one, other)
    shared = sum(factor * (own[mine] + others[theirs]) for mine, theirs, factor in found)
    places = [theirs for _, theirs, _ in sorted(found)]
    order = 1.0 if places == sorted(places) else OTHER_ORDER
    return order * shared / (whole + trades)


def _matched(one: Name, other: Name) -> list[tuple[int, int, float]]:
    """Which word of the one is which of the other, and how surely: equal ones before slips."""
    marks_known = one.is_marked and other.is_marked
    mine, theirs = list(range(len(one.words))), list(range(len(other.words)))
    found = []
    for same in (_equal, _slipped):
        for at in tuple(mine):
            word = one.words[at]
            tried = [(same(word, other.words[there], marks_known), -there) for there in theirs]
            factor, there = max(tried, default=(0.0, 0))
            if factor:
                found.append((at, -there, factor))
                mine.remove(at)
                theirs.remove(-there)
    return found


def _equal(one: Word, other: Word, marks_known: bool) -> float:
    if one.plain != other.plain:
        return 0.0
    if one.marks == other.marks or not marks_known:
        return 1.0
    return OTHER_MARKS if one.is_marked and other.is_marked else LOST_MARKS


def _slipped(one: Word, other: Word, marks_known: bool) -> float:
    return SLIP if is_slip(one.plain, other.plain) else 0.0


@lru_cache(maxsize=65536)
def is_slip(one: str, other: str) -> bool:
    """Whether two letters were swapped, or one was missed, doubled or mistaken and a word came
    out that is none: "Mihn" is a slip of "Minh", while "Linh" is another name."""
    if min(len(one), len(other)) < SHORTEST or not within_one(one, other):
        return False
    if len(one) == len(other) and sorted(one) == sorted(other):
        return True
    are_long = min(len(one), len(other)) >= LONG_WORD
    return are_long or not (one in SYLLABLES and other in SYLLABLES)


def within_one(one: str, other: str) -> bool:
    """Whether one letter more, less, other or swapped makes the one of the other."""
    if one == other:
        return True
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = next((at for at, letter in enumerate(one) if letter != other[at]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return one[at + 1 :] == other[at + 1 :] or swapped
