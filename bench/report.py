"""Writes what was measured as Markdown."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bench.databases import Database
from bench.interleave import Result
from bench.jobs import Goal, Job


@dataclass(frozen=True)
class Measured:
    """One job on one database."""

    job: Job
    database: Database
    results: Sequence[Result]

    @property
    def ours(self) -> Result:
        return self.results[0]

    def of(self, rival: str) -> Result | None:
        return next((result for result in self.results if result.entry.name == rival), None)


def markdown(
    machine: Iterable[tuple[str, str]], measured: Sequence[Measured], head: str, remarks: str
) -> str:
    """The whole report; ``remarks`` is what a person wrote about the last one, kept as it is."""
    parts = [head, _table(("Measured on", ""), machine)]
    for job in dict.fromkeys(item.job for item in measured):
        items = [item for item in measured if item.job is job]
        parts += [f"## {job.name}\n\n{job.what}", _table(COLUMNS, _rows(items)), _goals(items)]
    return "\n\n".join(filter(None, [*parts, remarks])) + "\n"


COLUMNS = (
    "Database",
    "Activities",
    "Contender",
    "CPU s",
    "Wall s",
    "Peak MiB",
    "CPU, × the portal",
    "Wall, × the portal",
    "Rounds",
)


def _rows(items: Iterable[Measured]) -> Iterator[Sequence[str]]:
    for item in items:
        for result in item.results:
            about = "≈ " if result.is_sample else ""
            yield (
                item.database.engine,
                f"{item.database.activities:,}",
                result.entry.name,
                about + _number(result.median("cpu")),
                about + _number(result.median("wall")),
                f"{result.peak:.0f}",
                about + _number(result.ratio_to(item.ours, "cpu")),
                about + _number(result.ratio_to(item.ours, "wall")),
                str(len(result.rounds)),
            )


def _goals(items: Sequence[Measured]) -> str:
    lines = [
        _goal(goal, item, rival)
        for goal in items[0].job.goals
        for item in items
        if goal.judges(item.database) and (rival := item.of(goal.rival))
    ]
    return "\n".join(lines)


def _goal(goal: Goal, item: Measured, rival: Result) -> str:
    ratio = rival.ratio_to(item.ours, "cpu")
    where = f"{item.database.engine}, {item.database.activities:,} activities"
    if goal.is_limit:
        cost, reached = 1 / ratio, 1 / ratio <= goal.times
        wanted = f"at most {goal.times:g} × the CPU of {goal.rival}"
        return f"- {_verdict(reached)}: {wanted} on {where}: {_number(cost)} ×"
    reached = ratio >= goal.times
    wanted = f"{goal.rival} costs at least {goal.times:g} × the CPU of the portal"
    return f"- {_verdict(reached)}: {wanted} on {where}: {_number(ratio)} ×"


def _verdict(reached: bool) -> str:
    return "reached" if reached else "**not reached**"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
