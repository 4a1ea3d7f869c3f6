"""Cách chia: the splits of a figure, each a flat column and its members in printed order."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from programs.models import (
    ActivityKind,
    BudgetSource,
    Commune,
    Measure,
    OldDistrict,
    OldProvince,
    OutcomeMeasure,
)
from projects.models import Award, AwardRound, Facility, Programme

from .periods import Period

Members = Callable[[Period, Collection[Any]], Iterable[tuple[Any, str]]]

UNKNOWN_SLUG = "chua-xac-dinh"


@dataclass(frozen=True)
class Dimension:
    """A split: where it stands in the address, its column, its members, the row for "unknown"."""

    slug: str
    label: str
    question: str
    column: str
    members: Members
    unknown: str = "Chưa xác định"


def _rows(rows: Callable[[], QuerySet[Any]], label: str = "name") -> Members:
    """Members from a catalogue, in its own order; only the codes that occur are read."""

    def members(period: Period, codes: Collection[Any]) -> Iterable[tuple[Any, str]]:
        return rows().filter(code__in=codes).values_list("code", label)

    return members


def _choices(choices: Any) -> Members:
    return lambda period, codes: choices.choices


def _years(period: Period, codes: Collection[Any]) -> Iterable[tuple[Any, str]]:
    return [(year, str(year)) for year in sorted(codes)]


def _catalogue(model: type[Model], *order: str) -> Members:
    return _rows(lambda: model._default_manager.order_by(*order))


DIMENSIONS: dict[str, Dimension] = {
    dimension.slug: dimension
    for dimension in (
        Dimension(
            "noi-dung",
            "Nội dung hoạt động",
            "Chi vào việc gì?",
            "kind_code",
            _catalogue(ActivityKind, "group__order", "order", "code"),
        ),
        Dimension(
            "nam", "Năm", "Chi vào những năm nào?", "line_year", _years, unknown="Chưa rõ năm"
        ),
        Dimension(
            "chuong-trinh",
            "Chương trình",
            "Quốc gia hay địa phương phê duyệt?",
            "programme_code",
            _choices(Programme),
        ),
        Dimension(
            "nguon",
            "Nguồn kinh phí",
            "Tiền từ đâu?",
            "source_code",
            _catalogue(BudgetSource, "order", "code"),
        ),
        Dimension(
            "huyen-cu",
            "Huyện, thị xã, thành phố lúc hỗ trợ",
            "Chi ở đâu (theo huyện trước 01/07/2025)?",
            "district_code",
            _catalogue(OldDistrict, "sort_key", "code"),
            unknown="Không gắn với một huyện",
        ),
        Dimension(
            "xa-phuong",
            "Xã, phường hiện nay",
            "Chi ở đâu (theo xã, phường hiện nay)?",
            "commune_code",
            _catalogue(Commune, "sort_key", "code"),
            unknown="Không gắn với một xã, phường",
        ),
        Dimension(
            "tinh-cu",
            "Tỉnh phê duyệt trước 01/07/2025",
            "Tỉnh nào đã phê duyệt?",
            "old_province_code",
            _catalogue(OldProvince, "sort_key", "code"),
            unknown="Tỉnh hiện nay",
        ),
        Dimension(
            "loai-hinh",
            "Loại hình cơ sở",
            "Loại hình cơ sở nào được hỗ trợ?",
            "legal_form_code",
            _choices(Facility.LegalForm),
            unknown="Không gắn với một cơ sở",
        ),
        Dimension(
            "co-so",
            "Cơ sở",
            "Ai được hỗ trợ?",
            "facility_code",
            _rows(lambda: Facility.objects.order_by("sort_key", "code")),
            unknown="Không gắn với một cơ sở",
        ),
        Dimension(
            "chi-tieu",
            "Chỉ tiêu",
            "Làm được gì?",
            "measure_code",
            _catalogue(Measure, "kind__group__order", "kind__order", "order", "code"),
        ),
        Dimension(
            "hieu-qua",
            "Chỉ tiêu hiệu quả",
            "Sau hỗ trợ có gì?",
            "outcome_code",
            _catalogue(OutcomeMeasure, "order", "code"),
        ),
        Dimension(
            "nhom-san-pham",
            "Nhóm sản phẩm",
            "Sản phẩm nào được công nhận?",
            "product_group_code",
            _choices(Award.Group),
        ),
        Dimension(
            "cap-binh-chon",
            "Cấp bình chọn",
            "Ở cấp nào?",
            "level_code",
            _choices(AwardRound.Level),
        ),
    )
}

# The splits that have a page of their own, in the order of the menu.
SPLITS = (
    "noi-dung",
    "nam",
    "chuong-trinh",
    "nguon",
    "huyen-cu",
    "xa-phuong",
    "tinh-cu",
    "loai-hinh",
    "co-so",
)
