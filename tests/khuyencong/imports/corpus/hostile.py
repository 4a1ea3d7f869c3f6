"""Workbooks made to hurt: bombs, lies, and contradictions."""

import io
from zipfile import ZipFile

from khuyencong.imports.reading import Limits

from . import Table, raw, read, refuse
from .raw import book, text

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
SMALL = Limits(rows=5, columns=4, sheets=2, merged=10, cell=50, row=120, inflated=200_000)


def raw_book(rows, *more, **options):
    return lambda: book(rows, *more, **options)


def changed(**options):
    """The plain workbook with other parts; names have dots and slashes as they come."""
    more = options.pop("parts")

    def build():
        return raw.archive({**raw.parts(raw.sheet_xml(ONE), **options), **more})

    return build


def blanks_in(place, megabytes=300):
    """A sheet with so many megabytes of blanks in it, a thousandth of that in the ZIP."""

    def build():
        made = raw.parts(raw.sheet_xml(ONE.replace("<v>1</v>", place.format(" " * megabytes))))
        sheet = made["xl/worksheets/sheet1.xml"]
        mark = " " * megabytes
        before, _, after = sheet.partition(mark)
        return _with_huge_sheet(made, before, megabytes, after)

    return build


def _with_huge_sheet(made, before, megabytes, after):
    target = io.BytesIO()
    block = " " * 1024 * 1024
    with ZipFile(target, "w", 8, compresslevel=9) as archive:
        for name, content in made.items():
            if not name.endswith("sheet1.xml"):
                archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(before.encode())
            for _ in range(megabytes):
                part.write(block.encode())
            part.write(after.encode())
    return target.getvalue()


def lying():
    content = blanks_in("<v>{}</v>", 30)()
    return raw.lying_size(content, "xl/worksheets/sheet1.xml", 500)


def entries(count):
    return changed(parts={f"xl/media/{place}.png": b"" for place in range(count)})


def merges(count):
    areas = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, count + 1))
    return raw_book(ONE, "", f"<mergeCells>{areas}</mergeCells>")


def many_rows(count):
    return raw_book("".join(f'<row r="{n}"><c><v>{n}</v></c></row>' for n in range(1, count + 1)))


def many_sheets(count):
    def build():
        made = raw.parts(raw.sheet_xml(ONE))
        sheets = "".join(f'<sheet name="S{n}" r:id="rId1"/>' for n in range(count))
        book = made["xl/workbook.xml"]
        start, _, _ = book.partition("<sheets>")
        return raw.archive(
            {**made, "xl/workbook.xml": f"{start}<sheets>{sheets}</sheets></workbook>"}
        )

    return build


def strings_bomb():
    """Few bytes, a hundred million characters: one long text in very many cells."""
    row = "".join('<c t="s"><v>0</v></c>' for _ in range(4))
    rows = "".join(f"<row>{row}</row>" for _ in range(400))
    return book(rows, strings=f"<si><t>{'a' * 200}</t></si>")


def without(part):
    def build():
        made = raw.parts(raw.sheet_xml(ONE))
        del made[part]
        return raw.archive(made)

    return build


DEEP = "<a>" * 60 + "</a>" * 60
SHEET = "xl/worksheets/sheet1.xml"

