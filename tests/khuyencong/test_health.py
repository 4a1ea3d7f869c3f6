import pytest
from django.db import DatabaseError

from khuyencong import health


def test_alive_needs_no_database(client):
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.content == b"ok\n"


@pytest.mark.django_db
def test_ready_asks_the_database(client):
    assert client.get("/readyz").status_code == 200


def test_not_ready_without_the_database(client, monkeypatch):
    class Broken:
        def cursor(self):
            raise DatabaseError("gone")

    monkeypatch.setattr(health, "connection", Broken())

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.content == b"database\n"


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_never_cached_and_only_read(client, address, db):
    assert "no-store" in client.get(address)["Cache-Control"]
    assert client.post(address).status_code == 405
