#!/usr/bin/env python3
"""Measures the portal beside its rivals, all in one run: see README.md here."""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent
RESULTS = SOURCE / "bench" / "RESULTS.md"
SIZES, QUICK_SIZES = (1_000, 100_000, 1_000_000), (1_000, 20_000)
ROUNDS = {1_000: 7, 20_000: 3, 100_000: 3, 1_000_000: 2}
SERVER = "postgres://postgres@127.0.0.1:5432"
FIRST_VIEW, REMARKS = "## first view", "## Remarks"


def main() -> None:
    sys.path.insert(0, str(SOURCE))
    os.environ.setdefault("KHUYENCONG_MODE", "demo")
    from khuyencong import bootstrap

    bootstrap.ensure_environment(SOURCE, "bench")
    options = arguments().parse_args()
    written = options.output or (None if options.quick else RESULTS)
    report = ""
    for report in reports(options):
        if written:
            # After every job, so that a run cut short leaves what it has.
            written.write_text(report, encoding="utf-8")
    print(f"Written to {written.name}." if written else report)


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, printed, not written")
    parser.add_argument(
        "--sizes", type=int, nargs="+", metavar="N", help="of activities and entries"
    )
    parser.add_argument("--jobs", nargs="+", metavar="JOB", help="only these jobs")
    parser.add_argument("--rounds", type=int, metavar="R", help="instead of the usual number")
    parser.add_argument("--postgres", default=SERVER, metavar="URL", help="server; no database")
    parser.add_argument("--output", type=Path, metavar="FILE", help="instead of RESULTS.md")
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path(tempfile.gettempdir()) / "khuyencong-bench",
        metavar="FOLDER",
        help="where the filled databases are kept",
    )
    return parser


def reports(options: argparse.Namespace) -> Iterator[str]:
    """The report after every job, each with all that was measured so far, in earlier runs too."""
    from bench import databases, kept, machine, report
    from bench.interleave import compete, once
    from bench.jobs import JOBS

    options.cache.mkdir(parents=True, exist_ok=True)
    server = options.postgres if databases.answers(options.postgres) else None
    if server:
        databases.drop_unfinished(server)
    else:
        say("No PostgreSQL server answers: measuring on SQLite only.")
    described = machine.description(server)
    rivals = rivals_python(options.cache)
    remarks = written_remarks()
    shown: list[report.Measured] = []
    for size in options.sizes or (QUICK_SIZES if options.quick else SIZES):
        for job in JOBS:
            if options.jobs and job.name not in options.jobs:
                continue
            say(f"{size:,} {job.size.lower()}: filling the databases (once)")
            filled = [job.fill(size, options.cache)]
            if server:
                filled.append(databases.postgres_database(filled[0], server))
            for database in filled:
                say(f"{size:,} {job.size.lower()}, {database.engine}: {job.name}")
                rounds = (options.rounds or ROUNDS.get(size, 5)) * job.questions
                entries = job.contenders(database, rivals)
                if not entries:
                    continue
                if job.is_once:
                    results = once(entries[0], database)
                else:
                    results = compete(entries, database, rounds)
                measured = report.Measured(job, database, results)
                if options.quick:
                    shown.append(measured)
                else:
                    kept.keep(options.cache, measured)
                    shown = kept.kept(options.cache)
                yield report.markdown(described, shown, head(), remarks)


def rivals_python(cache: Path) -> str:
    """The Python of the rivals' own environment, made from their lock when it is new."""
    lock = SOURCE / "bench" / "requirements.lock"
    folder = cache / "rivals"
    stamp, python = folder / "installed", folder / "bin" / "python"
    if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        say("Installing the rivals from bench/requirements.lock")
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        install = [python, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock]
        subprocess.run(install, check=True)
        stamp.write_bytes(lock.read_bytes())
    return str(python)


def head() -> str:
    day = datetime.now(UTC).strftime("%d/%m/%Y")
    return f"""# Results of the benchmark

Measured on {day} by `python3 bench/run.py`; see README.md here for what is done and how to
read it. Every contender runs in a process of its own, in turn (A B C A B C …), after all of them
found the same numbers. CPU is that of the process and of its database server; the ratios are
medians of the rounds' ratios. ≈ marks a sample of the rows, scaled up to the whole."""


def written_remarks() -> str:
    """What a person wrote below the tables stays, and what ``paint.py`` wrote above that."""
    if not RESULTS.exists():
        return ""
    report = RESULTS.read_text(encoding="utf-8")
    start = next((one for one in (FIRST_VIEW, REMARKS) if one in report), REMARKS)
    _, found, text = report.partition(start)
    return (found + text).strip()


def say(text: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {text}", flush=True)


if __name__ == "__main__":
    main()
