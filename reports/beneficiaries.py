"""Ai được hỗ trợ: the facilities helped last, with what each received in the period."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet

from projects.models import Facility

from .figures import FIGURES_BY_KEY
from .lines import Fact, Lines
from .tables import Cell, Column

SHOWN = 8
SPENT = FIGURES_BY_KEY["spent"]
_DETAILS = (
    "facility_code",
    "line_year",
    "kind_name",
    "equipment_label",
    "subject_label",
    "district_name",
    "commune_name",
)


@dataclass(frozen=True)
class Beneficiary:
    """A facility and what it received: in words, where, when, and how much.

    Plain values, so that a publication can keep them as they were printed.
    """

    code: str
    name: str
    legal_form: str
    is_illustration: bool
    received: Sequence[str]
    place_then: str
    place_now: str
    years: Sequence[int]
    spent: Cell


def latest_beneficiaries(lines: Lines, limit: int = SHOWN) -> list[Beneficiary]:
    """The first few facilities, those helped last on top; four queries whatever their number."""
    codes = _latest_codes(lines, limit)
    facilities = Facility.objects.in_bulk(codes, field_name="code")
    supports = _supports_of(lines, codes)
    amounts = _amounts_of(lines, codes)
    return [_beneficiary(facilities[code], supports[code], amounts.get(code, 0)) for code in codes]


def _accepted(lines: Lines, columns: Iterable[str]) -> QuerySet[Any]:
    return lines.of(Fact.SUPPORT, {*columns, "in_result"}).filter(in_result=True)


def _latest_codes(lines: Lines, limit: int) -> list[str]:
    rows = _accepted(lines, ("facility_code", "line_year")).filter(facility_code__isnull=False)
    latest = rows.order_by().values("facility_code").annotate(last=Max("line_year"))
    return [row["facility_code"] for row in latest.order_by("-last", "facility_code")[:limit]]


def _supports_of(lines: Lines, codes: Sequence[str]) -> Mapping[str, list[dict[str, Any]]]:
    rows = _accepted(lines.narrowed({"facility_code": codes}), _DETAILS)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.order_by("line_year", "pk").values(*_DETAILS):
        found[row["facility_code"]].append(row)
    return found


def _amounts_of(lines: Lines, codes: Sequence[str]) -> Mapping[str, Any]:
    chosen = lines.narrowed({"facility_code": codes})
    rows = chosen.of(SPENT.fact, {"facility_code", *SPENT.columns})
    rows = rows.order_by().values("facility_code")
    found = rows.annotate(figure_spent=SPENT.expression())
    return {row["facility_code"]: row["figure_spent"] for row in found}


def _beneficiary(
    facility: Facility, supports: Sequence[Mapping[str, Any]], amount: int
) -> Beneficiary:
    last = supports[-1]
    return Beneficiary(
        code=facility.code,
        name=facility.name,
        legal_form=facility.get_legal_form_display(),
        is_illustration=facility.is_illustration,
        received=_unique(
            row["equipment_label"] or row["subject_label"] or row["kind_name"] for row in supports
        ),
        place_then=last["district_name"] or "",
        place_now=last["commune_name"] or "",
        years=_unique(row["line_year"] for row in supports),
        spent=Cell(
            Column(SPENT.key, SPENT.label, SPENT.unit, SPENT.rule),
            amount,
            SPENT.slug,
            {"co-so": facility.code},
        ),
    )


def _unique(values: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(values))
