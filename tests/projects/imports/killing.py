"""Kills imports at many moments, in a database of its own.

Run by test_kills.py with an empty migrated database in DATABASE_URL; it leaves its records there.
Each import runs in a process of its own, killed at a statement or after some time; whatever then
stands is all of it or nothing, else this ends with an error. Tells how often it was which.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from io import BytesIO
from itertools import count

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.contrib.auth.models import Group  # noqa: E402
from django.db import connection, connections  # noqa: E402

from khuyencong.imports.preview import preview  # noqa: E402
from khuyencong.imports.storing import store  # noqa: E402
from khuyencong.imports.subjects import subject_of  # noqa: E402
from khuyencong.imports.undoing import undo  # noqa: E402
from khuyencong.models import ImportBatch  # noqa: E402
from tests.imports import everything  # noqa: E402
from tests.projects.imports.corpus import MACHINES, world  # noqa: E402
from tests.projects.imports.corpus.sheets import as_csv  # noqa: E402
from tests.projects.imports.steps import FILES, again  # noqa: E402
from tests.staff import staff  # noqa: E402

ROWS = 40
STRIDE = 5  # of the statements at which it is killed
TIMED = 16  # kills at moments of the clock, half of them around the commit
State = ImportBatch.State


def file() -> bytes:
    head, *rows = FILES["de-an"]
    filled = (
        "",
        "Hỗ trợ {}",
        2026,
        "Khuyến công địa phương",
        MACHINES,
        "Cơ sở Một",
        1,
        2,
        "",
        "",
        "",
    )
    more = [(*filled[:1], filled[1].format(number), *filled[2:]) for number in range(ROWS)]
    return as_csv(head, *rows, *more)


class Killing:
    """Forks a step of an import and kills it."""

    def __init__(self) -> None:
        world.build()
        assert Group.objects.filter(name="Nhập liệu").exists()
        self.user = staff("Nhập liệu")
        self.outcomes: Counter[str] = Counter()
        self.first = everything()
        self.batch = self.previewed()
        store(self.batch, self.user)
        self.stored = world.words("de-an")
        self.done = self.batch.records.count()
        undo(self.batch, self.user)
        assert everything() == self.first

    def previewed(self) -> ImportBatch:
        user = again(self.user)
        return preview(BytesIO(file()), "a.csv", subject_of("de-an"), user, "update")

    def run(self) -> None:
        for step in (store, undo):
            for at in count(1, STRIDE):
                if not self.at_statement(step, at):
                    break
            self.at_moments(step)
        for at in count(1, 2 * STRIDE):
            if not self.preview_at_statement(at):
                break

    # The steps, each from its own beginning.

    def begin(self, step: Callable) -> Callable[[], None]:
        ImportBatch.objects.exclude(state=State.UNDONE).exclude(pk=self.batch.pk).delete()
        self.batch.refresh_from_db()
        if step is store and self.batch.state == State.STORED:
            undo(self.batch, again(self.user))
        if step is store and self.batch.state != State.READY:
            self.batch = self.previewed()
        if step is undo and self.batch.state != State.STORED:
            self.batch = self.previewed()
            store(self.batch, again(self.user))
        return lambda: step(self.batch, again(self.user))

    def at_statement(self, step: Callable, at: int) -> bool:
        work = self.begin(step)
        before = everything(exactly=True)
        is_killed = self.killed(partial(dying_at, at, work))
        self.judge(step, before, must_be="nothing" if is_killed else "all")
        return is_killed

    def at_moments(self, step: Callable) -> None:
        work = self.begin(step)
        began = time.monotonic()
        self.killed(work)
        whole = time.monotonic() - began
        for place in range(TIMED):
            work = self.begin(step)
            before = everything(exactly=True)
            # Half of them about the end, where the transaction is committed.
            share = random.uniform(0.6, 1.1) if place % 2 else random.uniform(0, 1)  # noqa: S311
            self.killed(work, after=share * whole)
            self.judge(step, before)

    def preview_at_statement(self, at: int) -> bool:
        self.begin(store)
        records = everything()
        is_killed = self.killed(partial(dying_at, at, self.previewed))
        assert everything() == records
        others = ImportBatch.objects.exclude(pk=self.batch.pk).exclude(state=State.UNDONE)
        states = {*others.values_list("state", flat=True)}
        assert states <= ({State.READING, State.READY} if is_killed else {State.READY}), states
        for one in others.filter(state=State.READY):
            assert one.rows.count() == sum(one.counts[name] for name in ("new", "changed"))
        self.outcomes["preview"] += 1
        return is_killed

    # Killing and judging.

    def killed(self, work: Callable[[], object], after: float | None = None) -> bool:
        """Do the work in another process; whether it was killed."""
        connections.close_all()
        child = os.fork()
        if not child:
            work()
            connections.close_all()
            os._exit(0)
        if after is not None:
            time.sleep(after)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        self.wait_for_server()
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
        return os.WIFSIGNALED(status)

    @staticmethod
    def wait_for_server() -> None:
        """PostgreSQL may still be busy with what the dead process asked."""
        if connection.vendor != "postgresql":
            return
        for _ in range(200):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                if cursor.fetchone() == (0,):
                    return
            time.sleep(0.05)
        raise AssertionError("The server is still busy.")

    def judge(self, step: Callable, before: object, must_be: str = "") -> None:
        outcome = "nothing" if everything(exactly=True) == before else "all"
        if outcome == "all":
            self.batch.refresh_from_db()
            if step is store:
                assert self.batch.state == State.STORED
                assert world.words("de-an") == self.stored or self.same_but_keys()
                assert self.batch.records.count() == self.done
                assert not self.batch.rows.exists()
                assert not self.batch.parts.exists()
            else:
                assert self.batch.state == State.UNDONE
                assert everything() == self.first
        assert must_be in ("", outcome), (must_be, outcome)
        self.outcomes[f"{step.__name__}: {outcome}"] += 1

    def same_but_keys(self) -> bool:
        """The same records, under other keys than the first time."""
        return [*world.words("de-an").values()] == [*self.stored.values()]


def dying_at(at: int, work: Callable[[], object]) -> None:
    """Do the work, and die before its statement of that number."""
    statements = count(1)

    def execute(run: Callable, sql: str, params: object, many: bool, context: object) -> object:
        if next(statements) == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        work()


if __name__ == "__main__":
    killing = Killing()
    killing.run()
    sys.stdout.write(json.dumps(killing.outcomes))
