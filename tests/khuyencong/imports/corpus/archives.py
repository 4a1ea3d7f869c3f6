"""ZIP files that lie or are damaged, and XML that reaches out of the file."""

import io
import warnings
from zipfile import ZIP_LZMA, ZipFile

from . import Table, raw, read, refuse
from .hostile import ONE, changed, raw_book
from .raw import text

UNUSUAL = "cấu trúc bất thường"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
EXTERNAL = '<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>'
STRINGS, SHEET = "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"


def duplicate():
    target = io.BytesIO(raw.archive(raw.parts(raw.sheet_xml(ONE))))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with ZipFile(target, "a") as archive:
            archive.writestr("xl/worksheets/sheet1.xml", raw.sheet_xml(ONE))
    return target.getvalue()


def encrypted():
    content = bytearray(raw.archive(raw.parts(raw.sheet_xml(ONE))))
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)


def lzma():
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_LZMA) as archive:
        for name, content in raw.parts(raw.sheet_xml(ONE)).items():
            archive.writestr(name, content)
    return target.getvalue()


def bad_checksum():
    content = bytearray(raw.archive(raw.parts(raw.sheet_xml(ONE))))
    place = content.find(b"PK\x01\x02")
    content[place + 16] ^= 0xFF
    return bytes(content)


def doctype(part, declaration):
    def build():
        made = raw.parts(raw.sheet_xml(ONE), strings="<si><t>a</t></si>")
        head = raw.HEAD if part in made else ""
        content = made.get(part, "<x/>").removeprefix(raw.HEAD)
        return raw.archive({**made, part: f"{head}{declaration}{content}"})

    return build


def utf16_sheet():
    sheet = raw.sheet_xml(ONE).replace("UTF-8", "UTF-16")
    return raw.archive(raw.parts(sheet.encode("utf-16")))


def cut(share):
    return lambda: (whole := raw.archive(raw.parts(raw.sheet_xml(ONE))))[: int(len(whole) * share)]


CASES = [
    # The ZIP.
    refuse("two entries of one name", duplicate, UNUSUAL, "trùng tên"),
    refuse("two entries but for capitals", changed(parts={"XL/Workbook.xml": "<x/>"}), "trùng tên"),
    refuse("encrypted entry", encrypted, "mật khẩu"),
    refuse("packed in a rare way", lzma, "cách nén lạ"),
    refuse("wrong checksum", bad_checksum, "hỏng"),
    refuse("name that climbs", changed(parts={"xl/../../etc/x": "x"}), "chỉ ra ngoài"),
    refuse("name from the root", changed(parts={"/etc/x": "x"}), "chỉ ra ngoài"),
    refuse("name of another disk", changed(parts={"C:\\x": "x"}), "chỉ ra ngoài"),
    refuse("cut in the middle", cut(0.5), "hỏng hoặc tải lên chưa hết"),
    refuse("last bytes missing", cut(0.97), "hỏng hoặc tải lên chưa hết"),
    read("a ZIP inside is not opened", changed(parts={"xl/embeddings/x.zip": b"PK\x03\x04bad"}),
         Table({1: (1,)})),
    # XML that reaches out.
    refuse("external entity in a sheet", doctype(SHEET, EXTERNAL), UNUSUAL, "DOCTYPE"),
    refuse("billion laughs in the shared texts", doctype(STRINGS, LAUGHS), UNUSUAL, "DOCTYPE"),
    refuse("DTD in the description", doctype("xl/workbook.xml", "<!doctype x>"), "DOCTYPE"),
    refuse("DTD in a part that is not read", doctype("docProps/app.xml", EXTERNAL), "DOCTYPE"),
    refuse("DTD behind much else", doctype(SHEET, f"<!--{'x' * 262_080}-->{EXTERNAL}"), "DOCTYPE"),
    refuse("sheet in an encoding that there is not", changed(
        parts={SHEET: raw.sheet_xml(ONE).replace("UTF-8", "UTX-8")}), "hỏng ở trang “Sheet1”"),
    refuse("sheet in UTF-16", utf16_sheet, "không phải UTF-8"),
    refuse("entity that is not declared", raw_book(f'<row r="1">{text("A1", "&xxe;")}</row>'),
           "hỏng ở trang “Sheet1”"),
]  # fmt: skip
