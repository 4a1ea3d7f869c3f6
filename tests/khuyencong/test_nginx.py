"""The sample of nginx's configuration on a real nginx: what it keeps, for whom, and how long."""

import gzip
from datetime import date
from http.client import HTTPConnection
from socket import AF_UNIX, socket

import pytest
from django.core.signals import request_started
from django.utils import timezone

from bench.nginx import HOST, Nginx, program
from reports.models import Publication
from reports.sealing import seal
from tests import factories as make
from tests.reports.province import build

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(program() is None, reason="needs nginx: apt-get install nginx"),
]
PAGE = "/ket-qua/2018-2020/ban-1/"
FILE = "/ket-qua/2018-2020/ban-1/noi-dung.csv"


class _OnSocket(HTTPConnection):
    def __init__(self, path):
        super().__init__(HOST)
        self.path = str(path)

    def connect(self):
        self.sock = socket(AF_UNIX)
        self.sock.connect(self.path)


class Visitor:
    """Asks through nginx, and knows how often the portal itself was asked."""

    def __init__(self, nginx):
        self.nginx = nginx
        self.asked = 0

    def count(self, **kwargs):
        self.asked += 1

    def get(self, address, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = _OnSocket(self.nginx.socket)
        connection.request("GET", address, headers=named)
        answer = connection.getresponse()
        answer.body = answer.read()
        connection.close()
        return answer


@pytest.fixture
def published(transactional_db):
    build()
    draft = Publication.objects.create(
        title="Kết quả khuyến công đã công bố",
        period_slug="2018-2020",
        cutoff=date(2020, 12, 31),
        composed_by=make.UserFactory(),
    )
    return seal(draft, make.UserFactory())


@pytest.fixture
def visitor(published, live_server, settings, tmp_path):
    settings.ALLOWED_HOSTS = [HOST]
    with Nginx(tmp_path, live_server.url) as nginx:
        visitor = Visitor(nginx)
        request_started.connect(visitor.count)
        yield visitor
        request_started.disconnect(visitor.count)


def test_the_sample_is_valid_with_its_certificate(tmp_path):
    told = Nginx(tmp_path, "http://127.0.0.1:1", tls=True).judged()

    assert "test is successful" in told
    assert "[warn]" not in told


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_a_sealed_answer_is_asked_of_the_portal_once(visitor, address):
    first, second = (visitor.get(address, Accept_Encoding="gzip, br") for _ in range(2))

    assert visitor.asked == 1
    assert first.status == second.status == 200
    assert second.body == first.body
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["X-Request-ID"] != first.headers["X-Request-ID"]


def test_both_forms_are_kept_as_the_portal_made_them(visitor):
    packed, plain = visitor.get(PAGE, Accept_Encoding="gzip"), visitor.get(PAGE)
    again = visitor.get(PAGE, Accept_Encoding="deflate, gzip;q=0.5")
    refused = visitor.get(PAGE, Accept_Encoding="gzip;q=0")

    assert visitor.asked == 2
    assert packed.headers["Content-Encoding"] == "gzip"
    assert again.body == packed.body
    assert gzip.decompress(packed.body) == plain.body == refused.body
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert not packed.headers["ETag"].startswith("W/")


def test_whoever_has_it_is_told_so_from_the_cache(visitor):
    tag = visitor.get(PAGE, Accept_Encoding="gzip").headers["ETag"]
    second = visitor.get(PAGE, Accept_Encoding="gzip", If_None_Match=tag)

    assert second.status == 304
    assert visitor.asked == 1


def test_who_is_signed_in_neither_reads_nor_fills_the_cache(visitor):
    cookie = "__Host-khuyencong=abc"
    visitor.get(PAGE, Cookie=cookie)
    visitor.get(PAGE)
    visitor.get(PAGE, Cookie=cookie)

    assert visitor.asked == 3


def test_a_withdrawn_revision_is_not_kept(visitor, published):
    Publication.objects.filter(pk=published.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=make.UserFactory(), withdrawn_reason="Sai nguồn"
    )

    assert [visitor.get(FILE).status for _ in range(2)] == [410, 410]
    assert visitor.asked == 2
