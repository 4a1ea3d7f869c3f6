"""A fault at any statement and any write of an import leaves all of it or none."""

import tempfile
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from itertools import count

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from khuyencong import uploads
from khuyencong.imports import preview as previewing
from khuyencong.imports.preview import read_again, sweep
from khuyencong.imports.reading import parent
from khuyencong.imports.storing import store
from khuyencong.imports.undoing import undo
from khuyencong.models import ImportBatch
from tests.imports import everything
from tests.projects.imports.corpus import world
from tests.projects.imports.corpus.sheets import as_csv
from tests.projects.imports.steps import FILES, again, previewed
from tests.staff import signed_in, staff

pytestmark = pytest.mark.django_db(transaction=True)

State = ImportBatch.State
SAMPLE = 8  # faults tried at each step by the fast tests
HOW_MANY = [
    pytest.param(SAMPLE, id="some"),
    pytest.param(None, id="every one", marks=pytest.mark.slow),
]
ALL_FILES = [
    subject if subject == "de-an" else pytest.param(subject, marks=pytest.mark.thorough)
    for subject in FILES
]


class Fault:
    """Counts statements and fails one of them, and all after it where it lasts."""

    def __init__(self, at=0, error=OperationalError, *, lasts=False):
        self.at, self.error, self.lasts = at, error, lasts
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        if self.at and (self.count == self.at or (self.lasts and self.count > self.at)):
            raise self.error(f"Fault at statement {self.count}: {sql[:80]}")
        return execute(sql, params, many, context)


