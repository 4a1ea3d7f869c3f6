"""The process that reads a file: bound, watched, and gone when its file is done."""

import gc
import io
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic

import pytest

from khuyencong.imports.reading import Limits, RefusedFile, opened, parent, wire
from tests.khuyencong.imports.corpus import raw

pytestmark = pytest.mark.any_database

SOURCE = Path(__file__).resolve().parents[3]
MANY = "".join(
    f'<row r="{n}"><c r="A{n}"><v>{n}</v></c>{raw.text(f"B{n}", "chữ " * 50)}</row>'
    for n in range(1, 3_001)
)


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """A temporary folder of our own, empty again after every test; no child, no file left open."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    files, children = len(os.listdir("/proc/self/fd")), our_children()
    yield tmp_path
    gc.collect()
    assert list(tmp_path.iterdir()) == []
    assert len(os.listdir("/proc/self/fd")) == files
    assert our_children() <= children


def our_children():
    """The processes that this one started and did not wait for; a browser's driver may be one."""
    lists = Path("/proc/self/task").glob("*/children")
    return {int(one) for some in lists for one in some.read_text().split()}


@pytest.fixture
def said_by(monkeypatch):
    """Let another program stand for the child; it is given as Python."""

    def stand_in(code):
        start = subprocess.Popen

        def other(arguments, **more):
            return start([sys.executable, "-c", code], **more)

        monkeypatch.setattr(parent.subprocess, "Popen", other)

    return stand_in


def read_all(content, limits=Limits()):  # noqa: B008
    with opened(io.BytesIO(content), "a.xlsx", limits) as sheets:
        return [(info, list(rows)) for info, rows in sheets]


def plain():
    return raw.book('<row r="1"><c r="A1"><v>1</v></c></row>')


def test_rows_come_while_the_file_is_still_read():
    with opened(io.BytesIO(raw.book(MANY)), "a.xlsx") as sheets:
        _, rows = next(sheets)

        assert next(rows).cells[0] == 1


@pytest.mark.parametrize("taken", [0, 1, 2_000])
def test_a_consumer_may_stop_early(taken):
    with opened(io.BytesIO(raw.book(MANY)), "a.xlsx") as sheets:
        _, rows = next(sheets)
        for _ in range(taken):
            next(rows)


def fail_in_the_middle():
    with opened(io.BytesIO(raw.book(MANY)), "a.xlsx") as sheets:
        _, rows = next(sheets)
        next(rows)
        raise ZeroDivisionError


def test_a_consumer_may_fail():
    with pytest.raises(ZeroDivisionError):
        fail_in_the_middle()


def test_rows_that_nobody_takes_are_passed_over():
    parts = raw.parts(raw.sheet_xml(MANY))
    book = parts["xl/workbook.xml"]
    twice = '<sheet name="A" r:id="rId1"/><sheet name="B" r:id="rId1"/></sheets>'
    parts["xl/workbook.xml"] = book.partition("<sheets>")[0] + f"<sheets>{twice}</workbook>"

    with opened(io.BytesIO(raw.archive(parts)), "a.xlsx") as sheets:
        assert [info.name for info, _ in sheets] == ["A", "B"]


def test_rows_are_taken_once():
    with opened(io.BytesIO(plain()), "a.xlsx") as sheets:
        _, rows = next(sheets)

        assert len(list(rows)) == 1
        assert list(rows) == []
        assert list(sheets) == []


def test_a_file_may_have_been_read_before():
    file = io.BytesIO(plain())
    file.read()

    with opened(file, "a.xlsx") as sheets:
        assert len(list(sheets)) == 1


@pytest.mark.parametrize("name", ["", "a\0b.xlsx", "../../etc/passwd", "x" * 5_000, "-c"])
def test_any_name_will_do(name):
    with opened(io.BytesIO(plain()), name) as sheets:
        assert len(list(sheets)) == 1


def test_a_child_that_hangs_is_stopped(said_by):
    said_by("import time; time.sleep(60)")

    with pytest.raises(RefusedFile, match="mất hơn 1 giây"):
        read_all(plain(), Limits(seconds=1))


def test_a_child_that_hangs_is_stopped_by_a_consumer_who_leaves(said_by):
    said_by("import time; print('[1,false,[1]]', flush=True); time.sleep(60)")
    began = monotonic()

    with opened(io.BytesIO(plain()), "a.xlsx") as sheets, pytest.raises(RefusedFile):
        next(sheets)

    assert monotonic() - began < 10


