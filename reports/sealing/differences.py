"""Sai khác: what differs between two sets of lines, figure by figure, then record by record.

Either side may be the register or a sealed publication. The database finds which records differ,
so only those are read, however many lines there are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, TextChoices

from khuyencong.text import decimal_number
from projects.models import NOT_PUBLIC, Award, Facility, Payment, Programme, Stage
from reports.dimensions import DIMENSIONS
from reports.figures import line_count
from reports.formats import NOTHING, money_in_millions
from reports.lines import Fact, Lines
from reports.measures import measures_table
from reports.results import ASIDE, HEADLINE, MONEY_COLUMNS, cells_of
from reports.rollup import Rollup
from reports.tables import Cell, Row, Table

from .columns import FIELDS, FLAGS, columns_of

# What a record is, by the facts it has: the column of its code and of its title.
RECORDS: Sequence[tuple[str, str, Sequence[Fact]]] = (
    (
        "activity_code",
        "activity_title",
        (Fact.SUPPORT, Fact.QUANTITY, Fact.FUNDING, Fact.PAYMENT, Fact.OUTCOME),
    ),
    ("award_code", "product_name", (Fact.AWARD,)),
    ("decision_number", "source_name", (Fact.ALLOCATION,)),
    ("measure_code", "measure_code", (Fact.TARGET,)),
)
# A code stands beside its name, and flags follow from days: naming both would tell it twice.
TOLD_BY_ANOTHER = {
    "facility_code",
    "kind_code",
    "commune_code",
    "district_code",
    "source_code",
    "source_role",
    "source_is_unknown",
    "activity_done_day",
    *FLAGS,
}
# How a whole line is told where a record gained or lost one.
TOLD: Mapping[Fact, tuple[str, Sequence[str]]] = {
    Fact.SUPPORT: ("hạng mục hỗ trợ", ("kind_name", "facility_name")),
    Fact.QUANTITY: ("số lượng", ("measure_code", "planned_quantity", "actual_quantity")),
    Fact.FUNDING: ("khoản kinh phí", ("source_name", "line_year", "planned_amount")),
    Fact.PAYMENT: ("lần chi", ("payment_kind", "result_day", "paid_amount")),
    Fact.OUTCOME: ("kết quả sau hỗ trợ", ("outcome_code", "outcome_value")),
    Fact.AWARD: ("sản phẩm", ("product_name",)),
    Fact.ALLOCATION: ("kinh phí giao", ("source_name", "line_year", "assigned_amount")),
    Fact.TARGET: ("chỉ tiêu giao", ("minimum_quantity", "maximum_quantity")),
}
CHOICES: Mapping[str, type[TextChoices]] = {
    "stage_code": Stage,
    "programme_code": Programme,
    "legal_form_code": Facility.LegalForm,
    "payment_kind": Payment.Kind,
    "award_status": Award.Status,
}
AT_ONCE = 400

Line = Mapping[str, Any]


class What(TextChoices):
    """What became of a record."""

    ADDED = "added", "thêm"
    REMOVED = "removed", "bỏ"
    CHANGED = "changed", "sửa"


@dataclass(frozen=True)
class FigureChange:
    """A figure that is not what it was; ``where`` says in words which part of the province."""

    label: str
    where: str
    old: Cell
    new: Cell

    @property
    def words(self) -> str:
        """The figure's name, with the part of the province it is of."""
        return f"{self.where}: {self.label}" if self.where else self.label


