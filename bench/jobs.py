"""What is measured, and beside whom. A new job is one function here and its contenders."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.databases import FIRST_YEAR, LAST_YEAR, Database
from bench.interleave import Entry

YEARS = {"first": FIRST_YEAR, "last": LAST_YEAR}
SPLITS = ["noi-dung", "nam", "xa-phuong"]
# Above this an aggregate per figure takes so long that a sample of its rows must do.
NAIVE_WHOLE = 100_000
SAMPLE = 20


@dataclass(frozen=True)
class Goal:
    """What the project wants: ``rival`` / ours at least, or ours / ``rival`` at most."""

    rival: str
    times: float
    engine: str = ""
    activities: int = 0
    is_limit: bool = False

    def judges(self, database: Database) -> bool:
        fits_engine = not self.engine or self.engine == database.engine
        return fits_engine and (not self.activities or self.activities == database.activities)


@dataclass(frozen=True)
class Job:
    """A job, our own contender first among those that take part on a database."""

    name: str
    what: str
    contenders: Callable[[Database, str], list[Entry]]
    goals: tuple[Goal, ...]


NAIVE, VIEW, TABLE, SQL = (
    "naive ORM",
    "Datasette, live view",
    "Datasette, ready table",
    "SQL by hand",
)


def _page(database: Database, rivals_python: str) -> list[Entry]:
    every = 1 if database.activities <= NAIVE_WHOLE else SAMPLE
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


JOBS = (
    Job(
        "page",
        "The live results page of twelve years, every split, from WSGI call to HTML.",
        _page,
        (Goal(NAIVE, 5, activities=100_000), Goal(VIEW, 10)),
    ),
    Job(
        "rollup",
        "The live rollup: the full tables by kind, by year and by commune.",
        _rollups,
        (Goal(SQL, 2, is_limit=True),),
    ),
)
