"""Load the catalogue files of this folder, and of one province, keeping what staff changed.

A row remembers the digest of the values last loaded. Where its present values still have that
digest nobody changed it here, and the file may update it; else the row is kept and reported.
"""

import csv
import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.dispatch import Signal
from simple_history.utils import bulk_create_with_history

from khuyencong.models import SearchableRecord, ShippedRecord
from programs.models import (
    ActivityGroup,
    ActivityKind,
    BudgetSource,
    Commune,
    Deadline,
    DocumentKind,
    FormRow,
    Measure,
    OldDistrict,
    OldProvince,
    OldWard,
    OutcomeMeasure,
    Province,
    SupportCeiling,
    Trade,
)

# Sent once the database is in line with the files; rows written in bulk send nothing themselves.
catalogue_loaded = Signal()

FOLDER = Path(__file__).resolve().parent
PROVINCES = FOLDER / "provinces"
REASON = "Nạp danh mục"
STEP = 10  # between two rows of a file, so that staff can put their own between them

EXTENTS = {
    "toàn bộ": OldWard.Extent.WHOLE,
    "một phần": OldWard.Extent.PART,
    "một phần, mặc định": OldWard.Extent.PART_DEFAULT,
}

Row = dict[str, Any]


class CatalogueError(Exception):
    """A file that is missing or wrong. The message is for staff."""


@dataclass(frozen=True)
class Sheet:
    """Rows of one model, as a file gives them: references by code."""

    model: type[ShippedRecord]
    rows: list[Row]
    key: tuple[str, ...] = ("code",)


@dataclass
class Outcome:
    """What loading a sheet did."""

    name: str
    made: int = 0
    updated: int = 0
    same: int = 0
    kept: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Wanted:
    """A row as the file wants it: the record without its lists, and its lists."""

    record: ShippedRecord
    lists: dict[str, list[models.Model]]
    digest: str


def load(province: str) -> list[Outcome]:
    """Bring the database in line with the files, in one transaction."""
    folder = province_folder(province)
    with transaction.atomic():
        sheets = [*catalogue_sheets(), *place_sheets(folder)]
        outcomes = [load_sheet(sheet) for sheet in sheets]
        if any(outcome.made or outcome.updated for outcome in outcomes):
            catalogue_loaded.send(sender=load)
        return outcomes


def province_folder(province: str) -> Path:
    """The folder of a province's files. Raises CatalogueError where there is none."""
    known = sorted(path.name for path in PROVINCES.iterdir() if path.is_dir())
    if province in known:
        return PROVINCES / province
    raise CatalogueError(
        f"Không có danh mục địa bàn của tỉnh mã “{province}” trong {PROVINCES}. "
        f"Các tỉnh đang có: {', '.join(known)}. "
        "Đặt KHUYENCONG_PROVINCE, hoặc thêm thư mục của tỉnh."
    )


# Reading the files.


def catalogue_sheets() -> Iterator[Sheet]:
    rows = _toml("form_rows.toml", "form_row")
    kinds = _toml("kinds.toml", "kind")
    measures = [_measure(kind, measure) for kind in kinds for measure in kind.pop("measure")]
    yield Sheet(ActivityGroup, _ordered(_toml("groups.toml", "group")))
    rows = _ordered(rows)
    yield Sheet(FormRow, [row for row in rows if "parent" not in row])
    yield Sheet(FormRow, [row for row in rows if "parent" in row])
    yield Sheet(DocumentKind, _ordered(_toml("documents.toml", "document")))
    yield Sheet(ActivityKind, _ordered(kinds))
    yield Sheet(Measure, _ordered(measures))
    yield Sheet(OutcomeMeasure, _ordered(_toml("outcomes.toml", "outcome")))
    yield Sheet(BudgetSource, _ordered(_toml("sources.toml", "source")))
    yield Sheet(Trade, _ordered(_toml("trades.toml", "trade")))
    ceiling_key = ("kind", "source", "label", "valid_from")
    yield Sheet(Deadline, _ordered(_toml("deadlines.toml", "deadline")))
    yield Sheet(SupportCeiling, _toml("ceilings.toml", "ceiling"), ceiling_key)


def place_sheets(folder: Path) -> Iterator[Sheet]:
    about = tomllib.loads((folder / "province.toml").read_text(encoding="utf-8"))
    code = about["code"]
    old_provinces = {old.pop("written"): old for old in about["old_province"]}
    wards = list(read_csv(folder / "old_to_new.csv"))
    yield Sheet(Province, [{"code": code, "name": about["name"]}])
    yield Sheet(OldProvince, [{**old, "province": code} for old in old_provinces.values()])
    districts = {ward["old_district_code"]: _district(ward, old_provinces) for ward in wards}
    yield Sheet(OldDistrict, list(districts.values()))
    yield Sheet(Commune, [_commune(row, code) for row in read_csv(folder / "communes.csv")])
    yield Sheet(OldWard, [_ward(ward) for ward in wards], ("code", "commune"))


def _toml(name: str, table: str) -> list[Row]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))[table]


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))


def _ordered(rows: Iterable[Row]) -> list[Row]:
    return [{"order": STEP * place, **row} for place, row in enumerate(rows, start=1)]


def _measure(kind: Row, measure: Row) -> Row:
    return {**measure, "kind": kind["code"], "code": f"{kind['code']}.{measure['code']}"}


