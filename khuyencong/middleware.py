"""What every request passes through, beside Django's and the libraries' own middleware."""

import re
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from khuyencong.logs import request_id

GetResponse = Callable[[HttpRequest], HttpResponse]

FORWARDED_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")


class RequestIdMiddleware:
    """Names each request, so that a visitor's report and the log can be brought together."""

    header = "X-Request-ID"
    acceptable = re.compile(r"[0-9A-Za-z-]{8,64}")

    def __init__(self, get_response: GetResponse):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(self.header, "")
        name = given if self.acceptable.fullmatch(given) else uuid4().hex
        token = request_id.set(name)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response[self.header] = name
        return response


class TrustedProxyMiddleware:
    """Believes forwarded addresses only from the proxies named in the settings.

    A server on a Unix socket sees no address; that neighbour is named ``unix``.
    """

    def __init__(self, get_response: GetResponse):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        neighbour = request.META.get("REMOTE_ADDR") or "unix"
        forwarded_for = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if neighbour not in settings.TRUSTED_PROXIES:
            for header in FORWARDED_HEADERS:
                request.META.pop(header, None)
        elif forwarded_for:
            # The last entry is the one our proxy wrote; those before it are the visitor's word.
            request.META["REMOTE_ADDR"] = forwarded_for.rpartition(",")[2].strip()
        return self.get_response(request)


class NoNulMiddleware:
    """Refuses an address with the character NUL, which PostgreSQL cannot compare with anything."""

    def __init__(self, get_response: GetResponse):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        return self.get_response(request)


class HeadersMiddleware:
    """What Django does not send by itself; a view that sends its own (open data) keeps it."""

    headers = {
        # No page of the portal uses any of these.
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Resource-Policy": "same-origin",
    }

    def __init__(self, get_response: GetResponse):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.setdefault(name, value)
        return response