def test_only_waiting_for_the_child_takes_its_time():
    with opened(io.BytesIO(raw.book(MANY)), "a.xlsx", Limits(seconds=1)) as sheets:
        _, rows = next(sheets)
        next(rows)
        signal.sigtimedwait([], 1.2)

        assert len(list(rows)) == 2_999


def test_processor_time_is_limited():
    rows = f'<row r="1">{"<c/>" * 8_000_000}</row>'

    with pytest.raises(RefusedFile, match="mất hơn 1 giây"):
        read_all(raw.book(rows), Limits(seconds=1, ratio=2_000))


def test_memory_is_limited():
    """A hundred thousand different texts need more than the thirty megabytes given."""
    strings = "".join(f"<si><t>{'x' * 300}{n}</t></si>" for n in range(100_000))

    with pytest.raises(RefusedFile, match="bộ nhớ"):
        read_all(raw.book("", strings=strings), Limits(memory=50_000_000))


@pytest.mark.parametrize("signal_number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGILL])
def test_a_child_that_crashes_is_told_of(said_by, signal_number):
    said_by(f"import os; os.kill(os.getpid(), {int(signal_number)})")

    with pytest.raises(RefusedFile, match="dừng đột ngột"):
        read_all(plain())


@pytest.mark.parametrize(
    "said",
    [
        "",
        "no JSON\n",
        "[1]\n",
        '{"sheet":{"name":"a"}}\n',
        '[1,false,["x"]]\n',
        '{"sheet":{"name":"a","is_hidden":false,"merged":[],"is_1904":false,"notes":[]}}\n',
        '{"sheet":{"name":"a","is_hidden":false,"merged":[],"is_1904":false,"notes":[]}}\n'
        '[1,false,[["d","2026-02-31"]]]\n{"end":true}\n',
        '{"sheet":{"name":"a","is_hidden":false,"merged":[],"is_1904":false,"notes":[]}}\n'
        '[1,false,[{"a":1}]]\n{"end":true}\n',
        "[" * 100_000 + "\n",
    ],
)
def test_what_a_child_says_is_not_trusted(said_by, said):
    said_by(
        f"import sys; sys.stdout.write({said!r})" if len(said) < 1_000 else "print('[' * 99999)"
    )

    with pytest.raises(RefusedFile, match="dừng đột ngột"):
        read_all(plain())


def test_a_line_without_an_end_is_not_kept(said_by):
    said_by("while True: print('x' * 1_000_000, end='')")

    with pytest.raises(RefusedFile, match="dừng đột ngột"):
        read_all(plain())


def test_what_a_child_complains_of_is_not_shown(said_by, capfd):
    said_by("raise RuntimeError('/secret/path')")

    with pytest.raises(RefusedFile, match="dừng đột ngột"):
        read_all(plain())
    assert capfd.readouterr() == ("", "")


TELL_WHAT_IT_HAS = """
import json, os
name = str([*{*os.environ} - {"LC_CTYPE"}, *os.listdir("/proc/self/fd")])
print(json.dumps({"sheet": dict(name=name, is_hidden=False, merged=[], is_1904=False, notes=[])}))
print('{"end":true}')
"""


def test_a_child_has_no_environment_and_no_file_but_its_own(said_by, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "geheim")
    said_by(TELL_WHAT_IT_HAS)

    # The fourth is the folder that is being listed.
    assert read_all(plain())[0][0].name == "['0', '1', '2', '3']"


def run(code):
    """What a program prints that runs where the child runs."""
    found = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=SOURCE, capture_output=True, text=True, check=True
    )
    return found.stdout


BIND = """
import resource as r, sys
from khuyencong.imports.reading import Limits
from khuyencong.imports.reading.child import bind
bind(Limits(memory=300_000_000, seconds=7))
for kind in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_FSIZE, r.RLIMIT_CORE, r.RLIMIT_NOFILE):
    print(*r.getrlimit(kind))
try:
    open({!r}, "w").write("x" * 100_000)
except OSError as error:
    print(type(error).__name__)
"""


def test_a_child_binds_itself(temporary):
    written = temporary / "written"

    said = run(BIND.format(str(written)))

    assert said == "300000000 300000000\n7 7\n0 0\n0 0\n32 32\nOSError\n"
    assert written.read_bytes() == b""
    written.unlink()


def test_a_child_needs_no_django():
    said = run("import sys, khuyencong.imports.reading.child; print('django' in sys.modules)")

    assert said == "False\n"


def test_cells_survive_the_way_to_the_parent():
    halves = wire.row_line(wire.RawRow(1, ["a\ud800b\0"]), ["a\ud800b\0"])

    assert wire.parse(halves).cells == ("a?b\0",)
