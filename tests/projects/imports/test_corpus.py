"""Every awkward or hostile import has exactly the stated outcome, and leaves nothing behind."""

import tempfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from khuyencong.imports.preview import preview
from khuyencong.imports.reading import RefusedFile, child, parent
from khuyencong.imports.storing import store
from khuyencong.imports.subjects import subject_of
from khuyencong.imports.undoing import undo
from khuyencong.models import ImplementingUnit, ImportBatch, ImportPart, ImportRow
from tests.imports import everything
from tests.projects.imports.corpus import days, files, layouts, modes, money, words, world
from tests.projects.imports.corpus.sheets import book
from tests.staff import signed_in, staff

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

MODULES = {module.__name__.rpartition(".")[2]: module
           for module in (layouts, money, days, words, modes, files)}  # fmt: skip
ALL = [
    pytest.param(case, id=f"{subject}: {case.name}")
    for subject, module in MODULES.items()
    for case in module.CASES
]
State = ImportBatch.State


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """A temporary folder of our own, which is empty again after every import."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert list(folder.iterdir()) == []


class Reader:
    """The reader in this process: the corpus of files looks at the real one, which takes longer."""

    def __init__(self, content, name, limits):
        self._read = content, name, limits

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def lines(self):
        said = BytesIO()
        try:
            child.tell(*self._read, said)
        except RefusedFile as refused:
            said.write(child.refused_line(child.refusal(refused)))
        yield from said.getvalue().splitlines()


def person(case):
    unit = ImplementingUnit.objects.get(code=case.unit) if case.unit else None
    return staff("Nhập liệu", "Kế toán", unit=unit)


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker):
    """The small province, made once; each case begins and ends with it. What it holds, in words."""
    with django_db_blocker.unblock(), transaction.atomic():
        world.build()
        yield everything(), {subject: world.words(subject) for subject in world.TOLD}
        transaction.set_rollback(True)


@pytest.mark.parametrize("case", ALL)
def test_an_import_has_its_outcome(case, province, monkeypatch):
    if case not in files.CASES:
        monkeypatch.setattr(parent, "_Child", Reader)
    user = person(case)
    before, told_before = province[0], province[1][case.subject]

    def previewed():
        content = BytesIO(case.build())
        return preview(content, case.file_name, subject_of(case.subject), user, case.mode)

    if case.no_file:
        with pytest.raises(RefusedFile) as refusal:
            previewed()
        assert [word for word in case.no_file if word not in str(refusal.value)] == []
        assert not ImportBatch.objects.exists()
        assert everything() == before
        return
    batch = previewed()
    assert everything() == before
    if case.asks:
        assert batch.state == State.ASKING, batch.counts
        assert asked(batch) == list(case.asks)
        with pytest.raises(ValidationError):
            store(batch, user)
        assert everything() == before
        return
    check_preview(batch, case)
    if case.refused:
        with pytest.raises(ValidationError):
            store(batch, user)
        assert everything() == before
    store(batch, user, good_only=bool(case.refused))
    batch.refresh_from_db()
    assert batch.state == State.STORED
    found = world.words(case.subject)
    assert [one for key, one in found.items() if told_before.get(key) != one] == [*case.stored]
    assert told_before.keys() <= found.keys()
    assert not ImportPart.objects.exists()
    assert not ImportRow.objects.exists()
    undo(batch, user)
    assert everything() == before


def asked(batch):
    """The headings that the person is asked about."""
    subject = subject_of(batch.subject)
    found = []
    for layout in batch.layout:
        for one in layout["header"]["headings"] if layout["header"] else ():
            column = subject.columns.get(one["name"] or "")
            is_unclear = column is not None and column.is_money and one["unit"] is None
            if (one["name"] is None or is_unclear) and layout["samples"].get(str(one["place"])):
                found.append(one["text"])
    return found


def check_preview(batch, case):
    """The refusals stand at their rows and columns, and every row is told of."""
    assert batch.state == State.READY, batch.layout
    said = {
        (row.sheet, row.number): {
            column: text for column, level, text in row.messages if level == "error"
        }
        for row in batch.rows.filter(state=ImportRow.State.REFUSED)
    }
    wanted = {
        key if isinstance(key, tuple) else (0, key): columns
        for key, columns in case.refused.items()
    }
    assert {key: {*columns} for key, columns in said.items()} == {
        key: {*columns} for key, columns in wanted.items()
    }, said
    for key, columns in wanted.items():
        for column, text in columns.items():
            assert text in said[key][column]
    counts = {name: batch.counts.get(name, 0) for name in ImportRow.State.values}
    rows = batch.rows.count()
    assert sum(counts.values()) == rows == sum(one["records"] for one in batch.layout)
    assert counts["same"] == case.same
    assert counts["refused"] == len(wanted)
    for name, count in counts.items():
        assert batch.rows.filter(state=name).count() == count
    if case.others is not None:
        assert batch.layout[0]["others"] == case.others
    for number, text in case.told.items():
        row = batch.rows.get(number=number)
        assert text in " ".join(message for _, _, message in row.messages)


def test_text_of_a_file_is_text_on_the_preview():
    client = signed_in("Nhập liệu")
    heads = ("Tên cơ sở", "Loại hình")
    hostile = "<script>alert(1)</script>"
    content = book((f"{hostile} tiêu đề",), heads, (hostile, "Doanh nghiệp"), (hostile, hostile))
    file = SimpleUploadedFile(f"{hostile}.xlsx", content)

    page = client.post(
        "/quan-tri/khuyencong/importbatch/add/",
        {"subject": "co-so", "mode": "add", "file": file},
        follow=True,
    )

    assert page.status_code == 200
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<script>alert" not in page.text


def test_the_corpus_is_large_and_its_names_are_plain():
    names = [param.id for param in ALL]

    assert len(names) == len(set(names))
    assert len(names) >= 150
