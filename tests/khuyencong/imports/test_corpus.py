"""Every awkward or hostile file has exactly the stated outcome, and leaves nothing behind."""

import io
import tempfile

import pytest

from khuyencong.imports.reading import RefusedFile, SheetInfo, opened
from tests.khuyencong.imports.corpus import (
    archives,
    cells,
    foreign,
    hostile,
    ods,
    texts,
    workbooks,
    xls,
)

pytestmark = pytest.mark.any_database

SUBJECTS = {module.__name__.rpartition(".")[2]: module for module in
            (workbooks, cells, hostile, archives, texts, foreign, xls, ods)}  # fmt: skip
ALL = [
    pytest.param(case, id=f"{subject}: {case.name}")
    for subject, module in SUBJECTS.items()
    for case in module.CASES
]
READ = [param for param in ALL if not param.values[0].refused]
REFUSED = [param for param in ALL if param.values[0].refused]


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """A temporary folder of our own, which is empty again after every file."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    assert list(tmp_path.iterdir()) == []


def all_of(case):
    """Sheets with all their rows."""
    with opened(io.BytesIO(case.build()), case.file_name, case.limits) as sheets:
        return [(info, list(rows)) for info, rows in sheets]


def types_of(rows):
    """True is not 1, and 1 is not Decimal(1)."""
    return {row.number: [type(cell) for cell in row.cells] for row in rows}


@pytest.mark.parametrize("case", READ)
def test_a_file_is_read_exactly(case):
    found = all_of(case)

    assert [info for info, _ in found] == [
        SheetInfo(table.name, table.is_hidden, table.merged, table.is_1904, table.notes)
        for table in case.tables
    ]
    for (_, rows), table in zip(found, case.tables, strict=True):
        assert [row.number for row in rows] == list(table.rows)
        assert {row.number: row.cells for row in rows} == dict(table.rows)
        assert types_of(rows) == {
            number: [type(cell) for cell in cells] for number, cells in table.rows.items()
        }
        assert {row.number for row in rows if row.is_hidden} == table.hidden_rows


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_is_refused_in_words(case):
    with pytest.raises(RefusedFile) as refused:
        all_of(case)

    words = str(refused.value)
    assert [word for word in case.refused if word not in words] == []
    assert words.endswith(".")
    assert not any(trace in words for trace in ("Traceback", "/tmp", ".py", "Error", "{}"))  # noqa: S108


def test_the_corpus_is_large_and_its_names_are_plain():
    names = [param.id for param in ALL]

    assert len(names) == len(set(names))
    assert len(names) >= 200
