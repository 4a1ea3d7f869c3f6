"""CSV files in every encoding and with every separator that offices send."""

import codecs
import unicodedata

from khuyencong.imports.reading import Limits

from . import Table, read, refuse

HEAD, FIRST = ("Tên", "Số hộ"), ("Xã An Phú", "9.510")
LINES = ("Tên{0}Số hộ", "Xã An Phú{0}9.510")
ROWS = {1: HEAD, 2: FIRST}


def lines(separator=",", encoding="utf-8", mark=b"", ending="\r\n"):
    text = "".join(line.format(separator) + ending for line in LINES)
    if encoding == "cp1258":
        text = windows_1258(text)
    return lambda: mark + text.encode(encoding)


def windows_1258(text):
    """As Windows writes it: letters with their shape, tones behind them."""
    out = []
    for letter in text:
        try:
            letter.encode("cp1258")
            out.append(letter)
        except UnicodeEncodeError:
            tones = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
            parts = unicodedata.normalize("NFD", letter)
            shape = unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones))
            out.append(shape + "".join(part for part in parts if part in tones))
    return "".join(out)


def plain(text, encoding="utf-8"):
    return lambda: text.encode(encoding)


def note(encoding, separator):
    return (f"Bảng mã {encoding}, dấu phân cách {separator}.",)


def csv(name, build, rows, *notes, file_name="danh-sach.csv", **more):
    return read(name, build, Table(rows, "", notes=notes), file_name=file_name, **more)


def refused(name, build, *words, file_name="danh-sach.csv", **more):
    return refuse(name, build, *words, file_name=file_name, **more)


def latin(text):
    """Bytes of a file that an old font shows."""
    return lambda: text.encode("cp1252")


