"""The seal: one transaction in which a publication becomes what it will be for ever."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from khuyencong.checkpoints import seal_history
from reports.models import Publication, SealProof

from .canonical import digest_of, line_hash
from .content import content_of
from .copying import copy_lines, stored_lines
from .lines import SealedLines


def seal(publication: Publication, signer: Any) -> Publication:
    """Seal ``publication`` in the name of ``signer`` and return it as stored.

    Copies the lines first and computes every figure from the copies, so that what is published is
    what can be proved. Raises ValidationError for a second sealing, and for a signer who composed
    or edited the draft. A crash leaves nothing: it is one transaction.
    """
    with transaction.atomic():
        draft = Publication.objects.select_for_update().get(pk=publication.pk)
        _refuse(draft, signer)
        draft.signed_by = signer
        draft.sealed_at = timezone.now()
        draft.line_count = copy_lines(draft)
        draft.content = content_of(draft, SealedLines(draft))
        proof = _proof_of(draft)
        SealProof.objects.create(publication=draft, line_hashes=proof)
        previous = Publication.objects.select_for_update().sealed().last()
        draft.sequence = (previous.sequence or 0) + 1 if previous else 1
        draft.previous_digest = previous.digest if previous else ""
        draft.digest = digest_of(head_of(draft), [proof], draft.previous_digest)
        draft.save()
        # After the commit: covering the history waits for nobody who waits for this.
        occasion = f"Công bố, mã dấu {draft.digest}: {draft}"
        transaction.on_commit(lambda: seal_history(occasion), robust=True)
    return draft


def _proof_of(publication: Publication) -> bytes:
    """The hash of every line, one after the other: all that is kept of a line while sealing."""
    proof = bytearray()
    for _, fact, values in stored_lines(publication):
        proof += line_hash(fact, values)
    return bytes(proof)


def _refuse(draft: Publication, signer: Any) -> None:
    if draft.is_sealed:
        raise ValidationError("Bản này đã công bố.")
    if signer.pk == draft.composed_by_id or draft.editors.filter(pk=signer.pk).exists():
        raise ValidationError(
            "Người soạn hoặc sửa bản công bố không được tự ký. Hãy nhờ người có quyền công bố khác."
        )


def head_of(publication: Publication) -> dict[str, Any]:
    """What the seal covers besides the lines: what it is, who signed, and all it says."""
    return {
        "title": publication.title,
        "period": publication.period_slug,
        "scope": publication.scope_slug,
        "cutoff": publication.cutoff.isoformat(),
        "basis": publication.basis,
        "revision": publication.revision,
        "reason": publication.reason,
        "introduction": publication.introduction,
        "closing": publication.closing,
        "sequence": publication.sequence,
        "sealed_at": publication.sealed_at and publication.sealed_at.isoformat(),
        "lines": publication.line_count,
        "content": publication.content,
    }