@dataclass(frozen=True)
class ColumnChange:
    """One column of one record, as printed before and after."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class RecordChange:
    """A record that was added, removed or changed; ``key`` says which column its code is."""

    key: str
    code: str
    title: str
    what: What
    columns: Sequence[ColumnChange] = ()

    @property
    def words(self) -> str:
        """What became of it, in a line."""
        columns = (f"{one.label}: {one.old} → {one.new}" for one in self.columns)
        return "; ".join([str(self.what.label), *columns])


def figures_changed(old: Lines, new: Lines) -> list[FigureChange]:
    """Every number of the headline, the measures and the money table that differs."""
    before, after = Rollup(old), Rollup(new)
    changes = _totals_changed(before, after)
    changes += _rows_changed(measures_table(before), measures_table(after), ("planned", "actual"))
    was, now = (rollup.split(DIMENSIONS["nguon"], MONEY_COLUMNS) for rollup in (before, after))
    changes += _rows_changed(was, now, [key for key in MONEY_COLUMNS if key != "weight"])
    return changes


def _totals_changed(before: Rollup, after: Rollup) -> list[FigureChange]:
    wanted = (*HEADLINE, "assigned", "planned", "settled", "disbursed", *ASIDE)
    # Money is assigned to the whole province: of a scope nobody can say how much.
    keys = [key for key in wanted if key in before.totals and key in after.totals]
    pairs = zip(cells_of(before.totals, keys), cells_of(after.totals, keys), strict=True)
    return [
        FigureChange(was.column.label, "", was, now) for was, now in pairs if was.value != now.value
    ]


def _rows_changed(before: Table, after: Table, keys: Iterable[str]) -> list[FigureChange]:
    """By the rows' codes; a row that stands on one side only counts as nothing on the other."""
    olds, news = ({row.code: row for row in table.rows} for table in (before, after))
    changes = []
    for code in dict.fromkeys((*olds, *news)):
        was, now = olds.get(code), news.get(code)
        for key in keys:
            pair = _pair(was, now, key)
            if pair and pair[0].value != pair[1].value:
                label = (now or was).label  # type: ignore[union-attr]
                changes.append(FigureChange(pair[1].column.label, label, *pair))
    return changes


def _pair(was: Row | None, now: Row | None, key: str) -> tuple[Cell, Cell] | None:
    """The two cells of a column; a column that neither side prints has none."""
    old, new = (_cell(row, key) for row in (was, now))
    known = new or old
    if known is None:
        return None
    nothing = Cell(known.column, 0, known.figure, known.where)
    return old or nothing, new or nothing


def _cell(row: Row | None, key: str) -> Cell | None:
    cells = row.cells if row else ()
    return next((cell for cell in cells if cell.column.key == key), None)


def codes_changed(old: Lines, new: Lines) -> dict[str, list[Any]]:
    """Which records differ: by the column of their code, their codes in order."""
    found = {}
    for key, _, facts in RECORDS:
        codes = set().union(*(_codes(old, new, fact, key) for fact in facts))
        found[key] = sorted(codes, key=lambda code: (code is None, code))
    return found


def _codes(old: Lines, new: Lines, fact: Fact, key: str) -> set[Any]:
    """The codes of all lines that one side has, or has more often, than the other."""
    names = columns_of(fact)
    place = names.index(key)
    one, other = (_told(side, fact).values_list(*names) for side in (old, new))
    one, other = (rows.annotate(times_told=line_count()) for rows in (one, other))
    return {row[place] for rows in (one.difference(other), other.difference(one)) for row in rows}


def _told(lines: Lines, fact: Fact) -> QuerySet[Any]:
    """The lines that the public may read; proposals and refusals are not."""
    names = columns_of(fact)
    rows = lines.of(fact, names).order_by()
    return rows.exclude(stage_code__in=NOT_PUBLIC) if "stage_code" in names else rows


def records_changed(old: Lines, new: Lines) -> list[RecordChange]:
    """The records that make the difference: what became of each, column by column."""
    differing = codes_changed(old, new)
    return [
        change
        for key, title, facts in RECORDS
        for start in range(0, len(differing[key]), AT_ONCE)
        for change in _changes(old, new, key, title, facts, differing[key][start : start + AT_ONCE])
    ]


