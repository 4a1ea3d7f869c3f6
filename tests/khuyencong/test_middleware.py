import pytest
from django.http import HttpResponse

from khuyencong.middleware import RequestIdMiddleware, TrustedProxyMiddleware


@pytest.fixture
def address_seen(rf):
    """The visitor's address as the portal sees it."""

    def seen(neighbour, **headers):
        request = rf.get("/", REMOTE_ADDR=neighbour, headers=headers)
        TrustedProxyMiddleware(lambda request: HttpResponse())(request)
        return request

    return seen


def test_a_forwarded_address_is_the_visitors_word_without_a_proxy(address_seen):
    request = address_seen("203.0.113.7", X_Forwarded_For="198.51.100.1", X_Forwarded_Proto="https")

    assert request.META["REMOTE_ADDR"] == "203.0.113.7"
    assert "HTTP_X_FORWARDED_PROTO" not in request.META
    assert "HTTP_X_FORWARDED_FOR" not in request.META


def test_our_proxy_names_the_visitor_last(address_seen, settings):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]

    request = address_seen("10.0.0.1", X_Forwarded_For="198.51.100.1, 203.0.113.7")

    assert request.META["REMOTE_ADDR"] == "203.0.113.7"


def test_a_proxy_on_a_unix_socket_has_no_address(address_seen, settings):
    settings.TRUSTED_PROXIES = ["unix"]

    assert address_seen("", X_Forwarded_For="203.0.113.7").META["REMOTE_ADDR"] == "203.0.113.7"


@pytest.mark.parametrize("given", ["", "short", "a b c d e f g h", "x" * 65, "a\r\nb-forged-line"])
def test_a_request_id_that_could_spoil_the_log_is_replaced(rf, given):
    request = rf.get("/")
    request.META["HTTP_X_REQUEST_ID"] = given

    response = RequestIdMiddleware(lambda request: HttpResponse())(request)

    assert response["X-Request-ID"] != given
    assert len(response["X-Request-ID"]) == 32


def test_the_proxys_request_id_is_kept(client):
    response = client.get("/healthz", headers={"X-Request-ID": "0123abcd-4567"})

    assert response["X-Request-ID"] == "0123abcd-4567"
