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

    def ratio(self, rival: Result, what: str) -> float:
        """``rival`` ÷ ours: round by round, but of many questions that which 95 % cost at most."""
        if self.job.questions > 1:
            return rival.most(what) / self.ours.most(what)
        return rival.ratio_to(self.ours, what)

    def of(self, rival: str) -> Result | None:
        return next((result for result in self.results if result.entry.name == rival), None)


def markdown(
    machine: Iterable[tuple[str, str]], measured: Sequence[Measured], head: str, remarks: str
) -> str:
    """The whole report; ``remarks`` is what a person wrote about the last one, kept as it is."""
    parts = [head, _table(("Measured on", ""), machine)]
    for job in dict.fromkeys(item.job for item in measured):
        items = [item for item in measured if item.job is job]
        heads = ("Database", job.size, *(QUESTION_COLUMNS if job.questions > 1 else COLUMNS))
        parts += [f"## {job.name}\n\n{job.what}", _table(heads, _rows(items)), _goals(items)]
    return "\n\n".join(filter(None, [*parts, remarks])) + "\n"


COLUMNS = (
    "Contender",
    "CPU s",
    "Wall s",
    "Peak MiB",
    "CPU, × the portal",
    "Wall, × the portal",
    "Rounds",
)
QUESTION_COLUMNS = (
    "Contender",
    "CPU ms, p50",
    "CPU ms, p95",
    "Wall ms, p50",
    "Wall ms, p95",
    "Peak MiB",
    "CPU p95, × the portal",
    "Wall p95, × the portal",
    "Rounds",
)


def _rows(items: Iterable[Measured]) -> Iterator[Sequence[str]]:
    for item in items:
        cells = _of_questions if item.job.questions > 1 else _of_rounds
        for result in item.results:
            named = (item.database.engine, f"{item.database.size:,}", result.entry.name)
            yield (*named, *cells(result, item))


def _of_rounds(result: Result, item: Measured) -> Iterator[str]:
    about = "≈ " if result.is_sample else ""
    yield about + _number(result.median("cpu"))
    yield about + _number(result.median("wall"))
    yield f"{result.peak:.0f}"
    yield about + _number(item.ratio(result, "cpu"))
    yield about + _number(item.ratio(result, "wall"))
    yield str(len(result.rounds))


def _of_questions(result: Result, item: Measured) -> Iterator[str]:
    for what in ("cpu", "wall"):
        yield _number(1_000 * result.median(what))
        yield _number(1_000 * result.most(what))
    yield f"{result.peak:.0f}"
    yield _number(item.ratio(result, "cpu"))
    yield _number(item.ratio(result, "wall"))
    yield str(len(result.rounds) // item.job.questions)


def _goals(items: Sequence[Measured]) -> str:
    lines = [
        _goal(goal, item, rival)
        for goal in items[0].job.goals
        for item in items
        if goal.judges(item.database) and (rival := item.of(goal.rival))
    ]
    return "\n".join(lines)


def _goal(goal: Goal, item: Measured, rival: Result) -> str:
    ratio = item.ratio(rival, "cpu")
    cpu = "CPU (p95)" if item.job.questions > 1 else "CPU"
    where = f"{item.database.engine}, {item.database.size:,} {item.job.size.lower()}"
    if goal.is_limit:
        cost, reached = 1 / ratio, 1 / ratio <= goal.times
        wanted = f"at most {goal.times:g} × the {cpu} of {goal.rival}"
        return f"- {_verdict(reached)}: {wanted} on {where}: {_number(cost)} ×"
    reached = ratio >= goal.times
    wanted = f"{goal.rival} costs at least {goal.times:g} × the {cpu} of the portal"
    return f"- {_verdict(reached)}: {wanted} on {where}: {_number(ratio)} ×"


def _verdict(reached: bool) -> str:
    return "reached" if reached else "**not reached**"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
