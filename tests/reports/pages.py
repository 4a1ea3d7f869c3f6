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


class _Page(HTMLParser):
    """What a page owes every reader: headings, ids, tables, links, and nothing inline."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.labelled: list[str] = []
        self.inline: list[str] = []
        self.tables: list[dict[str, int]] = []
        self.headers_without_scope = 0
        self.links: list[str] = []
        self.figures: list[tuple[str, str]] = []
        self.values: list[str] = []
        self._link = ""

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.ids += [named["id"]] if "id" in named else []
        self.labelled += (named.get("aria-labelledby") or "").split()
        self.labelled += [named["for"]] if tag == "label" else []
        self.inline += [tag for name in named if name == "style" or name.startswith("on")]
        self.inline += [tag] if tag in ("style", "script") and "src" not in named else []
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        elif tag == "table":
            self.tables.append({"caption": 0})
        elif tag == "caption":
            self.tables[-1]["caption"] += 1
        elif tag == "th" and "scope" not in named:
            self.headers_without_scope += 1
        elif tag == "a":
            self._link = named["href"]
            self.links.append(self._link)
        elif tag == "data":
            self.values.append(named["value"])
            self.figures += [(self._link, named["value"])] if self._link else []

    def handle_endtag(self, tag):
        if tag == "a":
            self._link = ""


def read_page(content: bytes) -> _Page:
    """The page as a reader's tools find it."""
    page = _Page()
    page.feed(content.decode())
    return page


def figures_on_page(content: bytes, table: str) -> list[list[str | None]]:
    """The raw values of the table with id ``bang-<slug>``, row by row, the total last."""
    reader = _Tables()
    reader.feed(content.decode())
    return [row for row in reader.tables[f"bang-{table}"] if row]


def check_page(answer) -> None:
    """One h1, headings in order, ids once and found, captions and scopes, nothing inline."""
    page = read_page(answer.content)

    assert answer.status_code == 200
    assert page.headings.count(1) == 1
    assert page.headings[0] == 1
    steps = zip(page.headings, page.headings[1:], strict=False)
    assert all(following - heading <= 1 for heading, following in steps)
    assert len(page.ids) == len(set(page.ids))
    assert set(page.labelled) <= set(page.ids)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert [table["caption"] for table in page.tables] == [1] * len(page.tables)
    assert page.headers_without_scope == 0
    assert page.inline == []
    assert not answer.cookies


def check_figures(client, address: str) -> None:
    """Every linked figure opens a list of records with the same total."""
    linked = {
        (link, value)
        for link, value in read_page(client.get(address).content).figures
        if "/ho-so/" in link
    }

    assert linked
    for link, value in linked:
        total = read_page(client.get(link).content).values[0]
        assert total == value, link


def text(client, address: str) -> str:
    """The source of a page that must open."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()
