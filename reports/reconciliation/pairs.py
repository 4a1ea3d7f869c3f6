"""Which amounts are set side by side, and what a difference between the two means."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.figures import FIGURES_BY_KEY, Unit
from reports.tables import Column

REGISTER = ("assigned", "planned_decided", "planned", "disbursed", "settled", "spent")
PUBLISHED = "published"
SHOWN = 50
GONE = "đề án không còn trong sổ"


@dataclass(frozen=True)
class Pair:
    """Two figures that should be equal; ``why`` says what a difference means."""

    slug: str
    left: str
    right: str
    title: str
    why: str
    has_records: bool = True


PAIRS = (
    Pair(
        "giao-phan-bo",
        "assigned",
        "planned",
        "Giao và phân bổ",
        "Kinh phí được giao trừ kế hoạch của các đề án. Dương là còn chưa phân bổ, âm là phân bổ "
        "quá số giao; không hồ sơ đề án nào giải thích thay được.",
        has_records=False,
    ),
    Pair(
        "quyet-dinh",
        "planned",
        "planned_decided",
        "Kế hoạch trong sổ và theo quyết định",
        "Kế hoạch trong sổ trừ phần đã ghi quyết định phê duyệt: những đề án chưa ghi quyết định.",
    ),
    Pair(
        "giai-ngan",
        "planned",
        "disbursed",
        "Kế hoạch và giải ngân",
        "Kế hoạch trừ số đã tạm ứng, giải ngân: phần chưa chi, từng đề án.",
    ),
    Pair(
        "quyet-toan",
        "disbursed",
        "settled",
        "Giải ngân và quyết toán",
        "Đã giải ngân trừ đã quyết toán: chi mà chưa quyết toán, hoặc quyết toán chưa ghi chi.",
    ),
    Pair(
        "cong-bo",
        "spent",
        PUBLISHED,
        "Sổ và đã công bố",
        "Kinh phí thực hiện trong sổ hiện nay trừ số đã công bố của đúng kỳ này.",
    ),
)


@dataclass(frozen=True)
class Explained:
    """A record whose two amounts differ."""

    code: str
    title: str
    year: int | None
    left: int
    right: int

    @property
    def difference(self) -> int:
        return self.left - self.right

    @property
    def is_there(self) -> bool:
        return self.title != GONE


@dataclass(frozen=True)
class Gap:
    """The difference of one pair at one source and year, and the records that make it."""

    source: str
    year: str
    left: int
    right: int
    records: Sequence[Explained]

    @property
    def difference(self) -> int:
        return self.left - self.right

    @property
    def unexplained(self) -> int:
        return self.difference - sum(record.difference for record in self.records)

    @property
    def shown(self) -> Sequence[Explained]:
        """The records that a page lists; a file has them all."""
        return self.records[:SHOWN]

    @property
    def rest(self) -> int:
        return len(self.records) - len(self.shown)


@dataclass(frozen=True)
class Checked:
    """One pair with all its gaps, the unexplained on top."""

    pair: Pair
    gaps: Sequence[Gap]

    @property
    def unexplained(self) -> int:
        return sum(gap.unexplained for gap in self.gaps)


def column_of(key: str) -> Column:
    if key == PUBLISHED:
        rule = "Kinh phí thực hiện trong bản công bố mới nhất, hoặc thông báo cũ, của đúng kỳ này."
        return Column(key, "Đã công bố", Unit.DONG, rule)
    figure = FIGURES_BY_KEY[key]
    return Column(key, figure.label, figure.unit, figure.rule)