CASES = [
    csv("UTF-8", lines(), ROWS),
    csv("UTF-8 with a mark", lines(mark=codecs.BOM_UTF8), ROWS),
    csv("UTF-8 with semicolons", lines(";"), ROWS, *note("UTF-8", "“;”")),
    csv("UTF-8 with tabs", lines("\t"), ROWS, *note("UTF-8", "Tab")),
    csv("UTF-8 with bars", lines("|"), ROWS, *note("UTF-8", "“|”")),
    csv("UTF-16 LE", lines("\t", "utf-16-le", codecs.BOM_UTF16_LE), ROWS, *note("UTF-16", "Tab")),
    csv("UTF-16 BE", lines(";", "utf-16-be", codecs.BOM_UTF16_BE), ROWS, *note("UTF-16", "“;”")),
    csv("UTF-16 LE without a mark", lines(",", "utf-16-le"), ROWS, *note("UTF-16", "“,”")),
    csv("UTF-16 BE without a mark", lines(",", "utf-16-be"), ROWS, *note("UTF-16", "“,”")),
    csv("Windows-1258", lines(",", "cp1258"), ROWS, *note("Windows-1258", "“,”")),
    csv("Windows-1258 with semicolons", lines(";", "cp1258"), ROWS, *note("Windows-1258", "“;”")),
    csv("line feeds", lines(ending="\n"), ROWS),
    csv("carriage returns", lines(ending="\r"), ROWS),
    csv("sep line", plain("sep=;\r\na;b,c\r\n1;2\r\n"), {2: ("a", "b,c"), 3: ("1", "2")},
        *note("UTF-8", "“;”")),
    csv("sep line of a rare separator", plain("sep=^\na^b\n"), {2: ("a", "b")},
        *note("UTF-8", "“^”")),
    csv("sep line behind a mark", plain("\ufeffsep=,\na,b\n"), {2: ("a", "b")}),
    csv("decimal commas between semicolons", plain("Tên;Giá\nA;1,5\nB;2,5\n"),
        {1: ("Tên", "Giá"), 2: ("A", "1,5"), 3: ("B", "2,5")}, *note("UTF-8", "“;”")),
    csv("title above the table", plain("Danh sách cơ sở, năm 2026\n\nTên;Số;Xã\nA;1;B\nC;2;D\n"),
        {1: ("Danh sách cơ sở, năm 2026",), 3: ("Tên", "Số", "Xã"), 4: ("A", "1", "B"),
         5: ("C", "2", "D")}, *note("UTF-8", "“;”")),
    csv("one column", plain("Tên\nAn\nBình\n"), {1: ("Tên",), 2: ("An",), 3: ("Bình",)}),
    csv("quoted fields", plain('a,"b ""x"", c"\n1,2\n'), {1: ("a", 'b "x", c'), 2: ("1", "2")}),
    csv("line break inside quotes", plain('a,b\n"x\ny",1\nz,2\n'),
        {1: ("a", "b"), 2: ("x\ny", "1"), 4: ("z", "2")}),
    csv("quotes inside a field", plain('a,b\nCông ty "An",2\n'),
        {1: ("a", "b"), 2: ('Công ty "An"', "2")}),
    csv("blank lines and blank fields", plain("a,b\n\n,,\n , \nc,d,,\n"),
        {1: ("a", "b"), 5: ("c", "d")}),
    csv("no line end at the end", plain("a,b\n1,2"), {1: ("a", "b"), 2: ("1", "2")}),
    csv("formulas are text", plain("a,b\n=1+1,@x\n"), {1: ("a", "b"), 2: ("=1+1", "@x")}),
    csv("NFD is passed as it is", plain("Te\u0302n,b\n1,2\n"),
        {1: ("Te\u0302n", "b"), 2: ("1", "2")}),
    csv("named as Excel", plain("a\tb\n1\t2\n"), {1: ("a", "b"), 2: ("1", "2")},
        "Tên tệp là Excel nhưng nội dung là chữ; được đọc như CSV.", *note("UTF-8", "Tab"),
        file_name="bang.xls"),
    csv("signs that are no old encoding", plain("§ 5,25°,m²\n© ABC,±½,10 µm\n® X,Noël,Forêt\n"),
        {1: ("§ 5", "25°", "m²"), 2: ("© ABC", "±½", "10 µm"), 3: ("® X", "Noël", "Forêt")}),
    csv("rows at the limit", plain("a\nb\n"), {1: ("a",), 2: ("b",)}, limits=Limits(rows=2)),
    refused("one row too many", plain("a\nb\nc\n"), "hơn 2 dòng", limits=Limits(rows=2)),
    refused("too many columns", plain("a,b,c,d\n"), "Dòng 1", "4 cột", "3 cột",
            limits=Limits(columns=3)),
    refused("field too long", plain(f"a,b\n{'x' * 40_000},1\n"), "từ dòng 2", "32767"),
    refused("line too long", plain("x" * 1_100_000), "dài hơn 1000000 ký tự"),
    refused("quote that is not closed", plain('a,b\n1,2\n"x,3\n4,5\n'), "từ dòng 3", "nháy kép"),
    refused("text behind a quoted field", plain('a,b\n"An" Phú,2\n'), "từ dòng 2", "nháy kép"),
    refused("broken UTF-16", lambda: codecs.BOM_UTF16_LE + b"a\0b", "UTF-16", "hỏng"),
    refused("broken UTF-8 with a mark", lambda: codecs.BOM_UTF8 + b"a,\xff\n", "UTF-8", "hỏng"),
    refused("NUL in text", lambda: b"a,b\n1,\0\n", "không phải bảng tính"),
    refused("NUL far behind", lambda: b"a,b\n" * 40_000 + b"\0", "không phải UTF-8"),
    refused("no known encoding", lambda: b"a,b\n\x8d\x8e,1\n", "Windows-1258"),
    refused("bytes at random", lambda: bytes(range(1, 256)) * 20, "không phải bảng tính"),
    refused("TCVN3", latin("Tªn,C¬ së s¶n xuÊt\n§Ò ¸n,x\n"), "TCVN3", ".VnTime", "UniKey"),
    refused("VNI", latin("Teân,Cô sôû saûn xuaát\nÑeà aùn,x\n"), "VNI", "UniKey"),
    refused("TCVN3 that went through UTF-8", plain("C¬ së s¶n xuÊt,§Ò ¸n\n"), "TCVN3"),
]  # fmt: skip
