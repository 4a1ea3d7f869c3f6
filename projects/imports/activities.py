"""Danh sách đề án: rows of one code, or of one year, programme and title, are one đề án."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any

from khuyencong.bulk import BATCH, batches
from khuyencong.imports.pieces import Group, Read, Run
from khuyencong.imports.subjects import Subject
from khuyencong.models import User
from khuyencong.text import fold, sort_key
from programs.import_acts import DECISION
from programs.models import BudgetSource, Decision
from projects import guards
from projects.entry.supports import typed_measures
from projects.models import Activity, Funding, Quantity, Support

from .beneficiaries import Beneficiaries
from .scheme_columns import SchemeResource, SchemeRow
from .schemes import SchemeBuilder


def with_parts(rows: Any) -> Any:
    """Activities with all that a list of them says."""
    related = rows.select_related("main_kind", "decision", "implementing_unit", "old_province")
    return related.prefetch_related(
        "supports__kind",
        "supports__facility",
        "supports__commune__province",
        "supports__old_district__old_province",
        "supports__quantities__measure",
        "fundings__source",
        "fundings__shares",
    )


class ActivitySubject(Subject):
    """One row, one hạng mục of a đề án; its money stands on one of the rows, or alike on all."""

    code, label, order = "de-an", "Đề án, nhiệm vụ", 20
    resource = SchemeResource
    models = (Decision, Activity, Support, Quantity, Funding)
    main = Activity
    explanation = (
        "Mỗi dòng là một hạng mục hỗ trợ. Các dòng của một đề án đứng liền nhau, cùng mã hoặc cùng "
        "năm, chương trình và tên. Kinh phí ghi ở một dòng, hoặc như nhau ở mọi dòng của đề án."
    )

    def key(self, read: Read) -> Hashable:
        if code := read.values.get("code"):
            return "code", code
        title = read.values.get("title")
        if not title:
            return read.sheet, read.number
        return read.values.get("year"), read.values.get("programme"), fold(title)

    def build(self, groups: Sequence[Group], run: Run) -> None:
        reads = [read for group in groups for read in group.reads]
        DECISION.prepare(reads, run)
        stored = self._stored(reads)
        beneficiaries = Beneficiaries(reads)
        if "measures" not in run.shared:
            run.shared["measures"] = typed_measures()
            run.shared["sources"] = {one.code: one for one in BudgetSource.objects.all()}
        for group in groups:
            first = group.reads[0]
            if earlier := run.first_of(self.key(first), first):
                for read in group.reads:
                    read.refuse(
                        f"Đề án này đã có ở {earlier}. Các dòng của một đề án phải đứng liền nhau."
                    )
                continue
            SchemeBuilder(group, run, beneficiaries, stored).build()

    @staticmethod
    def _stored(reads: Iterable[Read]) -> "Stored":
        codes = {read.values["code"] for read in reads if "code" in read.values}
        named = [read.values for read in reads if "title" in read.values]
        years = {values.get("year") for values in named} - {None}
        titles = {sort_key(values["title"])[:650] for values in named}
        rows = with_parts(Activity.objects.all())
        by_code = {one.code: one for one in (rows.filter(code__in=codes) if codes else ())}
        alike: dict[Any, list[Activity]] = defaultdict(list)
        same = Activity.objects.filter(year__in=years, sort_key__in=titles)
        for one in same if years and titles else ():
            alike[one.year, one.programme, one.sort_key].append(one)
        return Stored(by_code, alike)

    def totals(self, groups: Iterable[Group]) -> Iterator[tuple[Any, ...]]:
        for group in groups:
            if group.is_refused or group.main is None:
                continue
            activity: Any = group.main.record
            if group.main.is_new:
                yield activity.year, f"Số đề án {activity.get_programme_display().lower()}", 1
            for piece in group.pieces:
                if isinstance(piece.record, Funding):
                    yield from _money(piece)

    def warnings(self, record: Any) -> list[str]:
        return [found.text for found in guards.findings(record)]

    def stored(self, records: Sequence[Any]) -> None:
        for keys in batches(record.pk for record in records):
            Activity.objects.filter(pk__in=keys).refresh_derived()

    def rows(self, user: User) -> Iterator[list[Any]]:
        activities = Activity.objects.order_by("pk")
        if user.unit_id:
            activities = activities.filter(implementing_unit=user.unit_id)
        stored = with_parts(activities).iterator(chunk_size=BATCH)
        yield from self.resource().rows(row for activity in stored for row in scheme_rows(activity))


class Stored:
    """The stored activities that some rows may mean."""

    def __init__(self, by_code: dict[str, Activity], alike: dict[Any, list[Activity]]) -> None:
        self.by_code, self._alike = by_code, alike

    def alike(self, read: Read) -> list[Activity]:
        """Of the same year, programme and title."""
        values = read.values
        key = values.get("year"), values.get("programme"), sort_key(values.get("title", ""))[:650]
        return self._alike.get(key, [])


def _money(piece: Any) -> Iterator[tuple[Any, ...]]:
    funding = piece.record
    before = 0 if piece.is_new else (piece.old.get("planned", funding.planned) or 0)
    difference = (funding.planned or 0) - before
    if difference:
        year = funding.budget_year or funding.activity.year
        yield year, f"Kinh phí kế hoạch, {funding.source.short_name}", difference


def scheme_rows(activity: Activity) -> Iterator[SchemeRow]:
    """An activity as rows: its supports one under the other, the money of each year beside them."""
    supports = sorted(activity.supports.all(), key=lambda one: (one.order, one.pk))
    by_year: dict[int | None, dict[str, Funding]] = defaultdict(dict)
    for funding in activity.fundings.all():
        by_year[funding.budget_year][funding.source.code] = funding
    years = sorted(by_year, key=lambda year: (year != activity.year, year or 0))
    for place in range(max(len(supports), len(years), 1)):
        support = supports[place] if place < len(supports) else None
        year = years[place] if place < len(years) else None
        quantities = {one.measure_id: one for one in support.quantities.all()} if support else {}
        shown = None if year == activity.year else year
        yield SchemeRow(activity, support, by_year.get(year, {}), shown, quantities)
