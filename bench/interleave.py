"""Runs contenders in turn, A B C A B C …, so that a busy machine disturbs all of them alike."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench.databases import Database

SOURCE = Path(__file__).resolve().parent.parent


class Mismatch(Exception):
    """Two contenders do not find the same; timing them would compare different work."""


@dataclass(frozen=True)
class Entry:
    """Who competes: a name for the table, and ``module:Class`` with its options.

    ``database`` is its own where it is another than the job's; its numbers then differ too.
    """

    name: str
    made_by: str
    options: Mapping[str, Any] = field(default_factory=dict)
    python: str = sys.executable
    database: Database | None = None


@dataclass
class Result:
    """What the rounds of one contender cost. A sample is scaled up to the whole job."""

    entry: Entry
    rounds: list[dict[str, Any]] = field(default_factory=list)

    def of(self, what: str) -> list[float]:
        return [round_[what] / round_["share"] for round_ in self.rounds]

    def median(self, what: str) -> float:
        return median(self.of(what))

    def most(self, what: str) -> float:
        """What 95 runs in a hundred do not exceed."""
        return quantiles(self.of(what), n=20, method="inclusive")[-1]

    @property
    def peak(self) -> float:
        return max(round_["peak"] for round_ in self.rounds)

    @property
    def is_sample(self) -> bool:
        return any(round_["share"] < 1 for round_ in self.rounds)

    def ratio_to(self, ours: "Result", what: str) -> float:
        """The median of the ratios round by round, each round having had the same machine."""
        pairs = zip(self.of(what), ours.of(what), strict=False)
        return median(theirs / mine for theirs, mine in pairs)


class Worker:
    """A contender's process."""

    def __init__(self, entry: Entry, database: Database) -> None:
        self.entry = entry
        database = entry.database or database
        self.process = subprocess.Popen(
            [entry.python, "-m", "bench.worker", entry.made_by, json.dumps(dict(entry.options))],
            cwd=SOURCE,
            env={**os.environ, **database.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def ask(self, command: str) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"bench: {self.entry.name} stopped; see its message above.")
        return json.loads(answer)

    def stop(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def compete(entries: Sequence[Entry], database: Database, rounds: int) -> list[Result]:
    """Compare what the contenders find, then time them in turn. Our own comes first."""
    workers = [Worker(entry, database) for entry in entries]
    try:
        # A sample stands for a job too long to repeat: what it found is timed, once.
        results = [
            Result(worker.entry, [cost] if cost["share"] < 1 else [])
            for worker, cost in zip(workers, _compared(workers), strict=True)
        ]
        for _ in range(rounds):
            for worker, result in zip(workers, results, strict=True):
                if not result.is_sample:
                    result.rounds.append(worker.ask("run"))
        return results
    finally:
        for worker in workers:
            worker.stop()


def once(entry: Entry, database: Database) -> list[Result]:
    """What can be done to a database only once: the cost is kept beside it for later runs."""
    kept = database.folder / f"{entry.made_by.rpartition(':')[2]}-{database.engine}.json"
    if not kept.exists():
        worker = Worker(entry, database)
        try:
            cost = worker.ask("run")
        finally:
            worker.stop()
        kept.write_text(json.dumps(cost), encoding="utf-8")
    return [Result(entry, [json.loads(kept.read_text(encoding="utf-8"))])]


def _compared(workers: Sequence[Worker]) -> list[dict[str, Any]]:
    """Every number that a rival gives must be ours. This run also warms everybody up."""
    answers = [worker.ask("values") for worker in workers]
    for worker, answer in zip(workers[1:], answers[1:], strict=True):
        theirs = answer["found"]
        if worker.entry.database:
            continue
        wrong = list(differences(answers[0]["found"], theirs))
        if wrong or not theirs:
            what = "; ".join(wrong[:5]) or "nothing found"
            raise Mismatch(f"{worker.entry.name} differs from {workers[0].entry.name}: {what}")
    return answers


def differences(ours: Any, theirs: Any, path: str = "") -> Any:
    """Where ``theirs`` is not in ``ours``; a rival may do less than we do, never differently."""
    if isinstance(theirs, dict):
        for key, value in theirs.items():
            if not isinstance(ours, dict) or key not in ours:
                yield f"{path}/{key}: only theirs ({value})"
            else:
                yield from differences(ours[key], value, f"{path}/{key}")
    elif ours != theirs:
        yield f"{path}: ours {ours}, theirs {theirs}"
