"""Every number the portal publishes, each defined here and nowhere else.

A page, an Excel file, CSV, JSON and the drill-down print the same figure because they all read it
from this list. ``Sum`` and ``Count`` are banned elsewhere (see ``banned-api`` in pyproject.toml).
A change of a definition is a change of this file; the commit names the decree behind it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.db.models import Aggregate, Count, F, Q, Sum

from programs.models import BudgetSource
from projects.models import Award, Payment, Stage

from .dimensions import Dimension
from .lines import KEYS, REGISTER, Fact

SUPPORT_MONEY = {"source_role": BudgetSource.Role.SUPPORT}
COUNTERPART = {"source_role": BudgetSource.Role.COUNTERPART}
KNOWN_SOURCE = {**SUPPORT_MONEY, "source_is_unknown": False}


class Unit(Enum):
    """How a number is read; money is kept in đồng and printed in triệu đồng."""

    DONG = "đồng"
    COUNT = ""
    PERCENT = "%"
    TIMES = "lần"


class How(Enum):
    """How lines make a number."""

    SUM = "sum"
    DISTINCT = "distinct"
    LINES = "lines"


@dataclass(frozen=True)
class Figure:
    """A total over the lines of one fact that fulfil ``where``.

    ``slug`` stands in addresses, ``key`` in JSON. ``rule`` is printed beside the figure. ``under``
    names, per dimension, another column to split by: đề án are split by their main kind.
    """

    key: str
    slug: str
    label: str
    fact: Fact
    how: How
    column: str
    where: Mapping[str, Any]
    unit: Unit
    rule: str
    under: Mapping[str, str] = field(default_factory=dict)

    def expression(self) -> Aggregate:
        condition = Q(**self.where) or None
        match self.how:
            case How.SUM:
                return Sum(F(self.column), filter=condition, default=0)
            case How.DISTINCT:
                return Count(F(KEYS[self.column]), filter=condition, distinct=True)
            case How.LINES:
                return Count("pk", filter=condition)

    @property
    def columns(self) -> set[str]:
        """The flat columns that the expression reads."""
        named = {name.removesuffix("__isnull").removesuffix("__in") for name in self.where}
        match self.how:
            case How.LINES:
                return named
            case How.DISTINCT:
                return named | {KEYS[self.column]}
        return named | {self.column}

    @property
    def is_additive(self) -> bool:
        """Whether the parts of a split add up to the total, line by line."""
        return self.how is not How.DISTINCT

    def column_of(self, dimension: Dimension) -> str:
        """The flat column that splits this figure by the dimension."""
        return self.under.get(dimension.slug, dimension.column)

    def splits_by(self, dimension: Dimension) -> bool:
        """Whether the fact knows that split: there is no money assigned by commune."""
        return REGISTER[self.fact].knows(self.column_of(dimension))


@dataclass(frozen=True)
class Ratio:
    """One figure over another; worked out per row, never averaged or added."""

    key: str
    slug: str
    label: str
    part: str
    whole: str
    unit: Unit
    rule: str
    of_total: bool = False

    def of(self, row: Mapping[str, Any], total: Mapping[str, Any]) -> float | None:
        """The ratio of one row; None where there is nothing to divide by."""
        whole = (total if self.of_total else row).get(self.whole) or 0
        if not whole:
            return None
        quotient = (row.get(self.part) or 0) / whole
        return quotient * 100 if self.unit is Unit.PERCENT else quotient


def _money(
    key: str, slug: str, label: str, column: str, where: Mapping[str, Any], rule: str
) -> Figure:
    return Figure(key, slug, label, Fact.FUNDING, How.SUM, column, where, Unit.DONG, rule)


BY_MAIN_KIND = {"noi-dung": "main_kind_code"}
IN_PLAN, IN_RESULT = {"in_plan": True}, {"in_result": True}
SCHEME = {"is_scheme": True}

FIGURES: tuple[Figure, ...] = (
    Figure(
        "activities",
        "de-an",
        "Số đề án",
        Fact.SUPPORT,
        How.DISTINCT,
        "activity_code",
        {**SCHEME, **IN_RESULT, "activity_in_result": True},
        Unit.COUNT,
        "Đếm đề án đã nghiệm thu mọi hạng mục không ngừng; mỗi đề án một lần, theo nội dung chính "
        "và chương trình. Chi quản lý không tính là đề án.",
        BY_MAIN_KIND,
    ),
    Figure(
        "activities_planned",
        "de-an-ke-hoach",
        "Số đề án kế hoạch",
        Fact.SUPPORT,
        How.DISTINCT,
        "activity_code",
        {**SCHEME, **IN_PLAN},
        Unit.COUNT,
        "Đếm đề án đã phê duyệt và không ngừng; mỗi đề án một lần.",
        BY_MAIN_KIND,
    ),
    Figure(
        "proposals",
        "de-an-de-xuat",
        "Số đề án đề xuất",
        Fact.SUPPORT,
        How.DISTINCT,
        "activity_code",
        {"stage_code": Stage.PROPOSED},
        Unit.COUNT,
        "Đếm đề án đang đề xuất, chưa phê duyệt; không vào kế hoạch hay kết quả.",
        BY_MAIN_KIND,
    ),
    Figure(
        "facilities",
        "co-so",
        "Số cơ sở được hỗ trợ",
        Fact.SUPPORT,
        How.DISTINCT,
        "facility_code",
        IN_RESULT,
        Unit.COUNT,
        "Đếm cơ sở có hạng mục đã nghiệm thu; mỗi cơ sở một lần dù được hỗ trợ nhiều năm, nên "
        "các dòng cộng lại có thể lớn hơn tổng.",
    ),
    Figure(
        "facilities_planned",
        "co-so-ke-hoach",
        "Số cơ sở kế hoạch",
        Fact.SUPPORT,
        How.DISTINCT,
        "facility_code",
        IN_PLAN,
        Unit.COUNT,
        "Đếm cơ sở có hạng mục trong đề án đã phê duyệt và không ngừng; mỗi cơ sở một lần.",
    ),
    Figure(
        "supports",
        "luot",
        "Số lượt hỗ trợ",
        Fact.SUPPORT,
        How.LINES,
        "",
        IN_RESULT,
        Unit.COUNT,
        "Đếm hạng mục hỗ trợ đã nghiệm thu; một đề án có thể có nhiều hạng mục.",
    ),
    Figure(
        "supports_planned",
        "luot-ke-hoach",
        "Số lượt kế hoạch",
        Fact.SUPPORT,
        How.LINES,
        "",
        IN_PLAN,
        Unit.COUNT,
        "Đếm hạng mục hỗ trợ của đề án đã phê duyệt, không ngừng.",
    ),
    Figure(
        "quantity",
        "so-luong",
        "Số lượng thực hiện",
        Fact.QUANTITY,
        How.SUM,
        "actual_quantity",
        IN_RESULT,
        Unit.COUNT,
        "Cộng số lượng thực hiện của các hạng mục đã nghiệm thu.",
    ),
    Figure(
        "quantity_planned",
        "so-luong-ke-hoach",
        "Số lượng kế hoạch",
        Fact.QUANTITY,
        How.SUM,
        "planned_quantity",
        IN_PLAN,
        Unit.COUNT,
        "Cộng số lượng kế hoạch của các hạng mục đã phê duyệt, không ngừng.",
    ),
    Figure(
        "quantity_unknown",
        "so-luong-khong-ro",
        "Số hạng mục không rõ số lượng",
        Fact.QUANTITY,
        How.LINES,
        "",
        {**IN_RESULT, "actual_quantity__isnull": True},
        Unit.COUNT,
        "Đếm hạng mục đã nghiệm thu mà không thống kê số lượng; không tính là 0.",
    ),
    Figure(
        "assigned",
        "kinh-phi-giao",
        "Kinh phí giao",
        Fact.ALLOCATION,
        How.SUM,
        "assigned_amount",
        {**SUPPORT_MONEY, **IN_PLAN},
        Unit.DONG,
        "Cộng kinh phí khuyến công được giao theo văn bản.",
    ),
    _money(
        "planned",
        "kinh-phi-ke-hoach",
        "Kinh phí kế hoạch",
        "planned_amount",
        {**SUPPORT_MONEY, **IN_PLAN},
        "Cộng kinh phí khuyến công của đề án đã phê duyệt, không ngừng; xếp theo năm ngân sách.",
    ),
    _money(
        "planned_decided",
        "ke-hoach-co-quyet-dinh",
        "Kế hoạch theo quyết định",
        "planned_amount",
        {**SUPPORT_MONEY, **IN_PLAN, "decision_number__isnull": False},
        "Phần của kinh phí kế hoạch mà đề án có ghi quyết định phê duyệt.",
    ),
    _money(
        "spent",
        "kinh-phi-thuc-hien",
        "Kinh phí thực hiện",
        "spent_amount",
        {**SUPPORT_MONEY, **IN_RESULT},
        "Số quyết toán, chưa có thì số kế hoạch, của phần đã nghiệm thu; không phải số giải ngân.",
    ),
    _money(
        "settled",
        "quyet-toan",
        "Kinh phí quyết toán",
        "settled_amount",
        {**SUPPORT_MONEY, **IN_RESULT},
        "Cộng số quyết toán của phần đã nghiệm thu.",
    ),
    Figure(
        "disbursed",
        "giai-ngan",
        "Đã giải ngân",
        Fact.PAYMENT,
        How.SUM,
        "paid_amount",
        {
            **SUPPORT_MONEY,
            **IN_RESULT,
            "payment_kind__in": (Payment.Kind.ADVANCE, Payment.Kind.DISBURSEMENT),
        },
        Unit.DONG,
        "Cộng các lần tạm ứng và giải ngân kinh phí khuyến công; khoản thu hồi không trừ vào đây.",
    ),
    Figure(
        "recovered",
        "thu-hoi",
        "Đã thu hồi",
        Fact.PAYMENT,
        How.SUM,
        "paid_amount",
        {**SUPPORT_MONEY, **IN_RESULT, "payment_kind": Payment.Kind.RECOVERY},
        Unit.DONG,
        "Cộng các lần thu hồi kinh phí hỗ trợ có thu hồi.",
    ),
    _money(
        "recoverable",
        "phai-thu-hoi",
        "Phải thu hồi",
        "recoverable_amount",
        {**SUPPORT_MONEY, **IN_PLAN},
        "Cộng phần kinh phí hỗ trợ có thu hồi của đề án đã phê duyệt.",
    ),
    _money(
        "counterpart",
        "doi-ung",
        "Vốn đối ứng",
        "spent_amount",
        {**COUNTERPART, **IN_RESULT},
        "Vốn của cơ sở thụ hưởng ở phần đã nghiệm thu; không phải kinh phí khuyến công.",
    ),
    _money(
        "counterpart_planned",
        "doi-ung-ke-hoach",
        "Vốn đối ứng kế hoạch",
        "planned_amount",
        {**COUNTERPART, **IN_PLAN},
        "Vốn của cơ sở thụ hưởng theo đề án đã phê duyệt, không ngừng.",
    ),
    _money(
        "all_money",
        "tong-kinh-phi",
        "Tổng kinh phí",
        "spent_amount",
        IN_RESULT,
        "Kinh phí khuyến công, vốn đối ứng và mọi nguồn khác ở phần đã nghiệm thu.",
    ),
    _money(
        "all_money_planned",
        "tong-kinh-phi-ke-hoach",
        "Tổng kinh phí kế hoạch",
        "planned_amount",
        IN_PLAN,
        "Kinh phí khuyến công, vốn đối ứng và mọi nguồn khác của đề án đã phê duyệt.",
    ),
    _money(
        "other_money",
        "nguon-khac",
        "Nguồn khác",
        "spent_amount",
        {"source_role": BudgetSource.Role.OTHER, **IN_RESULT},
        "Ngân sách khác và nguồn khác ở phần đã nghiệm thu.",
    ),
    Figure(
        "unknown_money",
        "chua-ro-so-tien",
        "Số khoản chưa rõ số tiền",
        Fact.FUNDING,
        How.LINES,
        "",
        {**SUPPORT_MONEY, **IN_RESULT, "spent_amount__isnull": True},
        Unit.COUNT,
        "Đếm khoản kinh phí đã nghiệm thu mà chưa rõ số tiền; không tính là 0.",
    ),
    _money(
        "unknown_source",
        "chua-ro-nguon",
        "Kinh phí chưa rõ nguồn",
        "spent_amount",
        {**SUPPORT_MONEY, **IN_RESULT, "source_is_unknown": True},
        "Phần của kinh phí thực hiện mà không rõ là quốc gia hay địa phương; không vào tỷ lệ.",
    ),
    # The two sides of the disbursement rate: only what has both a known source and a plan.
    _money(
        "planned_known",
        "ke-hoach-ro-nguon",
        "Kinh phí kế hoạch đã rõ nguồn",
        "planned_amount",
        {**KNOWN_SOURCE, **IN_PLAN},
        "Kinh phí kế hoạch của các nguồn đã rõ; mẫu số của tỷ lệ giải ngân.",
    ),
    Figure(
        "disbursed_known",
        "giai-ngan-ro-nguon",
        "Giải ngân đã rõ nguồn",
        Fact.PAYMENT,
        How.SUM,
        "paid_amount",
        {
            **KNOWN_SOURCE,
            **IN_RESULT,
            "has_planned_amount": True,
            "payment_kind__in": (Payment.Kind.ADVANCE, Payment.Kind.DISBURSEMENT),
        },
        Unit.DONG,
        "Đã giải ngân của các khoản rõ nguồn và rõ số kế hoạch; tử số của tỷ lệ giải ngân.",
    ),
    Figure(
        "outcome",
        "hieu-qua",
        "Kết quả sau hỗ trợ",
        Fact.OUTCOME,
        How.SUM,
        "outcome_value",
        {**IN_RESULT, "outcome_is_additive": True},
        Unit.COUNT,
        "Cộng các chỉ tiêu cộng được (lao động, việc làm); số trên của khoảng không tính.",
    ),
    Figure(
        "products",
        "san-pham-cong-nhan",
        "Sản phẩm CNNT tiêu biểu được công nhận",
        Fact.AWARD,
        How.LINES,
        "",
        {
            **IN_RESULT,
            "award_status__in": (
                Award.Status.RECOGNISED,
                Award.Status.AWARDED,
                Award.Status.NOMINATED,
            ),
        },
        Unit.COUNT,
        "Đếm sản phẩm, bộ sản phẩm được công nhận trong các đợt bình chọn của kỳ.",
    ),
    Figure(
        "products_registered",
        "san-pham-dang-ky",
        "Sản phẩm đăng ký bình chọn",
        Fact.AWARD,
        How.LINES,
        "",
        IN_RESULT,
        Unit.COUNT,
        "Đếm sản phẩm, bộ sản phẩm dự bình chọn trong các đợt của kỳ.",
    ),
    Figure(
        "target_minimum",
        "chi-tieu",
        "Chỉ tiêu (ít nhất)",
        Fact.TARGET,
        How.SUM,
        "minimum_quantity",
        {},
        Unit.COUNT,
        "Chỉ tiêu được giao cho đúng kỳ này.",
    ),
    Figure(
        "target_maximum",
        "chi-tieu-nhieu-nhat",
        "Chỉ tiêu (nhiều nhất)",
        Fact.TARGET,
        How.SUM,
        "maximum_quantity",
        {},
        Unit.COUNT,
        "Chỉ tiêu được giao cho đúng kỳ này, số trên của khoảng.",
    ),
)

RATIOS: tuple[Ratio, ...] = (
    Ratio(
        "weight",
        "ty-trong",
        "Tỷ trọng",
        "spent",
        "spent",
        Unit.PERCENT,
        "Kinh phí thực hiện của dòng chia tổng kinh phí thực hiện.",
        of_total=True,
    ),
    Ratio(
        "disbursement_rate",
        "ty-le-giai-ngan",
        "Tỷ lệ giải ngân",
        "disbursed_known",
        "planned_known",
        Unit.PERCENT,
        "Đã giải ngân chia kinh phí kế hoạch, chỉ phần rõ nguồn và rõ số tiền.",
    ),
    Ratio(
        "share_of_assigned",
        "so-voi-giao",
        "So với kinh phí giao",
        "spent",
        "assigned",
        Unit.PERCENT,
        "Kinh phí thực hiện chia kinh phí giao của kỳ.",
    ),
    Ratio(
        "share_of_planned",
        "so-voi-ke-hoach",
        "So với kinh phí kế hoạch",
        "spent",
        "planned",
        Unit.PERCENT,
        "Kinh phí thực hiện chia kinh phí kế hoạch của kỳ.",
    ),
    Ratio(
        "leverage",
        "von-thu-hut",
        "Vốn đối ứng trên một đồng hỗ trợ",
        "counterpart",
        "spent",
        Unit.TIMES,
        "Vốn đối ứng chia kinh phí thực hiện.",
    ),
)

FIGURES_BY_KEY: Mapping[str, Figure] = {item.key: item for item in FIGURES}
FIGURES_BY_SLUG: Mapping[str, Figure] = {item.slug: item for item in FIGURES}
RATIOS_BY_KEY: Mapping[str, Ratio] = {item.key: item for item in RATIOS}
BY_KEY: Mapping[str, Figure | Ratio] = {**FIGURES_BY_KEY, **RATIOS_BY_KEY}


def line_count() -> Aggregate:
    """How many lines a grouped list of records stands on."""
    return Count("pk")


def activity_count() -> Aggregate:
    """How many activities a choice of the public list has, each once."""
    return Count("pk", distinct=True)
