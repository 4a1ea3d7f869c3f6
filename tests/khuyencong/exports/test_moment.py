"""A list is read as it was when the file was begun, and nothing else of the portal feels it."""

import pytest
from django.db import connection

from khuyencong.exports import chunks
from khuyencong.exports.chunks import chunks_of
from khuyencong.exports.columns import column_of
from khuyencong.roles import ENTRY
from programs.models import Province
from tests import factories as make
from tests.khuyencong.test_idle import idle
from tests.staff import signed_in

pytestmark = [pytest.mark.django_db(transaction=True)]
PROVINCES = "/quan-tri/programs/province/"


def names_of(rows):
    """The names as they come, a chunk at a time."""
    for (names,) in chunks_of(rows, [column_of(Province, "name")]):
        yield from names


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_comes_to_who_did_nothing_for_minutes(ending):
    """When the person was last seen is written after the view, before the file is read."""
    make.ProvinceFactory(name="Gia Lai")
    client = signed_in(ENTRY)
    idle(client, 300)
    answer = client.get(f"{PROVINCES}xuat.{ending}")

    assert answer.status_code == 200
    assert not connection.in_atomic_block
    assert b"".join(answer)
    assert not connection.in_atomic_block
    assert client.get(PROVINCES).status_code == 200


@pytest.mark.parametrize("read", [0, 1])
def test_who_stops_reading_leaves_nothing_open(read, monkeypatch):
    monkeypatch.setattr(chunks, "FIRST_ROWS", 1)
    make.ProvinceFactory.create_batch(3)
    client = signed_in(ENTRY)
    answer = client.get(f"{PROVINCES}xuat.xlsx")
    pieces = iter(answer)
    for _ in range(read):
        next(pieces)
    del pieces
    answer.close()

    assert not connection.in_atomic_block
    make.ProvinceFactory(name="Ghi được")


@pytest.mark.postgres
def test_what_is_saved_meanwhile_is_not_in_the_file(monkeypatch):
    monkeypatch.setattr(chunks, "FIRST_ROWS", 1)
    monkeypatch.setattr(chunks, "ROWS", 1)
    make.ProvinceFactory.create_batch(5)
    before = [*Province.objects.order_by("pk").values_list("name", flat=True)]
    names = names_of(Province.objects.order_by("pk"))
    first = next(names)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("UPDATE programs_province SET name = 'đổi'")
    other.close()

    assert [first, *names] == before


@pytest.mark.postgres
def test_the_rows_are_read_in_a_transaction_that_only_reads(monkeypatch):
    monkeypatch.setattr(chunks, "FIRST_ROWS", 1)
    make.ProvinceFactory.create_batch(3)
    names = names_of(Province.objects.order_by("pk"))
    next(names)

    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("on",)
    names.close()
    assert not connection.in_atomic_block
