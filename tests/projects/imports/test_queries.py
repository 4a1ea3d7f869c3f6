"""How many statements an import takes does not depend on its rows, chunk by chunk."""

import re
from collections import Counter

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from khuyencong import bulk
from khuyencong.imports.storing import store
from khuyencong.imports.subjects import subject_of
from khuyencong.imports.undoing import undo
from tests.imports import previewed
from tests.projects.imports.corpus import LOCAL, MACHINES, TRAINING, world
from tests.staff import staff

pytestmark = pytest.mark.django_db

FEW, MANY = 15, 45  # each đề án has two fundings
PLACES = ("Ia Ly", "Đông Hòa")


def facilities(number):
    heads = ("Mã cơ sở", "Tên cơ sở", "Loại hình", "Mã số thuế", "Xã, phường", "Ngành nghề")
    rows = (
        (f"M-{n}", f"Cơ sở số {n}", "Doanh nghiệp", f"{6 * 10**9 + n}", PLACES[n % 2],
         "Chế biến gỗ")
        for n in range(number)
    )  # fmt: skip
    return heads, *rows


def renamed(number):
    heads, *rows = facilities(number)
    return heads, *((code, f"{name} mới", *rest) for code, name, *rest in rows)


def schemes(number):
    heads = ("Mã đề án", "Tên đề án", "Năm", "Chương trình", "Nội dung chính", "Cơ sở thụ hưởng",
             "KCQG (đồng)", "KCĐP (đồng)", "Số quyết định", "Ngày ký", "Số lượng, kế hoạch",
             "Xã, phường")  # fmt: skip
    rows = (
        (f"M-{n}", f"Đề án số {n}", 2026, LOCAL, TRAINING if n % 2 else MACHINES,
         "Cơ sở Một" if n % 3 else "", n, n, "7/QĐ-UBND", "02/01/2026", n if n % 2 else "",
         PLACES[n % 2])
        for n in range(number)
    )  # fmt: skip
    return heads, *rows


def changed(number):
    heads, *rows = schemes(number)
    others = ((*row[:6], row[6] + 1, row[7] + 1, *row[8:]) for row in rows)
    return heads, *((row[0], f"{row[1]} mới", *row[2:]) for row in others)


@pytest.fixture(autouse=True)
def _one_batch(monkeypatch):
    """SQLite takes fewer rows at once than PostgreSQL; guards ask the more, the more rows."""
    monkeypatch.setattr(connection.ops, "bulk_batch_size", lambda fields, objects: len(objects))
    monkeypatch.setattr(type(subject_of("de-an")), "warnings", lambda self, record: [])


def counts(subject, made, changes, number):
    """Of each step of an import of new records, and of one that changes them."""
    user = staff("Nhập liệu")
    found = []
    for rows in (made(number), changes(number)):
        with CaptureQueriesContext(
            connection,
        ) as reading:
            batch = previewed(subject, *rows, mode="update", user=user)
        assert set(batch.counts) <= {"new", "changed"}, batch.counts
        assert sum(batch.counts.values()) == number
        with CaptureQueriesContext(connection) as storing:
            store(batch, user)
        found += [reading, storing]
    with CaptureQueriesContext(connection) as undoing:
        undo(batch, user)
    return [*found, undoing]


@pytest.mark.parametrize(
    ("subject", "made", "changes"),
    [("co-so", facilities, renamed), ("de-an", schemes, changed)],
)
def test_more_rows_take_no_more_statements(subject, made, changes):
    world.build()
    with transaction.atomic():
        few = counts(subject, made, changes, FEW)
        transaction.set_rollback(True)
    many = counts(subject, made, changes, MANY)

    steps = ("reading new", "storing new", "reading changed", "storing changed", "undoing")
    for step, one, other in zip(steps, few, many, strict=True):
        told = differing(one, other)
        assert len(one) == len(other), f"{step}: {told}"
        assert len(one) < 120, step


def differing(one, other):
    """How many more there are of which statements, by how they begin."""
    shapes = [
        Counter(re.sub(r"[\d_x]+", "0", query["sql"])[:120] for query in queries.captured_queries)
        for queries in (one, other)
    ]
    return shapes[1] - shapes[0], shapes[0] - shapes[1]


def test_a_chunk_holds_what_is_counted_here():
    assert bulk.BATCH // 5 >= 2 * MANY
