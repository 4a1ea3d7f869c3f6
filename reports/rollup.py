"""Cộng dồn: split the figures by a dimension, in one grouped query per fact and column in use.

A count of different things is never added from rows: a facility helped in two years is one
facility, so its total is asked for. What adds up line by line is added from the parts, which are
all lines (a law in the tests), and may be asked for several splits at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Aggregate

from .dimensions import DIMENSIONS, Dimension
from .figures import BY_KEY, FIGURES, FIGURES_BY_KEY, Figure, Ratio
from .lines import Fact, Lines
from .tables import Cell, Column, Row, Table

Values = Mapping[str, Any]

# What a split prints, in this order, as far as its facts know the split.
SPLIT_COLUMNS = (
    "activities",
    "facilities",
    "supports",
    "assigned",
    "planned",
    "disbursed",
    "settled",
    "spent",
    "weight",
    "counterpart",
    "disbursement_rate",
    "share_of_plan",
    "leverage",
)


# The shares of the plan, the first that is recorded is printed.
SHARES_OF_PLAN = ("share_of_assigned", "share_of_planned")
ALWAYS_SHOWN = {"activities", "facilities", "supports", "spent"}


class Rollup:
    """The figures of one set of lines: totals, and any split."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self._gathered: dict[tuple[str, str], Mapping[Any, Any]] = {}

    @cached_property
    def totals(self) -> "Totals":
        """Every figure over all lines, as far as they are read."""
        return Totals(self)

    def some(self, keys: Iterable[str]) -> Values:
        """The named figures over all lines, one query per fact in use."""
        grouped: dict[Fact, list[Figure]] = defaultdict(list)
        for key in keys:
            grouped[FIGURES_BY_KEY[key].fact].append(FIGURES_BY_KEY[key])
        found: dict[str, Any] = {}
        for fact, figures in grouped.items():
            found |= self.aggregate(fact, figures)
        return found

    def aggregate(self, fact: Fact, figures: Sequence[Figure]) -> Values:
        """The figures of one fact over all lines, in one query."""
        rows = self.lines.of(fact, _columns(figures))
        named = rows.aggregate(**_expressions(figures))
        return {item.key: named[_alias(item)] for item in figures}

    def gather(self, splits: Sequence[Dimension], keys: Iterable[str]) -> None:
        """Ask the additive figures of one fact for several splits at once, and keep the parts.

        The sums by (kind, year, source) hold those by kind, by year and by source: one pass over
        the lines in place of three. The splits must be few and small together.
        """
        figures = [FIGURES_BY_KEY[key] for key in keys]
        columns = [item.column_of(by) for item in figures[:1] for by in splits]
        rows = self.lines.of(figures[0].fact, {*columns, *_columns(figures)}).order_by()
        parts: dict[tuple[str, str], dict[Any, Any]] = {
            (by.slug, item.key): defaultdict(int) for by in splits for item in figures
        }
        for found in rows.values(*columns).annotate(**_expressions(figures)):
            for by, column in zip(splits, columns, strict=True):
                for item in figures:
                    parts[by.slug, item.key][found[column]] += found[_alias(item)]
        self._gathered |= parts

    def parts(self, by: Dimension, figures: Iterable[Figure]) -> Mapping[Any, dict[str, Any]]:
        """The figures for each member of ``by``; a key None is what has no member."""
        grouped: dict[tuple[Fact, str], list[Figure]] = defaultdict(list)
        parts: dict[Any, dict[str, Any]] = defaultdict(dict)
        for item in figures:
            if (by.slug, item.key) not in self._gathered:
                grouped[item.fact, item.column_of(by)].append(item)
                continue
            for code, value in self._gathered[by.slug, item.key].items():
                parts[code][item.key] = value
        for (fact, column), items in grouped.items():
            rows = self.lines.of(fact, {column, *_columns(items)}).order_by()
            for found in rows.values(column).annotate(**_expressions(items)):
                parts[found[column]] |= {item.key: found[_alias(item)] for item in items}
        return parts

    def cross(self, item: Figure, *splits: Dimension) -> Mapping[tuple[Any, ...], Any]:
        """One figure split several ways at once, by (member, member, …)."""
        return self.crosses([item], *splits)[item.key]

    def crosses(
        self, items: Sequence[Figure], *splits: Dimension
    ) -> Mapping[str, Mapping[tuple[Any, ...], Any]]:
        """Figures of one fact, all split by the same columns, in one query: key -> parts."""
        columns = [items[0].column_of(by) for by in splits]
        rows = self.lines.of(items[0].fact, {*columns, *_columns(items)}).order_by()
        parts: dict[str, dict[tuple[Any, ...], Any]] = {item.key: {} for item in items}
        for part in rows.values(*columns).annotate(**_expressions(items)):
            codes = tuple(part[name] for name in columns)
            for item in items:
                parts[item.key][codes] = part[_alias(item)]
        return parts

    def split(self, by: Dimension, keys: Sequence[str] = SPLIT_COLUMNS) -> Table:
        """A table of ``keys`` by ``by``. Raises KeyError for a key that is no figure or ratio."""
        asked = [item for key in keys for item in self._named(key, by)]
        parts = self.parts(by, _figures_behind(asked))
        total = self._total_of(parts, _figures_behind(asked))
        columns = self._chosen(asked, total)
        wanted = _figures_behind(columns)
        known = {code for code, part in parts.items() if code is not None and _says(part, wanted)}
        members = [pair for pair in self.lines.members(by, known) if pair[0] in known]
        if None in parts and _says(parts[None], wanted):
            members.append((None, by.unknown))
        return Table(
            slug=by.slug,
            title=f"Kết quả khuyến công {self.lines.period.label} theo {_lower(by.label)}",
            dimension=by.label,
            columns=tuple(_column(item) for item in columns),
            rows=tuple(
                _row(code, label, columns, parts[code], total, {by.slug: code})
                for code, label in members
            ),
            total=_row(None, "Cộng", columns, total, total, {}),
            notes=_notes(columns, by),
            question=by.question,
        )

    def _named(self, key: str, by: Dimension) -> list[Figure | Ratio]:
        """The columns behind a key, as far as the facts can split them by ``by``."""
        names = SHARES_OF_PLAN if key == "share_of_plan" else (key,)
        items = [BY_KEY[name] for name in names]
        return [item for item in items if all(part.splits_by(by) for part in _behind(item))]

    def _total_of(self, parts: Mapping[Any, Values], figures: Sequence[Figure]) -> Values:
        """The total of a split: added where the parts add up, asked for where they may not."""
        counted = [item.key for item in figures if not item.is_additive]
        self.totals.fetch(counted)
        total = {key: self.totals[key] for key in counted}
        for item in figures:
            if item.is_additive:
                total[item.key] = sum(part.get(item.key, 0) for part in parts.values())
        return total

    @staticmethod
    def _chosen(asked: Sequence[Figure | Ratio], total: Values) -> list[Figure | Ratio]:
        """Leave out what nobody recorded: a column of zeros would claim that nothing was paid.

        "Share of the plan" names its denominator: what was assigned if that is known here.
        """
        recorded = [
            item
            for item in asked
            if all(part.key in ALWAYS_SHOWN or total[part.key] for part in _behind(item))
        ]
        shares = [item for item in recorded if item.key in SHARES_OF_PLAN]
        return [item for item in recorded if item not in shares[1:]]


