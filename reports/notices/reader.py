"""Read a notice of results: counts, money, years and act numbers, each with its place in the text.

Nothing here asks the database and nothing is guessed: a number whose unit is not known is found
without a unit, a number that can be read in two ways ("1.5") is not found at all. The slips of real
notices are tolerated: glued words, no blank after ";" or ".", "QĐ- TTg".
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from typing import Any

from khuyencong.fields import YearField
from khuyencong.text import clean_act_number, clean_block, fold
from reports.models import StatedFigure

Qualifier = StatedFigure.Qualifier

# Units as notices write them; the catalogue's own are added by the caller.
UNITS = (
    "cụm công nghiệp",
    "cụm",
    "mô hình",
    "cơ sở",
    "doanh nghiệp",
    "hợp tác xã",
    "đơn vị",
    "lượt cơ sở",
    "lượt đơn vị",
    "lượt doanh nghiệp",
    "lượt người",
    "hội chợ",
    "gian hàng",
    "hội nghị",
    "hội thảo",
    "phiên chợ",
    "lớp",
    "học viên",
    "lao động",
    "sản phẩm",
    "bộ sản phẩm",
    "đề án",
    "nhiệm vụ",
    "chương trình",
    "hoạt động",
    "đoàn",
    "làng nghề",
    "phòng trưng bày",
    "ấn phẩm",
    "bản tin",
    "chuyên mục",
    "hiệp hội",
)
QUALIFIERS = {
    "hơn": Qualifier.ABOVE,
    "trên": Qualifier.OVER,
    "gần": Qualifier.NEARLY,
    "khoảng": Qualifier.ABOUT,
    "ước": Qualifier.ESTIMATED,
    "ít nhất": Qualifier.AT_LEAST,
    "tối thiểu": Qualifier.AT_LEAST,
    "không quá": Qualifier.AT_MOST,
    "tối đa": Qualifier.AT_MOST,
}
MONEY_UNITS = {
    "ngan": "nghìn đồng",
    "nghin": "nghìn đồng",
    "tr": "triệu đồng",
    "trieu": "triệu đồng",
    "ti": "tỷ đồng",
    "ty": "tỷ đồng",
    "": "đồng",
}
# A clause that begins so says that something was done, also without a number.
DONE = (
    *("ho tro", "to chuc", "xay dung", "dao tao", "truyen nghe", "tap huan", "mo ", "tu van"),
    *("binh chon", "xuat ban", "tham gia", "thanh lap", "phoi hop", "trien khai", "thuc hien"),
    *("duy tri", "lap ", "dau tu", "hop tac", "khao sat", "tham quan"),
)
# A number after one of these is a name, not a count.
NAMING = (
    *("so", "dieu", "khoan", "muc", "chuong", "quy", "ngay", "thang", "nam", "dot", "lan", "thu"),
    *("khoa", "phu luc", "mau"),
)
# Words after a number that measure rather than count what was done.
NOT_COUNTED = {"ngay", "thang", "nam", "gio", "phut", "tuoi", "lan", "km", "ha", "m", "kg", "tan"}

_NUMBER = r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?"
_QUALIFIER = "|".join([*QUALIFIERS]).replace(" ", r"\s+")
_VALUE = (
    rf"(?:(?<!\w)(?P<qualifier>{_QUALIFIER})(?:\s+(?:đạt|tính|thực\s+hiện))?\s*)?"
    rf"(?:(?<!\w)từ\s+)?(?-i:(?<![\d.,/A-ZĐ-]))(?P<low>{_NUMBER})"
    rf"(?:\s*(?:[-–—]|đến)\s*(?P<high>{_NUMBER}))?(?![.,/]?\d)"
)
_MONEY = re.compile(
    _VALUE
    + r"\s*(?:(?P<scale>nghìn|ngàn|triệu|tr\.?|tỷ|tỉ)\s*(?:đồng|đ\b)|đồng(?!\s*(?:chí|bào)))",
    re.IGNORECASE,
)
_YEAR = r"(?:19|20)\d\d"
_YEARS = re.compile(
    rf"(?:giai\s*đoạn\s*)?(?:từ\s+)?(?:năm\s+)?(?<![\d/.,])(?P<first>{_YEAR})"
    rf"\s*(?:[-–—]|đến(?:\s+hết)?(?:\s+năm)?)\s*(?P<last>{_YEAR})(?![\d/])"
    rf"|(?:đến\s+)?năm\s*(?P<one>{_YEAR})(?![\d/])",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?:ngày\s*)?\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}(?!\d)"
    r"|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?"
    r"|(?<![\d/])\d{1,2}/\d{4}(?!\d)|\d+(?:,\d+)?\s*%",
    re.IGNORECASE,
)
_ACT = re.compile(
    r"(?<!\d)(?P<number>\d{1,5}(?:\s*/\s*\d{4})?)\s*/\s*"
    r"(?P<kind>QĐ|QD|NĐ|NQ|TTLT|TTr|TT|KH|CTĐP|CTr|CT|BC|TB|HD|CV)"
    r"(?:\s*[-–]\s*[A-ZĐ][\wĐ&]*)+"
)
_HARD_BREAK = re.compile(r"\n|:(?=\s)|\.(?=\s|$|[^\W\d_])")


class What(Enum):
    """What was found, in the words of the screen."""

    RESULT = "kết quả"
    MONEY = "kinh phí"
    YEARS = "năm"
    ACT = "văn bản"


@dataclass(frozen=True)
class Found:
    """One thing that the notice states, at ``start``..``end`` of the reading's text.

    ``printed`` is the clause it stands in. A result without a number has no value; ``beside`` are
    the words before and after an amount, which may name its source.
    """

    what: What
    start: int
    end: int
    printed: str
    value: Decimal | None = None
    upper: Decimal | None = None
    qualifier: Qualifier = Qualifier.EXACT
    unit: str = ""
    number: str = ""
    first_year: int | None = None
    last_year: int | None = None
    beside: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Reading:
    """A notice as it was read: the cleaned text and what was found, in the order of the text."""

    text: str
    items: Sequence[Found]

    def of(self, what: What) -> list[Found]:
        return [item for item in self.items if item.what is what]

    @property
    def stated(self) -> list[Found]:
        """What can be kept as a stated figure."""
        return [item for item in self.items if item.what in (What.RESULT, What.MONEY)]

    @property
    def differing_acts(self) -> list[list[str]]:
        """Numbers that the text spells in more than one way: 1288/QĐ-CP and 1288/QĐ-TTg."""
        spelt: dict[str, list[str]] = defaultdict(list)
        for item in self.of(What.ACT):
            same = spelt[item.number.partition("-")[0]]
            same += [] if item.number in same else [item.number]
        return [numbers for numbers in spelt.values() if len(numbers) > 1]


def read_notice(text: str, units: Iterable[str] = ()) -> Reading:
    """Read ``text``; ``units`` are further words that are counted in (those of the catalogue)."""
    text = clean_block(text)
    return Reading(text, _Reader(text, {*UNITS, *units}).read())


@dataclass
class _Reader:
    """One pass over one text. What has been read is taken, so that no number is read twice."""

    text: str
    units: Collection[str]
    items: list[Found] = field(default_factory=list)
    taken: list[tuple[int, int]] = field(default_factory=list)

    def read(self) -> list[Found]:
        for act in self._fresh(_ACT):
            number = clean_act_number(act.group())
            self._keep(Found(What.ACT, act.start(), act.end(), act.group(), number=number))
        for day in self._fresh(_DAY):
            self.taken.append(day.span())
        for years in self._fresh(_YEARS):
            self._keep_years(years)
        for amount in self._fresh(_MONEY):
            self._keep_amount(amount)
        for count in self._fresh(_counting(self.units)):
            self._keep_count(count)
        self.items = [self._in_its_clause(item) for item in self.items]
        return sorted([*self.items, *self._without_number()], key=lambda item: item.start)

    def _fresh(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        for match in pattern.finditer(self.text):
            if not self._is_taken(*match.span()):
                yield match

    def _is_taken(self, start: int, end: int) -> bool:
        return any(start < last and first < end for first, last in self.taken)

    def _keep(self, item: Found) -> None:
        self.items.append(item)
        self.taken.append((item.start, item.end))

    def _keep_years(self, match: re.Match[str]) -> None:
        first = int(match["first"] or match["one"])
        last = int(match["last"] or match["one"])
        if YearField.FIRST <= first <= last <= YearField.LAST:
            self._keep(
                Found(What.YEARS, *match.span(), match.group(), first_year=first, last_year=last)
            )

    def _keep_amount(self, match: re.Match[str]) -> None:
        unit = MONEY_UNITS[fold(match["scale"] or "").rstrip(".")]
        self._keep(Found(What.MONEY, *match.span(), "", unit=unit, **_value(match)))

    def _keep_count(self, match: re.Match[str]) -> None:
        unit = " ".join((match["unit"] or "").lower().split())
        if match["unit"] is None and self._is_a_name(match):
            return
        # A unit written in one piece ("cơsở") is the one it stands for.
        known = {name.replace(" ", ""): name for name in self.units}
        unit = known.get(unit.replace(" ", ""), unit)
        self._keep(Found(What.RESULT, *match.span(), "", unit=unit, **_value(match)))

    def _is_a_name(self, match: re.Match[str]) -> bool:
        before = fold(self.text[max(0, match.start() - 20) : match.start()])
        return before.endswith(NAMING) or fold(match["word"]) in NOT_COUNTED

    # Clauses: between ";", a full stop, a colon or a line end.

    def _regions(self) -> Iterator[tuple[int, int]]:
        """What stands between hard breaks; a list of results is one region."""
        start = 0
        for match in _HARD_BREAK.finditer(self.text):
            if not self._is_taken(*match.span()):
                yield start, match.start()
                start = match.end()
        yield start, len(self.text)

    def _clauses(self, region: tuple[int, int]) -> Iterator[tuple[int, int]]:
        start, end = region
        for part in self.text[start:end].split(";"):
            stripped = part.strip()
            first = start + part.find(stripped) if stripped else start
            yield first, first + len(stripped)
            start += len(part) + 1

    def _in_its_clause(self, item: Found) -> Found:
        for region in self._regions():
            for start, end in self._clauses(region):
                if start <= item.start and item.end <= end:
                    return self._placed(item, start, end)
        return self._placed(item, item.start, item.end)

    def _placed(self, item: Found, start: int, end: int) -> Found:
        if item.what not in (What.RESULT, What.MONEY):
            return item
        others = [one for one in self.items if one is not item and start <= one.start < end]
        before = max([start, *(one.end for one in others if one.end <= item.start)])
        after = min([end, *(one.start for one in others if one.start >= item.end)])
        beside = (
            re.split(r",|\bvà\b", self.text[before : item.start])[-1],
            re.split(r",|\bvà\b", self.text[item.end : after])[0],
        )
        return replace(item, printed=self.text[start:end], beside=beside)

    def _without_number(self) -> Iterator[Found]:
        """Clauses of a list of results that say what was done and give no number ("các cấp")."""
        for region in self._regions():
            clauses = list(self._clauses(region))
            numbered = [self._states_a_number(clause) for clause in clauses]
            if len(clauses) < 2 or not any(numbered):
                continue
            for (start, end), has_number in zip(clauses, numbered, strict=True):
                words = fold(self.text[start:end]).removeprefix("va ")
                if not has_number and words.startswith(DONE):
                    yield Found(What.RESULT, start, end, self.text[start:end])

    def _states_a_number(self, clause: tuple[int, int]) -> bool:
        start, end = clause
        return any(
            item.what in (What.RESULT, What.MONEY) and start <= item.start < end
            for item in self.items
        )


def _counting(units: Collection[str]) -> re.Pattern[str]:
    """A number and its unit (words may be glued), else the word that follows the number."""
    longest_first = sorted(units, key=lambda unit: (-len(unit), unit))
    names = "|".join(_unit_pattern(unit) for unit in longest_first)
    return re.compile(rf"{_VALUE}\s*(?:(?P<unit>{names})|(?P<word>[^\W\d_]+))", re.IGNORECASE)


def _unit_pattern(unit: str) -> str:
    words = [re.escape(word) for word in unit.split()]
    # A single syllable may be the beginning of another word; several may be glued to the next.
    return r"\s*".join(words) + (r"(?!\w)" if len(words) == 1 else "")


def _value(match: re.Match[str]) -> dict[str, Any]:
    qualifier = " ".join((match["qualifier"] or "").lower().split())
    return {
        "value": _number(match["low"]),
        "upper": _number(match["high"]) if match["high"] else None,
        "qualifier": QUALIFIERS.get(qualifier, Qualifier.EXACT),
    }


def _number(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))