def _changes(
    old: Lines, new: Lines, key: str, title: str, facts: Sequence[Fact], codes: Sequence[Any]
) -> Iterator[RecordChange]:
    before, after = (_lines_by_code(side, key, facts, codes) for side in (old, new))
    for code in codes:
        was, now = before[code], after[code]
        lines = [line for fact in facts for line in (*now[fact], *was[fact])]
        what = _what(any(was.values()), any(now.values()))
        columns = _columns_changed(facts, was, now) if what is What.CHANGED else ()
        yield RecordChange(key, code or "", lines[0][title] or "", what, tuple(columns))


def _what(was_there: bool, is_there: bool) -> What:
    if was_there and is_there:
        return What.CHANGED
    return What.ADDED if is_there else What.REMOVED


def _lines_by_code(
    side: Lines, key: str, facts: Sequence[Fact], codes: Sequence[Any]
) -> Mapping[Any, Mapping[Fact, list[Line]]]:
    found: dict[Any, dict[Fact, list[Line]]] = defaultdict(lambda: defaultdict(list))
    chosen = Q(**{f"{key}__in": [code for code in codes if code is not None]})
    if None in codes:
        chosen |= Q(**{f"{key}__isnull": True})
    for fact in facts:
        for line in _told(side, fact).filter(chosen).values(*columns_of(fact)):
            found[line[key]][fact].append(line)
    return found


def _columns_changed(
    facts: Sequence[Fact], was: Mapping[Fact, list[Line]], now: Mapping[Fact, list[Line]]
) -> list[ColumnChange]:
    """Each change once, though many lines of a record tell it."""
    changes = (
        change
        for fact in facts
        for pair in _pairs(was[fact], now[fact])
        for change in _line_changes(fact, *pair)
    )
    return list(dict.fromkeys(changes))


def _pairs(was: list[Line], now: list[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """The lines that differ, each with the one most like it on the other side."""
    left = _without(now, was)
    for old in _without(was, now):
        like = max(left, key=lambda new: _likeness(old, new), default=None)
        if like is not None:
            left.remove(like)
        yield old, like
    yield from ((None, new) for new in left)


def _without(lines: list[Line], others: list[Line]) -> list[Line]:
    """The lines that the others do not have, as often as they do not have them."""
    there = Counter(tuple(line.items()) for line in others)
    left = []
    for line in lines:
        there[tuple(line.items())] -= 1
        if there[tuple(line.items())] < 0:
            left.append(line)
    return left


def _likeness(one: Line, other: Line) -> int:
    return sum(one[name] == other[name] for name in one)


def _line_changes(fact: Fact, old: Line | None, new: Line | None) -> Iterator[ColumnChange]:
    if old is None or new is None:
        label, names = TOLD[fact]
        yield ColumnChange(label, *(_in_words(side, names) for side in (old, new)))
        return
    differing = [name for name in old if old[name] != new[name]]
    telling = [name for name in differing if name not in TOLD_BY_ANOTHER]
    for name in telling or differing:
        label = str(FIELDS[name].verbose_name)
        yield ColumnChange(label, _printed(old[name], name), _printed(new[name], name))


def _in_words(line: Line | None, names: Sequence[str]) -> str:
    """A whole line; nothing where the record does not have it."""
    if line is None:
        return NOTHING
    return ", ".join(_printed(line[name], name) for name in names if line[name] is not None)


def _printed(value: Any, name: str) -> str:
    if value is None or value == "":
        return NOTHING
    if name in CHOICES:
        return str(CHOICES[name](value).label)
    if name.endswith("_amount") and not isinstance(value, bool):
        return f"{money_in_millions(value)} triệu đồng"
    return _plainly(value)


def _plainly(value: Any) -> str:
    match value:
        case bool():
            return "có" if value else "không"
        case date():
            return f"{value:%d/%m/%Y}"
        case Decimal():
            return decimal_number(value, 0 if value == int(value) else 1)
    return str(value)