@pytest.fixture
def user():
    world.build()
    return staff("Nhập liệu", "Kế toán")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A temporary folder of our own."""
    made = tmp_path / "temporary"
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    return made


def places(step, sample):
    """At which statements of a step a fault comes: at each, or at some from first to last."""
    if sample is None:
        return count(1)
    counter = Fault()
    with transaction.atomic():
        with connection.execute_wrapper(counter):
            step()
        transaction.set_rollback(True)
    assert counter.count > 2 * sample
    return (1 + round(place * (counter.count - 1) / (sample - 1)) for place in range(sample))


def outcome_of(step, subject):
    """What the records say after a step that nothing disturbs; it is taken back."""
    with transaction.atomic():
        step()
        found = [*world.words(subject).values()]
        transaction.set_rollback(True)
    return found


def breaks(step, at, error=OperationalError, **more):
    """Take a step with a fault in it; False where it is done, having no such statement or only
    after its end.
    """
    fault = Fault(at, error, **more)
    try:
        with connection.execute_wrapper(fault):
            step()
    except error:
        return True
    return False


FAULTS = [
    pytest.param(OperationalError, False, id="one fault"),
    pytest.param(OperationalError, True, id="gone for good"),
    pytest.param(SystemExit, False, id="stopped", marks=pytest.mark.thorough),
]


@pytest.mark.parametrize(("error", "lasts"), FAULTS)
@pytest.mark.parametrize("sample", HOW_MANY)
@pytest.mark.parametrize("subject", ALL_FILES)
def test_storing_and_undoing_are_whole_or_nothing(subject, sample, error, lasts, user):
    first = everything()
    batch = previewed(subject, user)
    for step, done in ((store, State.STORED), (undo, State.UNDONE)):
        before = everything(exactly=True)

        def take(step=step):
            step(batch, again(user))

        wanted = outcome_of(take, subject)
        for at in places(take, sample):
            is_broken = breaks(take, at, error, lasts=lasts)
            batch.refresh_from_db()
            if batch.state == done:  # the fault came after the end, if at all
                assert not is_broken or error is SystemExit
                break
            assert everything(exactly=True) == before, at
        else:
            take()

        batch.refresh_from_db()
        assert batch.state == done
        assert [*world.words(subject).values()] == wanted
        assert (everything() == first) == (done == State.UNDONE)


@pytest.mark.parametrize("step", [store, undo])
def test_a_fault_of_the_commit_itself(step, user, monkeypatch):
    batch = previewed("de-an", user)
    if step is undo:
        store(batch, user)
    before = everything(exactly=True)

    def fail():
        raise OperationalError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "_commit", fail)
        with pytest.raises(OperationalError):
            step(batch, user)

    assert everything(exactly=True) == before
    step(batch, user)


@pytest.mark.parametrize(("error", "lasts"), FAULTS)
@pytest.mark.parametrize("sample", HOW_MANY)
@pytest.mark.parametrize("subject", ALL_FILES)
def test_a_preview_that_fails_leaves_nothing(subject, sample, error, lasts, user, folder):
    before, records = everything(exactly=True), everything()

    def take():
        return previewed(subject, again(user))

    for at in places(take, sample):
        if not breaks(take, at, error, lasts=lasts):
            break
        assert everything() == records
        assert list(folder.iterdir()) == []
        if lasts:  # nothing could be removed any more: that is done when its time is over
            assert not ImportBatch.objects.exclude(state=State.READING).exists()
            over = timezone.now() - timedelta(hours=5)
            ImportBatch.objects.update(created_at=over)
            sweep()
        assert everything(exactly=True) == before, at

    assert take().state == State.READY


@pytest.mark.parametrize("sample", HOW_MANY)
def test_what_was_read_again_by_half_is_not_stored(sample, user):
    batch = previewed("de-an", user)
    records, rows = everything(), batch.rows.count()

    for at in places(partial(read_again, batch), sample):
        if not breaks(partial(read_again, batch), at, lasts=True):
            break
        batch.refresh_from_db()
        if batch.state == State.READY:
            assert batch.rows.count() == rows
        else:
            with pytest.raises(ValidationError):
                store(batch, user)
        assert everything() == records
        batch.clear()
        batch.delete()
        batch = previewed("de-an", user)


def test_what_was_stored_meanwhile_is_not_read_again(user):
    batch = previewed("de-an", user)
    store(batch, user)
    before = everything(exactly=True)

    with pytest.raises(previewing.RefusedFile):
        read_again(batch)

    assert everything(exactly=True) == before


# Writes of files.


class Disk:
    """Temporary files of which one write fails, as on a full disk."""

    def __init__(self, at):
        self.at, self.count = at, 0

    @contextmanager
    def __call__(self):
        with tempfile.TemporaryFile() as file:
            yield Faulty(file, self)


class Faulty:
    def __init__(self, file, disk):
        self._file, self._disk = file, disk

    def __getattr__(self, name):
        return getattr(self._file, name)

    def write(self, data):
        self._disk.count += 1
        if self._disk.count == self._disk.at:
            self._file.write(data[: len(data) // 2])
            raise OSError(28, "No space left on device")
        return self._file.write(data)


def test_a_fault_at_every_write_of_the_file_leaves_nothing(user, folder, monkeypatch):
    before = everything(exactly=True)
    monkeypatch.setattr(previewing, "MEGABYTE", 2000)  # so that the file has several parts
    at = 0
    while True:
        at += 1
        disk = Disk(at)
        monkeypatch.setattr(previewing, "TemporaryFile", disk)
        monkeypatch.setattr(parent, "TemporaryFile", disk)
        if at > 20:
            pytest.fail("The writes have no end.")
        try:
            batch = previewed("de-an", user)
        except OSError:
            assert everything(exactly=True) == before
            assert list(folder.iterdir()) == []
        else:
            break

    assert at > 4
    assert batch.state == State.READY


def test_a_file_beyond_the_limit_leaves_nothing(user, folder, settings, monkeypatch):
    monkeypatch.setattr(previewing, "MEGABYTE", 2000)
    settings.IMPORT_BYTES = 3000
    before = everything(exactly=True)

    with pytest.raises(previewing.RefusedFile, match="lớn hơn"):
        previewed("de-an", user)

    assert everything(exactly=True) == before
    assert list(folder.iterdir()) == []


def test_no_process_to_read_the_file_leaves_nothing(user, folder, monkeypatch):
    before = everything(exactly=True)

    def fail(*args, **kwargs):
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(parent.subprocess, "Popen", fail)
    with pytest.raises(OSError, match="temporarily"):
        previewed("de-an", user)

    assert everything(exactly=True) == before
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("at", [1, 2, 40])
def test_a_fault_while_a_large_file_is_uploaded_leaves_nothing(at, folder, monkeypatch):
    client = signed_in("Nhập liệu")
    client.raise_request_exception = False
    before = everything()
    written = 0

    def made():
        file = tempfile.TemporaryFile()  # noqa: SIM115 -- as the handler has it
        real = file.write

        def write(data):
            nonlocal written
            written += 1
            if written == at:
                raise OSError(28, "No space left on device")
            return real(data)

        return Written(file, write)

    monkeypatch.setattr(uploads, "TemporaryFile", made)
    rows = ((f"Cơ sở {number:0>500}", "Doanh nghiệp") for number in range(6000))
    file = SimpleUploadedFile("a.csv", as_csv(("Tên cơ sở", "Loại hình"), *rows))

    answer = client.post(
        "/quan-tri/khuyencong/importbatch/add/", {"subject": "co-so", "mode": "add", "file": file}
    )

    assert written == at
    assert answer.status_code == 500
    assert not ImportBatch.objects.exists()
    assert everything() == before
    assert list(folder.iterdir()) == []


class Written:
    """A file with another way to write."""

    def __init__(self, file, write):
        self._file, self.write = file, write

    def __getattr__(self, name):
        return getattr(self._file, name)


def test_the_reader_does_not_outlive_a_fault(user, monkeypatch):
    started = []
    real = parent.subprocess.Popen

    def popen(*args, **kwargs):
        started.append(real(*args, **kwargs))
        return started[-1]

    monkeypatch.setattr(parent.subprocess, "Popen", popen)
    for at in places(lambda: previewed("co-so", again(user)), SAMPLE):
        breaks(lambda: previewed("co-so", again(user)), at)

    assert started
    assert [one.poll() is None for one in started].count(True) == 0
