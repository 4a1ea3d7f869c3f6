"""Hai danh sách của sổ tổng hợp: the facilities supported, and the activities planned or done."""

from collections.abc import Callable, Mapping
from datetime import date

from projects.models import Facility, Programme, Stage

from .dimensions import DIMENSIONS
from .lines import Fact
from .rolls import Entry, List, Reading
from .tables import Column, Value

_PLACES = ("commune_name", "district_name")
_OF_ACTIVITY = ("activity_title", "programme_code", "stage_code", "is_illustration")
FORMS, PROGRAMMES, STAGES = (
    dict(choices) for choices in (Facility.LegalForm.choices, Programme.choices, Stage.choices)
)
Words = Callable[[str, Entry], Value | date]


def _text(key: str, label: str, words: Words) -> tuple[Column, Words]:
    return Column(key, label, is_text=True), words


def _named(names: Mapping[str, str], entry: Entry, name: str) -> str:
    """A choice in words; one that a bundle brought and nobody here knows, as it stands."""
    code = entry.first(name)
    return names.get(code, code)


def _last_day(code: str, entry: Entry) -> date | None:
    """When the whole activity was done, as far as it counts as done."""
    is_done = True in entry.words["activity_in_result"]
    return max(entry.words["activity_done_day"], default=None) if is_done else None


FACILITIES = List(
    split="co-so",
    code="facility_code",
    readings=(
        Reading(
            Fact.SUPPORT,
            ("facility_name", "legal_form_code", *_PLACES, "line_year", "is_illustration"),
            ("facilities", "supports"),
        ),
        Reading(
            Fact.FUNDING,
            ("facility_name", "legal_form_code", "source_code", "is_illustration"),
            ("spent", "counterpart", "unknown_money"),
        ),
    ),
    words=(
        _text("code", "Mã cơ sở", lambda code, entry: code),
        _text("name", "Tên cơ sở", lambda code, entry: entry.first("facility_name")),
        _text("form", "Loại hình", lambda code, entry: _named(FORMS, entry, "legal_form_code")),
        _text("commune", "Xã, phường hiện nay", lambda code, entry: entry.joined("commune_name")),
        _text("district", "Huyện lúc hỗ trợ", lambda code, entry: entry.joined("district_name")),
        _text("years", "Năm hỗ trợ", lambda code, entry: entry.years),
        _text("mark", "Ghi chú", lambda code, entry: entry.mark),
    ),
    numbered_by=("facilities",),
    unknown=DIMENSIONS["co-so"].unknown,
    notes=(
        "Mỗi cơ sở một dòng; số thứ tự cuối cùng là số cơ sở được hỗ trợ. Dòng không có số thứ tự "
        "chỉ có kinh phí trong kỳ, của hạng mục thuộc năm ngoài kỳ.",
        f"Giới hạn: {DIMENSIONS['co-so'].limit}",
        "Không nêu người đại diện, số điện thoại, địa chỉ chi tiết.",
    ),
)

ACTIVITIES = List(
    split="de-an",
    code="activity_code",
    readings=(
        Reading(
            Fact.SUPPORT,
            (
                *_OF_ACTIVITY,
                *_PLACES,
                "line_year",
                "kind_name",
                "facility_name",
                "activity_done_day",
                "activity_in_result",
            ),
            ("activities_planned", "activities", "supports_planned", "supports"),
        ),
        Reading(
            Fact.FUNDING,
            (*_OF_ACTIVITY, "source_code"),
            ("planned", "settled", "spent", "counterpart", "other_money", "unknown_money"),
        ),
        Reading(Fact.PAYMENT, _OF_ACTIVITY, ("disbursed",)),
    ),
    words=(
        _text("code", "Mã", lambda code, entry: code),
        _text("title", "Tên đề án, nhiệm vụ", lambda code, entry: entry.first("activity_title")),
        _text("year", "Năm", lambda code, entry: entry.first("line_year")),
        _text(
            "programme",
            "Chương trình",
            lambda code, entry: _named(PROGRAMMES, entry, "programme_code"),
        ),
        _text("kind", "Nội dung", lambda code, entry: entry.joined("kind_name")),
        _text("facility", "Cơ sở", lambda code, entry: entry.joined("facility_name")),
        _text("commune", "Xã, phường hiện nay", lambda code, entry: entry.joined("commune_name")),
        _text("district", "Huyện lúc hỗ trợ", lambda code, entry: entry.joined("district_name")),
        _text("stage", "Tình trạng", lambda code, entry: _named(STAGES, entry, "stage_code")),
        _text("done", "Ngày nghiệm thu", _last_day),
        _text("mark", "Ghi chú", lambda code, entry: entry.mark),
    ),
    numbered_by=("activities_planned", "activities", "supports_planned", "supports"),
    unknown="",
    notes=(
        "Mỗi đề án, nhiệm vụ trong kế hoạch hay kết quả của kỳ một dòng; cột “Số đề án” ghi 1 ở "
        "dòng được đếm. Hạng mục đã ngừng không nêu. Dòng không có số thứ tự chỉ có kinh phí trong "
        "kỳ, của đề án thuộc năm ngoài kỳ.",
        "Tình trạng là của hồ sơ lúc lập sổ (sổ của bản công bố: lúc chốt), nên có thể sau ngày "
        "chốt số liệu.",
    ),
)
