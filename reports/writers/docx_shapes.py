"""How the Word report looks: page, styles and the few elements that python-docx has no words for.

Measures are those of Nghị định 30/2020/NĐ-CP: A4, 20 mm above and below, 30 mm at the left, 15 mm
at the right, Times New Roman of 13 points, 6 points between paragraphs.
"""

from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

from khuyencong.files import FONT

LANGUAGE = "vi-VN"
SHORT, LONG = Mm(210), Mm(297)
MARGINS = {
    "top_margin": Mm(20),
    "bottom_margin": Mm(20),
    "left_margin": Mm(30),
    "right_margin": Mm(15),
    "header_distance": Mm(10),
    "footer_distance": Mm(10),
}
LEFT, CENTRE, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


@dataclass(frozen=True)
class Shape:
    """A paragraph style: points, alignment, the indent of its first line in millimetres."""

    size: float = 13
    align: WD_ALIGN_PARAGRAPH = LEFT
    bold: bool = False
    italic: bool = False
    indent: float = 0
    before: float = 0
    after: float = 0
    lines: float = 1.0
    is_kept: bool = False


# The styles of Word's own gallery, and ours by their Vietnamese names.
SHAPES = {
    "Normal": Shape(),
    "Body Text": Shape(align=BOTH, indent=10, before=6, lines=1.15),
    "Heading 1": Shape(align=BOTH, bold=True, indent=10, before=12, is_kept=True),
    "Caption": Shape(12, CENTRE, bold=True, before=12, after=2, is_kept=True),
    "Header": Shape(align=CENTRE),
    "Quốc hiệu": Shape(12, CENTRE, bold=True),
    "Tiêu ngữ": Shape(13, CENTRE, bold=True),
    "Cơ quan chủ quản": Shape(12, CENTRE),
    "Tên cơ quan": Shape(12, CENTRE, bold=True),
    "Số ký hiệu": Shape(13, CENTRE, before=6),
    "Địa danh, ngày": Shape(13, CENTRE, italic=True, before=6),
    "Tên loại": Shape(14, CENTRE, bold=True, before=18),
    "Trích yếu": Shape(14, CENTRE, bold=True),
    "Tình trạng số liệu": Shape(12, CENTRE, italic=True, before=6, after=6),
    "Căn cứ": Shape(align=BOTH, italic=True, indent=10, before=6, lines=1.15),
    "Đơn vị tính": Shape(11, RIGHT, italic=True, after=2, is_kept=True),
    "Đầu bảng": Shape(11, CENTRE, bold=True, is_kept=True),
    "Ô chữ": Shape(11),
    "Ô số": Shape(11, RIGHT),
    "Sau bảng": Shape(11, italic=True, before=3),
    "Nơi nhận": Shape(12, bold=True, italic=True),
    "Danh sách nơi nhận": Shape(11),
    "Chức vụ": Shape(13, CENTRE, bold=True),
    "Chữ ký": Shape(13, CENTRE, italic=True),
    "Đầu ghi chú": Shape(11, bold=True, before=18, after=3, is_kept=True),
    "Ghi chú": Shape(11, BOTH, after=3),
    "Nguồn": Shape(10, italic=True, before=9),
}


def set_up(document: Document) -> None:
    """The page, the language and the styles of an empty document."""
    set_page(document.sections[0], is_across=False)
    _set_defaults(document)
    for name, shape in SHAPES.items():
        _set_style(document, name, shape)
    _set_cells(document.styles["Table Grid"].element)
    _set_settings(document.settings.element)


def set_page(section: Section, *, is_across: bool) -> None:
    """A4 upright or across; the page number stands from the second page of all on."""
    section.orientation = WD_ORIENT.LANDSCAPE if is_across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (LONG, SHORT) if is_across else (SHORT, LONG)
    for name, margin in MARGINS.items():
        setattr(section, name, margin)


