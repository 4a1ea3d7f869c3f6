"""Files that are no table, or a table of a kind that is not read."""

from . import Table, raw, read, refuse

SPREADSHEET_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
)


def content(value):
    return lambda: value.encode() if isinstance(value, str) else value


def zipped(**names):
    return lambda: raw.archive({name.replace("__", "/").replace("_", "."): "x" for name in names})


CASES = [
    refuse("empty", content(""), "Tệp rỗng"),
    refuse("only blanks", content(" \r\n\t\n"), "Tệp rỗng", file_name="a.csv"),
    refuse("only a mark", content(b"\xef\xbb\xbf"), "Tệp rỗng", file_name="a.csv"),
    refuse("PDF", content("%PDF-1.7\n"), "PDF"),
    refuse("PNG", content(b"\x89PNG\r\n\x1a\n"), "ảnh"),
    refuse("JPEG", content(b"\xff\xd8\xff\xe0"), "ảnh"),
    refuse("RTF", content("{\\rtf1 x}"), "RTF"),
    refuse("RAR", content(b"Rar!\x1a\x07"), "RAR"),
    refuse("gzip", content(b"\x1f\x8b\x08\0"), "gzip"),
    refuse("HTML named .xls", content("<html><table><tr><td>1</td></tr></table></html>"),
           "HTML", ".xlsx", file_name="a.xls"),
    refuse("HTML fragment", content("\ufeff\n <TABLE><tr>"), "HTML", file_name="a.xls"),
    refuse("HTML in UTF-16", lambda: "<html>".encode("utf-16"), "HTML", file_name="a.xls"),
    refuse("XML Spreadsheet 2003", content(SPREADSHEET_2003), "XML Spreadsheet 2003"),
    refuse("other XML", content('<?xml version="1.0"?><x/>'), "XML"),
    refuse("XLSB", zipped(xl__workbook_bin=1), "xlsb", ".xlsx"),
    refuse("Word", zipped(word__document_xml=1), "Word"),
    refuse("PowerPoint", zipped(ppt__presentation_xml=1), "PowerPoint"),
    refuse("ZIP of workbooks", zipped(a_xlsx=1, b_xlsx=1), "tệp nén"),
    refuse("empty ZIP", lambda: raw.archive({}), "tệp nén"),
    refuse("Excel 4 (BIFF4)", content(b"\x09\x04\x06\x00\x00\x00\x10\x00"), "quá cũ"),
    refuse("Excel 2 (BIFF2)", content(b"\x09\x00\x04\x00\x02\x00\x10\x00"), "quá cũ"),
    read("text that begins like a tag", content("<b>,1\na,2\n"),
         Table({1: ("<b>", "1"), 2: ("a", "2")}, ""), file_name="a.csv"),
]  # fmt: skip
