"""Thể thức of Nghị định 30/2020/NĐ-CP around the text: who reports, on what basis, to whom."""

import re
from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from reports.basis import Basis
from reports.dimensions import DIMENSIONS
from reports.editions import Edition, scope_columns
from reports.forms.paper import Issuer
from reports.results import Results

from .parts import Letterhead

DOTS = "…………"
NO_BREAK = "\u00a0"
ACTS = {
    "CT": "Chỉ thị",
    "KH": "Kế hoạch",
    "NQ": "Nghị quyết",
    "NĐ": "Nghị định",
    "QĐ": "Quyết định",
    "TT": "Thông tư",
}
# The province of a place line goes without its rank, unless it is named after a person.
_RANK = re.compile(r"(?:tỉnh|thành phố) (?!Hồ Chí Minh)", re.IGNORECASE)


def letterhead_of(edition: Edition, results: Results) -> Letterhead:
    """The head of the report; what only the office knows is left open."""
    issuer = edition.forms.issuer
    return Letterhead(
        parent_name=_parent_name(issuer),
        name=issuer.name.upper() or DOTS,
        number=f"Số: {DOTS}/BC-{DOTS}",
        place_and_date=f"{_place(issuer)}, {_day_in_words(made_on(edition))}",
        subject=_subject(edition, results),
        status=_status(edition),
    )


def _parent_name(issuer: Issuer) -> str:
    """A line break falls before the province, never within its name."""
    unbroken = issuer.place.replace(" ", NO_BREAK)
    return issuer.parent_name.replace(issuer.place, unbroken).upper() or DOTS


def _place(issuer: Issuer) -> str:
    place = _RANK.sub("", issuer.place, count=1)
    return f"{place[:1].upper()}{place[1:]}" or DOTS


def made_on(edition: Edition) -> date | None:
    """The day a publication was sealed; live figures are of no day."""
    publication = edition.publication
    if publication is None or publication.sealed_at is None:
        return None
    return timezone.localdate(publication.sealed_at)


def _day_in_words(day: date | None) -> str:
    """A day below 10 and the months 1 and 2 have a leading zero, so that nothing can be added."""
    if day is None:
        return "ngày …… tháng …… năm ………"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _subject(edition: Edition, results: Results) -> str:
    """The title of a publication is the office's own."""
    if edition.is_sealed:
        return results.title
    return f"Kết quả công tác khuyến công {period_and_scope(edition)}"


def period_and_scope(edition: Edition) -> str:
    """ "giai đoạn 2014–2020, tỉnh Gia Lai (cũ)": what the figures are of."""
    scope = scope_in_words(edition)
    return ", ".join(filter(None, [edition.lines.period.label, scope]))


def scope_in_words(edition: Edition) -> str:
    """The old province or district that the figures are narrowed to; empty for all of them."""
    if edition.publication is not None:
        return edition.publication.scope_name
    for column, code in scope_columns(edition.address.scope).items():
        by = next(one for one in DIMENSIONS.values() if one.column == column)
        return dict(edition.lines.members(by, [code])).get(code, "")
    return ""


def _status(edition: Edition) -> str:
    """Below the title: until when the figures count, and that live ones are provisional."""
    cutoff, publication = edition.lines.period.cutoff, edition.publication
    if publication is None or cutoff is None:
        today = timezone.localdate()
        until = min(cutoff or today, today)
        return f"(Số liệu tạm tính đến ngày {until:%d/%m/%Y}, chưa công bố)"
    basis = edition.basis
    said = "" if basis is Basis.RESULT else f"; {str(basis.label).lower()}"
    return f"(Số liệu đã chốt đến ngày {cutoff:%d/%m/%Y}{said})"


def bases_of(results: Results) -> Sequence[str]:
    """ "Căn cứ Quyết định số 1288/QĐ-TTg ngày 01/08/2014;": one line an act of the phase."""
    return [f"Căn cứ {_act(one)};" for one in results.legal_bases]


def _act(words: str) -> str:
    """An act is named by what its number says; one that says nothing is a văn bản."""
    number = words.split(" ")[0]
    signs = re.split(r"[/-]", number)
    name = next((ACTS[sign] for sign in signs if sign in ACTS), "Văn bản")
    return f"{name} số {words}"


def recipients_of(issuer: Issuer) -> Sequence[str]:
    """Who the office reports to; a line is left for others."""
    parent = [f"{issuer.parent_name};"] if issuer.parent_name else []
    return [*parent, f"{DOTS};", f"Lưu: VT, {DOTS}."]
