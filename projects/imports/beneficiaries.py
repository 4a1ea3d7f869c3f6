"""Which facility a row names: by code, by tax code, or by a name that only one has."""

from collections.abc import Iterable

from khuyencong.imports.pieces import Read
from projects.models import Facility

from .facilities import Facilities, place_of, refuse_merged


class Beneficiaries:
    """Facilities that rows refer to; they must be on record.

    A merged one is found by its code: what was supported before still names it, and only a record
    that is to name it anew is refused.
    """

    def __init__(self, reads: Iterable[Read]) -> None:
        self._known = Facilities(list(reads), "facility_code", "tax_code", "facility_name")

    def find(self, read: Read) -> Facility | None:
        """The facility of a row; None where it names none, or is refused."""
        code, tax_code, name = (
            read.values.get(column) for column in ("facility_code", "tax_code", "facility_name")
        )
        if code:
            found = self._known.codes.get(code)
            if found is None:
                read.refuse(f"Không có cơ sở mã “{code}”.", "facility_code")
            return found
        if tax_code and tax_code in self._known.taxes:
            return self._known.taxes[tax_code]
        if not name:
            if tax_code:
                read.refuse(f"Chưa có cơ sở mã số thuế {tax_code}. Nhập cơ sở trước.", "tax_code")
            return None
        return self._named(name, read)

    def _named(self, name: str, read: Read) -> Facility | None:
        alike = self._known.named(name)
        places = (read.values.get("commune"), read.values.get("old_district"))
        if len(alike) > 1 and any(places):
            near = [one for one in alike if _is_at(one, *places)]
            alike = near or alike
        if len(alike) == 1:
            found = alike[0]
            if refuse_merged(found, read, "facility_name"):
                return None
            read.note(f"Cơ sở theo tên: {found.code} ({place_of(found)}).", "facility_name")
            return found
        if alike:
            several = "; ".join(f"{one.code} ({place_of(one)})" for one in alike[:4])
            read.refuse(f"Nhiều cơ sở cùng tên: {several}. Ghi mã cơ sở.", "facility_name")
        else:
            read.refuse(
                f"Chưa có cơ sở “{name}”. Nhập danh sách cơ sở trước, hoặc ghi đúng tên, "
                "mã số thuế hay mã cơ sở.",
                "facility_name",
            )
        return None


def _is_at(facility: Facility, commune: str | None, district: str | None) -> bool:
    at_commune = facility.commune is not None and facility.commune.code == commune
    at_district = facility.old_district is not None and facility.old_district.code == district
    return at_commune or at_district
