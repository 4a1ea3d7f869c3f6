"""Recompute every seal, every figure and every link of the chain, and name what differs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.dimensions import DIMENSIONS
from reports.figures import FIGURES, FIGURES_BY_SLUG
from reports.models import Publication, SealProof
from reports.rollup import Rollup

from .canonical import digest_of, line_hash
from .copying import stored_lines
from .lines import SealedLines
from .sealer import head_of

HASH_SIZE = 32


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was sealed. ``what`` is for the person at the terminal."""

    publication: Publication
    what: str

    def __str__(self) -> str:
        return f"{self.publication}: {self.what}"


def verify() -> Iterator[Finding]:
    """Judge every sealed publication, in the order of the chain; nothing found is a good answer."""
    previous = ""
    for number, publication in enumerate(Publication.objects.sealed(), 1):
        if publication.sequence != number:
            yield Finding(
                publication, f"đứng thứ {publication.sequence}, chuỗi cần bản thứ {number}"
            )
        if publication.previous_digest != previous:
            yield Finding(publication, "mã dấu bản trước không khớp: chuỗi bị đứt ở đây")
        yield from (Finding(publication, what) for what in _judge(publication))
        previous = publication.digest


def _judge(publication: Publication) -> Iterator[str]:
    proof = SealProof.objects.filter(publication=publication).first()
    if proof is None:
        yield "mất chứng cứ dấu của các dòng"
        return
    sealed = _split(bytes(proof.line_hashes))
    found = [(order, fact, values) for order, fact, values in stored_lines(publication)]
    hashes = [line_hash(fact, values) for _, fact, values in found]
    yield from _judge_lines(publication, found, hashes, sealed)
    if digest_of(head_of(publication), sealed, publication.previous_digest) != publication.digest:
        yield "mã dấu không khớp với nội dung, chữ ký hoặc các dòng đã chốt"
    yield from _judge_figures(publication)


def _split(blob: bytes) -> list[bytes]:
    return [blob[start : start + HASH_SIZE] for start in range(0, len(blob), HASH_SIZE)]


def _judge_lines(
    publication: Publication,
    found: Sequence[tuple[int, str, Mapping[str, Any]]],
    hashes: Sequence[bytes],
    sealed: Sequence[bytes],
) -> Iterator[str]:
    if len(found) != len(sealed) or len(sealed) != publication.line_count:
        yield f"có {len(found)} dòng, khi chốt có {publication.line_count}"
    for (order, fact, values), now in zip(found, hashes, strict=True):
        then = sealed[order - 1] if 0 < order <= len(sealed) else None
        if now != then:
            name = values["activity_code"] or values["award_code"] or values["decision_number"]
            yield f"dòng {order} ({fact}, {name or 'không mã'}) khác lúc chốt"


def _judge_figures(publication: Publication) -> Iterator[str]:
    """Every number of every stored table, asked again of the sealed lines."""
    rollup = Rollup(SealedLines(publication))
    content = publication.content or {}
    parts: dict[str, Mapping[Any, Mapping[str, Any]]] = {}
    for table in (*content["tables"].values(), content["results"]["money"]):
        dimension = DIMENSIONS.get(table["slug"])
        if dimension is None:
            continue
        if table["slug"] not in parts:
            known = [item for item in FIGURES if item.splits_by(dimension)]
            parts[table["slug"]] = rollup.parts(dimension, known)
        yield from _judge_rows(table, parts[table["slug"]])
    for cell in content["results"]["headline"]:
        figure = FIGURES_BY_SLUG[cell["figure"]]
        if rollup.totals[figure.key] != cell["value"]:
            yield f"“{figure.label}” là {cell['value']}, các dòng cho {rollup.totals[figure.key]}"


def _judge_rows(table: Mapping[str, Any], parts: Mapping[Any, Mapping[str, Any]]) -> Iterator[str]:
    columns = [column["key"] for column in table["columns"]]
    for row in table["rows"]:
        for key, (value, slug, where, _, _) in zip(columns, row["cells"], strict=True):
            if not slug or set(where) != {table["slug"]}:
                continue
            now = parts.get(row["code"], {}).get(FIGURES_BY_SLUG[slug].key, 0)
            is_unknown = value is None and not now
            if now != value and not is_unknown:
                place = f"bảng {table['slug']}, dòng {row['label']}, {key}"
                yield f"{place}: {value}, các dòng cho {now}"
