"""Take a bundle in: the publication as it was sealed, or nothing at all."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from django.utils import timezone

from khuyencong.canonical import canonical
from khuyencong.models import User
from programs.models import OldDistrict, OldProvince
from reports.dimensions import DIMENSIONS
from reports.forms.kept import KeptForms
from reports.lines import Fact
from reports.models import ImportedBundle, Publication, SealedLine, SealProof
from reports.plain import plain_table, table_of
from reports.publishing.markup import blocks_from
from reports.sealing.canonical import line_bytes
from reports.sealing.columns import FIELDS
from reports.sealing.content import plain_results, results_from
from reports.sealing.sealer import head_of
from reports.sealing.verify import Link, judge

from . import layout
from .reading import Bundle, ImportRefused, opened, read_canonical

BATCH = 1000
SHOWN = 5
AS_TOLD = ("title", "basis", "introduction", "closing", "revision", "reason")
CONTENT_KEYS = {"results", "texts", "people", "changes", "documents", "tables", "rules"}
# A bundle sealed before forms were kept has none.
MAY_BE_THERE = {"forms"}
DISTRICT = "huyen-cu-"
DIGEST, LINK = re.compile("[0-9a-f]{64}"), re.compile("(?:[0-9a-f]{64})?")
# What a forged content can break while it is read as what it claims to be.
MISSHAPEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, ValidationError)


def import_bundle(path: Path, digest: str = "") -> Publication:
    """Store the publication of a bundle, sealed as it was; all or nothing.

    ``digest`` is the one that the office published, where the person knows it. Raises
    ImportRefused, in words, for a bundle that is broken, changed, foreign, or not the next one.
    """
    with opened(path) as bundle:
        bundle.check_sums()
        seal = _seal_of(bundle)
        if digest and digest.strip().lower() != seal["digest"]:
            raise ImportRefused("Mã dấu của gói không phải mã dấu bạn đưa.")
        head = bundle.json(layout.CONTENT)
        try:
            with transaction.atomic():
                return _stored(bundle, seal, head, _digest_of(path))
        except DataError as problem:
            raise ImportRefused(f"Gói có giá trị không lưu được: {problem}.") from problem


def _digest_of(path: Path) -> str:
    with path.open("rb") as source:
        found = sha256()
        while block := source.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def _seal_of(bundle: Bundle) -> Mapping[str, Any]:
    try:
        seal = json.loads(bundle.read(layout.SEAL))
        is_ours = seal["made_by"] == layout.MADE_BY and seal["format"] == layout.FORMAT
        is_whole = DIGEST.fullmatch(seal["digest"]) and LINK.fullmatch(seal["previous_digest"])
    except (ValueError, KeyError, TypeError) as problem:
        raise ImportRefused(f"{layout.SEAL} không đúng mẫu.") from problem
    if not is_ours or not is_whole:
        raise ImportRefused("Gói không phải của cổng này, hoặc theo mẫu mà cổng chưa biết.")
    return seal


def _stored(bundle: Bundle, seal: Mapping[str, Any], head: Any, file_digest: str) -> Publication:
    """Everything of the publication, the seal last: until then it is a draft like any other."""
    try:
        draft = _draft_of(head)
        _check_content(head["content"], draft)
        sealed = _sealing_of(seal, head)
    except MISSHAPEN as problem:
        raise ImportRefused(f"{layout.CONTENT} không đúng mẫu: {_words(problem)}.") from problem
    draft.save()
    _store_lines(bundle, draft, sealed["line_count"])
    SealProof.objects.create(publication=draft, line_hashes=_proofs(bundle))
    ImportedBundle.objects.create(
        publication=draft, imported_at=timezone.now(), file_digest=file_digest
    )
    _seal(draft, sealed)
    _check_stored(bundle, draft)
    return draft


def _draft_of(head: Mapping[str, Any]) -> Publication:
    people = head["content"]["people"]
    draft = Publication(
        **{name: head[name] for name in AS_TOLD},
        period_slug=head["period"],
        cutoff=date.fromisoformat(head["cutoff"]),
        composed_by=_account("soan", people["composed_by"]),
        **_scope_of(head["scope"]),
    )
    others = Publication.objects.of(head["period"], head["scope"])
    if others.filter(revision=head["revision"]).exists():
        raise ImportRefused("Cổng đã có bản này của kỳ và phạm vi này.")
    draft.replaces = others.filter(revision=head["revision"] - 1).first()
    draft.full_clean()
    return draft


def _scope_of(slug: str) -> Mapping[str, Any]:
    """The old province or district of the scope, which the catalogue here must know."""
    if not slug:
        return {}
    is_district = slug.startswith(DISTRICT)
    places: Any = OldDistrict.objects if is_district else OldProvince.objects
    place = places.filter(code=slug.removeprefix(DISTRICT)).first()
    if place is None:
        raise ImportRefused(
            f"Cổng chưa có địa bàn “{slug}”. Hãy chạy load_catalogue của tỉnh rồi nhập lại."
        )
    return {"old_district" if is_district else "old_province": place}


def _account(role: str, name: str) -> User:
    """A closed account in the name of who composed or signed; nobody can sign in with it."""
    key = sha256(name.encode()).hexdigest()[:12]
    user, _ = User.objects.get_or_create(
        username=f"luu-tru-{role}-{key}",
        defaults={"last_name": name[:150], "is_active": False, "password": make_password(None)},
    )
    return user


def _check_content(content: Mapping[str, Any], draft: Publication) -> None:
    """Refuse what pages could not print: each piece must read back as it is written."""
    is_whole = content.keys() - MAY_BE_THERE == CONTENT_KEYS
    if not is_whole or not content["tables"].keys() <= DIMENSIONS.keys():
        raise ValueError("thiếu hoặc thừa phần")
    results = content["results"]
    pairs: list[tuple[Any, Any]] = [(plain_results(results_from(results, draft.period)), results)]
    tables = [*content["tables"].values(), *content["changes"], content["documents"]]
    pairs += [(plain_table(table_of(table)), table) for table in tables]
    pairs += [
        ([asdict(block) for block in blocks_from(text)], text) for text in content["texts"].values()
    ]
    if any(read != told for read, told in pairs):
        raise ValueError("có bảng hoặc văn bản không đúng mẫu")
    if "forms" in content:
        KeptForms(content["forms"]).check()


def _store_lines(bundle: Bundle, draft: Publication, told: int) -> None:
    lines = enumerate(bundle.lines(), 1)
    while batch := [_line(draft, order, raw) for order, raw in islice(lines, BATCH)]:
        if batch[-1].order > told:
            raise ImportRefused(f"{layout.LINES} có nhiều dòng hơn {told} dòng đã chốt.")
        SealedLine.objects.bulk_create(batch)


def _line(draft: Publication, order: int, raw: bytes) -> SealedLine:
    """A line as stored; refused where it would be hashed otherwise than it is written."""
    try:
        fact, told = read_canonical(raw)
        values = {name: FIELDS[name].to_python(value) for name, value in told.items()}
        for name, value in values.items():
            FIELDS[name].run_validators(value)
        if line_bytes(Fact(fact).value, values) != raw:
            raise ValueError("có giá trị không đúng kiểu")
    except MISSHAPEN as problem:
        raise ImportRefused(f"Dòng {order} không đúng mẫu: {_words(problem)}.") from problem
    return SealedLine(publication=draft, order=order, fact=fact, **values)


def _proofs(bundle: Bundle) -> bytes:
    try:
        return bytes.fromhex(bundle.read(layout.PROOFS).decode("ascii"))
    except ValueError as problem:
        raise ImportRefused(f"{layout.PROOFS} không đúng mẫu.") from problem


def _sealing_of(seal: Mapping[str, Any], head: Mapping[str, Any]) -> Mapping[str, Any]:
    """What makes a draft a sealed publication, judged before anything is stored."""
    sealed = {
        "sequence": head["sequence"],
        "sealed_at": datetime.fromisoformat(head["sealed_at"]),
        "signed_by": _account("ky", head["content"]["people"]["signed_by"]),
        "content": dict(head["content"]),
        "line_count": head["lines"],
        "previous_digest": seal["previous_digest"],
        "digest": seal["digest"],
    }
    for field in Publication._meta.concrete_fields:
        if field.name in ("sequence", "line_count"):
            field.run_validators(sealed[field.name])
    if sealed["sequence"] < 1:
        raise ValueError("số thứ tự trong chuỗi bắt đầu từ 1")
    return sealed


def _seal(draft: Publication, sealed: Mapping[str, Any]) -> None:
    """Make the draft what it was; only the next one of the chain, or the first of this portal."""
    for name, value in sealed.items():
        setattr(draft, name, value)
    link = Link.stored()
    if link.is_begun and any(link.judge(draft)):
        raise ImportRefused(
            f"Gói là bản thứ {draft.sequence} của chuỗi, chuỗi trên cổng đang ở bản thứ "
            f"{link.sequence}: chỉ nhập được bản kế tiếp. Hãy nhập các gói theo thứ tự."
        )
    draft.save()


def _check_stored(bundle: Bundle, draft: Publication) -> None:
    """Judge what now stands in the database exactly as verify_publications will."""
    stored = Publication.objects.get(pk=draft.pk)
    if canonical(head_of(stored)) != bundle.read(layout.CONTENT):
        raise ImportRefused(f"{layout.CONTENT} có giá trị không lưu lại được nguyên vẹn.")
    try:
        found = list(islice(judge(stored), SHOWN))
    except MISSHAPEN as problem:
        raise ImportRefused(f"{layout.CONTENT} có con số mà cổng không biết.") from problem
    if found:
        raise ImportRefused(f"Gói không tự khớp: {'; '.join(found)}.")


def _words(problem: Exception) -> str:
    return " ".join(problem.messages) if isinstance(problem, ValidationError) else str(problem)
