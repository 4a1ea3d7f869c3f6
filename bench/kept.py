"""What was measured, kept beside the databases: a report is made of all of it, run by run.

So one job can be measured again, or the largest size in a run of its own, and the rest stays.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from bench.databases import Database
from bench.interleave import Entry, Result
from bench.jobs import JOBS
from bench.report import Measured


def keep(cache: Path, measured: Measured) -> None:
    """Store a job on a database in place of what was measured before."""
    job, database = measured.job, measured.database
    rounds = {result.entry.name: _costs(result) for result in measured.results}
    kept = {"job": job.name, "engine": database.engine, "activities": database.size}
    folder = cache / "measured"
    folder.mkdir(exist_ok=True)
    name = f"{job.name}-{database.engine}-{database.size}.json".replace(" ", "-")
    text = json.dumps({**kept, "rounds": rounds}, indent=1)
    (folder / name).write_text(text, encoding="utf-8")


def _costs(result: Result) -> list[dict[str, float]]:
    """Without what was found: that was compared already."""
    return [{key: cost for key, cost in one.items() if key != "found"} for one in result.rounds]


def kept(cache: Path) -> list[Measured]:
    """All that was measured, in the order of the jobs, by size and engine."""
    return sorted(
        _stored(cache),
        key=lambda one: (
            JOBS.index(one.job),
            one.database.size,
            one.database.engine != "SQLite",
        ),
    )


def _stored(cache: Path) -> Iterator[Measured]:
    jobs = {job.name: job for job in JOBS}
    for path in (cache / "measured").glob("*.json"):
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["job"] not in jobs:
            continue  # a job that is measured no more
        database = Database(told["engine"], told["activities"], "", cache)
        results = [Result(Entry(name, ""), rounds) for name, rounds in told["rounds"].items()]
        yield Measured(jobs[told["job"]], database, results)
