"""The tables of the Word report, written element by element: a cell through python-docx searches
the table for its place each time, so that a table of 300 rows takes seconds.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from docx.oxml.ns import qn

from khuyencong.text import in_xml
from reports.papers.parts import Grid, GridColumn, GridLine

from .docx_shapes import made, twips

SHADE = "F2F2F2"
NOTE_SIZE, LEVEL = 19, 4.0  # half points; millimetres that a part stands in


def table_of(grid: Grid, style_ids: dict[str, str]) -> Any:
    """The grid as an element: its head on every page, no row broken between two."""
    widths = [twips(column.width) for column in grid.columns]
    heads = [
        _cell(width, [_paragraph(style_ids["Đầu bảng"], [_run(column.head)])], SHADE)
        for width, column in zip(widths, grid.columns, strict=True)
    ]
    rows = [_row(heads, is_head=True)]
    last = len(grid.lines) - 1
    for place, (line, cells) in enumerate(grid.rows):
        is_kept = place < last and (grid.is_short or place in (0, last - 1))
        rows.append(_row(_cells(line, cells, style_ids, is_kept=is_kept)))
    return _table(widths, rows, made("w:tblStyle", val="TableGrid"), grid.caption)


def pair_of(widths: Sequence[float], left: Sequence[Any], right: Sequence[Any]) -> Any:
    """Two columns without lines, each of some paragraphs: the letterhead, the signature."""
    places = [twips(width) for width in widths]
    row = _row([_cell(*one) for one in zip(places, (left, right), strict=True)])
    bare = made("w:tblCellMar", made("w:left", w=0, type="dxa"), made("w:right", w=0, type="dxa"))
    return _table(places, [row], None, "", bare)


def _table(
    widths: Sequence[int], rows: Iterable[Any], style: Any, caption: str, margins: Any = None
) -> Any:
    """In the order of the schema: properties, the grid (all that LibreOffice looks at), rows."""
    properties = [
        style,
        made("w:tblW", w=sum(widths), type="dxa"),
        made("w:tblLayout", type="fixed"),
        margins,
        made("w:tblLook", val="0420", firstRow=1, noHBand=0, noVBand=1),
        made("w:tblCaption", val=in_xml(caption)) if caption else None,
    ]
    grid = made("w:tblGrid", *(made("w:gridCol", w=width) for width in widths))
    known = (one for one in properties if one is not None)
    return made("w:tbl", made("w:tblPr", *known), grid, *rows)


def _row(cells: Iterable[Any], *, is_head: bool = False) -> Any:
    properties = made("w:trPr", made("w:cantSplit"))
    if is_head:
        properties.append(made("w:tblHeader"))
    return made("w:tr", properties, *cells)


def _cell(width: int, paragraphs: Sequence[Any], shade: str = "") -> Any:
    properties = made("w:tcPr", made("w:tcW", w=width, type="dxa"))
    if shade:
        properties.append(made("w:shd", val="clear", color="auto", fill=shade))
        properties.append(made("w:vAlign", val="center"))
    return made("w:tc", properties, *paragraphs)


def _cells(
    line: GridLine,
    cells: Sequence[tuple[GridColumn, str]],
    style_ids: dict[str, str],
    *,
    is_kept: bool,
) -> list[Any]:
    made_cells = []
    for place, (column, text) in enumerate(cells):
        runs = [_run(text, is_bold=line.is_total, is_italic=bool(line.level))]
        if not place and line.note:
            runs += [made("w:r", made("w:br")), _run(line.note, is_italic=True, size=NOTE_SIZE)]
        style = style_ids["Ô số" if column.is_number else "Ô chữ"]
        indent = LEVEL * line.level if not place else 0
        paragraph = _paragraph(style, runs, indent, is_kept)
        made_cells.append(_cell(twips(column.width), [paragraph]))
    return made_cells


def _paragraph(style: str, runs: Sequence[Any], indent: float = 0, is_kept: bool = False) -> Any:
    properties = made("w:pPr", made("w:pStyle", val=style))
    if is_kept:
        properties.append(made("w:keepNext"))
    if indent:
        properties.append(made("w:ind", left=twips(indent)))
    return made("w:p", properties, *runs)


def _run(text: str, *, is_bold: bool = False, is_italic: bool = False, size: int = 0) -> Any:
    properties = made("w:rPr")
    if is_bold:
        properties.append(made("w:b"))
    if is_italic:
        properties.append(made("w:i"))
    if size:
        properties.append(made("w:sz", val=size))
    words = made("w:t")
    words.text = in_xml(text)
    words.set(qn("xml:space"), "preserve")
    return made("w:r", *([properties] if len(properties) else []), words)
