"""What the numbers were measured on; nothing that tells whose machine it is."""

import os
import platform
import sqlite3
from contextlib import closing
from pathlib import Path

import django
import psycopg2

from bench.databases import SOURCE


def description(server: str | None) -> list[tuple[str, str]]:
    """Rows for a table: (what, value)."""
    rows = [
        ("Processor", f"{_processor()}, {os.cpu_count()} cores"),
        ("Memory", f"{_memory_gib():.0f} GiB"),
        ("System", f"{platform.system()} {platform.machine()}"),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        ("SQLite", sqlite3.sqlite_version),
    ]
    if server:
        rows.append(("PostgreSQL", _postgres(server)))
    rows.append(("Datasette", _locked("datasette")))
    load = os.getloadavg()
    rows.append(("Load when it began", f"{load[0]:.1f} (1 min), {load[2]:.1f} (15 min)"))
    return rows


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _postgres(server: str) -> str:
    with closing(psycopg2.connect(f"{server}/postgres")) as connection:
        cursor = connection.cursor()
        settings = []
        for name in ("shared_buffers", "work_mem", "jit"):
            cursor.execute(f"SHOW {name}")
            settings.append(f"{name} {cursor.fetchone()[0]}")
        number = connection.server_version
    return f"{number // 10000}.{number % 10000} ({', '.join(settings)}; no parallel workers)"


def _locked(package: str) -> str:
    lock = (SOURCE / "bench" / "requirements.lock").read_text()
    line = next(line for line in lock.splitlines() if line.startswith(f"{package}=="))
    return line.split()[0].partition("==")[2]
