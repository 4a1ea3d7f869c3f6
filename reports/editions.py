"""What an address shows: the live register, or one sealed revision that never changes.

Pages and files ask an edition for its results and tables and do not know which kind it is. A
sealed one reads what was stored when it was sealed, and its own sealed lines, never the register.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.conf import settings

from .addresses import Address
from .basis import Basis
from .comparison import comparisons_of
from .dimensions import DIMENSIONS, SPLITS
from .figures import BY_KEY
from .forms.building import Form
from .forms.definition import Definition
from .forms.kept import KeptForms, LiveForms
from .lines import Lines, RegisterLines
from .measures import measures_table
from .models import Publication
from .plain import table_of
from .publishing.markup import Block, blocks_from
from .results import Results, has_illustrations, results_of
from .rollup import Rollup
from .sealing.content import results_from
from .sealing.lines import SealedLines
from .tables import Table

MEASURES = "chi-tieu"


class NoSuchEdition(LookupError):
    """The address names a revision, a scope or a live page that is not there."""


class NotPublished(NoSuchEdition):
    """Only live figures could answer, and this portal shows none."""


@dataclass(frozen=True)
class Edition:
    """The lines of an address and, where it shows a publication, that publication."""

    address: Address
    lines: Lines
    publication: Publication | None = None
    # Asked by its revision's own address, which shows this for ever.
    is_pinned: bool = False

    @property
    def is_sealed(self) -> bool:
        return self.publication is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.publication is not None and self.publication.is_withdrawn

    @property
    def content(self) -> dict[str, Any]:
        """All that was sealed; nothing for live figures."""
        return (self.publication.content or {}) if self.publication else {}

    @cached_property
    def revisions(self) -> Sequence[Publication]:
        """Every sealed revision of this period and scope, the latest last."""
        period, scope = self.address.period.slug, self.address.scope
        return list(Publication.objects.sealed().of(period, scope).defer("content"))

    @property
    def newer(self) -> Publication | None:
        """The standing revision that came after the one shown."""
        if self.publication is None:
            return None
        later = [
            one
            for one in self.revisions
            if one.revision > self.publication.revision and not one.is_withdrawn
        ]
        return later[-1] if later else None

    def results(self) -> Results:
        """The results page."""
        if self.publication is None:
            return results_of(self.lines)
        found = results_from(self.content["results"], self.lines.period)
        compared = comparisons_of(self.lines.period, found.measures, found.money)
        return replace(found, title=self.publication.title, comparisons=compared)

    @property
    def introduction(self) -> Sequence[Block]:
        """The office's own paragraphs before the sentence, as sealed."""
        return self._text("introduction")

    @property
    def closing(self) -> Sequence[Block]:
        """Those after the sentence."""
        return self._text("closing")

    def _text(self, name: str) -> Sequence[Block]:
        return blocks_from(self.content["texts"][name]) if self.is_sealed else ()

    @cached_property
    def changes(self) -> Sequence[Table]:
        """What a correction changed against the revision before: figures, then records."""
        return [table_of(table) for table in self.content.get("changes", ())]

    @cached_property
    def documents(self) -> Table | None:
        """The public papers of the đề án, as sealed."""
        return table_of(self.content["documents"]) if self.is_sealed else None

    def table(self, split: str) -> Table | None:
        """One split, as stored where it was; None for an address that is no split."""
        if split != MEASURES and split not in SPLITS:
            return None
        stored = self.content.get("tables", {})
        if split in stored:
            return table_of(stored[split])
        if split == MEASURES:
            return measures_table(self._rollup)
        return self._rollup.split(DIMENSIONS[split])

    @cached_property
    def _rollup(self) -> Rollup:
        """Asked for several splits it knows their totals."""
        return Rollup(self.lines)

    @cached_property
    def forms(self) -> KeptForms | LiveForms:
        """The office's forms, as sealed where they were."""
        kept = self.content.get("forms")
        return LiveForms() if kept is None else KeptForms(kept)

    def definition(self, slug: str) -> Definition | None:
        """The form of that name; None where there is none."""
        return next((form for form in self.forms.definitions if form.slug == slug), None)

    def form(self, definition: Definition, is_plan: bool = False, is_whole: bool = True) -> Form:
        """The form filled in; of a list that is not to be whole only the rows that are read."""
        return self.forms.form(definition, self.lines, is_plan, is_whole)

    @property
    def rules(self) -> Mapping[str, str]:
        """How each figure is counted, by its key; as sealed where it was."""
        kept: Mapping[str, str] = self.content.get("rules", {})
        return {key: kept.get(key, item.rule) for key, item in BY_KEY.items()}

    @property
    def basis(self) -> Basis:
        """What its "done" means."""
        return Basis(self.publication.basis) if self.publication else Basis.RESULT

    def has_illustrations(self) -> bool:
        if self.publication is None:
            return has_illustrations(self.lines)
        return bool(self.content["results"]["has_illustrations"])


def edition_at(address: Address) -> Edition:
    """What ``address`` shows. Raises NoSuchEdition where there is nothing to show.

    The unversioned address shows the latest standing revision, or live figures before the first.
    """
    if address.revision is not None:
        return replace(_sealed(address, _revision(address, address.revision)), is_pinned=True)
    if not address.is_live and address.cutoff is None:
        latest = Publication.objects.shown_at(address.period.slug, address.scope)
        if latest is not None:
            return _sealed(address, latest)
    return _live(address)


def _revision(address: Address, revision: int) -> Publication:
    found = Publication.objects.sealed().of(address.period.slug, address.scope)
    publication = found.filter(revision=revision).first()
    if publication is None:
        raise NoSuchEdition("Không có bản công bố này.")
    return publication


def _sealed(address: Address, publication: Publication) -> Edition:
    # Every link of a sealed page carries the revision, so that it opens the same figure for ever.
    pinned = replace(address, revision=publication.revision, is_live=False)
    return Edition(pinned, SealedLines(publication), publication)


def _live(address: Address) -> Edition:
    if not settings.LIVE_PAGES:
        raise NotPublished("Cổng này chỉ đăng số liệu đã công bố.")
    where = scope_columns(address.scope)
    return Edition(address, RegisterLines(address.period.until(address.cutoff), where))


def scope_columns(scope: str) -> dict[str, str]:
    """The flat column that a scope in an address narrows by."""
    if not scope:
        return {}
    district = scope.removeprefix("huyen-cu-")
    return {"old_province_code": scope} if district == scope else {"district_code": district}


def state_of(edition: Edition) -> dict[str, Any]:
    """What the figures of a file are: their period, cut-off, revision and seal."""
    cutoff, publication = edition.lines.period.cutoff, edition.publication
    return {
        "period": edition.address.period.slug,
        "scope": edition.address.scope,
        "cutoff": cutoff and cutoff.isoformat(),
        "revision": publication and publication.revision,
        "digest": publication and publication.digest,
    }


def state_in_words(edition: Edition) -> str:
    """The same in one line, as it stands in a file."""
    cutoff, publication = edition.lines.period.cutoff, edition.publication
    until = f", đến ngày {cutoff:%d/%m/%Y}" if cutoff else ""
    if publication is None:
        return f"Số liệu tạm tính theo hồ sơ đã duyệt{until}."
    return f"Số liệu đã chốt, bản {publication.revision}{until}. Mã dấu: {publication.digest}."
