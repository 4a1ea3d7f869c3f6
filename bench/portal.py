"""What the portal itself does in each job, and what every Django contender needs."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.contrib.auth import get_user_model
from django.db import connection

from khuyencong.wsgi import application
from reports.addresses import Address
from reports.dimensions import DIMENSIONS
from reports.editions import edition_at
from reports.figures import FIGURES_BY_KEY
from reports.lines import RegisterLines
from reports.models import Publication
from reports.periods import Period
from reports.results import PAGE_SPLITS, results_of
from reports.rollup import Rollup, rollup
from reports.sealing import seal
from reports.tables import Row, Table

Values = dict[str, Any]


class OnDatabase:
    """A contender on the database that the environment names."""

    share = 1.0
    is_client = False

    def __init__(self) -> None:
        # The server's process is measured, so it must stay the same however long a run takes.
        connection.settings_dict["CONN_MAX_AGE"] = None
        self.server = self._server()

    @staticmethod
    def _server() -> int:
        """The PostgreSQL process that serves us, if it runs on this machine."""
        if connection.vendor != "postgresql":
            return 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])


class Contender(OnDatabase):
    """One that looks at the records of some years."""

    def __init__(self, first: int, last: int) -> None:
        super().__init__()
        self.period = Period.years(first, last)


def get(path: str, query: str = "") -> bytes:
    """What the portal answers, through every middleware: a WSGI call."""
    statuses: list[str] = []
    environ: dict[str, Any] = {
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "127.0.0.1",
        "wsgi.input": BytesIO(),
    }
    setup_testing_defaults(environ)
    response = application(environ, lambda status, headers: statuses.append(status))
    body = b"".join(response)
    response.close()
    if statuses != ["200 OK"]:
        raise SystemExit(f"bench: {path} answered {statuses}")
    return body


class Page(Contender):
    """The page as a visitor gets it: a WSGI call through every middleware, template included."""

    @property
    def path(self) -> str:
        return Address(self.period, is_live=True).page()

    def run(self) -> None:
        if b"</html>" not in get(self.path):
            raise SystemExit(f"bench: {self.path} is no whole page")

    def values(self) -> Values:
        lines = RegisterLines(self.period)
        found = results_of(lines)
        headline = {cell.column.key: cell.value for cell in (*found.headline, *found.aside)}
        values = {table.slug: cells_of(table) for table in found.tables}
        # The page leaves out a split of a single row; a rival may print it.
        for split in PAGE_SPLITS.keys() - values.keys():
            values[split] = cells_of(Rollup(lines).split(DIMENSIONS[split], PAGE_SPLITS[split]))
        # The page does not print this count in every split, but a rival's facets give it.
        for split in values.keys() & PAGE_SPLITS.keys():
            counted = Rollup(lines).parts(DIMENSIONS[split], [FIGURES_BY_KEY["supports"]])
            for code, cells in values[split].items():
                part = counted.get(int(code) if code.isdigit() and split == "nam" else code, {})
                cells.setdefault("supports", part.get("supports", 0))
        return {**values, "headline": headline}


class SealedPage(Page):
    """The page of a sealed revision."""

    @property
    def address(self) -> Address:
        return Address(self.period, revision=1)

    @property
    def path(self) -> str:
        return self.address.page()

    def values(self) -> Values:
        edition = edition_at(self.address)
        found = edition.results()
        values = {table.slug: cells_of(table) for table in found.tables}
        # A split's own page, sealed beside this one, tells more of each row.
        for split in PAGE_SPLITS:
            table = edition.table(split)
            rows = cells_of(table) if table else {}
            known = values.setdefault(split, {})
            values[split] = {code: {**row, **known.get(code, {})} for code, row in rows.items()}
        headline = {cell.column.key: cell.value for cell in (*found.headline, *found.aside)}
        return {**values, "headline": headline}


class Sealing(Contender):
    """Copy every line, compute all that is published, hash each line, and sign."""

    def run(self) -> None:
        composer, signer = get_user_model().objects.order_by("pk")[:2]
        draft = Publication.objects.create(
            title=f"Kết quả khuyến công {self.period.label}",
            period_slug=self.period.slug,
            cutoff=AFTER_ALL,
            composed_by=composer,
        )
        seal(draft, signer)


# Nothing of the records lies after it, so that the sealed numbers are those of the live page.
AFTER_ALL = date(2035, 12, 31)


class Rollups(Contender):
    """The tables of some splits, each asked of lines of its own."""

    def __init__(self, first: int, last: int, splits: list[str]) -> None:
        super().__init__(first, last)
        self.splits = splits

    def run(self) -> None:
        for split in self.splits:
            rollup(split, RegisterLines(self.period))

    def values(self) -> Values:
        return {split: cells_of(rollup(split, RegisterLines(self.period))) for split in self.splits}


def cells_of(table: Table) -> dict[str, Mapping[str, Any]]:
    """The numbers of a table by row and column; the total under its own name."""
    rows = {str(row.code or UNKNOWN): _cells(row) for row in table.rows}
    return {**rows, TOTAL: _cells(table.total)} if table.total else rows


UNKNOWN, TOTAL = "unknown", "total"


def _cells(row: Row) -> dict[str, Any]:
    return {cell.column.key: cell.value for cell in row.cells if not cell.column.is_text}
