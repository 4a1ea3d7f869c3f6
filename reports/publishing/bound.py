"""Số gắn với sổ: no number is typed beside a figure, so the two can never differ.

A number that is part of a name stays: "năm 2019", "Nghị định số 45/2012/NĐ-CP", "ISO 9001".
"""

import re

_YEAR = r"(?:19|20)\d\d"
_NAMED = re.compile(
    rf"\b(?:năm|giai đoạn)\s+{_YEAR}(?:\s*(?:[,–-]|và|đến)\s*{_YEAR})*\b"
    rf"|\b(?:quý|tháng)\s+\d{{1,2}}(?:/{_YEAR})?\b(?![.,/]\d)"
    r"|\b(?:điều|khoản|điểm|đợt|lần|thứ|ISO|TCVN)\s+\d+(?::\d{4})?\b(?![.,/]\d)"
    r"|\bngày\s+\d{1,2}/\d{1,2}/\d{4}\b"
    r"|\b\d+/(?:\d{4}/)?[^\W\d_]\S*",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\b(?:hơn|gần|khoảng|trên|dưới|ước)\s+\{n\}", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w-])\d+(?:[.,]\d+)*")


def typed_number(text: str) -> str:
    """The first number of ``text`` that is no part of a name; empty where there is none."""
    found = _NUMBER.search(_NAMED.sub(" ", text))
    return found.group() if found else ""


def misbound(words: str) -> str:
    """What is wrong with words that stand around a figure; empty where nothing is."""
    if number := typed_number(words):
        return (
            f"Không gõ số “{number}” vào đây: số do sổ cho, ở chỗ {{n}}. Năm và số hiệu thì viết "
            "rõ là “năm 2019”, “số 45/2012/NĐ-CP”."
        )
    if _ABOUT.search(words):
        return "Không gõ “hơn”, “gần” trước {n}: chọn làm tròn, chữ ấy tự in đúng chiều."
    return ""
