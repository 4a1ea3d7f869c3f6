"""Reads a definition as TOML gives it, and refuses one that is wrong or could swap two sources."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from programs.models import FormRow
from reports.dimensions import DIMENSIONS
from reports.figures import FIGURES_BY_KEY

from .definition import (
    MONEY,
    Definition,
    Feeds,
    FormColumn,
    FormError,
    Holds,
    OwnRow,
    SheetPart,
    TotalRow,
)

ORIENTATIONS = ("portrait", "landscape")
PLACES = ("first", "last")
# What a heading says, and the only code that a column below it may be bound to.
SPOKEN = {"KCQG": "KCQG", "TW": "KCQG", "KCĐP": "KCDP", "Địa phương": "KCDP"}
NUMBERED = re.compile(r"\bmẫu\s+(số|biểu|\d)", re.IGNORECASE)
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Tables of the file that are read part by part, under another name.
PARTS = {"column", "row", "sheet"}


def definition_from(raw: Mapping[str, Any], name: str = "") -> Definition:
    """Read and judge a definition. Raises FormError, which names the file and the fault."""
    try:
        made = _read(raw)
        for fault in _faults(made):
            raise FormError(fault)
    except (FormError, KeyError, TypeError, ValueError) as wrong:
        words = f"thiếu {wrong}" if isinstance(wrong, KeyError) else str(wrong)
        raise FormError(f"Mẫu biểu {name or raw.get('slug', '')}: {words}.") from wrong
    return made


def _read(raw: Mapping[str, Any]) -> Definition:
    parts: dict[str, Any] = {
        "feeds": Feeds(raw["feeds"]),
        "columns": tuple(_column(one) for one in raw["column"]),
        "rows": tuple(OwnRow(**one) for one in raw.get("row", ())),
        "sheets": tuple(SheetPart(**one) for one in raw.get("sheet", ())),
        "notes": tuple(raw.get("notes", ())),
        "total": TotalRow(**raw["total"]) if "total" in raw else None,
    }
    if not parts["sheets"]:
        parts["sheets"] = (SheetPart(raw["name"], raw["title"]),)
    plain = {name: value for name, value in raw.items() if name not in parts.keys() | PARTS}
    return Definition(**plain, **parts, raw=raw)


def _column(raw: Mapping[str, Any]) -> FormColumn:
    holds = Holds(raw.get("holds", Holds.FIGURE.value))
    rest = {name: value for name, value in raw.items() if name not in {"holds", "heading", "key"}}
    key = raw["key"] if holds is Holds.FIGURE else holds.value
    return FormColumn(heading=tuple(raw["heading"]), holds=holds, key=key, **rest)


def _faults(form: Definition) -> Iterator[str]:
    """What is wrong with it, in words."""
    yield from _faults_of_words(form)
    yield from _faults_of_columns(form)
    yield from _faults_of_rows(form)
    for column in form.figures:
        yield from _faults_of_source(column)


def _faults_of_words(form: Definition) -> Iterator[str]:
    if not SLUG.fullmatch(form.slug):
        yield f"“{form.slug}” không dùng được trong địa chỉ"
    if form.orientation not in ORIENTATIONS:
        yield f"hướng giấy “{form.orientation}” phải là {' hoặc '.join(ORIENTATIONS)}"
    if form.total and form.total.place not in PLACES:
        yield f"chỗ của dòng tổng phải là {' hoặc '.join(PLACES)}"
    if NUMBERED.search(f"{form.title} {form.name}") and not form.is_verified:
        yield "tiêu đề chưa đối chiếu thì không được mang số hiệu mẫu"


def _faults_of_columns(form: Definition) -> Iterator[str]:
    keys = [column.key for column in form.columns]
    if len(set(keys)) < len(keys):
        yield "hai cột cùng một mã"
    if Holds.LABEL.value not in keys:
        yield "không có cột chỉ tiêu (holds = “label”)"
    if not form.figures:
        yield "không có cột số liệu"
    for column in form.columns:
        if not 1 <= len(column.heading) <= form.heading_rows:
            yield f"cột “{column.key}” có số tầng tiêu đề khác heading_rows"
        if not (isinstance(column.width, int | float) and column.width > 0):
            yield f"cột “{column.key}” có độ rộng không phải số dương"
        if column.money not in MONEY:
            yield f"đơn vị tiền “{column.money}” phải là {' hoặc '.join(MONEY)}"
        if form.feeds is Feeds.ACTIVITIES and column.is_figure and not column.actual:
            yield f"cột “{column.key}” của danh sách phải nêu số liệu (actual)"


def _faults_of_rows(form: Definition) -> Iterator[str]:
    needs_form = form.feeds in (Feeds.MEASURES, Feeds.KINDS)
    if (needs_form or form.form) and form.form not in FormRow.Form.values:
        yield f"“{form.form}” không phải biểu nào của danh mục dòng biểu mẫu"
    if form.feeds is Feeds.KINDS and not form.actual:
        yield "thiếu số liệu của các dòng (actual)"
    if (form.feeds is Feeds.FIGURES) != bool(form.rows):
        yield "dòng ghi trong mẫu ([[row]]) đi cùng feeds = “figures”"
    for row in form.rows:
        if not row.actual and not form.form:
            yield f"dòng “{row.code}” phải nêu số liệu (actual)"
        if not form.form and not row.label:
            yield f"dòng “{row.code}” phải có tên chỉ tiêu (label)"
    for figure, where in _bound(form):
        yield from _faults_of_binding(figure, where)


def _bound(form: Definition) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every figure that the definition names, with what it is narrowed to."""
    for column in form.columns:
        for sheet in form.sheets:
            where = {**sheet.where, **column.where}
            yield from ((name, where) for name in (column.actual, column.planned) if name)
            yield from ((name, where) for name in (form.actual, form.planned) if name)
            for row in form.rows:
                both = {**row.where, **where}
                yield from ((name, both) for name in (row.actual, row.planned) if name)


def _faults_of_binding(figure: str, where: Mapping[str, Any]) -> Iterator[str]:
    if figure not in FIGURES_BY_KEY:
        yield f"không có số liệu “{figure}”"
        return
    for split in where:
        if split not in DIMENSIONS:
            yield f"không có cách chia “{split}”"
        elif not FIGURES_BY_KEY[figure].splits_by(DIMENSIONS[split]):
            fact = FIGURES_BY_KEY[figure].label
            yield f"“{fact}” không chia được theo “{DIMENSIONS[split].label}”"


def _faults_of_source(column: FormColumn) -> Iterator[str]:
    """A heading that names a source stands over that source's numbers and no others."""
    said = SPOKEN.get(column.heading[-1])
    if said and column.source != said:
        yield f"cột “{column.heading[-1]}” gắn với “{column.source}”, không phải “{said}”"
