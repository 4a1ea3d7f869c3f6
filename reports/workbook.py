"""Sổ tổng hợp: everything of a period in one file, made of the page's own tables and records.

A sealed revision gives what was sealed; nothing here reads the register beside the edition.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .addresses import Address
from .editions import MEASURES, Edition
from .figures import FIGURES_BY_KEY
from .formats import shown_with_unit
from .forms.paper import Issuer
from .results import Results
from .roll_lists import ACTIVITIES, FACILITIES
from .rollup import Rollup
from .tables import Cell, Column, Roll, Row, Table

# The sheets of splits in their order; those of the second kind only where the page has them.
SPLIT_SHEETS = {
    "noi-dung": "Theo nội dung",
    "nam": "Theo năm",
    "nguon": "Theo nguồn",
    "xa-phuong": "Theo xã, phường",
    "huyen-cu": "Theo huyện cũ",
    "loai-hinh": "Theo loại hình",
}
MORE_SHEETS = {"chuong-trinh": "Theo chương trình", "tinh-cu": "Theo tỉnh cũ"}
SUMMARY, TARGETS, RULES = "Tổng hợp", "Chỉ tiêu và kết quả", "Cách tính"
FACILITY_SHEET, ACTIVITY_SHEET = "Cơ sở được hỗ trợ", "Hoạt động"
LIMIT = "Giới hạn: "
# What is counted apart because nobody knows it.
UNKNOWN = ("quantity_unknown", "unknown_money", "unknown_source")
UNITS = (
    ("Tiền", "Triệu đồng; ô giữ đủ từng đồng dù hiện ít chữ số lẻ. Trong CSV và JSON là đồng."),
    ("Ô trống, số 0", "Ô trống: không có hoặc không rõ. 0: có ghi nhận và bằng không."),
    ("Dòng cuối bảng", "Do cơ sở dữ liệu đếm và cộng trên hồ sơ, không cộng từ các dòng."),
    (
        "Mở hồ sơ",
        "Bấm vào một con số trong các bảng để mở đúng các hồ sơ làm nên số đó trên cổng.",
    ),
)
LEFT_OUT = (
    (
        "Không được tính",
        "Hồ sơ nháp và chờ duyệt; đề án đề xuất, không được duyệt; phần đã ngừng thực hiện; phần "
        "sau ngày chốt số liệu.",
    ),
)
ILLUSTRATIONS = "Có hồ sơ minh họa, không phải hồ sơ có thật."


@dataclass(frozen=True)
class Sheet:
    """A sheet of tables, one below the other."""

    name: str
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class RuleGroup:
    """How some things are counted: pairs of a name and its rule."""

    title: str
    rules: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PhaseBook:
    """What stands in the workbook, sheet by sheet."""

    results: Results
    issuer: Issuer
    period_line: str
    address: Address
    sheets: tuple[Sheet, ...]
    targets: Table
    rolls: tuple[tuple[str, Roll], ...]
    rules: tuple[RuleGroup, ...]

    @property
    def names(self) -> Sequence[str]:
        """The sheets after the first, in their order."""
        return [
            *(sheet.name for sheet in self.sheets),
            TARGETS,
            *(name for name, _ in self.rolls),
            RULES,
        ]


def book_of(edition: Edition, has_lists: bool = True) -> PhaseBook:
    """The workbook of an edition; the same number of queries however many records."""
    results = edition.results()
    sheets = tuple(_sheets(edition, results))
    targets = edition.table(MEASURES) or results.measures
    rolls = tuple(_rolls(edition, results.money)) if has_lists else ()
    tables = [results.money, *(table for sheet in sheets for table in sheet.tables), targets]
    return PhaseBook(
        results=results,
        issuer=edition.forms.issuer,
        period_line=_period_line(edition),
        address=edition.address,
        sheets=sheets,
        targets=targets,
        rolls=rolls,
        rules=tuple(_rules(edition, results, tables, [roll for _, roll in rolls])),
    )


def _rolls(edition: Edition, money: Table) -> Iterator[tuple[str, Roll]]:
    period = edition.lines.period.label
    for name, title, one in (
        (FACILITY_SHEET, f"Danh sách cơ sở được hỗ trợ, {period}", FACILITIES),
        (ACTIVITY_SHEET, f"Danh sách đề án, nhiệm vụ khuyến công, {period}", ACTIVITIES),
    ):
        yield name, one.roll(edition.lines, title, money)


def _period_line(edition: Edition) -> str:
    """What the numbers are of: "Kỳ: giai đoạn 2018–2020; thực hiện; số liệu đến ngày …"."""
    period = edition.lines.period
    words = [f"Kỳ: {period.label}", f"số liệu {edition.basis.label.lower()}"]
    if period.cutoff and not period.is_days:
        words.append(f"đến ngày {period.cutoff:%d/%m/%Y}")
    return "; ".join((*words, "tiền tính bằng triệu đồng"))


def _sheets(edition: Edition, results: Results) -> Iterator[Sheet]:
    on_page = {table.slug: table for table in results.splits}
    for slug, name in (SPLIT_SHEETS | MORE_SHEETS).items():
        whole = edition.table(slug)
        if whole is not None and (slug in SPLIT_SHEETS or slug in on_page):
            yield Sheet(name, (whole, *_more_of(whole, on_page.get(slug))))


def _more_of(whole: Table, on_page: Table | None) -> Iterator[Table]:
    """What the page's table of a split has and the split's own has not: money by source."""
    known = {column.key for column in whole.columns}
    keys = [one.key for one in on_page.columns if one.key not in known] if on_page else []
    if on_page and keys:
        columns = tuple(one for one in on_page.columns if one.key in keys)
        yield replace(
            on_page,
            title=f"{on_page.title}, chia theo nguồn",
            columns=tuple(replace(one, label=f"{_spent_label()}: {one.label}") for one in columns),
            rows=tuple(_narrowed(row, keys) for row in on_page.rows),
            total=on_page.total and _narrowed(on_page.total, keys),
            notes=(),
        )


def _spent_label() -> str:
    return FIGURES_BY_KEY["spent"].label


def _narrowed(row: Row, keys: Sequence[str]) -> Row:
    return replace(row, cells=tuple(cell for cell in row.cells if cell.column.key in keys))


# How everything is counted.


def _rules(
    edition: Edition, results: Results, tables: Sequence[Table], rolls: Sequence[Roll]
) -> Iterator[RuleGroup]:
    columns = [cell.column for cell in (*results.headline, *results.aside)]
    columns += [one for table in tables for one in table.columns]
    columns += [
        replace(one, rule=edition.rules.get(one.key, "")) for roll in rolls for one in roll.columns
    ]
    yield RuleGroup("Chỉ số", tuple(_of_columns(columns).items()))
    yield RuleGroup("Cách đếm từng chỉ tiêu", tuple(_of_measures(results.measures)))
    limits = {table.dimension: note for table in tables for note in _limits(table)}
    yield RuleGroup("Giới hạn của từng cách chia", tuple(limits.items()))
    yield RuleGroup("Đơn vị, ký hiệu", UNITS)
    is_marked = [("Minh họa", ILLUSTRATIONS)] if results.has_illustrations else []
    yield RuleGroup("Chưa rõ, không tính", (*_unknown(edition), *LEFT_OUT, *is_marked))


def _of_columns(columns: Sequence[Column]) -> dict[str, str]:
    """Each rule once, by the heading it explains; a part by source is as its whole."""
    rules: dict[str, str] = {}
    for one in columns:
        if one.rule and not one.key.startswith("spent_"):
            rules.setdefault(one.label, one.rule)
    return rules


def _of_measures(measures: Table) -> Iterator[tuple[str, str]]:
    for row in measures.rows:
        yield row.label, row.note


def _limits(table: Table) -> Iterator[str]:
    for note in table.notes:
        if note.startswith(LIMIT):
            yield note.removeprefix(LIMIT)


def _unknown(edition: Edition) -> Iterator[tuple[str, str]]:
    """How much of the period nobody knows."""
    values = Rollup(edition.lines).some(UNKNOWN)
    for key in filter(values.get, UNKNOWN):
        figure = FIGURES_BY_KEY[key]
        said = shown_with_unit(Cell(Column(key, figure.label, figure.unit), values[key]))
        yield figure.label, f"{said}. {edition.rules[key]}"
