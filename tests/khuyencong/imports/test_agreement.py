"""What another program writes and a third reads is what our reader reads."""

import io
import random
import subprocess
import sys
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from khuyencong.imports.reading import opened

pytestmark = pytest.mark.any_database

SOURCE = Path(__file__).resolve().parents[3]
ROWS, COLUMNS = 60, 12
LARGEST_PARENT, LARGEST_CHILD = 100, 100  # MB at 100,000 rows of 20 columns; measured: 19 and 21


def some_value(chance):
    """A cell as it is written, at random; None for a blank one."""
    return chance.choice(
        [
            lambda: None,
            lambda: "".join(chance.choices("aăâ đ\n,;\"<&>'=0́", k=chance.randint(1, 12))) + "x",
            lambda: chance.randint(-(10**9), 10**14),
            lambda: round(chance.uniform(-1e6, 1e6), chance.randint(1, 9)),
            lambda: chance.random() * 10 ** chance.randint(-12, 12),
            lambda: chance.random() < 0.5,
            lambda: date(1900, 3, 1) + timedelta(days=chance.randint(0, 50_000)),
            lambda: datetime(1950, 1, 1) + timedelta(seconds=chance.randint(1, 10**9)),  # noqa: DTZ001
        ]
    )()


def written(rows):
    """The rows as a workbook, rows and columns moved away from the corner."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as made:
        sheet = made.add_worksheet()
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        moment = made.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                look = {datetime: moment, date: day}.get(type(value))
                sheet.write(row * 2 + 3, column + 2, value, look)
    return target.getvalue()


def expected(value):
    """A written value as the reader gives it."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else Decimal(repr(float(f"{value:.16G}")))
    return value


def calamine_rows(content):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return sheet.to_python(skip_empty_area=False)


def as_calamine(cell):
    """A cell of ours as calamine has it."""
    if isinstance(cell, Decimal):
        return float(cell)
    return "" if cell is None else cell


@pytest.mark.parametrize("seed", range(6))
def test_random_workbooks_are_read_as_written_and_as_calamine_reads_them(seed):
    chance = random.Random(seed)  # noqa: S311
    values = [[some_value(chance) for _ in range(COLUMNS)] for _ in range(ROWS)]
    content = written(values)

    with opened(io.BytesIO(content), "a.xlsx") as sheets:
        read = {row.number: row.cells for _, rows in sheets for row in rows}

    others = calamine_rows(content)
    for place, line in enumerate(values):
        cells = read[place * 2 + 4]
        assert cells[2:] == tuple(map(expected, line))[: len(cells) - 2]
        assert not any(value is not None for value in line[len(cells) - 2 :])
        assert [*map(as_calamine, cells)] == others[place * 2 + 3][: len(cells)]


MEASURE = """
import resource, sys
from khuyencong.imports.reading import opened
with open(sys.argv[1], "rb") as file, opened(file, "a.xlsx") as sheets:
    print(sum(len(row.cells) for _, rows in sheets for row in rows))
# What getrusage tells of this process would include the one that started it.
with open("/proc/self/status") as status:
    print(next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM")))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_a_hundred_thousand_rows_stand_in_nobodys_memory(tmp_path):
    path = tmp_path / "large.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as made:
        sheet = made.add_worksheet()
        for row in range(100_000):
            for column in range(20):
                sheet.write(row, column, f"Cơ sở {row % 5_000}" if column % 4 else row * 1.5)

    found = subprocess.run(  # noqa: S603
        [sys.executable, "-c", MEASURE, str(path)],
        cwd=SOURCE,
        capture_output=True,
        text=True,
        check=True,
    )

    cells, parent, child = map(int, found.stdout.split())
    assert cells == 2_000_000
    assert parent < LARGEST_PARENT
    assert child < LARGEST_CHILD
