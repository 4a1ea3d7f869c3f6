"""Làm được gì: each measure of each kind with its target, plan, result and what is unknown."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from programs.models import Measure

from .dimensions import DIMENSIONS
from .figures import FIGURES_BY_KEY, Unit
from .rollup import Rollup
from .tables import Cell, Column, Row, Table

# How a measure is counted: the figures of plan and result, and by which split they are found.
COUNTED_BY = {
    Measure.Rule.SUM: ("quantity_planned", "quantity", "chi-tieu"),
    Measure.Rule.FACILITIES: ("facilities_planned", "facilities", "noi-dung"),
    Measure.Rule.SUPPORTS: ("supports_planned", "supports", "noi-dung"),
    Measure.Rule.ACTIVITIES: ("activities_planned", "activities", "noi-dung"),
}
UNIT = Column("unit", "Đơn vị tính", is_text=True)
TARGET = Column("target", "Chỉ tiêu giao", rule="Số được giao cho đúng kỳ này.", is_text=True)
PLANNED = Column("planned", "Kế hoạch", rule="Theo đề án đã phê duyệt, không ngừng.")
ACTUAL = Column("actual", "Thực hiện", rule="Theo hạng mục đã nghiệm thu.")
UNKNOWN = Column("unknown", "Hạng mục không rõ số", rule=FIGURES_BY_KEY["quantity_unknown"].rule)
PERCENT = Column(
    "percent", "So với chỉ tiêu", Unit.PERCENT, "Thực hiện chia chỉ tiêu ít nhất được giao."
)
AT_MOST = "không quá"
COLUMNS = (UNIT, TARGET, PLANNED, ACTUAL, UNKNOWN, PERCENT)

Parts = Mapping[Any, Mapping[str, Any]]


def measures_table(rollup: Rollup) -> Table:
    """One row per measure that has a target, a plan or a result; the main one of a kind first."""
    typed = rollup.parts(
        DIMENSIONS["chi-tieu"],
        _figures(
            "quantity_planned", "quantity", "quantity_unknown", "target_minimum", "target_maximum"
        ),
    )
    counted = rollup.parts(
        DIMENSIONS["noi-dung"],
        _figures(
            "facilities_planned",
            "facilities",
            "supports_planned",
            "supports",
            "activities_planned",
            "activities",
        ),
    )
    rows = (_row(measure, typed, counted) for measure in _measures())
    return Table(
        slug="chi-tieu",
        title=f"Kết quả khuyến công {rollup.lines.period.label} theo nội dung và chỉ tiêu",
        dimension="Nội dung, chỉ tiêu",
        columns=COLUMNS,
        rows=tuple(row for row in rows if row is not None),
        notes=tuple(f"{column.label}: {column.rule}" for column in COLUMNS if column.rule),
        question="Làm được gì?",
    )


def _figures(*keys: str) -> list[Any]:
    return [FIGURES_BY_KEY[key] for key in keys]


def _measures() -> Any:
    order = ("kind__group__order", "kind__order", "kind__code", "-is_main", "order", "code")
    return Measure.objects.select_related("kind").order_by(*order)


def _row(measure: Measure, typed: Parts, counted: Parts) -> Row | None:
    planned_key, actual_key, split = COUNTED_BY[Measure.Rule(measure.rule)]
    code = measure.code if split == "chi-tieu" else measure.kind.code
    part = (typed if split == "chi-tieu" else counted).get(code, {})
    target = typed.get(measure.code, {})
    planned, actual = part.get(planned_key, 0), part.get(actual_key, 0)
    unknown = part.get("quantity_unknown", 0)
    lowest, highest = target.get("target_minimum", 0), target.get("target_maximum", 0)
    if not any((planned, actual, unknown, lowest, highest)):
        return None
    unit = Unit.DONG if measure.is_money else Unit.COUNT
    where = {split: code}
    return Row(
        measure.code,
        measure.kind.name if measure.is_main else measure.name,
        (
            Cell(UNIT, "triệu đồng" if measure.is_money else measure.unit),
            Cell(TARGET, _target_text(lowest, highest)),
            Cell(_in(PLANNED, unit), planned, FIGURES_BY_KEY[planned_key].slug, where),
            Cell(
                _in(ACTUAL, unit),
                None if unknown and not actual else actual,
                FIGURES_BY_KEY[actual_key].slug,
                where,
                unknown,
            ),
            Cell(UNKNOWN, unknown, FIGURES_BY_KEY["quantity_unknown"].slug, where),
            Cell(PERCENT, _percent(actual, lowest or highest)),
        ),
        level=0 if measure.is_main else 1,
        note=_rule(measure),
    )


def _rule(measure: Measure) -> str:
    """How the measure is counted, as printed below its name."""
    if measure.is_money:
        return "cộng số tiền"
    if measure.is_typed:
        return f"cộng số {measure.unit}"
    return measure.get_rule_display()


def _in(column: Column, unit: Unit) -> Column:
    return Column(column.key, column.label, unit, column.rule)


def _percent(actual: int, target: int) -> float | None:
    return actual / target * 100 if target else None


def target_behind(row: Row) -> Cell:
    """The target of a row as a cell that opens the lines it comes from.

    Not kept in the table itself: what was sealed before stays as it was sealed.
    """
    cell = row.cell(TARGET.key)
    key = "target_maximum" if str(cell.value).startswith(AT_MOST) else "target_minimum"
    return replace(cell, figure=FIGURES_BY_KEY[key].slug, where={"chi-tieu": row.code})


def _target_text(lowest: int, highest: int) -> str:
    """ "2 – 4", "20", "không quá 4": either end of a target may be open."""
    if lowest and highest and lowest != highest:
        return f"{lowest} – {highest}"
    if lowest:
        return str(lowest)
    return f"{AT_MOST} {highest}" if highest else ""
