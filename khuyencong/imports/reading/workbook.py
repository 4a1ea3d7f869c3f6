"""What an .xlsx says about itself: its sheets, where they stand, which formats are days."""

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote
from zipfile import ZipFile

from .archive import small_part
from .markup import elements
from .serials import is_date_format
from .values import Limits, RefusedFile, damaged

_TRUE = {"1", "true", "on"}
_WHERE = "ở phần mô tả"
LONGEST_NAME = 100  # of a sheet; Excel itself allows 31 characters
MACROS = (
    "Tệp có macro nên không được nhận. Trong Excel, chọn Lưu thành (Save As) "
    "loại “Excel Workbook (*.xlsx)”, rồi tải lên."
)
_LINKED = "Tệp có liên kết tới tệp khác; dùng giá trị đã lưu, không mở liên kết."
_CONNECTED = "Tệp có kết nối dữ liệu ngoài; dùng giá trị đã lưu, không mở kết nối."


def is_true(value: str | None) -> bool:
    """A boolean attribute, as the schemas write it."""
    return value in _TRUE


@dataclass
class Relation:
    """What a part points to; ``kind`` is the last word of its type."""

    kind: str
    target: str
    is_external: bool


@dataclass
class Sheet:
    """A sheet with cells; ``part`` is the entry that has them."""

    name: str
    part: str
    is_hidden: bool


@dataclass
class Workbook:
    """An .xlsx without its cells; ``day_styles`` are the cell styles that show days."""

    sheets: list[Sheet]
    is_1904: bool
    day_styles: set[str]
    strings_part: str | None
    notes: list[str] = field(default_factory=list)


class Package:
    """The parts of an .xlsx, found however their names are capitalised."""

    def __init__(self, archive: ZipFile, limits: Limits) -> None:
        self.archive, self.limits = archive, limits
        self._names = {name.casefold(): name for name in archive.namelist()}

    def find(self, part: str) -> str | None:
        """The entry of a part, or None."""
        return self._names.get(part.lstrip("/").casefold())

    def elements(self, part: str) -> list[tuple[str, dict[str, str]]]:
        """The elements of a small part; none where there is no such part."""
        name = self.find(part)
        if name is None:
            return []
        return elements([small_part(self.archive, name)], _WHERE, self.limits)

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part points to, by id; targets as names of entries."""
        folder, name = posixpath.split(part)
        found = self.elements(posixpath.join(folder, "_rels", f"{name}.rels"))
        return {
            row.get("Id", ""): Relation(
                kind=row.get("Type", "").rpartition("/")[2],
                target=posixpath.normpath(posixpath.join("/", folder, unquote(row["Target"])))[1:],
                is_external=row.get("TargetMode") == "External",
            )
            for element, row in found
            if element == "Relationship" and "Target" in row
        }

    def has(self, start: str, end: str = "") -> bool:
        """Whether there is a part with such a name, in small letters."""
        return any(name.startswith(start) and name.endswith(end) for name in self._names)


def read_workbook(package: Package) -> Workbook:
    """Read the description of an .xlsx. Raises RefusedFile for macros and for damage."""
    if package.has("", "vbaproject.bin") or package.has("xl/macrosheets/"):
        raise RefusedFile(MACROS)
    main = _main_part(package)
    relations = package.relations(main)
    described = package.elements(main)
    properties = dict(described).get("workbookPr", {})
    kinds = {relation.kind: relation.target for relation in relations.values()}
    book = Workbook(
        sheets=_sheets(package, described, relations),
        is_1904=is_true(properties.get("date1904")),
        day_styles=_day_styles(package.elements(kinds.get("styles", ""))),
        strings_part=package.find(kinds.get("sharedStrings", "")),
    )
    if package.has("xl/externallinks/"):
        book.notes.append(_LINKED)
    if package.has("xl/connections.xml") or package.has("xl/querytables/"):
        book.notes.append(_CONNECTED)
    return book


def _main_part(package: Package) -> str:
    relations = package.relations("").values()
    named = next((one.target for one in relations if one.kind == "officeDocument"), "")
    if package.find(named) is None:
        raise damaged("(không thấy bảng tính bên trong)")
    return named


def _sheets(
    package: Package,
    described: Iterable[tuple[str, dict[str, str]]],
    relations: dict[str, Relation],
) -> list[Sheet]:
    """The sheets that have cells, in the order of the tabs; pages of charts have none."""
    sheets = []
    for element, row in described:
        if element != "sheet":
            continue
        relation = relations.get(row.get("id", ""))
        part = package.find(relation.target) if relation and not relation.is_external else None
        if relation is None or part is None:
            raise damaged(f"(không thấy trang “{row.get('name', '')[:LONGEST_NAME]}”)")
        if "macrosheet" in relation.kind.lower():
            raise RefusedFile(MACROS)
        if relation.kind == "worksheet":
            hidden = row.get("state", "visible") != "visible"
            sheets.append(Sheet(row.get("name", "")[:LONGEST_NAME], part, hidden))
    return sheets


def _day_styles(styles: Iterable[tuple[str, dict[str, str]]]) -> set[str]:
    """The numbers, as text, of the cell styles in ``cellXfs`` that show days."""
    codes: dict[int, str] = {}
    days: set[str] = set()
    place, is_cell_style = 0, False
    for element, row in styles:
        if element == "numFmt":
            codes[_whole(row.get("numFmtId"))] = row.get("formatCode", "")
        elif element in {"cellStyleXfs", "cellXfs", "cellStyles", "dxfs"}:
            is_cell_style = element == "cellXfs"
        elif element == "xf" and is_cell_style:
            number = _whole(row.get("numFmtId"))
            if is_date_format(number, codes.get(number)):
                days.add(str(place))
            place += 1
    return days


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