class Totals(Mapping[str, Any]):
    """The totals by key. All of a fact are asked when one is read that nobody fetched before.

    Lines that are narrowed to one facility have no figures of facts that know no facility.
    """

    def __init__(self, rollup: Rollup) -> None:
        self._rollup = rollup
        self._found: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._found:
            fact = FIGURES_BY_KEY[key].fact
            if not self._rollup.lines.know(fact):
                raise KeyError(key)
            self.fetch(item.key for item in FIGURES if item.fact is fact)
        return self._found[key]

    def fetch(self, keys: Iterable[str]) -> None:
        """Ask for just these, as far as they are not known yet."""
        missing = [key for key in keys if key not in self._found]
        self._found |= self._rollup.some(missing)

    def __iter__(self) -> Iterator[str]:
        return (item.key for item in FIGURES if self._rollup.lines.know(item.fact))

    def __len__(self) -> int:
        return len(list(iter(self)))


def _alias(item: Figure) -> str:
    """Flat names of ours must not meet a model's own field."""
    return f"figure_{item.key}"


def _expressions(figures: Iterable[Figure]) -> dict[str, Aggregate]:
    return {_alias(item): item.expression() for item in figures}


def _columns(figures: Iterable[Figure]) -> set[str]:
    return set().union(*(item.columns for item in figures))


def _behind(item: Figure | Ratio) -> list[Figure]:
    if isinstance(item, Figure):
        return [item]
    return [FIGURES_BY_KEY[item.part], FIGURES_BY_KEY[item.whole]]


def _figures_behind(columns: Iterable[Figure | Ratio]) -> list[Figure]:
    return list({part.key: part for item in columns for part in _behind(item)}.values())


def _says(part: Values, wanted: Iterable[Figure]) -> bool:
    """Whether a row has anything to say; a member with nothing but zeros is left out."""
    return any(part.get(item.key) for item in wanted)


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def _column(item: Figure | Ratio) -> Column:
    return Column(item.key, item.label, item.unit, item.rule)


def _row(
    code: Any,
    label: str,
    columns: Sequence[Figure | Ratio],
    values: Values,
    total: Values,
    where: Mapping[str, Any],
) -> Row:
    return Row(code, label, tuple(_cell(item, values, total, where) for item in columns))


def _cell(item: Figure | Ratio, values: Values, total: Values, where: Mapping[str, Any]) -> Cell:
    column = _column(item)
    if isinstance(item, Ratio):
        return Cell(column, item.of(values, total))
    return Cell(column, values.get(item.key, 0), item.slug, where)


def _notes(columns: Iterable[Figure | Ratio], by: Dimension) -> tuple[str, ...]:
    rules = (f"{item.label}: {item.rule}" for item in columns)
    return (*rules, f"Giới hạn: {by.limit}") if by.limit else tuple(rules)


def rollup(by: str, lines: Lines) -> Table:
    """The table of one split, by its slug in DIMENSIONS."""
    return Rollup(lines).split(DIMENSIONS[by])
