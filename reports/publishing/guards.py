"""Cảnh báo trước khi công bố: each guard looks at a draft and gives its reasons.

A guard does not stop a publication: figures that are honest about what is unknown may be
published. It makes sure that whoever signs has been told. Other modules add guards of their own
with ``register_guard``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from programs.models import BudgetSource
from projects.models import Activity
from reports.formats import money_in_millions
from reports.lines import Fact, Lines
from reports.models import Publication

from .bound import typed_number
from .markup import blocks_of
from .rows import measures_unsaid

SHOWN = 20
SHOWN_AS_EXAMPLES = 3
_MONEY = ("activity_code", "activity_title", "source_name", "spent_amount", "line_year")
_READ = {*_MONEY, "in_result", "source_role", "source_is_unknown", "settled_amount"}


@dataclass(frozen=True)
class Reason:
    """One thing that a guard found; ``activity`` is the code of the record to look at."""

    text: str
    activity: str = ""


@dataclass(frozen=True)
class Warned:
    """What one guard found: a heading, how much, and the first reasons."""

    title: str
    count: int
    reasons: list[Reason]

    @property
    def rest(self) -> int:
        return self.count - len(self.reasons)


Guard = Callable[[Publication, Lines], Warned | None]
GUARDS: list[Guard] = []


def register_guard(guard: Guard) -> Guard:
    """Ask ``guard`` of every draft from now on; usable as a decorator."""
    GUARDS.append(guard)
    return guard


def warnings_of(publication: Publication, lines: Lines) -> Iterator[Warned]:
    """What all guards have to say of a draft whose figures are ``lines``."""
    for guard in GUARDS:
        warned = guard(publication, lines)
        if warned is not None:
            yield warned


def _support_money(lines: Lines, condition: Q) -> Any:
    rows = lines.of(Fact.FUNDING, _READ).filter(condition)
    return rows.filter(in_result=True, source_role=BudgetSource.Role.SUPPORT)


def _warned_of_money(title: str, lines: Lines, condition: Q) -> Warned | None:
    rows = _support_money(lines, condition)
    count = rows.count()
    if not count:
        return None
    shown = rows.order_by("activity_code", "line_year").values(*_MONEY)[:SHOWN]
    return Warned(title, count, [_money_reason(row) for row in shown])


def _money_reason(row: Mapping[str, Any]) -> Reason:
    spent = row["spent_amount"]
    amount = "chưa rõ số tiền" if spent is None else f"{money_in_millions(spent)} triệu đồng"
    source = f"{row['source_name']} {row['line_year'] or ''}".strip()
    return Reason(f"{row['activity_title']}: {source}, {amount}", row["activity_code"])


@register_guard
def unknown_money(publication: Publication, lines: Lines) -> Warned | None:
    """Money of the results whose source or amount nobody knows."""
    title = "Kinh phí chưa rõ nguồn hoặc chưa rõ số tiền"
    return _warned_of_money(title, lines, Q(source_is_unknown=True) | Q(spent_amount__isnull=True))


@register_guard
def unsettled_money(publication: Publication, lines: Lines) -> Warned | None:
    """Accepted, but the planned amount stands for the settled one."""
    title = "Đã nghiệm thu mà chưa có số quyết toán (đang tính theo kế hoạch)"
    condition = Q(settled_amount__isnull=True, spent_amount__isnull=False)
    return _warned_of_money(title, lines, condition)


@register_guard
def unsaid_results(publication: Publication, lines: Lines) -> Warned | None:
    """Results that the notice's own rows pass over in silence."""
    if not publication.rows.exists():
        return None
    unsaid = measures_unsaid(publication, lines)
    reasons = [Reason(str(measure.kind)) for measure in unsaid]
    title = "Nội dung có kết quả mà thông báo không nêu"
    return Warned(title, len(unsaid), reasons) if unsaid else None


@register_guard
def typed_numbers(publication: Publication, lines: Lines) -> Warned | None:
    """Numbers in the office's own paragraphs: no record stands behind them."""
    texts = (("Lời dẫn", publication.introduction), ("Lời kết", publication.closing))
    found = [(name, words) for name, text in texts for words in _lines_with_numbers(text)]
    reasons = [Reason(f"{name}: “{words}”") for name, words in found[:SHOWN]]
    title = "Số gõ tay, không gắn với hồ sơ nào: người ký tự đối chiếu"
    return Warned(title, len(found), reasons) if found else None


def _lines_with_numbers(text: str) -> Iterator[str]:
    for block in blocks_of(text):
        for line in block.lines:
            words = "".join(run.text for run in line)
            if typed_number(words):
                yield words


@register_guard
def illustrations(publication: Publication, lines: Lines) -> Warned | None:
    """Records that are no records: they may be shown in a trial, never published as true."""
    codes = lines.of(Fact.SUPPORT, {"activity_code", "is_illustration"})
    codes = codes.filter(is_illustration=True).order_by().values("activity_code")
    rows = Activity.objects.filter(code__in=codes).order_by("year", "code")
    count = rows.count()
    if not count:
        return None
    reasons = [Reason(row.title, row.code) for row in rows[:SHOWN_AS_EXAMPLES]]
    return Warned("Hồ sơ minh họa, không có thật", count, reasons)
