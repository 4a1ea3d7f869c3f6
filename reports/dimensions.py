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
from projects.models import Activity, Award, AwardRound, Facility, Programme

from .periods import Period

Members = Callable[[Period, Collection[Any]], Iterable[tuple[Any, str]]]

UNKNOWN_SLUG = "chua-xac-dinh"
SEVERAL = ","  # between the codes of members that a notice counts together


@dataclass(frozen=True)
class Dimension:
    """A split: where it stands in the address, its column, its members, the row for "unknown".

    ``limit`` is what a reader must know before reading the split; printed beside every table.
    """

    slug: str
    label: str
    question: str
    column: str
    members: Members
    unknown: str = "Chưa xác định"
    limit: str = ""
    # The flat column with the printed label, where the members are themselves the register's.
    label_column: str = ""


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
            limit="Đề án xếp theo nội dung chính, kinh phí theo nội dung của từng hạng mục; khoản "
            "không chia được thì theo nội dung chính.",
        ),
        Dimension(
            "nam",
            "Năm",
            "Chi vào những năm nào?",
            "line_year",
            _years,
            unknown="Chưa rõ năm",
            limit="Đề án xếp theo năm của đề án, kinh phí theo năm ngân sách của khoản chi. Hai "
            "giai đoạn có năm chung thì không cộng với nhau.",
        ),
        Dimension(
            "chuong-trinh",
            "Chương trình",
            "Quốc gia hay địa phương phê duyệt?",
            "programme_code",
            _choices(Programme),
            limit="Theo cấp phê duyệt đề án, không theo nguồn tiền: một đề án có thể dùng nhiều "
            "nguồn.",
        ),
        Dimension(
            "nguon",
            "Nguồn kinh phí",
            "Tiền từ đâu?",
            "source_code",
            _catalogue(BudgetSource, "order", "code"),
            limit="Vốn đối ứng và nguồn khác không phải kinh phí khuyến công nên không cộng vào "
            "bảng này.",
        ),
        Dimension(
            "huyen-cu",
            "Huyện, thị xã, thành phố lúc hỗ trợ",
            "Chi ở đâu (theo huyện trước 01/07/2025)?",
            "district_code",
            _catalogue(OldDistrict, "sort_key", "code"),
            unknown="Không gắn với một huyện",
            limit="Cấp huyện kết thúc hoạt động từ 01/07/2025; hồ sơ giữ tên lúc hỗ trợ. Hội chợ, "
            "tập huấn và khoản không tách được theo nơi ở dòng cuối.",
        ),
        Dimension(
            "xa-phuong",
            "Xã, phường hiện nay",
            "Chi ở đâu (theo xã, phường hiện nay)?",
            "commune_code",
            _catalogue(Commune, "sort_key", "code"),
            unknown="Không gắn với một xã, phường",
            limit="Nơi được hỗ trợ theo tên xã, phường hiện nay. Hội chợ, tập huấn và khoản không "
            "tách được theo nơi ở dòng cuối.",
        ),
        Dimension(
            "tinh-cu",
            "Tỉnh phê duyệt trước 01/07/2025",
            "Tỉnh nào đã phê duyệt?",
            "old_province_code",
            _catalogue(OldProvince, "sort_key", "code"),
            unknown="Tỉnh hiện nay",
            limit="Tỉnh đã phê duyệt đề án, như hồ sơ ghi; không suy ra từ địa bàn.",
        ),
        Dimension(
            "loai-hinh",
            "Loại hình cơ sở",
            "Loại hình cơ sở nào được hỗ trợ?",
            "legal_form_code",
            _choices(Facility.LegalForm),
            unknown="Không gắn với một cơ sở",
            limit="Hội chợ, tập huấn và khoản của đề án nhóm chưa chia cho từng cơ sở ở dòng cuối.",
        ),
        Dimension(
            "co-so",
            "Cơ sở",
            "Ai được hỗ trợ?",
            "facility_code",
            _rows(lambda: Facility.objects.order_by("sort_key", "code")),
            unknown="Không gắn với một cơ sở",
            limit="Hội chợ, tập huấn và khoản của đề án nhóm chưa chia cho từng cơ sở ở dòng cuối.",
            label_column="facility_name",
        ),
        Dimension(
            "de-an",
            "Đề án, nhiệm vụ",
            "Chi cho đề án nào?",
            "activity_code",
            _rows(lambda: Activity.objects.order_by("-year", "code"), "title"),
            label_column="activity_title",
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
