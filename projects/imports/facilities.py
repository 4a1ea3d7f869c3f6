"""Danh sách cơ sở: known by code or tax code; a name alone asks, it does not decide."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from khuyencong.imports.cells import PhoneCell, TaxCodeCell, TextCell
from khuyencong.imports.columns import HouseResource, column
from khuyencong.imports.flat import FlatSubject
from khuyencong.imports.pieces import Group, Piece, Read, Run
from khuyencong.models import Record
from khuyencong.text import clean_block, fold, sort_key
from projects.models import Facility

from .places import place_columns

NEW = "mới"  # in the column of codes: surely not the one of that name
RELATED = ("trade", "commune__province", "old_district__old_province", "merged_into")


def stored_facilities() -> Any:
    return Facility.objects.select_related(*RELATED).prefetch_related("merged_from")


class FacilityResource(HouseResource):
    code = column(
        Facility,
        "code",
        is_key=True,
        help_text=f"Để trống nếu là cơ sở mới. Ghi “{NEW}” nếu trùng tên mà là cơ sở khác.",
    )
    name = column(
        Facility,
        "name",
        also=(
            "Tên doanh nghiệp",
            "Tên đơn vị",
            "Cơ sở",
            "Tên cơ sở CNNT",
            "Tên cơ sở công nghiệp nông thôn",
            "Đơn vị thụ hưởng",
            "Cơ sở thụ hưởng",
        ),
        examples=("Cơ sở minh họa Một", "Hợp tác xã minh họa Hai"),
    )
    former_names = column(
        Facility,
        "former_names",
        cell=TextCell(clean_block),
        help_text="Mỗi tên một dòng trong ô.",
        is_rare=True,
    )
    legal_form = column(
        Facility,
        "legal_form",
        also=("Loại hình doanh nghiệp", "Loại hình cơ sở"),
        examples=("Doanh nghiệp", "Hợp tác xã"),
    )
    tax_code = column(
        Facility, "tax_code", cell=TaxCodeCell(), also=("MST",), examples=("0000000000", "")
    )
    trade = column(Facility, "trade", also=("Ngành nghề sản xuất",))
    products = column(
        Facility, "products", also=("Sản phẩm",), examples=("Mây tre đan", "Cà phê bột")
    )
    commune = place_columns(Facility)["commune"]
    old_district = place_columns(Facility)["old_district"]
    place_then = place_columns(Facility)["place_then"]
    address = column(
        Facility,
        "address",
        also=("Địa chỉ chi tiết", "Số nhà, đường"),
        help_text="Số nhà, đường, thôn, làng.",
    )
    representative = column(
        Facility, "representative", also=("Người đại diện", "Chủ cơ sở", "Giám đốc")
    )
    phone = column(Facility, "phone", cell=PhoneCell(), also=("Điện thoại", "Số điện thoại", "SĐT"))
    source_note = column(
        Facility,
        "source_note",
        also=("Nguồn số liệu",),
        is_rare=True,
        help_text="Số liệu lấy từ văn bản, báo cáo nào.",
    )


class FacilitySubject(FlatSubject):
    """One row, one facility."""

    code, label, order = "co-so", "Cơ sở công nghiệp nông thôn", 10
    resource = FacilityResource
    models = (Facility,)
    unique = {Facility: ("tax_code",)}
    fields = {name: name for name in FacilityResource.fields if name != "code"}
    explanation = "Mỗi dòng là một cơ sở. Nên nhập danh sách này trước danh sách đề án."

    def natural_key(self, read: Read) -> Hashable | None:
        if is_given(read.values.get("code")):
            return "code", read.values["code"]
        if tax_code := read.values.get("tax_code"):
            return "tax", tax_code
        place = read.values.get("commune"), read.values.get("old_district")
        return "name", fold(read.values.get("name", "")), place

    def prepare(self, groups: Sequence[Group], run: Run) -> None:
        reads = [read for group in groups for read in group.reads]
        run.shared["facilities"] = Facilities(reads, "code", "tax_code", "name")

    def match(self, read: Read, run: Run) -> Record | None:
        known: Facilities = run.shared["facilities"]
        found, code = known.by_code_or_tax(read), read.values.get("code")
        if found is not None:
            refuse_merged(found, read, "code")
            return found
        if is_given(code):
            read.note(f"Chưa có cơ sở mã {code}: sẽ thêm mới với mã này.", "code")
        alike = [one for one in known.named(read.values.get("name")) if _may_be(one, read)]
        if not alike or fold(str(code or "")) == fold(NEW):
            return None
        if not refuse_merged(alike[0], read, "code"):
            several = "; ".join(f"{one.code} ({place_of(one)})" for one in alike[:3])
            read.refuse(
                f"Đã có cơ sở cùng tên: {several}. Nếu đúng là cơ sở đó, ghi mã của nó vào cột mã; "
                f"nếu là cơ sở khác, ghi “{NEW}”.",
                "code",
            )
        return None

    def finish(self, piece: Piece, read: Read, run: Run) -> None:
        if piece.is_new and is_given(read.values.get("code")):
            piece.set("code", read.values["code"], "code")

    def records(self, user: Any) -> Any:
        return stored_facilities().filter(merged_into=None).order_by("pk")


def refuse_merged(facility: Facility, read: Read, column: str) -> bool:
    """Whether the facility was merged into another one; the row is told into which."""
    into = facility.merged_into
    if into is not None:
        read.refuse(f"Cơ sở này đã gộp vào “{into}” ({into.code}).", column)
    return into is not None


def is_given(code: Any) -> bool:
    return bool(code) and fold(str(code)) != fold(NEW)


def place_of(facility: Facility) -> str:
    places = (facility.commune, facility.old_district)
    return ", ".join(str(place) for place in places if place) or "chưa rõ địa bàn"


def _may_be(facility: Facility, read: Read) -> bool:
    """Two of one name at places that are known to differ are two."""
    for name in ("commune", "old_district"):
        place, written = getattr(facility, name), read.values.get(name)
        if place is not None and written and place.code == written:
            return True
    commune, district = facility.commune, facility.old_district
    differs_now = commune and read.values.get("commune")
    differs_then = district and read.values.get("old_district")
    return not (differs_now or differs_then)


class Facilities:
    """The stored facilities that some rows may mean, in three queries."""

    def __init__(self, reads: Iterable[Read], code: str, tax_code: str, name: str) -> None:
        self.columns = code, tax_code, name
        codes, taxes, names = (
            {read.values[column] for read in reads if column in read.values}
            for column in self.columns
        )
        rows = stored_facilities().order_by("pk")
        self.codes = {one.code: one for one in (rows.filter(code__in=codes) if codes else ())}
        self.taxes: dict[Any, Facility] = {}
        for one in rows.filter(tax_code__in=taxes) if taxes else ():
            if one.merged_into is None or one.tax_code not in self.taxes:
                self.taxes[one.tax_code] = one
        self.names: dict[str, list[Facility]] = defaultdict(list)
        keys = {sort_key(word)[:650] for word in names}
        for one in rows.filter(sort_key__in=keys) if keys else ():
            self.names[one.sort_key].append(one)

    def by_code_or_tax(self, read: Read) -> Facility | None:
        code, tax_code, _ = (read.values.get(column) for column in self.columns)
        if is_given(code):
            return self.codes.get(code)
        return self.taxes.get(tax_code)

    def named(self, name: str | None) -> list[Facility]:
        """Those of that name; merged ones only where there is no other."""
        alike = self.names.get(sort_key(name)[:650], []) if name else []
        return [one for one in alike if one.merged_into is None] or alike
