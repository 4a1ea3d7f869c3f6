"""Entries of the public search by the number, made up from the words of the catalogue.

The same number always gives the same entries. They are indexed by the portal's own code; only
the records behind them do not exist, since a million of those would tell a search nothing more.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from random import Random
from typing import Any

from django.urls import reverse

from programs.models import ActivityKind, Commune, OldDistrict
from reports.demo.data import read
from reports.models import SearchEntry
from reports.search.index import entry_of, store
from reports.search.sources import (
    ACTIVITIES,
    COMMUNES,
    DECISIONS,
    DISTRICTS,
    FACILITIES,
    KINDS,
    PRODUCTS,
    Found,
    Source,
)

FIRST_YEAR, LAST_YEAR = 2014, 2026
# What a register has of each kind, in hundredths.
SHARES = {ACTIVITIES: 60, FACILITIES: 28, PRODUCTS: 10, DECISIONS: 2}
FORMS = {
    "Hợp tác xã": 24,
    "Cơ sở": 20,
    "Hộ kinh doanh": 24,
    "Công ty TNHH": 18,
    "Công ty cổ phần": 6,
    "Tổ hợp tác": 5,
    "DNTN": 3,
}
# Names of firms are put together from two or three of these, the first ones most often.
NAMES = (
    "Minh Phát Hưng Thịnh An Bình Phú Lộc Tân Thành Đại Gia Hoàng Kim Ngọc Việt Nam Sơn Hải Long "
    "Thiên Phúc Đức Tín Trường Thuận Hòa Quang Bảo Châu Hồng Hà Thanh Xuân Mai Lan Hương Trà Sen "
    "Đông Tây Bắc Trung Nguyên Khang Nhật Tiến Mạnh Cường Vinh Hiếu Nghĩa Lâm Viên Thủy Mộc Thảo "
    "Diệp Ánh Dương Nguyệt Tuyết Băng Vân Phong Vũ Lôi Điện Linh Chi Quế Hồi Gừng Nghệ Sả Chanh"
)
SYLLABLES = NAMES.split()
NUMBERS_OF = ("QĐ-UBND", "QĐ-BCT", "QĐ-TTg", "QĐ-SCT", "KH-UBND", "QĐ-CTĐP")
QUALITIES = ("công suất lớn", "tiết kiệm điện", "tự động", "bán tự động", "cải tiến", "thế hệ mới")
# One firm in some ten thousand has such a name.
RARE = ("FAOS", "Bốn Búa", "Sao Mai", "Ia Kring", "Tơ Tung")
RARITY = 10_000


def fill(number: int) -> None:
    """Make an index of so many entries, in place of whatever there is."""
    store(Made(number).entries())


class Made:
    """A fixed order of chances, some words far more frequent than others."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.url = reverse("search")
        self.random = Random(f"entries {number}")
        words = read("fictional.toml")
        self.works = words["work"]
        self.kinds = [*self._kinds(words["kind"])]
        self.kind_weights = [*accumulate(row["weight"] for _, row in self.kinds)]
        self.communes = list(Commune.objects.order_by("code"))
        self.districts = list(OldDistrict.objects.order_by("code"))
        self.forms, self.form_weights = [*FORMS], [*accumulate(FORMS.values())]
        self.rarer = [*accumulate(1 / place for place in range(1, len(SYLLABLES) + 1))]

    @staticmethod
    def _kinds(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[ActivityKind, dict[str, Any]]]:
        kinds = {kind.code: kind for kind in ActivityKind.objects.all()}
        return ((kinds[row["code"]], row) for row in rows)

    def entries(self) -> Iterator[SearchEntry]:
        for source in (KINDS, COMMUNES, DISTRICTS):
            for record in source.records().order_by("pk"):
                yield entry_of(source, record.pk, source.found(record))
        made: dict[Source, Any] = {
            DECISIONS: self._decision,
            PRODUCTS: self._product,
            FACILITIES: self._facility,
            ACTIVITIES: self._activity,
        }
        for source, one in made.items():
            for record in range(1, max(1, self.number * SHARES[source] // 100) + 1):
                yield entry_of(source, record, one(record))

    def _year(self) -> int:
        return self.random.randint(FIRST_YEAR, LAST_YEAR)

    def _owner(self) -> str:
        form = self.random.choices(self.forms, cum_weights=self.form_weights)[0]
        if not self.random.randrange(RARITY):
            return f"{form} {self.random.choice(RARE)}"
        size = self.random.choice((2, 2, 3))
        name = self.random.choices(SYLLABLES, cum_weights=self.rarer, k=size)
        return f"{form} {' '.join(name)}"

    def _number(self, year: int) -> str:
        middle = self.random.choice(("/", f"/{year}/"))
        return f"{self.random.randint(1, 4_999)}{middle}{self.random.choice(NUMBERS_OF)}"

    def _decision(self, record: int) -> Found:
        year = self._year()
        return Found(
            title=self._number(year),
            url=self.url,
            context=f"Phê duyệt kế hoạch khuyến công năm {year}, đợt {record % 4 + 1} · "
            "Ủy ban nhân dân tỉnh Gia Lai",
            year=year,
        )

    def _product(self, record: int) -> Found:
        year, work = self._year(), self.random.choice(self.works)
        return Found(
            title=f"{work['product']} {self.random.choice(SYLLABLES)}",
            url=self.url,
            context=f"{self._owner()} · Được công nhận: cấp tỉnh năm {year}",
            year=year,
            texts=[f"SP-{year}-{record:06d}"],
        )

    def _facility(self, record: int) -> Found:
        work = self.random.choice(self.works)
        commune, district = self.random.choice(self.communes), self.random.choice(self.districts)
        return Found(
            title=self._owner(),
            url=self.url,
            context=f"{work['product']} · {district.name}",
            texts=[f"CS-{record:06d}", work["name"], commune.name],
        )

    def _activity(self, record: int) -> Found:
        year, work = self._year(), self.random.choice(self.works)
        kind, words = self.random.choices(self.kinds, cum_weights=self.kind_weights)[0]
        owner, commune = self._owner(), self.random.choice(self.communes)
        equipment = f"{work['equipment']} {self.random.choice(QUALITIES)}"
        return Found(
            title=words["title"].format(work=work["name"], year=year),
            url=self.url,
            context=f"{year} · {kind.name} · {owner}",
            year=year,
            texts=[
                f"KC-{year}-{record:06d}",
                self._number(year),
                self.random.choice(("Khuyến công quốc gia", "Khuyến công địa phương")),
                "Trung tâm Khuyến công và Xúc tiến thương mại",
                owner,
                equipment,
                commune.name,
                self.random.choice(self.districts).name,
            ],
        )
