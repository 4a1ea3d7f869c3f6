"""The columns of a list of đề án: one row for each hạng mục, the money of each source beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from khuyencong.imports.cells import (
    UNKNOWN,
    MoneyCell,
    QuantityCell,
    TaxCodeCell,
    WholeCell,
    YearCell,
)
from khuyencong.imports.columns import Column, HouseResource, column
from programs.import_acts import decision_columns
from programs.models import BudgetSource, Measure
from projects.entry.supports import typed_measures
from projects.models import Activity, Funding, Support

from .places import place_columns

EXAMPLES = {"KCDP:planned": (150_000_000, ""), "KCQG:planned": ("", "1,2 tỷ")}

_number, _day = decision_columns(Activity, "decision")
_places = place_columns(Support)


@dataclass(frozen=True)
class SchemeRow:
    """A row on its way out: the activity, one of its supports, the money of one budget year."""

    activity: Activity
    support: Support | None
    fundings: dict[str, Funding]  # by the code of the source
    budget_year: int | None
    quantities: dict[int, Any]  # of the support, by measure


def of_activity(path: str, **options: Any) -> Column:
    return _moved(column(Activity, path, **options), "activity")


def of_support(path: str, **options: Any) -> Column:
    return _moved(column(Support, path, **{"required": False, **options}), "support")


def _moved(one: Column, owner: str) -> Column:
    one.attribute = f"{owner}__{one.attribute}"
    return one


class SchemeResource(HouseResource):
    """The fixed columns; those of quantities and sources follow from the catalogue."""

    code = of_activity(
        "code",
        is_key=True,
        also=("Mã số đề án",),
        help_text="Để trống nếu là đề án mới. Nhiều dòng cùng mã là các hạng mục của một đề án.",
    )
    title = of_activity(
        "title",
        also=("Tên đề án", "Tên nhiệm vụ", "Tên đề án/nhiệm vụ", "Đề án", "Nội dung đề án"),
        examples=("Đề án minh họa: hỗ trợ máy móc", "Hội chợ minh họa"),
    )
    year = of_activity("year", also=("Năm thực hiện",), examples=(2026, 2026))
    programme = of_activity(
        "programme", examples=("Khuyến công địa phương", "Khuyến công quốc gia")
    )
    main_kind = of_activity(
        "main_kind",
        also=("Nội dung", "Nội dung hoạt động", "Nội dung hỗ trợ chính"),
        examples=("", ""),
    )
    stage = of_activity(
        "stage", also=("Tình trạng", "Giai đoạn"), examples=("Đã nghiệm thu", "Đã phê duyệt")
    )
    decision_number = _moved(_number, "activity")
    decision_day = _moved(_day, "activity")
    approved_on = of_activity("approved_on", is_rare=True)
    accepted_on = of_activity(
        "accepted_on", also=("Ngày nghiệm thu đề án",), examples=(date(2026, 11, 30), "")
    )
    implementing_unit = of_activity("implementing_unit", also=("Đơn vị chủ trì",))
    partner_units = of_activity("partner_units", is_rare=True)
    batch = of_activity("batch", examples=("Đợt 1", ""))
    total_by_decision = of_activity(
        "total_by_decision", also=("Tổng kinh phí", "Tổng cộng kinh phí", "Tổng kinh phí đề án")
    )
    old_province = of_activity("old_province", is_rare=True)
    starts_on = of_activity("starts_on", also=("Ngày bắt đầu",), is_rare=True)
    ends_on = of_activity("ends_on", also=("Ngày kết thúc",), is_rare=True)
    stopped_on = of_activity("stopped_on", is_rare=True)
    data_source = of_activity(
        "data_source", help_text="Số liệu lấy từ văn bản, báo cáo nào.", is_rare=True
    )
    note = of_activity("note")

    support_order = of_support(
        "order",
        cell=WholeCell(),
        heading="Hạng mục số",
        help_text="Để trống: hạng mục kế tiếp của đề án.",
        is_rare=True,
    )
    kind = of_support("kind", help_text="Để trống: như nội dung chính.")
    facility_code = of_support(
        "facility__code",
        heading="Mã cơ sở thụ hưởng",
        also=("Mã cơ sở",),
        help_text="Khi nhiều cơ sở cùng tên.",
    )
    tax_code = of_support(
        "facility__tax_code",
        cell=TaxCodeCell(),
        heading="Mã số thuế của cơ sở",
        also=("Mã số thuế", "MST"),
        is_rare=True,
    )
    facility_name = of_support(
        "facility__name",
        heading="Cơ sở thụ hưởng",
        also=("Đơn vị thụ hưởng", "Tên cơ sở", "Cơ sở", "Tên doanh nghiệp", "Đơn vị được hỗ trợ"),
        help_text="Cơ sở phải có trên cổng. Để trống nếu không gắn với cơ sở nào.",
        examples=("Cơ sở minh họa Một", ""),
    )
    subject = of_support("subject", also=("Sản phẩm", "Nghề đào tạo"), is_rare=True)
    equipment = of_support("equipment", also=("Máy móc thiết bị", "Thiết bị"), is_rare=True)
    commune = _moved(_places["commune"], "support")
    old_district = _moved(_places["old_district"], "support")
    place_then = _moved(_places["place_then"], "support")
    support_accepted_on = of_support(
        "accepted_on", heading="Ngày nghiệm thu hạng mục", is_rare=True
    )
    support_stopped_on = of_support("stopped_on", heading="Ngày ngừng hạng mục", is_rare=True)
    support_note = of_support("note", heading="Ghi chú của hạng mục", is_rare=True)
    budget_year = Column(
        "budget_year",
        "Năm ngân sách",
        YearCell(),
        help_text="Của kinh phí trên dòng này. Để trống: năm của đề án.",
        is_rare=True,
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.measures = [one for some in typed_measures().values() for one in some]
        self.sources = list(BudgetSource.objects.all())
        for one in (*quantity_columns(self.measures), *source_columns(self.sources)):
            self.fields[one.name] = one

    def written(self, one: Column, record: SchemeRow) -> Any:
        owner, _, name = one.name.partition(":")
        if owner == "quantity":
            return self._quantity(record, name)
        if name:
            funding = record.fundings.get(owner)
            return getattr(funding, name) if funding else None
        return super().written(one, record)

    def _quantity(self, row: SchemeRow, name: str) -> Any:
        if row.support is None:
            return None
        key, _, part = name.rpartition("/")
        for measure in self.measures:
            if measure.kind_id == row.support.kind_id and key in ("", measure_key(measure)):
                if (not key and not measure.is_main) or (key and measure.is_main):
                    continue
                stored = row.quantities.get(measure.pk)
                if stored is None:
                    return None
                return UNKNOWN if part == "actual" and stored.is_unknown else getattr(stored, part)
        return None


def measure_key(measure: Measure) -> str:
    """Measures of several kinds that are one column: "số học viên (người)"."""
    return f"{measure.name} ({measure.unit})"


def quantity_columns(measures: Iterable[Measure]) -> Iterable[Column]:
    """Of the main measure of a row's kind, then of each other measure by its name.

    Their names are ``quantity:/planned`` and ``quantity:Số học viên (người)/actual``.
    """
    others = dict.fromkeys(measure_key(one) for one in measures if not one.is_main)
    for key in ("", *others):
        what = key or "Số lượng"
        for part, word, cell in (
            ("planned", "kế hoạch", WholeCell()),
            ("actual", "thực hiện", QuantityCell()),
        ):
            also = (f"{what} {word}",) if key else (f"{what} {word}", f"Khối lượng {word}")
            help_text = (
                "" if key else "Theo chỉ tiêu chính của nội dung: số lớp, số mô hình, số gian hàng…"
            )
            one = Column(
                None,
                f"{what}, {word}",
                cell,
                also=also,
                help_text=help_text,
                examples=("", "") if key else (2, ""),
                is_rare=bool(key),
            )
            one.name = f"quantity:{key}/{part}"
            yield one


def source_columns(sources: Iterable[BudgetSource]) -> Iterable[Column]:
    """What each source gives: ``KCQG:planned`` and ``KCQG:settled``."""
    for source in sources:
        names = (source.short_name, source.name, f"Kinh phí {source.short_name}")
        words = {"planned": "kế hoạch", "settled": "quyết toán"}
        for part, word in words.items():
            also = [f"{name} {word}" for name in (*names, f"Kinh phí {source.name}")]
            if part == "planned":
                also += [*names, f"Kinh phí {source.name}", f"{source.name} kế hoạch"]
            one = Column(
                None,
                f"{source.short_name}, {word} (đồng)",
                MoneyCell(),
                also=also,
                help_text=f"{source.name}. Để trống nếu không có hoặc không rõ.",
                examples=EXAMPLES.get(f"{source.code}:{part}", ("", "")),
                is_rare=source.is_unknown or source.role == BudgetSource.Role.OTHER,
            )
            one.name = f"{source.code}:{part}"
            yield one
