"""Workbooks made by hand, part by part, as no honest program writes them."""

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ON_2020 = (2020, 1, 1, 0, 0, 0)


def archive(parts: Mapping[str, bytes | str]) -> bytes:
    """A ZIP of the parts, equal for equal parts."""
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as made:
        for name, content in parts.items():
            entry = ZipInfo(name, ON_2020)
            entry.compress_type = ZIP_DEFLATED
            made.writestr(entry, content)
    return target.getvalue()


def relations(*rows: tuple[str, str, str]) -> str:
    """A part of relations from rows of id, kind and target."""
    inner = "".join(
        f'<Relationship Id="{one}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for one, kind, target in rows
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'


def sheet_xml(rows: str, before: str = "", after: str = "", namespace: str = MAIN) -> str:
    """A sheet with the rows given as XML."""
    data = f"{before}<sheetData>{rows}</sheetData>{after}"
    return f'{HEAD}<worksheet xmlns="{namespace}">{data}</worksheet>'


def parts(
    sheet: str,
    *,
    strings: str | None = None,
    styles: str | None = None,
    namespace: str = MAIN,
    properties: str = "",
    state: str = "",
) -> dict[str, bytes | str]:
    """The parts of an .xlsx with one sheet; take away, add or change before zipping."""
    links = [("rId1", "worksheet", "worksheets/sheet1.xml")]
    found: dict[str, bytes | str] = {
        "[Content_Types].xml": f"{HEAD}<Types/>",
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'{HEAD}<workbook xmlns="{namespace}" xmlns:r="{OFFICE}">{properties}<sheets>'
            f'<sheet name="Sheet1" sheetId="1" {state} r:id="rId1"/></sheets></workbook>'
        ),
        "xl/worksheets/sheet1.xml": sheet,
    }
    if strings is not None:
        links.append(("rId2", "sharedStrings", "sharedStrings.xml"))
        found["xl/sharedStrings.xml"] = f'{HEAD}<sst xmlns="{namespace}">{strings}</sst>'
    if styles is not None:
        links.append(("rId3", "styles", "styles.xml"))
        found["xl/styles.xml"] = f'{HEAD}<styleSheet xmlns="{namespace}">{styles}</styleSheet>'
    found["xl/_rels/workbook.xml.rels"] = relations(*links)
    return found


def book(rows: str, before: str = "", after: str = "", **more: str) -> bytes:
    """An .xlsx with one sheet of these rows."""
    namespace = more.get("namespace", MAIN)
    return archive(parts(sheet_xml(rows, before, after, namespace), **more))


def text(reference: str, words: str) -> str:
    """A cell with its text in place."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{words}</t></is></c>'


def date_styles(*codes: str) -> str:
    """Styles 1, 2, … with these number formats."""
    formats = "".join(
        f'<numFmt numFmtId="{164 + place}" formatCode="{code}"/>'
        for place, code in enumerate(codes)
    )
    cells = "".join(f'<xf numFmtId="{164 + place}"/>' for place in range(len(codes)))
    return (
        f"<numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
        f'<cellXfs><xf numFmtId="0"/>{cells}</cellXfs>'
    )


def lying_size(content: bytes, name: str, declared: int) -> bytes:
    """The ZIP with another unpacked size for an entry, in both places that tell it."""
    sought, changed = name.encode(), bytearray(content)
    for sign, size_at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        place = content.find(sign)
        while content[place + name_at : place + name_at + len(sought)] != sought:
            place = content.find(sign, place + 1)
        changed[place + size_at : place + size_at + 4] = declared.to_bytes(4, "little")
    return bytes(changed)
