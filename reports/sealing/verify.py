"""Recompute every seal, every figure and every link of the chain, and name what differs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.dimensions import DIMENSIONS
from reports.figures import FIGURES, FIGURES_BY_SLUG
from reports.models import ImportedBundle, Publication, SealProof
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
    link = Link()
    for publication in Publication.objects.sealed():
        if link.is_begun or not _is_imported(publication):
            yield from (Finding(publication, what) for what in link.judge(publication))
        yield from (Finding(publication, what) for what in judge(publication))
        link = Link(publication.sequence or 0, publication.digest)


@dataclass(frozen=True)
class Link:
    """The end of the chain so far. A portal's chain begins at 1, or at a bundle brought in."""

    sequence: int = 0
    digest: str = ""

    @classmethod
    def stored(cls) -> "Link":
        """The end of the chain as it stands."""
        last = Publication.objects.select_for_update().sealed().last()
        return cls(last.sequence or 0, last.digest) if last else cls()

    @property
    def is_begun(self) -> bool:
        return bool(self.sequence)

    def judge(self, publication: Publication) -> Iterator[str]:
        """Whether the publication is the next one."""
        number = self.sequence + 1
        if publication.sequence != number:
            yield f"đứng thứ {publication.sequence}, chuỗi cần bản thứ {number}"
        if publication.previous_digest != self.digest:
            yield "mã dấu bản trước không khớp: chuỗi bị đứt ở đây"


def _is_imported(publication: Publication) -> bool:
    return ImportedBundle.objects.filter(publication=publication).exists()


def judge(publication: Publication) -> Iterator[str]:
    """What of one sealed publication is not as it was sealed, its place in the chain aside."""
    proof = SealProof.objects.filter(publication=publication).first()
    if proof is None:
        yield "mất chứng cứ dấu của các dòng"
        return
    proofs = proofs_of(proof)
    yield from _judge_lines(publication, proofs)
    if digest_of(head_of(publication), proofs, publication.previous_digest) != publication.digest:
        yield "mã dấu không khớp với nội dung, chữ ký hoặc các dòng đã chốt"
    yield from _judge_figures(publication)


def proofs_of(proof: SealProof) -> list[bytes]:
    """The hash of every line as it was sealed, in order."""
    blob = bytes(proof.line_hashes)
    return [blob[start : start + HASH_SIZE] for start in range(0, len(blob), HASH_SIZE)]


def _judge_lines(publication: Publication, proofs: Sequence[bytes]) -> Iterator[str]:
    """Line by line, so that the longest publication does not fill the memory."""
    count = 0
    for order, fact, values in stored_lines(publication):
        count += 1
        then = proofs[order - 1] if 0 < order <= len(proofs) else None
        if line_hash(fact, values) != then:
            name = values["activity_code"] or values["award_code"] or values["decision_number"]
            yield f"dòng {order} ({fact}, {name or 'không mã'}) khác lúc chốt"
    if not count == len(proofs) == publication.line_count:
        yield f"có {count} dòng, khi chốt có {publication.line_count}"


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
