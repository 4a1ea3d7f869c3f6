"""A list of đề án imported by the portal: previewed with every rule, stored with every history."""

from io import BytesIO
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Sum
from xlsxwriter import Workbook

from bench.portal import OnDatabase, Values
from khuyencong import roles
from khuyencong.imports.preview import preview
from khuyencong.imports.storing import store
from khuyencong.imports.subjects import subject_of
from programs.models import Decision, Measure
from projects.models import Activity, Facility, Funding, Quantity, Support

HEADINGS = (
    "Mã đề án",
    "Tên đề án, nhiệm vụ",
    "Năm",
    "Chương trình",
    "Nội dung chính",
    "Giai đoạn thực hiện",
    "Quyết định phê duyệt, số",
    "Mã cơ sở thụ hưởng",
    "Số lượng, kế hoạch",
    "Số lượng, thực hiện",
    "KCĐP, kế hoạch (đồng)",
    "Đối ứng, kế hoạch (đồng)",
)
CODES = "NHAP-"
COMPARED = 1_000  # rows whose records are held against those of the rivals


def table(rows: int) -> list[tuple[Any, ...]]:
    """The rows of the list: each a đề án with one facility, a quantity and two sources."""
    measure = Measure.objects.filter(rule=Measure.Rule.SUM, is_main=True).select_related("kind")
    kind = measure.order_by("order")[:1].get().kind
    facilities = list(Facility.objects.order_by("pk").values_list("code", flat=True)[:500])
    number = Decision.objects.order_by("pk").values_list("number", flat=True)[:1].get()
    return [
        (
            f"{CODES}{place:06d}",
            f"Đề án để đo số {place}",
            2027,
            "Khuyến công địa phương",
            kind.name,
            "Đã phê duyệt",
            number,
            facilities[place % len(facilities)],
            place % 30 + 1,
            place % 30,
            (place % 90 + 10) * 1_000_000,
            (place % 200 + 10) * 1_000_000,
        )
        for place in range(rows)
    ]


def workbook(rows: int) -> bytes:
    """The list as a file."""
    made = BytesIO()
    book = Workbook(made, {"constant_memory": True})
    sheet = book.add_worksheet("Danh sách")
    for place, row in enumerate([HEADINGS, *table(rows)]):
        sheet.write_row(place, 0, row)
    book.close()
    return made.getvalue()


class Import(OnDatabase):
    """Somebody who imports the list, and leaves the database as it was."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows = rows
        self.file = workbook(rows)
        self.user, _ = get_user_model().objects.get_or_create(username="do-nhap", is_staff=True)
        self.user.groups.add(Group.objects.get(name=roles.ENTRY))

    def run(self) -> Values:
        """Preview, store, say what is there, and take it back."""
        with transaction.atomic():
            self.do()
            found = self.found()
            transaction.set_rollback(True)
        return found

    def do(self) -> None:
        subject: Any = subject_of("de-an")
        batch = preview(BytesIO(self.file), "danh-sach.xlsx", subject, self.user, "add")
        store(batch, self.user)

    def values(self) -> Values:
        return self.run()

    @staticmethod
    def found() -> Values:
        """What of the first rows of the list is stored, with its history."""
        first = {"code__startswith": CODES, "code__lt": f"{CODES}{COMPARED:06d}"}
        own = Activity.objects.filter(**first)
        money = Funding.objects.filter(activity__in=own)
        return {
            "activities": own.count(),
            "supports": Support.objects.filter(activity__in=own).count(),
            "quantities": Quantity.objects.filter(support__activity__in=own).count(),
            "planned": money.aggregate(all=Sum("planned"))["all"],
            "shared facility": own.filter(common_facility__isnull=False).count(),
            "versions": Activity.history.filter(**first).count(),
        }
