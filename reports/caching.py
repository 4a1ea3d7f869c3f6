"""How long the answers of a sealed revision may be kept, and by whom.

A revision's files never change. Its pages keep every figure, but their frame tells of newer
revisions and of the drift. So a browser keeps files for ever and asks again for pages, while a
shared cache asks again for both after a minute: a withdrawal must get through. Compressed once,
here, so that each representation has a strong ETag of its own and no cache compresses it again.
"""

import gzip
import re
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

FOR_EVER = 365 * 24 * 3600
SHARED = 60
LEVEL = 6
# Smaller answers fit into one packet anyway; an .xlsx file is compressed already.
WORTH_COMPRESSING = 1400
COMPRESSIBLE = ("text/", "application/json")
ACCEPTS_GZIP = re.compile(r"(?:^|,)\s*gzip\s*(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))(?:[,;]|$)", re.I)


def keep(request: HttpRequest, response: HttpResponseBase, is_file: bool) -> HttpResponseBase:
    """Say who may keep this answer of a sealed revision, and compress it for everybody.

    An answer to someone signed in, or with a secret in it, stays with that visitor and is not
    compressed: the length of a compressed page tells of the secret in it. A view that says itself
    how long its answer lasts has said it.
    """
    if response.has_header("Cache-Control"):
        return response
    for_browsers: dict[str, Any] = {"max_age": 0}
    if is_file:
        for_browsers = {"max_age": FOR_EVER, "immutable": True}
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    is_public = is_for_everybody(request, response)
    if is_public:
        patch_cache_control(response, public=True, s_maxage=SHARED, **for_browsers)
    else:
        patch_cache_control(response, private=True, **for_browsers)
    if isinstance(response, HttpResponse):
        if is_public:
            _compress(request, response)
        response["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
    return response


def is_for_everybody(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer holds nothing of one visitor: no session, no token, no cookie."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    has_token = "CSRF_COOKIE_NEEDS_UPDATE" in request.META
    return not (has_session or has_token or response.cookies)


def _compress(request: HttpRequest, response: HttpResponse) -> None:
    is_text = response["Content-Type"].startswith(COMPRESSIBLE)
    accepted = ACCEPTS_GZIP.search(request.headers.get("Accept-Encoding", ""))
    if is_text and accepted and len(response.content) >= WORTH_COMPRESSING:
        # Without a time in it, so that the same answer is the same bytes.
        response.content = gzip.compress(response.content, LEVEL, mtime=0)
        response["Content-Encoding"] = "gzip"
