"""A province of 500 facilities in which it is known who is who twice.

Nothing is random but by a fixed seed. The planted pairs are what clerks really do to a name; the
near-misses are neighbours, branches and namesakes that must not be taken for one.
"""

from itertools import product
from random import Random
from types import SimpleNamespace

from projects.models import Facility
from tests.factories import CommuneFactory, OldDistrictFactory

TOTAL, PLANTED = 500, 60
Form = Facility.LegalForm

# ruff: noqa: S311, SIM905 -- names are read as a line; what is random is no secret

FIRST = "Phú An Minh Hưng Tân Thành Đại Hồng Kim Ngọc Hoàng Gia Quang Trường Bảo Việt".split()
LAST = "Thịnh Phát Lộc Khang Hòa Vinh Sơn Hải Long Nguyên Đức Tín Phương Cường Bình".split()
PLACES = "Hoài Châu,Ân Tường,Mỹ Chánh,Cát Tài,Phước Sơn,Ayun Hạ,Ia Sao,Đak Pơ,Kon Gang".split(",")
FAMILIES = "Nguyễn Trần Lê Phạm Huỳnh Võ Đặng Bùi Hồ Đinh Siu Rơ".split()
MIDDLES = "Văn Thị Đức Hữu Thanh Ngọc Quốc Xuân".split()
GIVEN = """Hùng Lan Tuấn Hoa Dũng Cúc Sáu Bảy Tâm Nga Phúc Yến Khoa Thảo Lợi Hạnh Trí Mai Đạt Vân
Sương Toàn Liên Nhân Hậu Quý Thủy Bích Nhàn Chín""".split()
CRAFTS = ["rượu Bàu Đá", "bún tươi", "nón lá", "đan lát mây tre", "mộc mỹ nghệ", "bánh tráng"]
TRADES = ["Sản xuất Thương mại", "Chế biến gỗ", "Thương mại Dịch vụ", "Xây dựng", ""]


