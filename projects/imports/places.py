"""How a file names a place: with or without "xã", "huyện", and the names of before 01/07/2025."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from khuyencong.imports.columns import Column, column
from khuyencong.text import fold
from programs.models import Commune, OldDistrict
from programs.places_then import proposals

SORT = re.compile(
    r"^(xã|phường|thị trấn|huyện|thị xã|thành phố|tp\.?|tx\.?|tt\.?)\s+", re.IGNORECASE
)
PLACES = ("commune", "old_district", "place_then")


def bare_name(place: Any) -> Iterable[str]:
    return (SORT.sub("", place.name),)


def not_of_today(written: str) -> str:
    """What an old ward's name may be today; a person chooses."""
    found = proposals(written)
    if not found:
        return "Ghi đúng tên xã, phường hiện nay của tỉnh."
    names = "; ".join(dict.fromkeys(proposal.commune.name for proposal in found[:4]))
    return (
        f"Có thể nay là: {names}. Ghi xã, phường hiện nay; tên cũ ghi vào cột địa chỉ theo văn bản."
    )


def register_places(look_up: Callable[..., None]) -> None:
    def communes() -> Any:
        rows = Commune.objects.of_province(settings.PROVINCE)
        return rows.select_related("province")

    def districts() -> Any:
        rows = OldDistrict.objects.select_related("old_province")
        return rows.filter(old_province__province__code=settings.PROVINCE)

    look_up(Commune, communes, bare_name, not_of_today)
    look_up(OldDistrict, districts, bare_name)


def place_columns(model: Any, path: str = "") -> dict[str, Column]:
    """Where a record is, and where it was."""
    return {
        "commune": column(
            model,
            f"{path}commune",
            also=("Xã, phường", "Xã/phường", "Xã", "Địa bàn", "Xã (phường)"),
            help_text="Tên hoặc mã xã, phường từ 01/07/2025.",
        ),
        "old_district": column(
            model,
            f"{path}old_district",
            also=("Huyện", "Huyện, thị xã, thành phố", "Huyện/thị xã/thành phố"),
            help_text="Huyện, thị xã, thành phố trước 01/07/2025.",
            is_rare=True,
        ),
        "place_then": column(
            model,
            f"{path}place_then",
            also=("Địa chỉ", "Địa điểm", "Nơi thực hiện"),
            help_text="Ghi như trong văn bản: xã …, huyện … (không ghi số nhà).",
            is_rare=True,
        ),
    }


def plain(name: str) -> str:
    return fold(SORT.sub("", name))
