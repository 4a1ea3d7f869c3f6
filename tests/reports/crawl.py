"""Goes through the public portal as a search engine does: every link, every file, every list.

Addresses of one pattern and the same kind of question are one type of page; of each type a few
are opened, so the crawl sees every type many times and ends.
"""

import json
import logging
import re
import zipfile
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from io import BytesIO
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from pypdf import PdfReader

from khuyencong.logs import JsonFormatter, RequestIdFilter
from tests.test_access import rows

from .pages import read_page

LINK = re.compile(r'(?:href|src|action)="([^"]*)"|<loc>([^<]*)</loc>')
HOST = "testserver"
# Of the staff, or the same for everybody.
ELSEWHERE = ("/quan-tri/", "/static/")
ENTRANCES = (
    "/",
    "/robots.txt",
    "/sitemap.xml",
    "/favicon.ico",
    "/bieu-trung",
    "/healthz",
    "/readyz",
    "/tai-khoan/dang-nhap/",
    "/khong-co-trang-nay/",
    "/tim/?q=minh+hoa",
    "/tim/goi-y.json?q=minh",
)


def public_patterns() -> set[str]:
    """Every address that a visitor may open, as the table of tests/test_access.py has it."""
    ours = {pattern for pattern, _ in rows() if not pattern.startswith(("/quan-tri", "/tai-khoan"))}
    return {*ours, "/tai-khoan/dang-nhap/"}


@dataclass
class Page:
    """What came back: its address, its type, and every text in it by name."""

    address: str
    pattern: str
    status: int
    kind: str
    content: bytes
    texts: dict[str, str]


@dataclass
class Crawl:
    """A visitor who opens at most ``most`` addresses of a type.

    Thorough, the records of each figure and the table of each split are types of their own.
    """

    most: int
    is_thorough: bool = False
    entrances: tuple[str, ...] = ENTRANCES
    client: Client = field(default_factory=Client)
    opened: Counter = field(default_factory=Counter)
    visited: Counter = field(default_factory=Counter)
    # Of a link to records: on which pattern it stood, and the value it printed.
    figures: dict[tuple[str, str], list[tuple[str, str, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def pages(self):
        """Every page that is opened, breadth first."""
        waiting, known = deque(self.entrances), set(self.entrances)
        while waiting:
            address = waiting.popleft()
            if not self._wanted(address):
                continue
            page = self.open(address)
            self.visited[page.pattern] += 1
            for link in self._links(page):
                if link not in known:
                    known.add(link)
                    waiting.append(link)
            yield page

    def _wanted(self, address: str) -> bool:
        kind = type_of(address, self.is_thorough)
        self.opened[kind] += 1
        return self.opened[kind] <= self.most

    def open(self, address: str) -> Page:
        answer = self.client.get(address)
        body = answer.getvalue()
        head = "\n".join(f"{name}: {value}" for name, value in answer.items())
        kind = answer.get("Content-Type", "").partition(";")[0]
        texts = {"(header)": head, **dict(texts_of(body, kind))}
        return Page(address, pattern_of(address), answer.status_code, kind, body, texts)

    def _links(self, page: Page):
        # Not of the parts of an archive: a link in those leads to another part.
        for match in LINK.finditer(page.texts.get("", "")):
            yield from self._ours(page.address, unescape(match[1] or match[2] or ""))
        if page.kind == "application/json":
            yield from (text for text in strings(json.loads(page.content)) if text[:1] == "/")
        if page.kind == "text/html" and page.status == 200:
            for link, value in read_page(page.content).figures:
                if "/ho-so/" in link:
                    self.figures[figure_of(link), page.pattern].append((page.address, link, value))

    @staticmethod
    def _ours(base: str, link: str):
        parts = urlsplit(urljoin(f"http://{HOST}{base}", link))
        if parts.hostname == HOST and not parts.path.startswith(ELSEWHERE):
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path


@cache
def match_of(path: str):
    """What answers the path, or None; thousands of links differ in what they ask only."""
    try:
        return resolve(path)
    except Resolver404:
        return None


def pattern_of(address: str) -> str:
    match = match_of(urlsplit(address).path)
    return f"/{match.route}" if match else "(không có)"


def type_of(address: str, is_thorough: bool) -> tuple:
    """The pattern, which kind of file or list it is, and whether something is asked of it."""
    parts = urlsplit(address)
    match = match_of(parts.path)
    if match is None:
        return ("(không có)",)
    telling = (
        ("extension", "section", "figure", "split") if is_thorough else ("extension", "section")
    )
    asked = sorted({name for name, _ in parse_qsl(parts.query)})
    named = (match.kwargs.get(name) for name in telling)
    return (match.route, *named, tuple(asked[:1] if is_thorough else asked and ["?"]))


def figure_of(link: str) -> str:
    return match_of(urlsplit(link).path).kwargs["figure"]


def strings(value):
    """Every text in a JSON document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def texts_of(body: bytes, kind: str, name: str = ""):
    """The text of an answer; of an archive, a workbook or a paper that of each of its parts."""
    if body.rstrip().endswith(b"%%EOF"):
        yield name, "".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    elif body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(BytesIO(body)) as archive:
            for part in archive.namelist():
                yield from texts_of(archive.read(part), "", f"{name}/{part}")
    elif not kind.startswith("image/") or "svg" in kind:
        yield name, body.decode("utf-8", "replace")


class Log(logging.Handler):
    """Every event, as production would write it."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.addFilter(RequestIdFilter())
        self.setFormatter(JsonFormatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def __enter__(self) -> "Log":
        # As loud as in production, whatever the tests' own settings say.
        self.before = {name: logging.getLogger(name).level for name in ("", "django", "axes")}
        for name in self.before:
            logging.getLogger(name).setLevel(logging.INFO)
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)
        for name, level in self.before.items():
            logging.getLogger(name).setLevel(level)
