"""Reads the figures off a page as a browser would: the values of its ``<data>`` elements."""

from html.parser import HTMLParser


class _Tables(HTMLParser):
    """Rows of ``data`` values per table id; a figure cell without data is None."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str | None]]] = {}
        self._rows: list[list[str | None]] | None = None
        self._in_cell = False

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag == "table":
            self._rows = self.tables.setdefault(named.get("id", ""), [])
        elif self._rows is None:
            return
        elif tag == "tr":
            self._rows.append([])
        elif tag == "td" and "data-figure" in named:
            self._rows[-1].append(None)
            self._in_cell = True
        elif tag == "data" and self._in_cell:
            self._rows[-1][-1] = named["value"]

    def handle_endtag(self, tag):
        if tag == "td":
            self._in_cell = False
        elif tag == "table":
            self._rows = None


def figures_on_page(content: bytes, table: str) -> list[list[str | None]]:
    """The raw values of the table with id ``bang-<slug>``, row by row, the total last."""
    reader = _Tables()
    reader.feed(content.decode())
    return [row for row in reader.tables[f"bang-{table}"] if row]
