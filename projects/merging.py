"""Gộp cơ sở: what moves from one facility to another, and back again.

What was moved and filled is written down as plain values, so that undoing puts back exactly that.
Every row is saved through its own model, so its rules, its history and what it derives hold.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalChanges

from khuyencong.models.record import REASON_LENGTH

if TYPE_CHECKING:
    from .models import Facility

# Links to a facility that stay: what was judged of the pair itself, and a column that the
# supports derive anew.
STAYING = frozenset(
    {
        ("projects.facilitymerge", "keeper"),
        ("projects.facilitymerge", "merged"),
        ("projects.distinctfacilities", "first"),
        ("projects.distinctfacilities", "second"),
        ("projects.activity", "common_facility"),
    }
)
# What the keeper takes over where it has nothing, so that nobody enters the facility again.
FILLED = (
    "tax_code",
    "trade_id",
    "products",
    "commune_id",
    "old_district_id",
    "place_then",
    "address",
    "representative",
    "phone",
)

Moved = dict[str, Any]


def moving_links(facility_model: type[models.Model]) -> list[Any]:
    """Every link to a facility that follows it; a new one follows without being named here."""
    links: list[Any] = [relation.field for relation in facility_model._meta.related_objects]
    return [
        one
        for one in links
        if not issubclass(one.model, HistoricalChanges)
        and (one.model._meta.label_lower, one.name) not in STAYING
    ]


def rows_of(facility: "Facility") -> Iterator[tuple[Any, str]]:
    """The rows that name the facility, each with the field that does."""
    for link in moving_links(type(facility)):
        rows = link.model._default_manager.filter(**{link.name: facility}).order_by("pk")
        yield from ((row, link.name) for row in rows.select_for_update())


def merge(keeper: "Facility", merged: "Facility", user: Any, reason: str) -> Moved:
    """Make ``merged`` a former record of ``keeper``; what to remember for the way back."""
    note = _note(f"Gộp {merged.code} vào {keeper.code}", reason)
    rows = list(rows_of(merged))
    _point(merged, "merged_into", keeper, user, note)  # first, since it gives its tax code up
    for row, field in rows:
        _point(row, field, keeper, user, note)
    filled = _fill(keeper, merged)
    _save(keeper, user, note)
    return {"rows": [[row._meta.label_lower, row.pk, field] for row, field in rows], **filled}


def undo(keeper: "Facility", merged: "Facility", moved: Moved, user: Any, reason: str) -> None:
    """Put everything back where it was; raises ValidationError where somebody built on it."""
    note = _note(f"Hoàn tác gộp {merged.code} vào {keeper.code}", reason)
    _refuse_built_on(keeper, merged)
    rows = list(_moved_rows(moved, keeper))
    for name, value in moved["filled"].items():
        if getattr(keeper, name) == value:  # else staff have changed it since, which stands
            setattr(keeper, name, moved["before"][name])
    _save(keeper, user, note)  # first, since it gives the tax code back
    _point(merged, "merged_into", None, user, note)
    for row, field in rows:
        _point(row, field, merged, user, note)
    _save(keeper, user, note)  # found by the names of those it still has


def _refuse_built_on(keeper: "Facility", merged: "Facility") -> None:
    if merged.merged_into_id != keeper.pk:
        raise ValidationError(f"“{merged}” nay không gộp vào “{keeper}” nên không hoàn tác được.")
    if keeper.merged_into_id:
        raise ValidationError(
            f"“{keeper}” đã gộp tiếp vào “{keeper.merged_into}”. Hãy hoàn tác lần gộp đó trước."
        )


def _moved_rows(moved: Moved, keeper: "Facility") -> Iterator[tuple[Any, str]]:
    """What was moved and is still there; what was deleted since stays deleted."""
    for label, pk, field in moved["rows"]:
        rows = apps.get_model(label)._default_manager.select_for_update()
        row = rows.filter(pk=pk).first()
        if row is None:
            continue
        if getattr(row, field) != keeper:
            raise ValidationError(
                f"{_named(row)} đã chuyển sang cơ sở khác sau khi gộp nên không hoàn tác được. "
                f"Hãy chọn lại “{keeper}” ở đó rồi hoàn tác."
            )
        yield row, field


def _fill(keeper: "Facility", merged: "Facility") -> Moved:
    """Take over what the keeper does not know, unless it breaks a rule; both values."""
    before, filled = {}, {}
    for name in FILLED:
        old, new = getattr(keeper, name), getattr(merged, name)
        if old or not new:
            continue
        if not _new_refusals(keeper, name, new):
            before[name], filled[name] = old, new
        else:
            setattr(keeper, name, old)
    return {"before": before, "filled": filled}


def _point(row: Any, field: str, facility: "Facility | None", user: Any, note: str) -> None:
    """Make a row name this facility, by the row's own rules."""
    refused = _new_refusals(row, field, facility)
    if refused:
        raise ValidationError([f"{_named(row)}: {text}" for text in refused])
    _save(row, user, note, update_fields=[field])


def _new_refusals(row: Any, field: str, value: Any) -> list[str]:
    """What the row's rules say against its new value; what was wrong before is another matter."""
    before = _refusals(row)
    setattr(row, field, value)
    return [text for text in _refusals(row) if text not in before]


def _refusals(row: Any) -> list[str]:
    try:
        row.full_clean()
    except ValidationError as refused:
        return list(refused.messages)
    return []


def _named(row: Any) -> str:
    code = getattr(row, "code", "") or getattr(getattr(row, "activity", None), "code", "")
    return f"{str(row._meta.verbose_name).capitalize()} {code} “{row}”".replace("  ", " ")


def _save(row: Any, user: Any, note: str, **only: Any) -> None:
    row._history_user, row._change_reason = user, note
    row.save(**only)


def _note(what: str, reason: str) -> str:
    return f"{what}: {reason}"[:REASON_LENGTH]