CASES = [
    # Bombs.
    refuse("300 MB in one cell", blanks_in("<v>{}</v>"), "nén hơn 200 lần"),
    refuse("30 MB in one tag", blanks_in("<v{}>1</v>", 30), "nén hơn 200 lần"),
    refuse("size declared too large", blanks_in("<v>{}</v>", 30), "giải nén ra quá lớn",
           limits=Limits(inflated=20_000_000)),
    refuse("size declared too small", lying, "hỏng"),
    refuse("2 MB in one tag", blanks_in("<v{}>1</v>", 2), "hỏng"),
    refuse("2 MB in one cell", blanks_in("<v>{}</v>", 2), "dài hơn 32767 ký tự"),
    refuse("2 MB in one shared text", raw_book(ONE, strings=f"<si><t>{'x' * 2_000_000}</t></si>"),
           "dài hơn 32767 ký tự"),
    refuse("2 MB in one tag of the shared texts", raw_book(
        ONE, strings=f'<si a="{"x" * 2_000_000}"/>'), "thẻ quá dài"),
    refuse("20,000 entries", entries(20_000), "hơn 2000 phần"),
    refuse("100,000 merged ranges", merges(100_000), "hơn 20000 vùng ô gộp"),
    refuse("one text in very many cells", strings_bomb, "quá nhiều chữ",
           limits=Limits(inflated=200_000)),
    refuse("XML too deep", raw_book(ONE, DEEP), "lồng nhau hơn 50 lớp"),
    refuse("description too deep", changed(parts={}, properties=DEEP), "lồng nhau"),
    refuse("shared texts too deep", raw_book(ONE, strings=DEEP), "lồng nhau"),
    refuse("description too large", changed(parts={}, properties=f"<a/>{'<!--x-->' * 1_200_000}"),
           "phần mô tả quá lớn"),
    # Sparse corners: a dense grid of these would take gigabytes.
    refuse("cell in the last corner", raw_book(
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "cột thứ 16384", "200 cột"),
    read("cell in the last row", raw_book(
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="GR1048576"><v>2</v></c></row>'),
        Table({1: (1,), 1_048_576: (*[None] * 199, 2)})),
    read("only looks in the last corner", raw_book(
        f'{ONE}<row r="1048576"><c r="XFD1048576" s="1"/></row>'), Table({1: (1,)})),
    refuse("row beyond the last", raw_book('<row r="1048577"><c><v>1</v></c></row>'), "hỏng"),
    refuse("column beyond the last", raw_book('<row r="1"><c r="ZZZ1"><v>1</v></c></row>'),
           "cột thứ 18278"),
    # Limits, exactly.
    read("rows at the limit", many_rows(5), Table({n: (n,) for n in range(1, 6)}), limits=SMALL),
    refuse("one row too many", many_rows(6), "hơn 5 dòng", limits=SMALL),
    read("columns at the limit", raw_book('<row r="1"><c r="D1"><v>1</v></c></row>'),
         Table({1: (None, None, None, 1)}), limits=SMALL),
    refuse("one column too many", raw_book('<row r="1"><c r="E1"><v>1</v></c></row>'),
           "Dòng 1", "cột thứ 5", "4 cột", limits=SMALL),
    read("cell at the limit", raw_book(f'<row r="1">{text("A1", "x" * 50)}</row>'),
         Table({1: ("x" * 50,)}), limits=SMALL),
    refuse("cell too long", raw_book(f'<row r="1">{text("A1", "x" * 51)}</row>'),
           "dài hơn 50 ký tự", limits=SMALL),
    refuse("row too long", raw_book(
        f'<row r="1">{text("A1", "x" * 50)}{text("B1", "x" * 50)}{text("C1", "x" * 50)}</row>'),
        "quá nhiều chữ", limits=SMALL),
    read("sheets at the limit", many_sheets(2), Table({1: (1,)}, "S0"), Table({1: (1,)}, "S1"),
         limits=SMALL),
    refuse("one sheet too many", many_sheets(3), "hơn 2 trang", limits=SMALL),
    read("merged ranges at the limit", merges(10), Table(
        {1: (1,)}, merged=tuple((n, 1, n, 2) for n in range(1, 11))), limits=SMALL),
    refuse("one merged range too many", merges(11), "hơn 10 vùng ô gộp", limits=SMALL),
    refuse("file too large", raw_book(ONE), "lớn hơn 0 MB", limits=Limits(bytes=100)),
    # Contradictions: what could be read in two ways is not read.
    refuse("two rows of one number", raw_book(f"{ONE}{ONE}"), "hỏng", "sau dòng 1"),
    refuse("rows out of order", raw_book('<row r="5"/><row r="4"/>'), "hỏng", "sau dòng 5"),
    refuse("row inside a row", raw_book('<row r="1"><row r="2"/></row>'), "hỏng"),
    refuse("row without a number", raw_book('<row r="x"/>'), "hỏng"),
    refuse("cell of another row", raw_book('<row r="1"><c r="A2"><v>1</v></c></row>'), "dòng 1"),
    refuse("cell without a place", raw_book('<row r="1"><c r="1A"/></row>'), "dòng 1"),
    refuse("two cells in one place", raw_book(
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'), "hai ô cùng chỗ"),
    refuse("cell inside a cell", raw_book('<row r="1"><c r="A1"><c r="B1"/></c></row>'), "hỏng"),
    refuse("cell outside of rows", raw_book('<c r="A1"><v>1</v></c>'), "hỏng"),
    refuse("cell of an unknown kind", raw_book('<row r="1"><c r="A1" t="zz"><v>1</v></c></row>'),
           "hỏng", "dòng 1"),
    refuse("tag that is not closed", raw_book("<row>"), "hỏng ở trang “Sheet1”"),
    refuse("sheet of another namespace", raw_book(ONE, namespace="urn:x"), "hỏng ở trang"),
    refuse("missing sheet", without(SHEET), "không thấy trang “Sheet1”"),
    refuse("missing description", without("xl/workbook.xml"), "không thấy bảng tính"),
]  # fmt: skip
