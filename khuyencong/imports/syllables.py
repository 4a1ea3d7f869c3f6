"""What a Vietnamese syllable looks like: enough to tell real words from garbled ones."""

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_NOT_AFTER_STOPS = re.compile("[\u0300\u0303\u0309]")
_TONE = re.compile(f"[{_TONES}]")
_ONSET = "(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx])?"
_CLOSED = (
    "(?:oa|oă|oe|oo|uâ|uê|uô|uơ|uy|uyê|iê|yê|ươ|ưo|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y)(?:ch|ng|nh|[cmnpt])"
)
_OPEN = (
    "(?:ai|ao|au|ay|âu|ây|eo|êu|ia|iêu|yêu|iu|oa|oai|oao|oay|oe|oeo|oi|ôi|ơi|ua|uây|uê|ui|uôi|"
    "uơ|uy|uya|uyu|ưa|ưi|ươi|ươu|ưu|a|e|ê|i|o|ô|ơ|u|ư|y)"
)
_SYLLABLE = re.compile(f"{_ONSET}(?:{_CLOSED}|{_OPEN})")
_STOPPED = re.compile("(?:ch|[cpt])$")
_LONGEST = 7  # letters: nghiêng


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Whether a word in small letters and NFC can be Vietnamese: its letters, one tone at most."""
    parts = unicodedata.normalize("NFD", word)
    if len(_TONE.findall(parts)) > 1:
        return False
    plain = unicodedata.normalize("NFC", _TONE.sub("", parts))
    if len(plain) > _LONGEST or not _SYLLABLE.fullmatch(plain):
        return False
    return not (_STOPPED.search(plain) and _NOT_AFTER_STOPS.search(parts))
