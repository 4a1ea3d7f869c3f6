"""What is measured, and beside whom. A new job is one function here and its contenders."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.databases import FIRST_YEAR, LAST_YEAR, Database, index_database, sqlite_database
from bench.interleave import Entry, once
from bench.nginx import program
from bench.questions import COUNT
from bench.served import REQUESTS

YEARS = {"first": FIRST_YEAR, "last": LAST_YEAR}
SPLITS = ["noi-dung", "nam", "xa-phuong"]
SMALLEST = 1_000
# Above this an aggregate per figure takes so long that a sample of its rows must do.
NAIVE_WHOLE = 20_000
SAMPLE = 20


@dataclass(frozen=True)
class Goal:
    """What the project wants: ``rival`` / ours at least, or ours / ``rival`` at most.

    Of many questions it is the cost that 95 in a hundred do not exceed which is judged.
    """

    rival: str
    times: float
    engine: str = ""
    size: int = 0
    is_limit: bool = False

    def judges(self, database: Database) -> bool:
        fits_engine = not self.engine or self.engine == database.engine
        return fits_engine and (not self.size or self.size == database.size)


@dataclass(frozen=True)
class Job:
    """A job, our own contender first among those that take part on a database.

    ``is_once`` says that it can be done to a database only once; it has no rivals. ``questions``
    is the number of runs that make a round, each another question. ``size`` says what the
    database has so many of, and ``fill`` makes it on SQLite.
    """

    name: str
    what: str
    contenders: Callable[[Database, str], list[Entry]]
    goals: tuple[Goal, ...] = ()
    is_once: bool = False
    questions: int = 1
    size: str = "Activities"
    fill: Callable[[int, Path], Database] = sqlite_database


NAIVE, VIEW, TABLE, SQL, SMALL, FILE, LIKE = (
    "naive ORM",
    "Datasette, live view",
    "Datasette, ready table",
    "SQL by hand",
    "sealed page of 1,000",
    "nginx, the same answer from a file",
    "LIKE scan",
)
STOCK = "django-import-export, stock"
TUNED, COPY, WHOLE = "django-import-export, tuned", "COPY … TO CSV", "the whole file"
MOST_TUNED = 100_000  # above it takes nine gigabytes


def _page(database: Database, rivals_python: str) -> list[Entry]:
    every = 1 if database.size <= NAIVE_WHOLE else SAMPLE
    entries = [
        Entry("portal", "bench.portal:Page", YEARS),
        Entry(NAIVE, "bench.rivals.naive:Page", {**YEARS, "every": every}),
    ]
    if database.engine == "SQLite":
        entries += [
            _facets(VIEW, "VIEW", rivals_python),
            _facets(TABLE, "TABLE", rivals_python),
        ]
    return entries


def _facets(name: str, made: str, python: str) -> Entry:
    options: Mapping[str, Any] = {**YEARS, "made": made}
    return Entry(name, "bench.rivals.facets:Facets", options, python)


def _rollups(database: Database, rivals_python: str) -> list[Entry]:
    options = {**YEARS, "splits": SPLITS}
    return [
        Entry("portal", "bench.portal:Rollups", options),
        Entry(SQL, "bench.rivals.sql:Rollups", options),
    ]


def _sealing(database: Database, rivals_python: str) -> list[Entry]:
    return [Entry("portal", "bench.portal:Sealing", YEARS)]


def sealed(database: Database) -> Database:
    """The database with its sealed revision, made now unless it is there."""
    once(_sealing(database, "")[0], database)
    return database


def _sealed_page(database: Database, rivals_python: str) -> list[Entry]:
    sealed(database)
    small = sealed(database.of_size(SMALLEST))
    every = 1 if database.size <= NAIVE_WHOLE else SAMPLE
    return [
        Entry("portal", "bench.portal:SealedPage", YEARS),
        Entry(SMALL, "bench.portal:SealedPage", YEARS, database=small),
        Entry(NAIVE, "bench.rivals.naive:Page", {**YEARS, "every": every}),
    ]


def _cached_page(database: Database, rivals_python: str) -> list[Entry]:
    """Once is enough: what nginx keeps has nothing to do with the database."""
    if program() is None or (database.engine, database.size) != ("SQLite", SMALLEST):
        return []
    sealed(database)
    return [
        Entry("portal behind nginx", "bench.served:Cached", YEARS),
        Entry(FILE, "bench.served:AsFile", YEARS),
    ]


def _search(database: Database, rivals_python: str) -> list[Entry]:
    return [
        Entry("portal", "bench.searching:Search"),
        Entry(LIKE, "bench.rivals.like:Like"),
    ]


def import_database(rows: int, cache: Path) -> Database:
    """The smallest filled database; what has a size here is the file."""
    return replace(sqlite_database(SMALLEST, cache), size=rows)


def _import(database: Database, rivals_python: str) -> list[Entry]:
    options = {"rows": database.size}
    return [
        Entry("portal", "bench.importing:Import", options),
        Entry(STOCK, "bench.rivals.stock:Stock", options),
    ]


def _export(database: Database, rivals_python: str) -> list[Entry]:
    entries = [Entry("portal, .xlsx", "bench.exporting:Export", {"ending": "xlsx"})]
    if database.size <= MOST_TUNED:
        entries.append(Entry(TUNED, "bench.rivals.exports:Tuned"))
    return [*entries, *_copy(database)]


def _export_csv(database: Database, rivals_python: str) -> list[Entry]:
    return [Entry("portal, .csv", "bench.exporting:Export", {"ending": "csv"}), *_copy(database)]


def _copy(database: Database) -> list[Entry]:
    is_there = database.engine == "PostgreSQL"
    return [Entry(COPY, "bench.rivals.exports:Copy")] if is_there else []


def _first_piece(database: Database, rivals_python: str) -> list[Entry]:
    options = {"ending": "xlsx"}
    return [
        Entry("first bytes of the .xlsx", "bench.exporting:FirstPiece", options),
        Entry(WHOLE, "bench.exporting:WholeFile", options),
    ]


JOBS = (
    Job(
        "page",
        "The live results page of twelve years, every split, from WSGI call to HTML.",
        _page,
        (Goal(NAIVE, 5, size=100_000), Goal(VIEW, 10)),
    ),
    Job(
        "rollup",
        "The live rollup: the full tables by kind, by year and by commune.",
        _rollups,
        (Goal(SQL, 2, is_limit=True),),
    ),
    Job(
        "sealing",
        "Sealing the twelve years: lines copied, figures computed from the copies, lines hashed. "
        "Done once to a database; the peak is that of the portal's process.",
        _sealing,
        is_once=True,
    ),
    Job(
        "sealed page",
        "The sealed page of the twelve years, from WSGI call to HTML; the naive page is live.",
        _sealed_page,
        (Goal(SMALL, 1.2, is_limit=True), Goal(NAIVE, 300, size=1_000_000)),
    ),
    Job(
        "cached page",
        f"{REQUESTS:,} requests for the compressed sealed page over TLS. CPU and peak are nginx's "
        "own; at least 80 % of the file's throughput is at most 1.25 × its cost.",
        _cached_page,
        (Goal(FILE, 1.25, is_limit=True),),
    ),
    Job(
        "search",
        f"{COUNT} questions: words, phrases, numbers, slips, no hits, and beginnings for "
        "suggestions. The portal gives the whole page (WSGI call to HTML: counts by kind, years, "
        "the first results); the scan counts and fetches the first 20.",
        _search,
        (Goal(LIKE, 5, size=1_000_000),),
        questions=COUNT,
        size="Entries",
        fill=index_database,
    ),
    Job(
        "import",
        "An Excel list of đề án, a row each with a support, a quantity and two sources: read, "
        "judged by every rule, previewed, stored with its history. The stock resource reads and "
        "stores it twice (dry run, import) and judges nothing.",
        _import,
        (
            Goal(STOCK, 15, engine="PostgreSQL", size=10_000),
            Goal(STOCK, 6, engine="SQLite", size=10_000),
        ),
        size="Rows",
        fill=import_database,
    ),
    Job(
        "export",
        "The list of activities, all rows in twenty columns, as .xlsx out of the admin: styled "
        "headings, formats, filter. COPY sends the same query, written by hand, as plain CSV.",
        _export,
        (Goal(TUNED, 15, size=100_000), Goal(COPY, 3, size=100_000, is_limit=True)),
    ),
    Job(
        "export csv",
        "The same list as CSV, formulas neutralised.",
        _export_csv,
        (Goal(COPY, 1.5, size=100_000, is_limit=True),),
    ),
    Job(
        "export begun",
        "Until the first bytes of that .xlsx leave, beside the whole of it.",
        _first_piece,
        (Goal(WHOLE, 100, size=100_000),),
    ),
)