def _district(ward: dict[str, str], old_provinces: dict[str, Row]) -> Row:
    return {
        "code": ward["old_district_code"],
        "name": ward["old_district"],
        "old_province": old_provinces[ward["old_province"]]["code"],
    }


def _commune(row: dict[str, str], province: str) -> Row:
    place = {"latitude": row["lat"] or None, "longitude": row["lon"] or None}
    return {"code": row["code"], "name": row["name"], "province": province, **place}


def _ward(row: dict[str, str]) -> Row:
    return {
        "code": row["old_ward_code"],
        "name": row["old_ward"],
        "old_district": row["old_district_code"],
        "commune": row["new_code"],
        "extent": EXTENTS[row["extent"]],
    }


# Writing the rows.


def load_sheet(sheet: Sheet) -> Outcome:
    """Make the rows that are missing and update those that nobody changed here."""
    outcome = Outcome(str(sheet.model._meta.verbose_name))
    lists = [one.name for one in sheet.model._meta.many_to_many]
    stored = {
        _key(sheet, record): record
        for record in sheet.model._default_manager.prefetch_related(*lists)
    }
    new = []
    for wanted in wanted_rows(sheet):
        found = stored.get(_key(sheet, wanted.record))
        if found is None:
            new.append(wanted)
        else:
            _meet(found, wanted, outcome)
    _make(sheet.model, new)
    outcome.made = len(new)
    return outcome


def wanted_rows(sheet: Sheet) -> Iterator[Wanted]:
    """The file's rows as records, judged by the model; references are looked up once."""
    by_code = {one.name: _by_code(one) for one in _references(sheet)}
    listed = {one.name for one in sheet.model._meta.many_to_many}
    for row in sheet.rows:
        values = {name: _resolved(value, by_code.get(name)) for name, value in row.items()}
        lists = {name: values.pop(name, []) for name in listed}
        record = sheet.model(**values)
        _judge(record, set(by_code))
        yield Wanted(record, lists, digest(record, lists))


def _references(sheet: Sheet) -> list[Any]:
    named = {name for row in sheet.rows for name in row}
    relations = (one for one in sheet.model._meta.get_fields() if one.is_relation)
    return [one for one in relations if one.concrete and one.name in named]


def _by_code(reference: Any) -> dict[str, models.Model]:
    return {record.code: record for record in reference.related_model._default_manager.all()}


def _resolved(value: Any, by_code: dict[str, models.Model] | None) -> Any:
    if by_code is None:
        return value
    try:
        return [by_code[code] for code in value] if isinstance(value, list) else by_code[value]
    except KeyError as missing:
        raise CatalogueError(f"Danh mục nhắc đến mã {missing} nhưng không có mã đó.") from missing


def _judge(record: ShippedRecord, references: set[str]) -> None:
    """Clean and validate as a form would; references were just looked up."""
    if isinstance(record, SearchableRecord):
        record.fold_search()
    try:
        record.clean_fields(exclude=references)
        record.clean()
    except ValidationError as refused:
        name = f"{record._meta.verbose_name} “{record}”"
        raise CatalogueError(f"{name}: {' '.join(refused.messages)}") from refused


def _meet(found: ShippedRecord, wanted: Wanted, outcome: Outcome) -> None:
    present = digest(found, _lists_of(found))
    if present == wanted.digest:
        outcome.same += 1
        if found.loaded != present:  # staff entered what the file now says
            type(found)._default_manager.filter(pk=found.pk).update(loaded=present)
    elif present == found.loaded:
        outcome.updated += 1
        _update(found, wanted)
    else:
        outcome.kept.append(str(found))


def _make(model: type[ShippedRecord], new: list[Wanted]) -> None:
    for wanted in new:
        wanted.record.loaded = wanted.digest
    bulk_create_with_history([wanted.record for wanted in new], model, default_change_reason=REASON)
    for wanted in new:
        _set_lists(wanted.record, wanted)


def _update(found: ShippedRecord, wanted: Wanted) -> None:
    for one in _catalogue_fields(found):
        setattr(found, one.attname, getattr(wanted.record, one.attname))
    found.loaded = wanted.digest
    found._change_reason = REASON  # type: ignore[attr-defined]
    found.save()
    _set_lists(found, wanted)


def _set_lists(record: ShippedRecord, wanted: Wanted) -> None:
    for name, members in wanted.lists.items():
        if members or record.loaded:
            getattr(record, name).set(members)


def _key(sheet: Sheet, record: ShippedRecord) -> tuple[Any, ...]:
    return tuple(
        sheet.model._meta.get_field(name).value_from_object(record)  # type: ignore[union-attr]
        for name in sheet.key
    )


# The digest.


def digest(record: ShippedRecord, lists: dict[str, list[Any]]) -> str:
    """SHA-256 of the values staff can change; defaults are left out, so new fields alter none."""
    values = {
        one.name: _plain(one.value_from_object(record))
        for one in _catalogue_fields(record)
        if one.value_from_object(record) != one.get_default()
    }
    values |= {name: sorted(one.pk for one in members) for name, members in lists.items()}
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _catalogue_fields(record: models.Model) -> list[Any]:
    fields = record._meta.concrete_fields
    return [one for one in fields if one.editable and not one.primary_key]


def _lists_of(record: models.Model) -> dict[str, list[Any]]:
    return {one.name: list(getattr(record, one.name).all()) for one in record._meta.many_to_many}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value.normalize())
    return value if isinstance(value, bool | int) or value is None else str(value)
