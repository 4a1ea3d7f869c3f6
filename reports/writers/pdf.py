"""Report -> PDF, by WeasyPrint: an extra, because it needs Pango from the system.

Nothing is fetched: the fonts beside the styles are all that a document may load. One document at
a time and process: it takes a second of a processor (4 s with 600 rows), and the other pages must
be served.
"""

import atexit
from ctypes.util import find_library
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from khuyencong.text import in_xml
from reports.papers.parts import FIXED, Report

STATIC = Path(settings.SOURCE_DIR) / "static"
STYLE, FONTS = STATIC / "css" / "paper.css", STATIC / "fonts"
# What WeasyPrint loads from the system; it tells only after a second of importing.
LIBRARIES = ("gobject-2.0", "pango-1.0", "pangoft2-1.0", "harfbuzz", "fontconfig")
# Accessible to readers of screens: tagged, titled, in a language.
VARIANT = "pdf/ua-1"
PATIENCE = 5.0  # seconds that a second one waits
KEPT = 16  # of the last ones, some 200 kB each

_setting = Lock()
_kept: dict[tuple[str, str], bytes] = {}  # what they say, and the files; changed under the lock


class CannotSet(Exception):
    """No PDF is made now. The message is for the public."""


class NotInstalled(CannotSet):
    """The package or a library of the system is missing."""


class Busy(CannotSet):
    """Another one is being made, and takes long."""


@cache
def is_installed() -> bool:
    """Whether this server can make a PDF, as far as a look without loading tells."""
    return find_spec("weasyprint") is not None and all(map(find_library, LIBRARIES))


def to_pdf(report: Report) -> bytes:
    """The report as a tagged PDF/UA with its fonts in it. Raises CannotSet."""
    page = in_xml(render_to_string("reports/paper/report.html", {"report": report, "fixed": FIXED}))
    wanted = page, report.digest or report.title
    if wanted in _kept:
        return _kept[wanted]
    _weasyprint()
    if not _setting.acquire(timeout=PATIENCE):
        raise Busy("Máy chủ đang tạo tệp PDF khác. Hãy thử lại sau ít phút.")
    try:
        if wanted not in _kept:  # who waited for the same report finds it made
            _kept[wanted] = _set(*wanted)
        return _kept[wanted]
    finally:
        while len(_kept) > KEPT:
            del _kept[next(iter(_kept))]
        _setting.release()


def _set(page: str, identifier: str) -> bytes:
    """The pages as a PDF."""
    weasyprint = _weasyprint()
    style, fonts = _style()
    document = weasyprint.HTML(string=page, base_url=STATIC.as_uri(), url_fetcher=_fetcher())
    made: bytes = document.write_pdf(
        stylesheets=[style],
        font_config=fonts,
        pdf_variant=VARIANT,
        pdf_identifier=identifier.encode(),
    )
    return made


def _weasyprint() -> Any:
    try:
        import weasyprint
    except (ImportError, OSError) as missing:
        raise NotInstalled("Máy chủ này chưa cài phần tạo tệp PDF.") from missing
    return weasyprint


@cache
def _style() -> tuple[Any, Any]:
    """The style sheet and the fonts that it loads, read once."""
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    # Its fonts lie in a folder that it removes; at the very end there is no module left to do so.
    atexit.register(_style.cache_clear)
    style = weasyprint.CSS(filename=STYLE, font_config=fonts, url_fetcher=_fetcher())
    return style, fonts


@cache
def _fetcher() -> Any:
    """Reads our fonts and refuses every other address, of this machine and of any other."""
    from weasyprint.urls import URLFetcher

    class OnlyFonts(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in {path.as_uri() for path in FONTS.glob("*.woff2")}:
                raise PermissionError(f"not a font of ours: {url}")
            return super().fetch(url, headers)

    return OnlyFonts(allowed_protocols={"file"}, fail_on_errors=True)
