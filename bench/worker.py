"""One contender in a process of its own: runs when told to, and says what it cost.

Only the standard library at the top: a rival with its own environment starts here too. Commands
come by line on standard input (``run``, ``values``), answers go as JSON lines to standard output.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, TextIO


class Contender(Protocol):
    """What competes. ``share`` is the part of the whole job that a run does (1, but for samples).

    ``server`` is the server's process on this machine (the database's; nginx for who only asks
    it), 0 where there is none to see. ``is_client`` says that our own process only asks, so that
    nothing but the server counts.
    """

    share: float
    server: int
    is_client: bool

    def run(self) -> None:
        """Do the job once."""

    def values(self) -> Any:
        """What the job found, to be compared with the others' before anything is timed."""


def cpu_of(process: int) -> float:
    """Seconds that another process has computed."""
    if not process:
        return 0.0
    exact = Path(f"/proc/{process}/schedstat")
    if exact.exists():
        return int(exact.read_text().split()[0]) / 1e9
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_of(process: int) -> float:
    """The most memory that another process ever held, in MiB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def peak_mib() -> float:
    """The most memory this process or one of its children ever held."""
    everyone = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    kib = max(resource.getrusage(who).ru_maxrss for who in everyone)
    return kib / (1024 * 1024 if sys.platform == "darwin" else 1024)


def own_cpu() -> float:
    """Seconds that this process has computed, and children of it that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def measured(contender: Contender, action: Callable[[], Any]) -> dict[str, Any]:
    """What ``action`` gave and cost: our own CPU and the server's, wall time, the peak so far."""
    own, server, wall = own_cpu(), cpu_of(contender.server), time.perf_counter()
    found = action()
    own = 0.0 if contender.is_client else own_cpu() - own
    return {
        "cpu": own + cpu_of(contender.server) - server,
        "wall": time.perf_counter() - wall,
        "peak": peak_of(contender.server) if contender.is_client else peak_mib(),
        "share": contender.share,
        "found": found,
    }


def serve(contender: Contender, commands: TextIO, answers: TextIO) -> None:
    for line in commands:
        action = getattr(contender, line.strip())
        answers.write(json.dumps(measured(contender, action)) + "\n")
        answers.flush()


def main(name: str, options: str) -> None:
    """``package.module:Class`` and its keyword arguments as JSON."""
    # What a library prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    if find_spec("django"):
        import_module("django").setup()
    module, _, made_by = name.partition(":")
    serve(getattr(import_module(module), made_by)(**json.loads(options)), sys.stdin, answers)


if __name__ == "__main__":
    main(*sys.argv[1:])
