"""One normaliser for every text and number that comes in: forms, imports, commands, the API.

Text is kept in NFC without control or zero-width characters. Search works on :func:`fold`, the
same on both databases: no accents, no case, đ as d.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile(r"[^\S\n]+")

# The Vietnamese way to write a number: 9.510 and 23.292,2. A group has exactly three digits.
_WHOLE = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+)", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?", re.ASCII)
# 9,510: with a decimal comma, or with an American comma between thousands.
_TWOFOLD = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)


class UnclearNumber(ValueError):
    """The text is no number, or could be read in two ways. The message is for staff."""


# Of a list the same short texts come again and again; long ones are not kept.
SHORT = 120


def clean_block(text: str) -> str:
    """Return ``text`` in NFC, lines kept, blanks squeezed, invisible characters removed."""
    return _clean_short(text) if len(text) <= SHORT else _clean(text)


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\n")).strip()


_clean_short = lru_cache(maxsize=4096)(_clean)


def clean_line(text: str) -> str:
    """Return ``text`` as one line: :func:`clean_block` with line breaks turned into blanks."""
    return " ".join(clean_block(text).split())


def in_xml(text: str) -> str:
    """Return ``text`` in NFC without the characters that no XML document can hold."""
    return NOT_IN_XML.sub("", unicodedata.normalize("NFC", text))


def fold(text: str) -> str:
    """Return the form that searches compare: casefolded, without accents, đ as d."""
    return _fold_short(text) if len(text) <= SHORT else _fold(text)


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return " ".join(plain.replace("đ", "d").split())


_fold_short = lru_cache(maxsize=4096)(_fold)


_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0306", "\u0302", "\u031b"}


def sort_key(text: str) -> str:
    """Return a key whose plain byte order is the Vietnamese alphabet (a ă â b … d đ e ê …).

    Letters first, tones (huyền, hỏi, ngã, sắc, nặng) only where the letters are equal.
    """
    pairs = [_sorted_as(letter) for letter in unicodedata.normalize("NFC", text.casefold())]
    return "".join(place for place, _ in pairs) + " " + "".join(tone for _, tone in pairs)


@lru_cache(maxsize=1024)
def _sorted_as(letter: str) -> tuple[str, str]:
    """The place of a letter in the alphabet, and its tone."""
    parts = unicodedata.normalize("NFD", letter)
    base = unicodedata.normalize("NFC", parts[0] + "".join(p for p in parts if p in _SHAPES))
    place = _LETTERS.find(base)
    named = chr(ord("A") + place) if place >= 0 else ("!" if base == " " else base)
    return named, str(sum(_TONES.get(part, 0) for part in parts[1:]))


def parse_whole(text: str) -> int:
    """Read a whole number as Vietnamese staff write it: ``9.510`` is 9510.

    Raises UnclearNumber, with both readings where there are two.
    """
    text = clean_line(text).replace(" ", "")
    if _WHOLE.fullmatch(text):
        return int(text.replace(".", ""))
    raise UnclearNumber(_explain(text))


def parse_decimal(text: str, *, from_file: bool = False) -> Decimal:
    """Read a number as Vietnamese staff write it: ``23.292,2`` is 23292.2.

    ``9,510`` may be an American 9510, so it is refused. ``9,125`` is how the portal itself shows a
    number; only in a file, which anybody may have made, is it as unclear.
    """
    text = clean_line(text).replace(" ", "")
    if _TWOFOLD.fullmatch(text) and (from_file or text.endswith("0")):
        raise UnclearNumber(_explain(text))
    if _DECIMAL.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    raise UnclearNumber(_explain(text))


# The units of "9,5 triệu" and "1,2 tỷ đồng", folded, each in đồng.
MONEY_UNITS = {
    "dong": 1,
    "vnd": 1,
    "d": 1,
    "nghin": 10**3,
    "ngan": 10**3,
    "trieu": 10**6,
    "tr": 10**6,
    "ty": 10**9,
    "ti": 10**9,
}
_AMOUNT = re.compile(
    rf"(?P<number>.*?\d)\s*(?P<unit>{'|'.join(MONEY_UNITS)})?\.?(\s*(dong|vnd|d))?\.?"
)


def parse_money(text: str, unit: int = 1, *, from_file: bool = False) -> int:
    """Read an amount as staff write it, in whole đồng: ``9.510``, ``9,5 triệu``, ``1,2 tỷ``.

    ``unit`` is how many đồng a number without its own unit counts in. Raises UnclearNumber.
    """
    spelled = _AMOUNT.fullmatch(fold(clean_line(text)))
    if spelled is None:
        raise UnclearNumber(_explain(clean_line(text)))
    number, word = spelled["number"], spelled["unit"]
    scale = MONEY_UNITS[word] if word else unit
    if scale == 1:
        return parse_whole(number)
    return in_dong(parse_decimal(number, from_file=from_file), scale)


def in_dong(number: Decimal, unit: int) -> int:
    """``number`` of ``unit`` đồng each, as whole đồng. Raises UnclearNumber for a part of one."""
    amount = number * unit
    if amount != amount.to_integral_value():
        raise UnclearNumber(
            f"{plain_number(number)} × {whole_number(unit)} đồng không ra số đồng nguyên. "
            "Ghi đủ chữ số (9.510.000), hoặc ghi rõ đơn vị (9,51 triệu)."
        )
    return int(amount)


def _explain(text: str) -> str:
    if re.fullmatch(r"\d{1,3}(,\d{3})+", text):
        whole = text.replace(",", ".")
        other = (
            f" hoặc {text.rstrip('0').rstrip(',')} (số thập phân)" if text.count(",") == 1 else ""
        )
        return (
            f"“{text}” không rõ: có thể là {whole} (dấu phẩy tách hàng nghìn){other}. "
            f"Nếu là {whole} thì dùng dấu chấm: {whole}."
        )
    if re.fullmatch(r"\d+\.\d{1,2}|\d+\.\d{4,}", text):
        return f"“{text}” không rõ là số nào. Dấu chấm chỉ tách hàng nghìn (9.510)."
    if re.fullmatch(r"[\d.]+,\d+", text):
        return f"“{text}” có phần lẻ; ở đây cần số nguyên, ví dụ 9.510."
    return f"“{text}” không phải là số. Chỉ dùng chữ số và dấu chấm tách hàng nghìn, ví dụ 9.510."


def clean_act_number(text: str) -> str:
    """Return a document number written one way: ``1288/QĐ- TTg`` is ``1288/QĐ-TTg``."""
    text = re.sub(r"\s*([/\-–])\s*", r"\1", clean_line(text)).replace("–", "-")
    # "QD" typed without its stroke is the usual slip for quyết định.
    return re.sub(r"/QD-", "/QĐ-", text)


def whole_number(value: int) -> str:
    """Print 1234567 as ``1.234.567``."""
    return f"{value:,}".replace(",", ".")


def decimal_number(value: Decimal | float, places: int) -> str:
    """Print 23292.2 as ``23.292,2`` with exactly ``places`` decimals."""
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


def plain_number(number: Decimal) -> str:
    """Print 23292.2 as ``23.292,2``: with as many decimals as it has."""
    exponent = number.normalize().as_tuple().exponent
    return decimal_number(number, max(0, -exponent) if isinstance(exponent, int) else 0)
