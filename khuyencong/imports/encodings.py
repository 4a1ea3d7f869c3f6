"""Texts typed in Vietnamese font encodings from before Unicode: found, named, refused.

Such a text is Latin-1 to a computer: ``C¬ së`` (TCVN3), ``Cô sôû`` (VNI). A word speaks for an old
encoding when it is no Vietnamese syllable as it stands and becomes one when it is converted.
"""

import re
import unicodedata
from collections.abc import Iterable

from .refused import RefusedFile
from .syllables import is_syllable

_TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ¡¢£¤¥¦§",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
_HUYEN, _HOI, _NGA, _SAC, _NANG = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
# After a vowel VNI writes its tone, or its shape and tone, as a letter of its own.
_VNI_MARKS = {
    "ù": _SAC, "ø": _HUYEN, "û": _HOI, "õ": _NGA, "ï": _NANG,
    "â": _CIRCUMFLEX, "á": _CIRCUMFLEX + _SAC, "à": _CIRCUMFLEX + _HUYEN,
    "å": _CIRCUMFLEX + _HOI, "ã": _CIRCUMFLEX + _NGA, "ä": _CIRCUMFLEX + _NANG,
    "ê": _BREVE, "é": _BREVE + _SAC, "è": _BREVE + _HUYEN,
    "ú": _BREVE + _HOI, "ü": _BREVE + _NGA, "ë": _BREVE + _NANG,
}  # fmt: skip
_VNI_LETTERS = {
    "ñ": "đ", "ô": "o" + _HORN, "ö": "u" + _HORN,
    "í": "i" + _SAC, "ì": "i" + _HUYEN, "æ": "i" + _HOI, "ó": "i" + _NGA, "ò": "i" + _NANG,
    "î": "y" + _NANG,
}  # fmt: skip
_VNI_PAIR = re.compile(f"([aeoôuöy])([{''.join(_VNI_MARKS)}])")
_VNI_LETTER = re.compile(f"[{''.join(_VNI_LETTERS)}]")

# What the encodings use and Unicode Vietnamese does not: signs and letters of Latin-1, and vowels
# beside each other as VNI alone writes them.
_FOREIGN = "ÄÅÆÇËÎÏÑÖØÛÜÞßäåæçëîïñöøûüþ"
_SUSPECT = {
    "TCVN3": re.compile(f"[¡-¿\xad×÷{_FOREIGN}]"),
    "VNI": re.compile(f"[{_FOREIGN}]|[ae][âáàãêéèúùõ]|[AE][ÂÁÀÃÊÉÈÚÙÕ]"),
}
_ANY_SUSPECT = re.compile("|".join(signs.pattern for signs in _SUSPECT.values()))
_BETWEEN = re.compile(r"[\s\d.,;:!?()\[\]{}/\\\"'“”‘’…+*=<>|_–-]+")
_LONGEST_WORD = 20  # characters: no syllable has as many
_ENOUGH = 2  # different words
_SHARE = 0.05  # of the accented Vietnamese words beside them
_SHARE_OF_OTHER = 1.0  # of the accented words that are Vietnamese in no encoding
_MOST_TEXTS = 20_000  # of a sheet from which Vietnamese words are learnt; suspects are all seen
_MOST_WORDS = 5_000  # remembered; a sheet has few different ones

REFUSALS = {
    "TCVN3": (
        "Tệp gõ bằng bảng mã TCVN3 (phông .VnTime, .VnArial…), không phải Unicode. "
        "Hãy chuyển sang Unicode bằng UniKey (Ctrl+Shift+F6, nguồn TCVN3 (ABC), đích Unicode) "
        "rồi tải lại."
    ),
    "VNI": (
        "Tệp gõ bằng bảng mã VNI (phông VNI-Times…), không phải Unicode. "
        "Hãy chuyển sang Unicode bằng UniKey (Ctrl+Shift+F6, nguồn VNI Windows, đích Unicode) "
        "rồi tải lại."
    ),
}


def from_tcvn3(word: str) -> str:
    """Convert a word from TCVN3; characters that it does not have stay."""
    return "".join(_TCVN3.get(letter, letter) for letter in word)


def from_vni(word: str) -> str:
    """Convert a word from VNI; it comes back in small letters."""
    word = word.lower()
    word = _VNI_PAIR.sub(lambda pair: _vni_letter(pair[1]) + _VNI_MARKS[pair[2]], word)
    return unicodedata.normalize("NFC", _VNI_LETTER.sub(lambda one: _vni_letter(one[0]), word))


def _vni_letter(letter: str) -> str:
    return _VNI_LETTERS.get(letter, letter)


_CONVERT = {"TCVN3": from_tcvn3, "VNI": from_vni}


class OldEncodingWatch:
    """Judges the texts of one sheet as they pass."""

    def __init__(self) -> None:
        self._old: dict[str, set[str]] = {name: set() for name in _SUSPECT}
        self._texts = 0
        self._unicode: set[str] = set()
        self._other: set[str] = set()  # of another language, or of none

    def see(self, cells: Iterable[object]) -> None:
        """Take the texts among the cells into account."""
        for cell in cells:
            if isinstance(cell, str) and not cell.isascii():
                self._see_text(cell)

    def _see_text(self, text: str) -> None:
        self._texts += 1
        if self._texts > _MOST_TEXTS and not _ANY_SUSPECT.search(text):
            return
        suspects = [name for name, signs in _SUSPECT.items() if signs.search(text)]
        for word in _BETWEEN.split(text):
            if 1 < len(word) < _LONGEST_WORD and not word.isascii():
                self._see_word(unicodedata.normalize("NFC", word), suspects)

    def _see_word(self, word: str, suspects: list[str]) -> None:
        if is_syllable(word.lower()):
            self._unicode.add(word.lower())
            return
        speaks_for = [name for name in suspects if _becomes_syllable(_CONVERT[name](word).lower())]
        for found in [self._old[name] for name in speaks_for] or [self._other]:
            if len(found) < _MOST_WORDS:
                found.add(word.lower())

    def found(self) -> str | None:
        """``TCVN3``, ``VNI``, or None where too few words speak for either."""
        name = max(self._old, key=lambda one: len(self._old[one]))
        count = len(self._old[name])
        enough = max(_ENOUGH, _SHARE * len(self._unicode), _SHARE_OF_OTHER * len(self._other))
        return name if count >= enough else None


def _becomes_syllable(read: str) -> bool:
    return is_syllable(read) and not read.isascii()


def old_encoding(texts: Iterable[str]) -> str | None:
    """``TCVN3`` or ``VNI`` where the texts are typed in it, None for anything else."""
    watch = OldEncodingWatch()
    watch.see(texts)
    return watch.found()


def refuse_old_encoding(found: str | None) -> None:
    """Raise RefusedFile that names the encoding and says how to convert, if one was found."""
    if found:
        raise RefusedFile(REFUSALS[found])
