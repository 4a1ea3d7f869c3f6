"""Dòng biểu: the rows of a form and what feeds each, as the catalogue or the definition says.

A row that no measure feeds is typed in (``ManualIndicator``). A row fed by measures
that are counted in different ways cannot be one number, and says so instead of being one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from programs.models import ActivityKind, FormRow, Measure
from reports.measures import COUNTED_BY

from .definition import Definition, Feeds, OwnRow, plain_where

MIXED = "chỉ tiêu đếm khác nhau, không cộng được: sửa ở danh mục"


@dataclass(frozen=True)
class FedRow:
    """A row with the figures that fill it, done and planned, and what they are narrowed to."""

    code: str
    number: str
    label: str
    unit: str
    level: int
    actual: str = ""
    planned: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    is_money: bool = False
    is_manual: bool = False
    fed_by: str = ""

    def figure(self, is_plan: bool) -> str:
        return self.planned if is_plan else self.actual


def rows_of(definition: Definition) -> list[FedRow]:
    """The rows in printed order; the same few queries however many rows."""
    match definition.feeds:
        case Feeds.MEASURES:
            return [_by_measures(row) for row in _catalogue(definition)]
        case Feeds.KINDS:
            return _by_kinds(definition)
        case Feeds.FIGURES:
            known = {row.code: row for row in _catalogue(definition)} if definition.form else {}
            return [_own(row, known.get(row.code)) for row in definition.rows]
        case Feeds.ACTIVITIES:
            return []


def _catalogue(definition: Definition) -> list[FormRow]:
    rows = FormRow.objects.filter(form=definition.form).order_by("order", "code")
    return list(rows.prefetch_related("measures__kind", "funded_kinds"))


def _plain(row: FormRow, **more: Any) -> FedRow:
    return FedRow(
        row.code, row.number, row.label, row.unit, level=1 if row.parent_id else 0, **more
    )


def _by_measures(row: FormRow) -> FedRow:
    measures = sorted(row.measures.all(), key=lambda one: (one.kind.order, one.order, one.code))
    if not measures:
        return _plain(row, is_manual=True)
    ways = {(COUNTED_BY[Measure.Rule(one.rule)], one.is_money) for one in measures}
    if len(ways) > 1:
        return _plain(row, fed_by=MIXED)
    [((planned, actual, split), is_money)] = ways
    codes = {one.code if split == "chi-tieu" else one.kind.code: None for one in measures}
    return _plain(
        row,
        actual=actual,
        planned=planned,
        where=plain_where({split: tuple(codes)}),
        is_money=is_money,
        fed_by="; ".join(map(_measure_in_words, measures)),
    )


def _measure_in_words(measure: Measure) -> str:
    how = "cộng số đã nhập" if measure.is_typed else measure.get_rule_display()
    return f"{measure.kind.name}: {measure.name.lower()} ({how})"


def _by_kinds(definition: Definition) -> list[FedRow]:
    """Money of a row's own kinds and of those under it, so that the outer rows add up to all."""
    rows = _catalogue(definition)
    under: dict[int, list[ActivityKind]] = {row.pk: list(row.funded_kinds.all()) for row in rows}
    for row in rows:
        if row.parent_id in under:
            under[row.parent_id] = [*under[row.parent_id], *row.funded_kinds.all()]
    return [_of_kinds(row, under[row.pk], definition) for row in rows]


def _of_kinds(row: FormRow, kinds: Iterable[ActivityKind], definition: Definition) -> FedRow:
    found = sorted(kinds, key=lambda kind: (kind.order, kind.code))
    if not found:
        return _plain(row)  # money is never typed in
    return _plain(
        row,
        actual=definition.actual,
        planned=definition.planned,
        where=plain_where({"noi-dung": [kind.code for kind in found]}),
        is_money=True,
        fed_by="; ".join(kind.name for kind in found),
    )


def _own(row: OwnRow, known: FormRow | None) -> FedRow:
    """What the definition says of the row, else what the catalogue's row of that code says."""
    has_parent = bool(known and known.parent_id)
    return FedRow(
        row.code,
        row.number or (known.number if known else ""),
        row.label or (known.label if known else row.code),
        row.unit or (known.unit if known else ""),
        level=row.level if row.level is not None else int(has_parent),
        actual=row.actual,
        planned=row.planned,
        where=plain_where(row.where),
        is_manual=not (row.actual or row.planned),
    )
