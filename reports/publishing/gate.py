"""Cửa kiểm tra: all that whoever signs must have seen before a draft is published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from khuyencong.canonical import canonical
from khuyencong.models import Review
from programs.models import Allocation, Target
from projects.evidence import Lack, missing_papers
from projects.models import NOT_PUBLIC, Activity, Award, Outcome, Payment, Stage, Support
from reports.addresses import Address
from reports.basis import Basis
from reports.lines import RegisterLines
from reports.models import Publication
from reports.periods import Period
from reports.results import Results
from reports.sealing.copying import register_lines_of
from reports.sealing.differences import (
    FigureChange,
    RecordChange,
    figures_changed,
    records_changed,
)
from reports.sealing.lines import SealedLines

from .guards import Warned, warnings_of
from .notice import Notice, notice_of, results_of_publication

SHOWN = 8
SHOWN_MORE = 100
SHOWN_RECORDS = 200
# What the signer sees of the draft beside its figures.
MARKED = (
    "title",
    "period_slug",
    "scope_slug",
    "cutoff",
    "basis",
    "reason",
    "introduction",
    "closing",
)


@dataclass(frozen=True)
class Kept:
    """Where reviewed records of one model say which year and which đề án they belong to."""

    model: type[Model]
    year: str
    activity: str | None


REVIEWED = (
    Kept(Activity, "year", ""),
    Kept(Payment, "funding__budget_year", "funding__activity__"),
    Kept(Outcome, "support__activity__year", "support__activity__"),
    Kept(Award, "round__year", None),
    Kept(Allocation, "year", None),
    Kept(Target, "year", None),
)


@dataclass(frozen=True)
class Task:
    """A record somebody still has to work on: what is the matter, and whose it is."""

    label: str
    url: str
    what: str
    owners: Sequence[str] = ()


@dataclass(frozen=True)
class Tasks:
    """How many there are, and the first of them."""

    count: int
    found: Sequence[Task]

    @property
    def shown(self) -> Sequence[Task]:
        return self.found[:SHOWN]

    @property
    def more(self) -> Sequence[Task]:
        return self.found[SHOWN:]

    @property
    def rest(self) -> int:
        return self.count - len(self.found)


@dataclass(frozen=True)
class Readiness:
    """Everything the gate shows of one draft; each part is asked when it is printed."""

    publication: Publication

    @cached_property
    def lines(self) -> RegisterLines:
        return register_lines_of(self.publication)

    @cached_property
    def previous(self) -> Publication | None:
        """What the address shows now, which this draft would replace."""
        found = Publication.objects.standing().of(
            self.publication.period_slug, self.publication.scope_slug
        )
        return found.exclude(pk=self.publication.pk).last()

    @property
    def address(self) -> Address | None:
        """Where the numbers of the draft open their records: the live pages, if they count so."""
        publication = self.publication
        if publication.basis != Basis.RESULT:
            return None
        return Address(
            Period.from_slug(publication.period_slug),
            is_live=True,
            cutoff=publication.cutoff,
            scope=publication.scope_slug,
        )

    @cached_property
    def results(self) -> Results:
        """All that the page of the publication would show."""
        return results_of_publication(self.publication, self.lines)

    @property
    def notice(self) -> Notice:
        """What the notice would say."""
        return notice_of(self.publication, self.results)

    @property
    def seen(self) -> str:
        """A mark of what is on screen: what is sealed must be what the signer saw."""
        return mark_of(self.publication, self.results)

    @cached_property
    def figures(self) -> Sequence[FigureChange]:
        """Figure by figure, what changes against the publication before."""
        return figures_changed(SealedLines(self.previous), self.lines) if self.previous else ()

    @cached_property
    def records(self) -> Sequence[RecordChange]:
        """The records that make those changes."""
        return records_changed(SealedLines(self.previous), self.lines) if self.previous else ()

    @property
    def shown_records(self) -> Sequence[RecordChange]:
        return self.records[:SHOWN_RECORDS]

    @cached_property
    def warnings(self) -> Sequence[Warned]:
        return list(warnings_of(self.publication, self.lines))

    @cached_property
    def unreviewed(self) -> Tasks:
        """Drafts and records that wait: they count in nothing until they are approved."""
        count = 0
        found: list[Task] = []
        for kept in REVIEWED:
            rows = self._unreviewed(kept)
            count += rows.count()
            some = rows.prefetch_related("editors").select_related("submitted_by")
            found += [_unreviewed_task(row) for row in some[: SHOWN_MORE - len(found)]]
        return Tasks(count, found)

    @cached_property
    def without_day(self) -> Tasks:
        """Accepted without a day: they count at the end of their year."""
        rows = Lack.DAY.of(self._accepted)
        what = "chưa có ngày nghiệm thu; tính vào ngày 31/12 của năm"
        return Tasks(rows.count(), [_activity_task(row, what) for row in rows[:SHOWN_MORE]])

    @cached_property
    def without_papers(self) -> Tasks:
        """Accepted, and a paper that the kind asks for is not there."""
        rows = Lack.PAPERS.of(self._accepted)
        some = list(rows[:SHOWN_MORE])
        names = missing_papers(some)
        tasks = [_activity_task(row, f"thiếu: {'; '.join(names[row.pk])}") for row in some]
        return Tasks(rows.count(), tasks)

    @property
    def _accepted(self) -> QuerySet[Activity]:
        rows = Activity.objects.approved().filter(stage=Stage.ACCEPTED, **self._years("year"))
        return rows.filter(self._scope("")).order_by("year", "code").prefetch_related("editors")

    def _unreviewed(self, kept: Kept) -> QuerySet[Any]:
        rows = kept.model._default_manager.exclude(review=Review.APPROVED)
        rows = rows.filter(**self._years(kept.year)).order_by("pk")
        if kept.activity is not None:
            rows = rows.filter(self._scope(kept.activity))
            rows = rows.exclude(**{f"{kept.activity}stage__in": NOT_PUBLIC})
        return rows

    def _years(self, year: str) -> Mapping[str, Any]:
        period = self.publication.period
        return {f"{year}__range": (period.first_year, period.last_year)}

    def _scope(self, activity: str) -> Q:
        publication = self.publication
        if publication.old_province is not None:
            return Q(**{f"{activity}old_province": publication.old_province})
        if publication.old_district is not None:
            there = Support.objects.filter(old_district=publication.old_district)
            return Q(**{f"{activity}pk__in": there.values("activity")})
        return Q()


def mark_of(publication: Publication, results: Results) -> str:
    """A digest of what the publication is of, of its texts, its sentence and its tables."""
    told = [str(getattr(publication, name)) for name in MARKED]
    told += [piece.text for piece in results.sentence]
    told += [str(cell.value) for cell in results.headline]
    told += [
        f"{table.slug} {row.code} {cell.column.key} {cell.value}"
        for table in results.tables
        for row in table.rows
        for cell in row.cells
    ]
    return sha256(canonical(told)).hexdigest()


def _unreviewed_task(row: Any) -> Task:
    what = f"{row._meta.verbose_name}, {row.get_review_display().lower()}"
    return Task(str(row), change_url(row), what, list(_owners(row)))


def _activity_task(row: Activity, what: str) -> Task:
    label = f"{row.code} {row.title}"
    return Task(label, change_url(row), what, list(_owners(row)))


def _owners(row: Any) -> Iterator[str]:
    """Who entered or changed it since its last approval, else who sent it to review."""
    editors = [str(user) for user in row.editors.all()]
    yield from editors or ([str(row.submitted_by)] if row.submitted_by else [])


def change_url(row: Model) -> str:
    options = row._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk])