def _set_defaults(document: Document) -> None:
    """One font for every script, and no theme that would choose another."""
    styles = document.styles.element
    [defaults] = styles.xpath("w:docDefaults/w:rPrDefault/w:rPr")
    scripts = dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), FONT)
    defaults.replace(defaults.find(qn("w:rFonts")), made("w:rFonts", **scripts))
    language = made("w:lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi="ar-SA")
    defaults.replace(defaults.find(qn("w:lang")), language)
    [spacing] = styles.xpath("w:docDefaults/w:pPrDefault/w:pPr/w:spacing")
    spacing.set(qn("w:after"), "0")
    spacing.set(qn("w:line"), "240")


def _set_style(document: Document, name: str, shape: Shape) -> None:
    styles = document.styles
    known = name in styles
    style: Any = styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not known:
        style.base_style = styles["Normal"]
        style.quick_style = True
    properties = style.element.get_or_add_rPr()
    for element in list(properties):  # the template's own colours and fonts
        properties.remove(element)
    style.font.bold, style.font.italic = shape.bold, shape.italic
    style.font.size = Pt(shape.size)
    _set_paragraph(style, shape)


def _set_paragraph(style: ParagraphStyle, shape: Shape) -> None:
    kept = style.paragraph_format
    kept.alignment = shape.align
    kept.first_line_indent = Mm(shape.indent)
    kept.space_before, kept.space_after = Pt(shape.before), Pt(shape.after)
    kept.line_spacing = shape.lines
    kept.keep_with_next = shape.is_kept
    kept.widow_control = True


def _set_cells(style: Any) -> None:
    """Narrow margins in the cells of tables: numbers need the room."""
    widths = {"top": 20, "left": 68, "bottom": 20, "right": 68}
    for side, width in widths.items():
        [margin] = style.xpath(f"w:tblPr/w:tblCellMar/w:{side}")
        margin.set(qn("w:w"), str(width))


def _set_settings(settings: Any) -> None:
    """Word of today, in Vietnamese; the template says less than the schema asks for."""
    values = {
        "w:zoom": {"percent": "100"},
        "w:themeFontLang": {"val": LANGUAGE, "eastAsia": LANGUAGE},
        "w:decimalSymbol": {"val": ","},
        "w:listSeparator": {"val": ";"},
    }
    for name, given in values.items():
        [element] = settings.xpath(name)
        for key, value in given.items():
            element.set(qn(f"w:{key}"), value)
    [mode] = settings.xpath("w:compat/w:compatSetting[@w:name='compatibilityMode']")
    mode.set(qn("w:val"), "15")


# Elements.


def made(name: str, *children: Any, **values: Any) -> Any:
    """An element of Word's own names: ``made("w:shd", fill="EEEEEE")``."""
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), str(value))
    element.extend(children)
    return element


def twips(millimetres: float) -> int:
    """Word's unit of widths: a twentieth of a point."""
    return round(millimetres * 1440 / 25.4)


def field(code: str, shown: str) -> list[Any]:
    """The runs of a field that Word works out itself; ``shown`` until it does."""
    return [
        made("w:r", made("w:fldChar", fldCharType="begin")),
        made("w:r", _text("w:instrText", f" {code} ")),
        made("w:r", made("w:fldChar", fldCharType="separate")),
        made("w:r", _text("w:t", shown)),
        made("w:r", made("w:fldChar", fldCharType="end")),
    ]


def _text(name: str, text: str) -> Any:
    element = made(name)
    element.text = text
    element.set(qn("xml:space"), "preserve")
    return element


def line_below(paragraph: Any, room: float, length: float) -> None:
    """Draw a line of that length in millimetres, in the middle of the room there is."""
    border = made("w:pBdr", made("w:bottom", val="single", sz=6, space=1, color="auto"))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
    kept = paragraph.paragraph_format
    kept.left_indent = kept.right_indent = Mm((room - length) / 2)
    kept.line_spacing = Pt(3)