class Province:
    """Facilities with their places and tax codes, as they are being planted."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.districts = [OldDistrictFactory() for _ in range(6)]
        self.communes = [(CommuneFactory(), self.districts[number % 6]) for number in range(30)]
        self.rows: list[Facility] = []
        self.pairs: set[tuple[int, int]] = set()
        self.last_tax = 4100200300

    def tax(self) -> str:
        self.last_tax += self.random.randrange(1013, 9871)
        return str(self.last_tax)

    def add(self, name, form, place=None, **more) -> Facility:
        commune, district = place or self.random.choice(self.communes)
        row = Facility(
            code=f"P-{len(self.rows):03d}",
            name=name,
            legal_form=form,
            commune=commune,
            old_district=district,
            **more,
        )
        row.fold_search()
        self.rows.append(row)
        return row

    def again(self, row, name=None, **more) -> None:
        """The same facility, entered a second time."""
        place = more.pop("place", (row.commune, row.old_district))
        twin = self.add(name or row.name, row.legal_form, place, **more)
        self.pairs.add((self.rows.index(row), self.rows.index(twin)))

    def elsewhere(self, row, same_district):
        """Another commune, of the same old district or of another."""
        for commune, district in self.random.sample(self.communes, len(self.communes)):
            if commune != row.commune and (district == row.old_district) == same_district:
                return commune, district
        raise LookupError


def build(seed: int = 5) -> SimpleNamespace:
    """Store the 500; the planted pairs by their keys."""
    it = Province(seed)
    _ordinary(it, TOTAL - PLANTED - 60)
    twice = it.random.sample(list(it.rows), PLANTED)
    _near_misses(it, 60)
    for number, row in enumerate(twice):
        kind = [
            kind for kind in KINDS if kind is not _moved_far or row.legal_form == Form.ENTERPRISE
        ]
        kind[number % len(kind)](it, row)
    assert len(it.rows) == TOTAL
    assert len(it.pairs) == PLANTED
    Facility.objects.bulk_create(it.rows)
    keys = [row.pk for row in it.rows]
    return SimpleNamespace(
        pairs={(min(p), max(p)) for p in ((keys[a], keys[b]) for a, b in it.pairs)},
        name_of={row.pk: row.name for row in it.rows},
    )


def _ordinary(it: Province, count: int) -> None:
    """Enterprises, cooperatives, workshops and households, no two of one name."""
    pairs = [f"{a} {b}" for a, b in product(FIRST, LAST)]
    it.random.shuffle(pairs)
    people = [f"{a} {b} {c}" for a, b, c in product(FAMILIES, MIDDLES, GIVEN)]
    it.random.shuffle(people)
    for number in range(count):
        kind = number % 10
        if kind < 4:
            head = it.random.choice(["Công ty TNHH", "Công ty TNHH MTV", "Công ty cổ phần", "DNTN"])
            trade = it.random.choice(TRADES)
            it.add(f"{head} {trade} {pairs.pop()}", Form.ENTERPRISE, tax_code=it.tax())
        elif kind < 5:
            place, name = it.random.choice(PLACES), pairs.pop()
            it.add(f"Hợp tác xã nông nghiệp {name} {place}", Form.COOPERATIVE)
        elif kind < 7:
            it.add(f"Cơ sở {it.random.choice(CRAFTS)} {people.pop()}", Form.HOUSEHOLD)
        else:
            it.add(f"Hộ kinh doanh {people.pop()}", Form.HOUSEHOLD)


# Near-misses: 60 facilities, in 30 pairs.


def _near_misses(it: Province, count: int) -> None:
    before = len(it.rows)
    for number in range(count // 2):
        place = it.random.choice(it.communes)
        NEIGHBOURS[number % len(NEIGHBOURS)](it, place, number)
    assert len(it.rows) == before + count


def _brothers(it, place, number):
    """One family, one middle name, given names that differ by a letter."""
    for given in (("Lan", "Loan"), ("An", "Anh"), ("Tuấn", "Tuân"))[number % 3]:
        it.add(f"Hộ kinh doanh Trương Công {given}", Form.HOUSEHOLD, place)


def _namesakes(it, place, number):
    """Two people of one name in two communes."""
    there = next(other for other in it.communes if other[1] == place[1] and other != place)
    for where in (place, there):
        it.add(f"Hộ kinh doanh Nguyễn Tấn {GIVEN[number]}", Form.HOUSEHOLD, where)


def _numbered(it, place, number):
    for which in (1, 2):
        it.add(f"Cơ sở {which} gạch Vĩnh Thạnh {PLACES[number % 9]}", Form.HOUSEHOLD, place)


def _branches(it, place, number):
    name = f"Công ty TNHH Hiệp {LAST[number % 15]}"
    tax = it.tax()
    it.add(name, Form.ENTERPRISE, place, tax_code=tax)
    it.add(f"Chi nhánh {name}", Form.ENTERPRISE, place, tax_code=f"{tax}-001")


def _longer(it, place, number):
    for tail in ("", " Đạt"):
        name = f"Công ty TNHH Thiên {LAST[number % 15]}{tail}"
        it.add(name, Form.ENTERPRISE, place, tax_code=it.tax())


def _other_form(it, place, number):
    name = f"Đồng {LAST[number % 15]}"
    it.add(f"Hợp tác xã {name}", Form.COOPERATIVE, place, tax_code=it.tax())
    it.add(f"Công ty TNHH {name}", Form.ENTERPRISE, place, tax_code=it.tax())


def _rhymes(it, place, number):
    for first in ("Minh", "Linh"):
        it.add(f"Cơ sở mộc {first} {LAST[number % 15]}", Form.HOUSEHOLD, place)


def _crafts(it, place, number):
    """Neighbours of one craft."""
    for who in ("Ba Đen", "Tư Hiền"):
        it.add(f"Cơ sở bánh tráng {who} {PLACES[number % 9]}", Form.HOUSEHOLD, place)


NEIGHBOURS = [
    _brothers,
    _namesakes,
    _numbered,
    _branches,
    _longer,
    _other_form,
    _rhymes,
    _crafts,
]


# What a second clerk makes of a name.


def _without_accents(it, row):
    it.again(row, it_folded(row.name))


def it_folded(name):
    from khuyencong.text import fold

    return fold(name).title()


def _in_capitals(it, row):
    it.again(row, row.name.upper())


SHORT = {
    "Công ty TNHH MTV": "Cty TNHH một thành viên",
    "Công ty TNHH": "CTY TNHH MTV",
    "Công ty cổ phần": "Công ty CP",
    "DNTN": "Doanh nghiệp tư nhân",
    "Hợp tác xã nông nghiệp": "HTX NN",
    "Hộ kinh doanh": "HKD",
    "Cơ sở": "CSSX",
    "Sản xuất Thương mại": "SX-TM",
    "Thương mại Dịch vụ": "TMDV",
    "Xây dựng": "XD",
}


def _shortened(it, row):
    name = row.name
    for long, short in SHORT.items():
        if long in name:
            name = name.replace(long, short)
            break
    it.again(row, name)


def _without_form(it, row):
    it.again(row, shorter(row.name))


def shorter(name):
    for long in SHORT:
        name = name.removeprefix(long).strip()
    return name


def _slip_of_a_letter(it, row):
    """Two letters of the last word swapped, or its last letter doubled."""
    head, _, last = row.name.rpartition(" ")
    typed = last[:-2] + last[-1] + last[-2] if len(last) > 3 else last + last[-1]
    it.again(row, f"{head} {typed}")


def _one_accent_lost(it, row):
    head, _, last = row.name.rpartition(" ")
    it.again(row, f"{head} {it_folded(last)}")


def _written_together(it, row):
    head, _, last = row.name.rpartition(" ")
    it.again(row, f"{head}{last.lower()}")


def _tax_code_with_blanks(it, row):
    """Another name altogether; the tax code tells."""
    row.tax_code = row.tax_code or it.tax()
    spaced = f"{row.tax_code[:4]} {row.tax_code[4:7]} {row.tax_code[7:]}"
    it.again(row, f"Xưởng {it.random.choice(PLACES)}", tax_code=spaced)


def _under_its_former_name(it, row):
    it.again(row, f"Cơ sở Tiến Bộ {row.code}", former_names=row.name)


def _with_its_craft(it, row):
    it.again(row, f"{row.name} (gốm sứ)")


def _moved_nearby(it, row):
    """The commune was merged: an organisation of one name in the same old district."""
    if row.legal_form == Form.HOUSEHOLD:
        it.again(row, place=(None, row.old_district))
    else:
        it.again(row, place=it.elsewhere(row, same_district=True))


def _moved_far(it, row):
    it.again(row, place=it.elsewhere(row, same_district=False))


KINDS = [
    _without_accents,
    _in_capitals,
    _shortened,
    _without_form,
    _slip_of_a_letter,
    _one_accent_lost,
    _written_together,
    _tax_code_with_blanks,
    _under_its_former_name,
    _with_its_craft,
    _moved_nearby,
    _moved_far,
]
